import { desc, eq } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { db, transact } from "#db/client.ts";
import { auditLog, evidenceEntries, evidenceKeys } from "#db/schema/index.ts";
import { type TestDatabase, tamper, testDatabase } from "#db/testing.ts";
import { appendAudit } from "#server/audit/index.ts";
import { createApiKey } from "#server/auth/api-keys.ts";
import { systemContext } from "#server/core/context.ts";
import { setDataSecret } from "#server/core/data-key.ts";
import { loadDataSecret } from "#server/core/data-secret.ts";
import { env, overrideEnv } from "#server/core/env.ts";
import { beginSecretsAnew } from "#server/secrets/index.ts";
import { getCheckpoint, listKeys } from "./checkpoints.ts";
import { done, faults, settle, world } from "./testing.ts";
import { verifyEvidence } from "./verify.ts";

/** The log without its secret, or without itself. */

let database: TestDatabase;
beforeEach(async () => {
  database = await testDatabase();
  await loadDataSecret();
  await world();
});
afterEach(async () => {
  overrideEnv();
  setDataSecret("the data secret of every test");
  await database.drop();
});
const run = async (...statements: string[]) => {
  for (const statement of statements) await tamper(database, statement);
};
/** The whole log, and what would let old rows come in again. */
const removeLog = () =>
  run(
    ...["evidence_nodes", "evidence_checkpoints", "evidence_entries", "evidence_keys"].map((t) => `delete from ${t}`),
    "delete from settings where key = 'evidence.backfill'",
  );
const admin = systemContext("admin");

test("a log that was removed whole is missed, and what is there then does not come in as good", async () => {
  expect(await faults()).toEqual([]);
  await removeLog();
  expect(await faults()).toContain("the log: is gone, and had begun");
  await settle(60);
  const told = await faults();
  expect(told).toContain("the log: is gone, and had begun");
  expect(told.some((line) => /was inserted past the program/.test(line))).toBe(true);
});

describe("a secret that is lost", () => {
  const lose = () => overrideEnv({ ...env(), APP_SECRET: "another secret of more than thirty-two bytes" });

  test("takes a new key for the log, which goes on and holds, with what waited when it was lost", async () => {
    await done("waits for its place");
    const [before] = await listKeys();
    lose();
    await beginSecretsAnew({ ctx: admin });
    await done("after it");
    await settle(90);
    const [now, old] = await listKeys();
    expect(old?.vkey).toBe(before?.vkey);
    expect([old?.retiredAt === null, now?.retiredAt]).toEqual([false, null]);
    expect((await getCheckpoint()).size).toBe(await db.$count(evidenceEntries));
    expect(await faults()).toEqual([]);
    expect(await db.$count(evidenceKeys)).toBe(2);
  });

  test("leaves it known that there was a log: one that is removed whole afterwards is missed", async () => {
    lose();
    await beginSecretsAnew({ ctx: admin });
    await removeLog();
    expect(await faults()).toContain("the log: is gone, and had begun");
    await settle(90);
    expect(await faults()).toContain("the log: is gone, and had begun");
  });

  test("excuses nothing that is changed afterwards", async () => {
    lose();
    await beginSecretsAnew({ ctx: admin });
    await settle(90);
    await run("update ledger_entries set order_no = 'ZZ'");
    expect((await faults()).some((line) => /^ledger .*was changed/.test(line))).toBe(true);
    await done("forged");
    const [last] = await db.select().from(evidenceEntries).orderBy(desc(evidenceEntries.id)).limit(1);
    await run(`update evidence_entries set mac = 'AAAA' where id = '${last?.id}'`);
    expect((await faults()).some((line) => /not written by the program/.test(line))).toBe(true);
  });

  test("excuses nothing by a row that nobody sealed", async () => {
    setDataSecret("a secret of nobody's", { throwAway: true });
    const data = { evidence: { size: 1_000_000, rootHash: (await getCheckpoint()).rootHash } };
    await transact((tx) => appendAudit(tx, admin, { action: "secrets.began_anew", subject: "secrets", data }));
    await loadDataSecret();
    await settle(90);
    expect((await faults()).some((line) => /^audit .*not written by the program/.test(line))).toBe(true);
  });
});

describe("a command that does not know the secret", () => {
  test("makes a key, whose entry stands without a seal and is counted", async () => {
    setDataSecret("a secret of nobody's", { throwAway: true });
    await createApiKey({ ctx: admin, input: { name: "n", scopes: ["*"] } });
    await loadDataSecret();
    await settle(90);
    expect(await verifyEvidence()).toMatchObject({ faults: [], unsealed: 1 });
    const [row] = await db.select().from(auditLog).where(eq(auditLog.action, "api_key.created"));
    expect(await db.$count(evidenceEntries, eq(evidenceEntries.ref, row?.id ?? ""))).toBe(1);
    await run("update evidence_entries set mac = '' where kind = 'ledger'");
    expect((await faults()).some((line) => /^ledger .*not written by the program/.test(line))).toBe(true);
  });

  test.each(["staff.role_changed", "topup.approved", "customer.erased", "secrets.began_anew"])(
    "says nothing of %s",
    async (action) => {
      setDataSecret("a secret of nobody's", { throwAway: true });
      await transact((tx) => appendAudit(tx, admin, { action, subject: "x:1" }));
      await loadDataSecret();
      await settle(90);
      expect((await faults()).some((line) => /^audit .*not written by the program/.test(line))).toBe(true);
    },
  );
});
