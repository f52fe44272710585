import { and, eq, inArray } from "drizzle-orm";
import type { Db, Tx } from "#db/client.ts";
import { ledgerEntries, ledgerPostings } from "#db/schema/index.ts";
import { newId } from "#server/core/ids.ts";
import { appendEvidence, ledgerRecord } from "#server/evidence/index.ts";
import { FULFILMENT_ACCOUNT, REFUNDS_ACCOUNT, WALLET_PREFIX } from "#server/orders/index.ts";
import { type LedgerLine, lineProblem } from "./ledger-lines.ts";

/** Why money moves in the books, and so what an entry's `reference` is. */
export const entryKinds = [
  /** A top-up's id. */
  "credit",
  /** A refund's id. */
  "refund",
  /** The number of a payment whose amount is not the order's. */
  "suspense_in",
  /** The number of such a payment that was settled outside of our books. */
  "suspense_out",
  /** Order and count: delivered although the money went back. */
  "loss",
  /** A money item's id. */
  "write_off",
] as const;
export type EntryKind = (typeof entryKinds)[number];

export type LedgerEntry = {
  kind: EntryKind;
  orderNo: string | null;
  /** What caused it; one cause of a kind posts once. */
  reference: string;
  postedAt: Date;
  lines: readonly LedgerLine[];
};

/** The customer's money in the built-in wallet. */
export const walletAccount = (customerId: string) => `${WALLET_PREFIX}${customerId}`;
/** What a channel took in and nobody received yet. */
export const clearingAccount = (channel: string | null) => `clearing:${channel ?? "unknown"}`;
/** Money of payments whose amount is not the order's, until two people decided. */
export const SUSPENSE = "suspense";
/** What the platform credited or delivered at our command. */
export const FULFILMENT = FULFILMENT_ACCOUNT;
/** What went back to payers. */
export const REFUNDS = REFUNDS_ACCOUNT;
/** What was delivered although its money went back, and what was written off. */
export const LOSS = "loss";

/**
 * Posts one double-entry transaction in the caller's transaction. The lines come first and the entry seals them: the database
 * refuses an entry that does not balance, a line to an entry that is there, and lines without one. Posted rows cannot be changed.
 * @throws Error when it does not balance; a unique violation when its cause was posted before
 */
export async function post(tx: Tx, entry: LedgerEntry): Promise<string> {
  const { lines, ...row } = entry;
  const problem = lineProblem(lines);
  if (problem) throw new Error(`Not a ledger entry: ${problem}`);
  const id = newId();
  const postings = lines.map((line) => ({ id: newId(), entryId: id, ...line }));
  await tx.insert(ledgerPostings).values(postings);
  const values = { id, ...row };
  await tx.insert(ledgerEntries).values(values);
  await appendEvidence(tx, [ledgerRecord({ ...values, lines: postings })]);
  return id;
}

/** True when this cause has an entry of this kind. */
export async function isPosted(reader: Db, kind: EntryKind, reference: string): Promise<boolean> {
  const [row] = await reader
    .select({ id: ledgerEntries.id })
    .from(ledgerEntries)
    .where(and(eq(ledgerEntries.kind, kind), eq(ledgerEntries.reference, reference)));
  return row !== undefined;
}

/** Of these payments, those whose money lies in suspense. */
export async function suspended(reader: Db, outTradeNos: readonly string[]): Promise<Set<string>> {
  if (outTradeNos.length === 0) return new Set();
  const rows = await reader
    .select({ kind: ledgerEntries.kind, reference: ledgerEntries.reference })
    .from(ledgerEntries)
    .where(
      and(inArray(ledgerEntries.kind, ["suspense_in", "suspense_out"]), inArray(ledgerEntries.reference, outTradeNos)),
    );
  const out = new Set(rows.filter((row) => row.kind === "suspense_out").map((row) => row.reference));
  return new Set(rows.map((row) => row.reference).filter((reference) => !out.has(reference)));
}

/**
 * The lines that take parts of payments out of where their money lies: suspense, or the clearing account of their channel.
 * @param draws positive amounts
 */
export async function takeLines(
  reader: Db,
  draws: readonly { outTradeNo: string; channel: string | null; amountFen: number }[],
): Promise<LedgerLine[]> {
  const inSuspense = await suspended(
    reader,
    draws.map((draw) => draw.outTradeNo),
  );
  const byAccount = new Map<string, number>();
  for (const draw of draws) {
    const account = inSuspense.has(draw.outTradeNo) ? SUSPENSE : clearingAccount(draw.channel);
    byAccount.set(account, (byAccount.get(account) ?? 0) - draw.amountFen);
  }
  return [...byAccount].map(([account, amountFen]) => ({ account, amountFen }));
}
