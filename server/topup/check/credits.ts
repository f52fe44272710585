import { and, eq, isNull, ne, or, sql } from "drizzle-orm";
import { db } from "#db/client.ts";
import { claims, commands, ledgerEntries, ledgerPostings, topups } from "#db/schema/index.ts";
import { FULFILMENT, walletAccount } from "../ledger.ts";
import { type LedgerFault, TOLD } from "./fault.ts";

/** Credits without a top-up that succeeded, and top-ups that succeeded without exactly their own credit. */
export async function wrongCredits(): Promise<LedgerFault[]> {
  return [...(await withoutTopup()), ...(await withoutEntry())];
}

async function withoutTopup(): Promise<LedgerFault[]> {
  const rows = await db
    .select({ id: ledgerEntries.id, reference: ledgerEntries.reference, state: topups.state })
    .from(ledgerEntries)
    .leftJoin(topups, eq(topups.id, ledgerEntries.reference))
    .where(
      and(
        eq(ledgerEntries.kind, "credit"),
        or(
          isNull(topups.id),
          ne(topups.state, "succeeded"),
          isNull(ledgerEntries.orderNo),
          ne(topups.orderNo, ledgerEntries.orderNo),
        ),
      ),
    )
    .limit(TOLD);
  return rows.map((row) => ({
    subject: `entry:${row.id}`,
    problem: `its cause ${row.reference} is not a succeeded top-up of the same order (${row.state ?? "missing"})`,
  }));
}

async function withoutEntry(): Promise<LedgerFault[]> {
  // The one account that a credit goes to: the customer's wallet, or what the platform carried out.
  const account = sql`case when ${commands.id} is null then ${walletAccount("")} || ${topups.customerId} else ${FULFILMENT} end`;
  const entries = db
    .select({
      topupId: ledgerEntries.reference,
      account: sql<string>`${ledgerPostings.account}`.as("account"),
      credited: sql<number>`sum(${ledgerPostings.amountFen})`.as("credited"),
    })
    .from(ledgerEntries)
    .innerJoin(ledgerPostings, eq(ledgerPostings.entryId, ledgerEntries.id))
    .where(and(eq(ledgerEntries.kind, "credit"), sql`${ledgerPostings.amountFen} > 0`))
    .groupBy(ledgerEntries.reference, ledgerPostings.account)
    .as("entries");
  const rows = await db
    .select({
      id: topups.id,
      amountFen: topups.amountFen,
      account: entries.account,
      credited: entries.credited,
      claim: claims.key,
    })
    .from(topups)
    .leftJoin(commands, and(eq(commands.kind, "credit"), eq(commands.subjectId, topups.id)))
    .leftJoin(entries, eq(entries.topupId, topups.id))
    .leftJoin(claims, and(eq(claims.holderId, topups.id), eq(claims.key, sql`'credit:' || ${topups.orderNo}`)))
    .where(
      and(
        eq(topups.state, "succeeded"),
        or(
          isNull(entries.credited),
          ne(entries.credited, topups.amountFen),
          ne(entries.account, account),
          isNull(claims.key),
        ),
      ),
    )
    .limit(TOLD);
  return rows.map((row) => ({
    subject: `topup:${row.id}`,
    problem: row.claim
      ? `it credited ${row.amountFen}, and the books say ${Number(row.credited ?? 0)} to ${row.account ?? "nobody"}`
      : "it succeeded without holding the claim on its order",
  }));
}
