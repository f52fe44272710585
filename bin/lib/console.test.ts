import { expect, test } from "vitest";
import { redactConsole } from "./console.ts";

test("what others write to the console has no secrets and no contacts in it, once or twice over", () => {
  const lines: unknown[][] = [];
  const write = (...given: unknown[]) => void lines.push(given);
  const target = { error: write, warn: write, info: write, log: write, debug: write };
  redactConsole(target);
  redactConsole(target);
  const cause = Object.assign(new Error("x"), { detail: "Key (email)=(canary@x.example) already exists." });
  target.error(" ⨯", new Error("Failed query: q\nparams: canary", { cause }), { password: "canary" });
  target.log("ready on http://127.0.0.1:3000 for 13912345678", 7, undefined);
  expect(JSON.stringify(lines)).not.toMatch(/canary|13912345678/);
  expect(lines[0]?.[0]).toBe(" ⨯");
  expect(lines[0]?.[1]).toContain("console.test.ts");
  expect(lines[1]).toEqual(["ready on http://127.0.0.1:3000 for [phone]", 7, undefined]);
});
