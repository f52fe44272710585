import { and, eq } from "drizzle-orm";
import { afterEach, beforeEach, expect, test } from "vitest";
import { db, transact } from "#db/client.ts";
import { evidenceEntries, inboundEvents, ticketMessages } from "#db/schema/index.ts";
import { type TestDatabase, tamper, testDatabase } from "#db/testing.ts";
import { appendAudit } from "#server/audit/index.ts";
import { systemContext } from "#server/core/context.ts";
import { type ErasableRef, eraseEvidence } from "./erase.ts";
import { makeReceipt } from "./receipt.ts";
import { at, faults, settle, world } from "./testing.ts";

let database: TestDatabase;
beforeEach(async () => {
  database = await testDatabase();
  await world();
});
afterEach(() => database.drop());

async function refs(): Promise<ErasableRef[]> {
  const events = await db.select().from(inboundEvents).where(eq(inboundEvents.orderNo, "O1"));
  const messages = await db.select().from(ticketMessages);
  return [
    ...events.map(({ id }) => ({ kind: "event", ref: id }) as const),
    ...messages.map(({ id }) => ({ kind: "message", ref: id }) as const),
  ];
}

/** As the erasure of a customer does it. */
const erase = (some: readonly ErasableRef[], action = "customer.erased") =>
  transact(async (tx) => {
    const evidence = await eraseEvidence(tx, some, at(30));
    await appendAudit(tx, systemContext("test"), { action, subject: "customer:1", data: { evidence } });
    return evidence;
  });
const forgotten = "update inbound_events set data = '{}' where order_no = 'O1'";

test("an erasure that the audit log names holds, and the rows may change", async () => {
  const some = await refs();
  expect(await erase(some)).toMatchObject({ count: some.length });
  await tamper(database, forgotten);
  await tamper(database, "delete from ticket_messages");
  expect(await faults()).toEqual([]);
  await settle(60);
  expect(await faults()).toEqual([]);
  const receipt = await makeReceipt("O1", { event: some.map(({ ref }) => ref) }, at(0).now());
  expect(receipt?.entries).toEqual([]);
});

test("two erasures in one moment are told apart, and nothing is erased twice", async () => {
  const [first, second, ...rest] = await refs();
  if (!first || !second) throw new Error("no refs");
  const one = await erase([first]);
  const two = await erase([first, second]);
  expect(two?.count).toBe(1);
  expect(two?.erasedAt).not.toBe(one?.erasedAt);
  expect(await transact((tx) => eraseEvidence(tx, [first, { kind: "event", ref: "none" }], at(30)))).toBeNull();
  expect(rest.length).toBeGreaterThan(0);
  expect(await faults()).toEqual([]);
});

test("without such an audit row, it is tampering", async () => {
  const some = await refs();
  await erase(some, "thing.done");
  const told = await faults();
  expect(told).toHaveLength(some.length);
  expect(told[0]).toMatch(/^event .*: its salt was removed, and no customer.erased in the audit log names it/);
});

test.each([
  [
    "one more than the audit row names",
    "update evidence_entries set salt = '', erased_at = (select max(erased_at) from evidence_entries) where leaf_index = 0",
  ],
  ["an erasure of its own", "update evidence_entries set salt = '', erased_at = at where leaf_index = 0"],
  ["a salt alone", "update evidence_entries set salt = '' where leaf_index = 0"],
  ["a mark alone", "update evidence_entries set erased_at = at where leaf_index = 0"],
  [
    "an audit row",
    "update evidence_entries set salt = '', erased_at = at where leaf_index = (select min(leaf_index) from evidence_entries where kind = 'audit')",
  ],
])("past the program, %s is found", async (_name, statement) => {
  const [, , ...some] = await refs();
  await erase(some);
  expect(await faults()).toEqual([]);
  await tamper(database, statement);
  expect((await faults()).length).toBeGreaterThan(0);
});

test("an audit row written past the program names nothing", async () => {
  const some = await refs();
  await transact((tx) => eraseEvidence(tx, some, at(30)));
  await tamper(database, "update audit_log set action = 'customer.erased' where id = (select min(id) from audit_log)");
  expect((await faults()).filter((line) => line.includes("no customer.erased")).length).toBe(some.length);
});

test("the database itself lets a salt be forgotten once, and nothing else", async () => {
  const [one] = await refs();
  const of = and(eq(evidenceEntries.kind, "event"), eq(evidenceEntries.ref, one?.ref ?? ""));
  const set = (values: Record<string, unknown>) => transact((tx) => tx.update(evidenceEntries).set(values).where(of));
  await expect(set({ salt: "" })).rejects.toThrow();
  await expect(set({ salt: "", erasedAt: at(1).now(), digest: "" })).rejects.toThrow();
  await expect(set({ salt: "", erasedAt: at(1).now(), leafIndex: 9_999 })).rejects.toThrow();
  await expect(set({ salt: "x", erasedAt: at(1).now() })).rejects.toThrow();
  await set({ salt: "", erasedAt: at(1).now() });
  await expect(set({ salt: "", erasedAt: at(2).now() })).rejects.toThrow();
  await expect(set({ salt: "AA==", erasedAt: null })).rejects.toThrow();
});
