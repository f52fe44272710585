import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eq } from "drizzle-orm";
import { afterEach, beforeEach, expect, test } from "vitest";
import { withSnapshot } from "#db/backup.ts";
import { db, transact } from "#db/client.ts";
import { dialect } from "#db/columns.ts";
import { migrateDatabase } from "#db/migrate.ts";
import {
  customerSessions,
  evidenceEntries,
  handOvers,
  inboundEvents,
  ledgerEntries,
  orders,
  session,
  setupTokens,
  twoFactor,
  user,
} from "#db/schema/index.ts";
import { type TestDatabase, tamper, testDatabase } from "#db/testing.ts";
import { verifyAudit } from "#server/audit/index.ts";
import { systemClock } from "#server/core/clock.ts";
import { systemContext } from "#server/core/context.ts";
import { setDataSecret } from "#server/core/data-key.ts";
import { loadDataSecret } from "#server/core/data-secret.ts";
import { env, overrideEnv } from "#server/core/env.ts";
import { backfillEvidence, getCheckpoint, sequenceEvidence, verifyEvidence } from "#server/evidence/index.ts";
import { done, faults, settle } from "#server/evidence/testing.ts";
import { paidWithoutCallback, send } from "#server/orders/testing.ts";
import { openFiles } from "#server/storage/index.ts";
import { openPaid } from "#server/tickets/testing.ts";
import { checkLedger, decideTopup, requestTopup } from "#server/topup/index.ts";
import { staff } from "#server/topup/testing.ts";
import { backup, restore } from "./index.ts";
import { keptTables, lineOf, Sum } from "./manifest.ts";
import { restoreRows } from "./restore.ts";

const ctx = systemContext("admin");
let folder: string;
let databases: TestDatabase[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "daozhang-backup-"));
  databases = [];
});
afterEach(async () => {
  overrideEnv();
  setDataSecret("the data secret of every test");
  for (const database of databases) await database.drop();
  rmSync(folder, { recursive: true, force: true });
});

const last = () => databases.at(-1) as TestDatabase;

/** A new installation, which the verbs of this process then work on. */
async function installation(name: string) {
  const database = await testDatabase();
  databases.push(database);
  return { url: database.url, storage: openFiles(join(folder, name)) };
}

/** One customer's story: events, a ticket, a file, and a top-up that moves money. */
async function story(n: number): Promise<void> {
  const orderNo = `O${n}`;
  if (n % 2) await openPaid(orderNo);
  else await send(paidWithoutCallback(orderNo, 0));
  const asked = await requestTopup({ ctx: staff("agent"), input: { orderNo, reasonCode: "CB_MISSING" } });
  const input = { id: asked.id, decision: "approve" as const, factsHash: asked.factsHash };
  await decideTopup({ ctx: staff("lead", "lead"), input });
}

async function digests(url: string): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  await withSnapshot(url, async (snapshot) => {
    for (const table of keptTables()) {
      const sum = new Sum();
      for await (const row of snapshot.rows(table)) sum.add(lineOf(row));
      found[table.name] = sum.digest;
    }
  });
  return found;
}

test("a backup made under load holds one whole state, and a new place filled from it is the same", async () => {
  const first = await installation("first");
  await loadDataSecret();
  for (let n = 0; n < 4; n++) await story(n);
  const papers = await Promise.all([1, 2, 3].map((n) => first.storage.put(Buffer.from(`paper ${n}`))));
  await backfillEvidence(systemClock);
  await sequenceEvidence(systemClock);
  let going = true;
  let next = 4;
  const load = (async () => {
    while (going) {
      await story(next++);
      await first.storage.put(Buffer.from(`paper of ${next}`));
    }
  })();
  const to = join(folder, "copy");
  const manifest = await backup({ ctx, input: { to }, place: first });
  going = false;
  await load;
  expect(manifest.tables.orders?.rows).toBeGreaterThanOrEqual(4);
  expect(manifest.tables.orders?.rows).toBeLessThanOrEqual(next);

  const second = await installation("second");
  const restored = await restore({ ctx, input: { from: to }, place: second });
  expect(restored.secretMatches).toBe(true);
  // All of an event's traces are there, or none: it is one state, not one a table.
  expect(await db.$count(orders)).toBe(manifest.tables.orders?.rows);
  expect(await db.$count(inboundEvents)).toBe(manifest.tables.inbound_events?.rows);
  expect(await db.$count(ledgerEntries)).toBeGreaterThanOrEqual(4);
  for (const name of papers) expect(await second.storage.has(name)).toBe(true);
  expect((await checkLedger()).broken).toEqual([]);
  expect((await verifyAudit()).broken).toEqual([]);
  expect((await verifyEvidence({ seals: true })).faults).toEqual([]);
  // Its guards stand again, and it goes on working.
  const change = transact((tx) => tx.delete(ledgerEntries).then(() => undefined));
  await expect(change).rejects.toThrow();
  await story(1_000_000);
});

