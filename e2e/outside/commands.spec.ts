import { spawnSync } from "node:child_process";
import { expect, test } from "@playwright/test";

/** Runs a command with these variables and none of ours. */
function run(command: string, environment: Record<string, string>) {
  const { PATH = "", HOME = "" } = process.env;
  const env = { PATH, HOME, ...environment } as unknown as NodeJS.ProcessEnv;
  const { status, stderr } = spawnSync(process.execPath, [command], { env, encoding: "utf8", timeout: 30_000 });
  return { code: status, lines: stderr.trim().split("\n") };
}

test("serve names every bad setting in a line of its own and does not start", () => {
  const { code, lines } = run("bin/serve.ts", { PORT: "many", DATABASE_URL: "mysql://x", APP_SECRET: "short" });
  expect(code).toBe(1);
  expect(lines.map((line) => line.split(" ")[0])).toEqual(["PORT", "DATABASE_URL", "APP_SECRET"]);
});

test("serve asks for the secret that it needs", () => {
  expect(run("bin/serve.ts", {})).toEqual({ code: 1, lines: ["APP_SECRET is required and not set"] });
});

test("the demo refuses to be reachable from outside", () => {
  const secret = { APP_SECRET: "0123456789abcdef0123456789abcdef", PLATFORM_WEBHOOK_SECRET: "whsec_MDEyMzQ1Njc4OWFi" };
  const places: Record<string, string>[] = [{ HOST: "0.0.0.0" }, { APP_URL: "https://shop.example" }];
  for (const place of places) {
    const { code, lines } = run("bin/demo/start.ts", { ...secret, ...place, NODE_ENV: "production" });
    expect(code).toBe(1);
    expect(lines.join("\n")).toContain("127.0.0.1");
  }
});
