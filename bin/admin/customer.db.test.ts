import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { freshDatabase } from "#db/testing.ts";
import { CANARIES, seeded, tablesWith } from "#server/customers/testing.ts";
import { freshStorage, openPaid } from "#server/tickets/testing.ts";
import { commands } from "./index.ts";

freshDatabase({ beforeEach, afterEach });
freshStorage({ beforeEach, afterEach });
const said: string[] = [];
let folder = "";
beforeEach(() => {
  said.length = 0;
  folder = mkdtempSync(join(tmpdir(), "daozhang-export-"));
  vi.spyOn(console, "log").mockImplementation((line: string) => void said.push(line));
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
});
const run = (name: string, options = {}) => commands[name]?.run(options);

test("a customer is written into a file, never over another, and erased", async () => {
  await seeded();
  const to = join(folder, "C1001.zip");
  await run("customer export", { id: "C1001", to });
  expect(readFileSync(to).subarray(0, 2).toString()).toBe("PK");
  await expect(run("customer export", { id: "C1001", to })).rejects.toThrow("EEXIST");
  await run("customer erase", { id: "C1001", reason: "request 17" });
  expect(said.at(-1)).toMatch(/^done \{.*"tickets":1/);
  expect(await tablesWith([CANARIES.phone, CANARIES.mail])).toEqual([]);
});

test("what still goes on is named, and what is missing in the call", async () => {
  const { number } = await openPaid("O1");
  await expect(run("customer erase", { id: "C1001", reason: "request 17" })).rejects.toMatchObject({
    exitCode: 1,
    message: expect.stringContaining(`ticket ${number}`),
  });
  await expect(run("customer erase", { id: "C1001" })).rejects.toMatchObject({ exitCode: 2 });
  await expect(run("customer export", { id: "C1001" })).rejects.toMatchObject({ exitCode: 2 });
});
