import { and, eq, inArray, isNull, ne, notInArray, or, sql } from "drizzle-orm";
import { db } from "#db/client.ts";
import { ledgerEntries, ledgerPostings, moneyItems } from "#db/schema/index.ts";
import { entryKinds, LOSS, SUSPENSE } from "../ledger.ts";
import { type LedgerFault, TOLD } from "./fault.ts";

/** Entries that are neither credits nor refunds and lack what may cause them. */
export async function withoutCause(): Promise<LedgerFault[]> {
  return [
    ...(await unknownKinds()),
    ...(await strayWriteOffs()),
    ...(await strayLosses()),
    ...(await outWithoutIn()),
    ...(await overdrawn()),
  ];
}

const fault = (problem: string) => (row: { id: string; reference: string }) => ({
  subject: `entry:${row.id}`,
  problem: `${problem} (${row.reference})`,
});
const columns = { id: ledgerEntries.id, reference: ledgerEntries.reference };

async function unknownKinds(): Promise<LedgerFault[]> {
  const rows = await db
    .select(columns)
    .from(ledgerEntries)
    .where(notInArray(ledgerEntries.kind, [...entryKinds]))
    .limit(TOLD);
  return rows.map(fault("it is of no known kind"));
}

/** Two people write off: the item that they did it for says so. */
async function strayWriteOffs(): Promise<LedgerFault[]> {
  const rows = await db
    .select(columns)
    .from(ledgerEntries)
    .leftJoin(moneyItems, eq(moneyItems.id, ledgerEntries.reference))
    .where(
      and(
        eq(ledgerEntries.kind, "write_off"),
        or(isNull(moneyItems.id), isNull(moneyItems.resolution), ne(moneyItems.resolution, "written_off")),
      ),
    )
    .limit(TOLD);
  return rows.map(fault("no money item was written off by it"));
}

/** A loss is never booked without being put before a person. */
async function strayLosses(): Promise<LedgerFault[]> {
  const told = db
    .select({ orderNo: moneyItems.orderNo })
    .from(moneyItems)
    .where(eq(moneyItems.kind, "credited_after_refund"));
  const rows = await db
    .select(columns)
    .from(ledgerEntries)
    .where(
      and(
        eq(ledgerEntries.kind, "loss"),
        or(isNull(ledgerEntries.orderNo), sql`${ledgerEntries.orderNo} not in ${told}`),
      ),
    )
    .limit(TOLD);
  const lines = await db
    .select({ entryId: ledgerPostings.entryId })
    .from(ledgerPostings)
    .innerJoin(ledgerEntries, eq(ledgerEntries.id, ledgerPostings.entryId))
    .where(and(eq(ledgerEntries.kind, "loss"), eq(ledgerPostings.account, LOSS), sql`${ledgerPostings.amountFen} > 0`))
    .limit(TOLD);
  return [
    ...rows.map(fault("nobody was told of this loss")),
    ...lines.map((line) => ({ subject: `entry:${line.entryId}`, problem: "a loss that adds to the loss account" })),
  ];
}

async function outWithoutIn(): Promise<LedgerFault[]> {
  const entered = db
    .select({ reference: ledgerEntries.reference })
    .from(ledgerEntries)
    .where(eq(ledgerEntries.kind, "suspense_in"));
  const rows = await db
    .select(columns)
    .from(ledgerEntries)
    .where(and(eq(ledgerEntries.kind, "suspense_out"), sql`${ledgerEntries.reference} not in ${entered}`))
    .limit(TOLD);
  return rows.map(fault("this payment never was in suspense"));
}

/** More can never leave suspense than went in, order by order. */
async function overdrawn(): Promise<LedgerFault[]> {
  const left = sql<string | number>`sum(${ledgerPostings.amountFen})`;
  const rows = await db
    .select({ orderNo: ledgerEntries.orderNo, left })
    .from(ledgerPostings)
    .innerJoin(ledgerEntries, eq(ledgerEntries.id, ledgerPostings.entryId))
    .where(and(eq(ledgerPostings.account, SUSPENSE), inArray(ledgerEntries.kind, [...entryKinds])))
    .groupBy(ledgerEntries.orderNo)
    .having(sql`${left} < 0`)
    .limit(TOLD);
  return rows.map((row) => ({
    subject: `order:${row.orderNo ?? "none"}`,
    problem: `${-Number(row.left)} more left suspense than went in`,
  }));
}
