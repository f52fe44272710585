import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";

test("a process that has a PostgreSQL at hand ends as it means to: tests that failed do not pass", () => {
  const script = 'await import("./db/embedded/postgres.ts"); process.exitCode = 3;';
  const { status, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", script], { encoding: "utf8" });
  expect({ status, stderr }).toMatchObject({ status: 3 });
});
