import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type TestDatabase, testDatabase } from "#db/testing.ts";
import { systemClock } from "#server/core/clock.ts";
import { loadDataSecret } from "#server/core/data-secret.ts";
import { env } from "#server/core/env.ts";
import { backfillEvidence, newestCheckpoint, sequenceEvidence } from "#server/evidence/index.ts";
import { paidWithoutCallback, send } from "#server/orders/testing.ts";

let database: TestDatabase;
let folder: string;
beforeEach(async () => {
  database = await testDatabase();
  // As a server would: its commands open the same one.
  await loadDataSecret();
  folder = mkdtempSync(join(tmpdir(), "daozhang-admin-backup-"));
});
afterEach(async () => {
  await database.drop();
  rmSync(folder, { recursive: true, force: true });
});

/** Runs a command beside this process, which keeps the database open as a server would. */
async function admin(args: string[], extra: Record<string, string> = {}) {
  const child = spawn(process.execPath, ["bin/admin.ts", ...args], {
    env: {
      PATH: process.env.PATH ?? "",
      NODE_ENV: "test",
      APP_SECRET: env().APP_SECRET,
      DATABASE_URL: database.url,
      STORAGE_URL: `file:${join(folder, "files")}`,
      ...extra,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  const [out, err, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { code, out, err };
}

test("an operator makes a backup beside the server, tries it, and fills a new place from it", async () => {
  await send(paidWithoutCallback("O1", 0));
  await backfillEvidence(systemClock);
  await sequenceEvidence(systemClock);
  const copy = join(folder, "copy");
  expect(await admin(["backup", "--to", copy])).toMatchObject({ code: 0, out: expect.stringContaining("rows in") });
  // Heads go on outside while the backup stays as it is.
  await send(paidWithoutCallback("O2", 0));
  await sequenceEvidence(systemClock, { sign: true });
  const heads = join(folder, "heads.txt");
  writeFileSync(heads, (await newestCheckpoint())?.note ?? "");
  const tried = await admin(["restore", "--from", copy, "--verify"], { EVIDENCE_CHECKPOINT_FILE: heads });
  expect(tried).toMatchObject({ code: 0, out: expect.stringContaining("This backup can be restored.") });
  const place = { DATABASE_URL: `file:${join(folder, "new.db")}`, STORAGE_URL: `file:${join(folder, "new")}` };
  const done = await admin(["restore", "--from", copy], { ...place, APP_SECRET: "another-secret-of-32-bytes-or-more" });
  expect(done).toMatchObject({ code: 0, out: expect.stringContaining("APP_SECRET is another one") });
  const again = await admin(["restore", "--from", copy], place);
  expect(again).toMatchObject({ code: 1, err: expect.stringContaining("not empty") });
});
