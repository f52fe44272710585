import { count, eq, isNull, or, sql } from "drizzle-orm";
import { db } from "#db/client.ts";
import { ledgerEntries, ledgerPostings } from "#db/schema/index.ts";
import { strayClaims } from "./check/claims.ts";
import { wrongCredits } from "./check/credits.ts";
import { type LedgerFault, TOLD } from "./check/fault.ts";
import { withoutCause } from "./check/others.ts";
import { wrongRefunds } from "./check/refunds.ts";

export type { LedgerFault } from "./check/fault.ts";
export type LedgerReport = { entries: number; broken: LedgerFault[] };

/**
 * Proves the books: every entry balances and has its cause, of whatever kind it is; every credit and refund that was made has
 * exactly one entry with its own sum; and every claim is held by something that may hold it.
 * @returns how many entries there are, and what does not hold
 */
export async function checkLedger(): Promise<LedgerReport> {
  const [total] = await db.select({ n: count() }).from(ledgerEntries);
  const broken = [
    ...(await unbalanced()),
    ...(await strayPostings()),
    ...(await wrongCredits()),
    ...(await wrongRefunds()),
    ...(await withoutCause()),
    ...(await strayClaims()),
  ];
  return { entries: Number(total?.n ?? 0), broken };
}

async function unbalanced(): Promise<LedgerFault[]> {
  const total = sql<string | number>`coalesce(sum(${ledgerPostings.amountFen}), 0)`;
  const lines = count(ledgerPostings.id);
  const rows = await db
    .select({ id: ledgerEntries.id, total, lines })
    .from(ledgerEntries)
    .leftJoin(ledgerPostings, eq(ledgerPostings.entryId, ledgerEntries.id))
    .groupBy(ledgerEntries.id)
    .having(or(sql`${total} <> 0`, sql`${lines} < 2`))
    .limit(TOLD);
  return rows.map((row) => ({
    subject: `entry:${row.id}`,
    problem: `its ${Number(row.lines)} lines sum to ${Number(row.total)} and not to zero`,
  }));
}

async function strayPostings(): Promise<LedgerFault[]> {
  const rows = await db
    .select({ id: ledgerPostings.id, entryId: ledgerPostings.entryId })
    .from(ledgerPostings)
    .leftJoin(ledgerEntries, eq(ledgerEntries.id, ledgerPostings.entryId))
    .where(isNull(ledgerEntries.id))
    .limit(TOLD);
  return rows.map((row) => ({ subject: `entry:${row.entryId}`, problem: `is missing, and line ${row.id} names it` }));
}