test("what was backed up on one database is the same in another, kind for kind", async () => {
  const first = await installation("first");
  await loadDataSecret();
  for (let n = 0; n < 3; n++) await story(n);
  const to = join(folder, "copy");
  const before = await digests(first.url);
  await backup({ ctx, input: { to }, place: first });
  const sqlite = `file:${join(folder, "other.db")}`;
  await migrateDatabase(sqlite);
  await restoreRows(to, sqlite);
  expect(await digests(sqlite)).toEqual(before);
  if (dialect === "sqlite") return;
  // And back, from SQLite.
  const back = join(folder, "back");
  await backup({ ctx, input: { to: back }, place: { ...first, url: sqlite } });
  const third = await installation("third");
  await restoreRows(back, third.url);
  expect(await digests(third.url)).toEqual(before);
});

test("under another secret the log goes on and holds, one that is removed then is missed, and authenticators are gone", async () => {
  const first = await installation("first");
  await loadDataSecret();
  await story(0);
  await settle();
  await done("waits for its place");
  await transact(async (tx) => {
    const times = { createdAt: new Date(), updatedAt: new Date() };
    const person = { id: "u1", name: "Lin", email: "lin@shop.example", emailVerified: true, role: "lead", ...times };
    await tx.insert(user).values({ ...person, twoFactorEnabled: true });
    await tx.insert(twoFactor).values({ id: "f1", userId: "u1", secret: "sealed", backupCodes: "sealed" });
  });
  const to = join(folder, "copy");
  await backup({ ctx, input: { to }, place: first });

  overrideEnv({ ...env(), APP_SECRET: "another secret of more than thirty-two bytes" });
  const second = await installation("second");
  expect(await restore({ ctx, input: { from: to }, place: second })).toMatchObject({ secretMatches: false });
  await loadDataSecret();
  expect(await db.$count(twoFactor)).toBe(0);
  expect(await db.$count(user, eq(user.twoFactorEnabled, true))).toBe(0);
  const { size } = await getCheckpoint();
  await done("after it");
  await settle(90);
  expect((await getCheckpoint()).size).toBeGreaterThan(size);
  expect((await getCheckpoint()).size).toBe(await db.$count(evidenceEntries));
  expect(await faults()).toEqual([]);
  for (const table of ["nodes", "checkpoints", "entries", "keys"])
    await tamper(last(), `delete from evidence_${table}`);
  expect(await faults()).toContain("the log: is gone, and had begun");
});

test("what lets somebody in for a while is not in it", async () => {
  const first = await installation("first");
  await loadDataSecret();
  const [createdAt, expiresAt] = [new Date(), new Date(Date.now() + 3_600_000)];
  await transact(async (tx) => {
    const times = { createdAt, updatedAt: createdAt };
    const person = { id: "u1", name: "Lin", email: "lin@shop.example", emailVerified: true, role: "lead", ...times };
    await tx.insert(user).values(person);
    await tx.insert(session).values({ id: "s1", token: "of staff", userId: "u1", expiresAt, ...times });
    await tx
      .insert(customerSessions)
      .values({ id: "c1", customerId: "C1", tokenHash: "of a customer", createdAt, expiresAt });
    await tx.insert(handOvers).values({ jtiHash: "used", expiresAt });
    await tx.insert(setupTokens).values({ tokenHash: "of the first admin", createdAt, expiresAt });
  });
  const to = join(folder, "copy");
  const { tables } = await backup({ ctx, input: { to }, place: first });
  for (const name of ["session", "customer_sessions", "hand_overs", "setup_tokens"])
    expect(tables).not.toHaveProperty(name);
  const second = await installation("second");
  await restore({ ctx, input: { from: to }, place: second });
  expect(await db.$count(user)).toBe(1);
  for (const table of [session, customerSessions, handOvers, setupTokens]) expect(await db.$count(table)).toBe(0);
});

test("nothing is restored over something, nor from what was spoilt, and then nothing is written", async () => {
  const first = await installation("first");
  await loadDataSecret();
  await story(0);
  const name = await first.storage.put(Buffer.from("paper"));
  const to = join(folder, "copy");
  await backup({ ctx, input: { to }, place: first });
  const refusal = (from: string, place: typeof first) =>
    restore({ ctx, input: { from }, place }).then(
      () => "restored",
      (error: { code?: string }) => error.code,
    );
  expect(await refusal(to, first)).toBe("NOT_EMPTY");
  await expect(backup({ ctx, input: { to }, place: first })).rejects.toMatchObject({ code: "BACKUP_EXISTS" });

  const second = await installation("second");
  expect(await refusal(join(folder, "nothing"), second)).toBe("BACKUP_UNREADABLE");
  const table = join(to, "tables", "orders.ndjson.gz");
  const whole = readFileSync(table);
  writeFileSync(table, whole.subarray(0, whole.length - 1));
  expect(await refusal(to, second)).toBe("BACKUP_UNREADABLE");
  writeFileSync(table, whole);
  const manifest = join(to, "manifest.json");
  const good = readFileSync(manifest, "utf8");
  writeFileSync(manifest, good.replace(/"schema": "./, '"schema": "x'));
  expect(await refusal(to, second)).toBe("BACKUP_OF_OTHER_VERSION");
  writeFileSync(manifest, good);
  expect(await db.$count(orders)).toBe(0);

  await second.storage.put(Buffer.from("somebody else's"));
  expect(await refusal(to, second)).toBe("NOT_EMPTY");
  const third = await installation("third");
  writeFileSync(join(to, "files", name.slice(0, 2), name), "another paper");
  expect(await refusal(to, third)).toBe("BACKUP_UNREADABLE");
});
