import { asc, isNull } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { db, transact } from "#db/client.ts";
import { evidenceCheckpoints, evidenceEntries, evidenceKeys, evidenceNodes } from "#db/schema/index.ts";
import { type TestDatabase, tamper, testDatabase, withSecondConnection } from "#db/testing.ts";
import { appendAudit } from "#server/audit/index.ts";
import { fixedClock } from "#server/core/clock.ts";
import { systemContext } from "#server/core/context.ts";
import { callback, fakeGateway, setUpChannels } from "#server/payments/testing.ts";
import { postMessage } from "#server/tickets/index.ts";
import { openPaid, staff } from "#server/tickets/testing.ts";
import { decideTopup, requestTopup } from "#server/topup/index.ts";
import { backfillEvidence } from "./backfill.ts";
import { getCheckpoint, newestCheckpoint, proveConsistency } from "./checkpoints.ts";
import { allKeys, logKeyOf } from "./keys.ts";
import { openCheckpoint, vkeyOf } from "./note.ts";
import { sequenceEvidence } from "./sequence.ts";
import { verifyConsistency } from "./tree.ts";
import { verifyEvidence } from "./verify.ts";

let database: TestDatabase;
beforeEach(async () => {
  database = await testDatabase();
});
afterEach(() => database.drop());

const at = (seconds: number) => fixedClock(new Date(Date.UTC(2026, 10, 2, 0, 0, seconds)));
const done = (subject: string) =>
  transact((tx) => appendAudit(tx, systemContext("test"), { action: "thing.done", subject }), { serializeOn: subject });
const faults = async () => (await verifyEvidence()).faults.map(({ where, problem }) => `${where}: ${problem}`);

/** An order with events, a ticket with steps and messages, a top-up with a ledger entry, and audit rows of all of it. */
async function world(): Promise<void> {
  const ticket = await openPaid();
  await postMessage({
    ctx: staff("S1"),
    input: { number: ticket.number, body: "我们正在查", visibility: "public", version: 1 } as never,
  });
  const asked = await requestTopup({ ctx: staff("agent"), input: { orderNo: "O1", reasonCode: "CB_MISSING" } });
  const input = { id: asked.id, decision: "approve" as const, factsHash: asked.factsHash };
  await decideTopup({ ctx: staff("lead", undefined, "lead"), input });
  await setUpChannels({ alipay: fakeGateway() });
  await callback();
  await backfillEvidence(at(0));
  await sequenceEvidence(at(0), { sign: true });
}

describe("the evidence log", () => {
  test("has an entry for every row that it stands for, in the same transaction, and all of it holds", async () => {
    await world();
    expect(await faults()).toEqual([]);
    const kinds = new Set((await db.select().from(evidenceEntries)).map((row) => row.kind));
    expect([...kinds].toSorted()).toEqual(["audit", "callback", "event", "ledger", "message", "step"]);
    expect(await db.$count(evidenceEntries, isNull(evidenceEntries.leafIndex))).toBe(0);
    const { size } = await getCheckpoint();
    expect(size).toBe(await db.$count(evidenceEntries));
  });

  test("leaves nothing of a transaction that failed", async () => {
    const failing = transact(async (tx) => {
      await appendAudit(tx, systemContext("test"), { action: "thing.done", subject: "thing:1" });
      throw new Error("no");
    });
    await expect(failing).rejects.toThrow("no");
    expect(await db.$count(evidenceEntries)).toBe(0);
  });

  test("signs a head at most every ten seconds, and each head continues the one before", async () => {
    await done("a");
    await sequenceEvidence(at(0));
    const first = await newestCheckpoint();
    await done("b");
    await sequenceEvidence(at(9));
    expect((await newestCheckpoint())?.size).toBe(first?.size);
    await done("c");
    await sequenceEvidence(at(10));
    const second = await newestCheckpoint();
    expect(second?.size).toBe((first?.size ?? 0) + 2);
    if (!first || !second) throw new Error("no checkpoint");
    const { proof } = await proveConsistency({ from: first.size, to: second.size });
    const bytes = (text: string) => Buffer.from(text, "base64");
    const shown = verifyConsistency(
      first.size,
      second.size,
      bytes(first.rootHash),
      bytes(second.rootHash),
      proof.map(bytes),
    );
    expect(shown).toBe(true);
    await expect(proveConsistency({ from: 0, to: 1 })).rejects.toMatchObject({ code: "BAD_SIZES" });
    await expect(proveConsistency({ from: 1, to: second.size + 1 })).rejects.toMatchObject({ code: "BAD_SIZES" });
  });

  test("gives each entry one place, however many write and sequence at once", async () => {
    await withSecondConnection(database.url, async () => {
      await Promise.all([
        ...Array.from({ length: 40 }, (_, i) => done(`thing:${i}`)),
        ...Array.from({ length: 6 }, () => sequenceEvidence(at(0))),
      ]);
    });
    await backfillEvidence(at(1));
    await sequenceEvidence(at(1), { sign: true });
    const places = (await db.select().from(evidenceEntries).orderBy(asc(evidenceEntries.leafIndex))).map(
      (row) => row.leafIndex,
    );
    expect(places).toEqual(places.map((_, i) => i));
    expect(await faults()).toEqual([]);
  });

  test("takes in what was written before there was one", async () => {
    await world();
    await tamper(database, "delete from evidence_checkpoints");
    await tamper(database, "delete from evidence_nodes");
    await tamper(database, "delete from evidence_entries");
    await tamper(database, "delete from settings where key = 'evidence.backfill'");
    await backfillEvidence(at(60));
    await sequenceEvidence(at(60), { sign: true });
    expect(await faults()).toEqual([]);
    expect(await db.$count(evidenceEntries)).toBeGreaterThan(10);
  });

  test("cannot be changed through the database's own rules", async () => {
    await world();
    await expect(transact((tx) => tx.delete(evidenceEntries))).rejects.toThrow();
    await expect(transact((tx) => tx.update(evidenceEntries).set({ leafIndex: 7 }))).rejects.toThrow();
    await expect(transact((tx) => tx.update(evidenceNodes).set({ hash: "" }))).rejects.toThrow();
    await expect(transact((tx) => tx.delete(evidenceCheckpoints))).rejects.toThrow();
  });
});

