import type { Tx } from "#db/client.ts";
import { ledgerEntries, ledgerPostings } from "#db/schema/index.ts";
import { newId } from "#server/core/ids.ts";
import { WALLET_PREFIX } from "#server/orders/index.ts";
import { type LedgerLine, lineProblem } from "./ledger-lines.ts";

export type LedgerEntry = {
  kind: "credit";
  orderNo: string;
  /** What caused it; one cause of a kind posts once. */
  reference: string;
  postedAt: Date;
  lines: readonly LedgerLine[];
};

/** The customer's money. */
export const walletAccount = (customerId: string) => `${WALLET_PREFIX}${customerId}`;
/** What a channel took in and nobody received yet. */
export const clearingAccount = (channel: string) => `clearing:${channel}`;

/**
 * Posts one double-entry transaction in the caller's transaction. Posted rows cannot be changed (triggers refuse it).
 * @throws Error when it does not balance; a unique violation when its cause was posted before
 */
export async function post(tx: Tx, entry: LedgerEntry): Promise<string> {
  const problem = lineProblem(entry.lines);
  if (problem) throw new Error(`Not a ledger entry: ${problem}`);
  const id = newId();
  await tx.insert(ledgerEntries).values({
    id,
    kind: entry.kind,
    orderNo: entry.orderNo,
    reference: entry.reference,
    postedAt: entry.postedAt,
  });
  await tx.insert(ledgerPostings).values(entry.lines.map((line) => ({ id: newId(), entryId: id, ...line })));
  return id;
}
