import { and, eq, isNull, ne, or, sql } from "drizzle-orm";
import { db } from "#db/client.ts";
import { claims, ledgerEntries, ledgerPostings, refunds } from "#db/schema/index.ts";
import { REFUNDS } from "../ledger.ts";
import { type LedgerFault, TOLD } from "./fault.ts";

/** Refunds in the books that nobody made, and refunds that were made without exactly their own entry. */
export async function wrongRefunds(): Promise<LedgerFault[]> {
  return [...(await withoutRefund()), ...(await withoutEntry())];
}

async function withoutRefund(): Promise<LedgerFault[]> {
  const rows = await db
    .select({ id: ledgerEntries.id, reference: ledgerEntries.reference, state: refunds.state })
    .from(ledgerEntries)
    .leftJoin(refunds, eq(refunds.id, ledgerEntries.reference))
    .where(
      and(
        eq(ledgerEntries.kind, "refund"),
        or(
          isNull(refunds.id),
          ne(refunds.state, "succeeded"),
          isNull(ledgerEntries.orderNo),
          ne(refunds.orderNo, ledgerEntries.orderNo),
        ),
      ),
    )
    .limit(TOLD);
  return rows.map((row) => ({
    subject: `entry:${row.id}`,
    problem: `its cause ${row.reference} is not a succeeded refund of the same order (${row.state ?? "missing"})`,
  }));
}

async function withoutEntry(): Promise<LedgerFault[]> {
  const entries = db
    .select({
      refundId: ledgerEntries.reference,
      returned: sql<number>`sum(${ledgerPostings.amountFen})`.as("returned"),
    })
    .from(ledgerEntries)
    .innerJoin(ledgerPostings, eq(ledgerPostings.entryId, ledgerEntries.id))
    .where(and(eq(ledgerEntries.kind, "refund"), eq(ledgerPostings.account, REFUNDS)))
    .groupBy(ledgerEntries.reference)
    .as("entries");
  const key = sql`'refund:' || ${refunds.outTradeNo} || ':' || ${refunds.n}`;
  const rows = await db
    .select({ id: refunds.id, amountFen: refunds.amountFen, returned: entries.returned, claim: claims.key })
    .from(refunds)
    .leftJoin(entries, eq(entries.refundId, refunds.id))
    .leftJoin(claims, and(eq(claims.holderId, refunds.id), eq(claims.key, key)))
    .where(
      and(
        eq(refunds.state, "succeeded"),
        or(isNull(entries.returned), ne(entries.returned, refunds.amountFen), isNull(claims.key)),
      ),
    )
    .limit(TOLD);
  return rows.map((row) => ({
    subject: `refund:${row.id}`,
    problem: row.claim
      ? `it returned ${row.amountFen}, and the books say ${Number(row.returned ?? 0)}`
      : "it succeeded without holding the claim on its payment",
  }));
}
