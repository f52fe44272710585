import { expect, test } from "vitest";
import { missingOf } from "./missing.ts";

test("what a rule still needs is named, each action by its place", () => {
  const tag = { kind: "add_tags", tags: ["vip"] } as const;
  expect(missingOf("one", { on: ["ticket.opened"], if: {}, do: [{ ...tag, tags: ["vip"] }] })).toEqual([]);
  const empty = [
    { kind: "note", body: " " },
    { kind: "macro", macro: "" },
    { kind: "notify", to: { who: "ticket" }, say: "" },
    { kind: "add_tags", tags: [] },
  ] as const;
  const content = { on: [], if: {}, do: empty.map((action) => ({ ...action })) } as never;
  expect(missingOf(" ", content)).toEqual(["name", "when", 1, 2, 3, 4]);
});
