import { and, count, eq, isNull, ne, notExists, or, sql } from "drizzle-orm";
import { db } from "#db/client.ts";
import { claims, ledgerEntries, ledgerPostings, topups } from "#db/schema/index.ts";
import { WALLET_PREFIX } from "#server/orders/index.ts";

/** At most so many faults of a kind are told; the first ones are enough to know that something is wrong. */
const TOLD = 100;

/** What is wrong: `subject` is `entry:ID`, `topup:ID` or `claim:KEY`. */
export type LedgerFault = { subject: string; problem: string };
export type LedgerReport = { entries: number; broken: LedgerFault[] };

/**
 * Proves the books: every entry balances, every succeeded top-up has exactly one entry and one claim with its own amount and
 * customer, and nothing was posted or claimed without a top-up that succeeded.
 * @returns how many entries there are, and what does not hold
 */
export async function checkLedger(): Promise<LedgerReport> {
  const [total] = await db.select({ n: count() }).from(ledgerEntries);
  const broken = [
    ...(await unbalanced()),
    ...(await withoutCause()),
    ...(await wrongTopups()),
    ...(await strayPostings()),
    ...(await strayClaims()),
  ];
  return { entries: Number(total?.n ?? 0), broken };
}

async function unbalanced(): Promise<LedgerFault[]> {
  const sum = sql<string | number>`coalesce(sum(${ledgerPostings.amountFen}), 0)`;
  const lines = count(ledgerPostings.id);
  const rows = await db
    .select({ id: ledgerEntries.id, sum, lines })
    .from(ledgerEntries)
    .leftJoin(ledgerPostings, eq(ledgerPostings.entryId, ledgerEntries.id))
    .groupBy(ledgerEntries.id)
    .having(or(sql`${sum} <> 0`, sql`${lines} < 2`))
    .limit(TOLD);
  return rows.map((row) => ({
    subject: `entry:${row.id}`,
    problem: `its ${Number(row.lines)} lines sum to ${Number(row.sum)} and not to zero`,
  }));
}

async function withoutCause(): Promise<LedgerFault[]> {
  const rows = await db
    .select({ id: ledgerEntries.id, reference: ledgerEntries.reference, state: topups.state })
    .from(ledgerEntries)
    .leftJoin(topups, eq(topups.id, ledgerEntries.reference))
    .where(
      or(
        ne(ledgerEntries.kind, "credit"),
        isNull(topups.id),
        ne(topups.state, "succeeded"),
        isNull(ledgerEntries.orderNo),
        ne(topups.orderNo, ledgerEntries.orderNo),
      ),
    )
    .limit(TOLD);
  return rows.map((row) => ({
    subject: `entry:${row.id}`,
    problem: `its cause ${row.reference} is not a succeeded top-up of the same order (${row.state ?? "missing"})`,
  }));
}

async function wrongTopups(): Promise<LedgerFault[]> {
  const entries = db
    .select({
      topupId: ledgerEntries.reference,
      n: sql<number>`count(distinct ${ledgerEntries.id})`.as("n"),
      credited: sql<number>`coalesce(sum(${ledgerPostings.amountFen}), 0)`.as("credited"),
      wallet: sql<string>`min(${ledgerPostings.account})`.as("wallet"),
    })
    .from(ledgerEntries)
    .innerJoin(ledgerPostings, eq(ledgerPostings.entryId, ledgerEntries.id))
    .where(sql`substr(${ledgerPostings.account}, 1, ${WALLET_PREFIX.length}) = ${WALLET_PREFIX}`)
    .groupBy(ledgerEntries.reference)
    .as("entries");
  const rows = await db
    .select({ id: topups.id, amountFen: topups.amountFen, n: entries.n, credited: entries.credited, claim: claims.key })
    .from(topups)
    .leftJoin(entries, eq(entries.topupId, topups.id))
    .leftJoin(claims, and(eq(claims.holderId, topups.id), eq(claims.key, sql`'credit:' || ${topups.orderNo}`)))
    .where(
      and(
        eq(topups.state, "succeeded"),
        or(
          isNull(entries.n),
          ne(entries.n, 1),
          ne(entries.credited, topups.amountFen),
          ne(entries.wallet, sql`${WALLET_PREFIX} || ${topups.customerId}`),
          isNull(claims.key),
        ),
      ),
    )
    .limit(TOLD);
  return rows.map((row) => ({
    subject: `topup:${row.id}`,
    problem: row.claim
      ? `it credited ${row.amountFen}, and ${Number(row.n ?? 0)} entries credit its customer with ${Number(row.credited ?? 0)}`
      : "it succeeded without holding the claim on its order",
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

async function strayClaims(): Promise<LedgerFault[]> {
  const rows = await db
    .select({ key: claims.key, holderId: claims.holderId })
    .from(claims)
    .where(
      and(
        sql`substr(${claims.key}, 1, 7) = 'credit:'`,
        notExists(
          db
            .select({ one: sql`1` })
            .from(topups)
            .where(and(eq(topups.id, claims.holderId), eq(topups.state, "succeeded"))),
        ),
      ),
    )
    .limit(TOLD);
  return rows.map((row) => ({
    subject: `claim:${row.key}`,
    problem: `its holder ${row.holderId} is not a succeeded top-up`,
  }));
}
