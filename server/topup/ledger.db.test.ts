import { eq } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { db, type Tx, transact } from "#db/client.ts";
import { isUniqueViolation } from "#db/errors.ts";
import { auditLog, ledgerEntries, ledgerPostings, topups } from "#db/schema/index.ts";
import { type TestDatabase, tamper, testDatabase } from "#db/testing.ts";
import { newId } from "#server/core/ids.ts";
import { paidWithoutCallback, send } from "#server/orders/testing.ts";
import { checkLedger, decideTopup, requestTopup } from "./index.ts";
import { post } from "./ledger.ts";
import type { LedgerLine } from "./ledger-lines.ts";
import { staff } from "./testing.ts";

let database: TestDatabase;
beforeEach(async () => {
  database = await testDatabase();
});
afterEach(() => database.drop());

async function credited(orderNo: string): Promise<string> {
  await send(paidWithoutCallback(orderNo, 0));
  const asked = await requestTopup({ ctx: staff("agent"), input: { orderNo, reasonCode: "CB_MISSING" } });
  const input = { id: asked.id, decision: "approve" as const, factsHash: asked.factsHash };
  return (await decideTopup({ ctx: staff("lead", "lead"), input })).id;
}

const entry = (lines: LedgerLine[], reference = "cause") =>
  transact((tx) => post(tx, { kind: "credit", orderNo: "O1", reference, postedAt: new Date(0), lines }));

describe("posting", () => {
  test("what does not balance is refused and leaves nothing", async () => {
    await expect(entry([{ account: "a", amountFen: 5 }])).rejects.toThrow("two lines");
    await expect(
      entry([
        { account: "a", amountFen: 5 },
        { account: "b", amountFen: -4 },
      ]),
    ).rejects.toThrow("sum to 1");
    expect(await db.select().from(ledgerEntries)).toEqual([]);
  });

  test("one cause posts once", async () => {
    const lines = [
      { account: "a", amountFen: 5 },
      { account: "b", amountFen: -5 },
    ];
    await entry(lines);
    const again = await entry(lines).catch((error: unknown) => error);
    expect(isUniqueViolation(again)).toBe(true);
  });

  const raw = {
    entry: (id: string) => ({ id, kind: "credit", orderNo: "O1", reference: id, postedAt: new Date(0) }),
    line: (entryId: string, amountFen: number) => ({ id: newId(), entryId, account: `a${amountFen}`, amountFen }),
  };
  const refusedBy = async (work: (tx: Tx) => Promise<unknown>): Promise<string> => {
    const error = await transact((tx) => work(tx).then(() => undefined)).catch((thrown: unknown) => thrown);
    return `${error}\n${(error as Error | undefined)?.cause ?? ""}`;
  };

  test.each<[string, (tx: Tx) => Promise<unknown>, RegExp]>([
    ["an entry without lines", (tx) => tx.insert(ledgerEntries).values(raw.entry("e")), /sum to zero/],
    [
      "an entry of one line",
      async (tx) => {
        await tx.insert(ledgerPostings).values(raw.line("e", 5));
        await tx.insert(ledgerEntries).values(raw.entry("e"));
      },
      /sum to zero/,
    ],
    [
      "an entry that does not balance",
      async (tx) => {
        await tx.insert(ledgerPostings).values([raw.line("e", 5), raw.line("e", -4)]);
        await tx.insert(ledgerEntries).values(raw.entry("e"));
      },
      /sum to zero/,
    ],
    ["a line of nothing", (tx) => tx.insert(ledgerPostings).values(raw.line("e", 0)), /not zero/],
    [
      "lines without an entry",
      (tx) => tx.insert(ledgerPostings).values([raw.line("e", 5), raw.line("e", -5)]),
      /foreign key/i,
    ],
  ])("the database itself refuses %s", async (_name, work, message) => {
    expect(await refusedBy(work)).toMatch(message);
    expect(await db.select().from(ledgerEntries)).toEqual([]);
    expect(await db.select().from(ledgerPostings)).toEqual([]);
  });

  test("the database itself refuses a line to an entry that is sealed, balanced or not", async () => {
    await credited("O1");
    const [sealed] = await db.select().from(ledgerEntries);
    const lines = [raw.line(sealed?.id ?? "", 5), raw.line(sealed?.id ?? "", -5)];
    expect(await refusedBy((tx) => tx.insert(ledgerPostings).values(lines))).toMatch(/sealed/);
    expect((await checkLedger()).broken).toEqual([]);
  });

  test.each([
    ["an entry changed", (tx: Tx) => tx.update(ledgerEntries).set({ reference: "x" })],
    ["an entry deleted", (tx: Tx) => tx.delete(ledgerEntries)],
    ["a line changed", (tx: Tx) => tx.update(ledgerPostings).set({ amountFen: 1 })],
    ["a line deleted", (tx: Tx) => tx.delete(ledgerPostings)],
    ["an audit row changed", (tx: Tx) => tx.update(auditLog).set({ action: "x" })],
    ["an audit row deleted", (tx: Tx) => tx.delete(auditLog)],
  ])("the database refuses %s", async (_name, change) => {
    await credited("O1");
    const refused = await transact((tx) => change(tx).then(() => undefined)).catch((error: unknown) => error);
    expect(String((refused as Error).cause ?? refused)).toContain("append-only");
    expect((await checkLedger()).broken).toEqual([]);
  });
});

describe("checking the ledger", () => {
  test("whole books hold", async () => {
    await credited("O1");
    await credited("O2");
    expect(await checkLedger()).toEqual({ entries: 2, broken: [] });
  });

  test.each([
    ["an amount was changed", "update ledger_postings set amount_fen = amount_fen + 1 where amount_fen > 0", 2],
    ["the wallet is another customer's", "update ledger_postings set account = 'wallet:thief' where amount_fen > 0", 1],
    ["the lines are gone", "delete from ledger_postings", 2],
    ["the claim is gone", "delete from claims", 1],
    ["the entry is gone, its lines are left", "delete from ledger_entries", 3],
    ["the top-up says otherwise", "update topups set state = 'failed'", 2],
    ["the kind is none of ours", "update ledger_entries set kind = 'gift'", 2],
    ["a write-off has no item", "update ledger_entries set kind = 'write_off'", 2],
    ["a loss was told to nobody", "update ledger_entries set kind = 'loss'", 2],
    ["a refund was never made", "update ledger_entries set kind = 'refund'", 2],
    ["something left suspense that never went in", "update ledger_entries set kind = 'suspense_out'", 2],
    ["money moves without a claim", "update topups set state = 'unknown'; delete from claims", 2],
  ])("finds it when %s", async (_name, statement, faults) => {
    const id = await credited("O1");
    await tamper(database, statement);
    const { broken } = await checkLedger();
    expect(broken).toHaveLength(faults);
    const [row] = await db.select().from(topups).where(eq(topups.id, id));
    if (row?.state === "succeeded") expect(broken.map((fault) => fault.subject)).toContain(`topup:${id}`);
  });
});
