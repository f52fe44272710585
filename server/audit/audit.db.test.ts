import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { db, transact } from "#db/client.ts";
import { auditLog } from "#db/schema/index.ts";
import { type TestDatabase, tamper, testDatabase } from "#db/testing.ts";
import { systemContext } from "#server/core/context.ts";
import { appendAudit } from "./append.ts";
import { verifyAudit } from "./verify.ts";

let database: TestDatabase;
beforeEach(async () => {
  database = await testDatabase();
});
afterEach(() => database.drop());

const ctx = systemContext("test");
const append = (subject: string, data: Record<string, unknown> = {}) =>
  transact((tx) => appendAudit(tx, ctx, { action: "thing.done", subject, data }), { serializeOn: subject });

/** Five rows on one chain and some on others. */
async function fill(): Promise<void> {
  for (let i = 1; i <= 5; i++) await append("order:A", { i });
  for (const subject of ["order:B", "order:C", "ticket:D"]) await append(subject);
}

describe("audit chains", () => {
  test("hold as they were written, in whatever order members are spelt", async () => {
    await fill();
    await append("order:A", { b: 1, a: { d: undefined, c: [1, "二"] } });
    expect(await verifyAudit()).toEqual({ rows: 9, broken: [] });
  });

  test("hold when many write at once", async () => {
    await Promise.all(Array.from({ length: 40 }, (_, i) => append(i % 2 === 0 ? "order:A" : `order:${i}`)));
    expect(await verifyAudit()).toEqual({ rows: 40, broken: [] });
  });

  test("hold when many more write at once than chains there are, with nothing to serialise on", async () => {
    const one = (i: number) => transact((tx) => appendAudit(tx, ctx, { action: "thing.done", subject: `thing:${i}` }));
    await Promise.all(Array.from({ length: 120 }, (_, i) => one(i)));
    expect(await verifyAudit()).toEqual({ rows: 120, broken: [] });
  });

  test("the database itself refuses changes and removals", async () => {
    await fill();
    await expect(transact((tx) => tx.update(auditLog).set({ action: "x" }))).rejects.toThrow();
    await expect(transact((tx) => tx.delete(auditLog))).rejects.toThrow();
    expect(await db.$count(auditLog)).toBe(8);
  });

  const row = "chain = (select chain from audit_log where subject = 'order:A' limit 1) and seq";
  test.each([
    ["a changed row", `update audit_log set data = '{"i":99}' where ${row} = 3`, "was changed"],
    ["a changed actor", `update audit_log set actor_id = 'somebody' where ${row} = 3`, "was changed"],
    [
      "a changed time",
      `update audit_log set at = (select at from audit_log where subject = 'ticket:D') where ${row} = 3`,
      "was changed",
    ],
    ["a removed row", `delete from audit_log where ${row} = 3`, "missing"],
    ["a removed end", `delete from audit_log where ${row} >= 5`, "newest rows are missing"],
    ["a rewritten hash", `update audit_log set hash = prev_hash where ${row} = 3`, "was changed"],
  ])("%s is found", async (_name, statement, problem) => {
    await fill();
    await tamper(database, statement);
    const { broken } = await verifyAudit();
    expect(broken).toHaveLength(1);
    expect(broken[0]?.problem).toContain(problem);
  });
});