const second = (table: string) => `(select id from ${table} order by id limit 1 offset 1)`;
const entryAt = (place: number) => `(select id from evidence_entries where leaf_index = ${place})`;

describe("made past the program,", () => {
  test.each([
    [
      "a changed event",
      `update inbound_events set order_no = 'O9' where id = ${second("inbound_events")}`,
      /^event .*was changed/,
    ],
    ["a removed event", `delete from inbound_events where id = ${second("inbound_events")}`, /^event .*was removed/],
    ["a changed callback", "update gateway_callbacks set body = 'e30='", /^callback .*was changed/],
    ["a changed message", "update ticket_messages set body = '没有这回事'", /^message .*was changed/],
    ["a removed step", `delete from ticket_events where id = ${second("ticket_events")}`, /^step .*was removed/],
    ["a changed amount", "update ledger_postings set amount_fen = amount_fen * 2", /^ledger .*was changed/],
    ["a removed line", "delete from ledger_postings where amount_fen < 0", /^ledger .*was changed/],
    ["a removed entry of the books", "delete from ledger_entries", /^ledger .*was removed/],
    [
      "a changed audit row",
      `update audit_log set actor_id = 'x' where id = ${second("audit_log")}`,
      /^audit .*was changed/,
    ],
    [
      "an inserted event",
      `insert into inbound_events (id, source, event_id, type, occurred_at, received_at, data)
       select 'zz', 'made', 'up', type, occurred_at, received_at, data from inbound_events limit 1`,
      /^event zz: was inserted/,
    ],
    [
      "an inserted message",
      `insert into ticket_messages (id, ticket_id, author, author_id, author_name, visibility, body, created_at)
       select 'zz', ticket_id, author, author_id, author_name, visibility, '已退款', created_at from ticket_messages limit 1`,
      /^message zz: was inserted/,
    ],
    [
      "an inserted event with an entry of its own",
      `insert into evidence_entries (id, kind, ref, at, salt, digest, mac)
       select 'zz', 'event', 'zz', at, salt, digest, mac from evidence_entries where leaf_index = 0`,
      /^event zz: (its entry|was removed)/,
    ],
    ["a removed leaf", `delete from evidence_entries where id = ${entryAt(2)}`, /^leaf 2: missing/],
    ["a changed seal", `update evidence_entries set mac = digest where id = ${entryAt(3)}`, /its entry was changed/],
    [
      "two places exchanged",
      `update evidence_entries set leaf_index = case leaf_index when 4 then -5 when 5 then -4 end where leaf_index in (4, 5);
       update evidence_entries set leaf_index = -leaf_index where leaf_index < 0`,
      /^(node|checkpoint)/,
    ],
    ["a changed node", "update evidence_nodes set hash = '' where level = 1 and idx = 0", /^node 1\/0: was changed/],
    ["a changed head", "update evidence_checkpoints set root_hash = 'AAAA'", /^checkpoint .*another past/],
    ["a removed tail", "delete from evidence_entries where leaf_index > 3", /^checkpoint .*newest rows were removed/],
    ["a forgotten beginning", "delete from settings where key = 'evidence.backfill'", /^settings evidence.backfill/],
  ])("%s is found and named", async (_name, statement, problem) => {
    await world();
    for (const each of statement.split(";")) await tamper(database, each);
    const told = await faults();
    expect(told.length).toBeGreaterThan(0);
    expect(
      told.some((line) => problem.test(line)),
      told.join("\n"),
    ).toBe(true);
  });

  test("an end that was cut off with its heads is found by whoever holds a head", async () => {
    await world();
    const held = await getCheckpoint();
    const [key] = await allKeys(db);
    if (!key) throw new Error("no key");
    for (const table of ["evidence_checkpoints", "inbound_events", "ticket_messages", "ticket_events"]) {
      await tamper(database, `delete from ${table}`);
    }
    await tamper(database, "delete from evidence_entries where leaf_index >= 1");
    const report = await verifyEvidence({ held: { note: held.note, vkey: vkeyOf(logKeyOf(key)) } });
    expect(report.faults.map(({ where }) => where)).toContain(`the checkpoint that was given (${held.size})`);
  });

  test("a head signed by somebody else's key is refused", async () => {
    await world();
    const { note } = await getCheckpoint();
    const [key] = await allKeys(db);
    if (!key) throw new Error("no key");
    expect(openCheckpoint(note, logKeyOf(key)).origin).toBe(key.origin);
    await tamper(database, `update evidence_keys set public_key = '${Buffer.alloc(32, 7).toString("base64")}'`);
    expect((await faults()).some((line) => /^checkpoint .*note does not hold/.test(line))).toBe(true);
    expect(await db.$count(evidenceKeys)).toBe(1);
  });
});
