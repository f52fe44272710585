import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";

// Whoever runs tests has work of its own at the end, which lets that of others go on.
const OPEN = `
  await import("./db/embedded/postgres.ts");
  process.on("exit", async () => { await null; await null; });
`;

test.each([
  { how: "as it came to its end", script: OPEN, code: 0 },
  { how: "with what it was told to", script: `${OPEN} process.exitCode = 3;`, code: 3 },
])("a process that has a PostgreSQL at hand ends $how", ({ script, code }) => {
  const { status, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", script], { encoding: "utf8" });
  expect({ status, stderr }).toEqual({ status: code, stderr: "" });
});
