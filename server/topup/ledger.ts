import type { Tx } from "#db/client.ts";
import { ledgerEntries, ledgerPostings } from "#db/schema/index.ts";
import { newId } from "#server/core/ids.ts";
import { WALLET_PREFIX } from "#server/orders/index.ts";

/** One line of an entry. A positive amount credits the account, a negative one debits it. */
export type LedgerLine = { account: string; amountFen: number };
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
 * What is wrong with an entry's lines. Pure.
 * @returns undefined when it balances
 */
export function lineProblem(lines: readonly LedgerLine[]): string | undefined {
  if (lines.length < 2) return "an entry has at least two lines";
  if (lines.some((line) => !Number.isSafeInteger(line.amountFen) || line.amountFen === 0)) {
    return "a line has a whole amount of fen that is not zero";
  }
  if (new Set(lines.map((line) => line.account)).size !== lines.length) return "an account stands on one line";
  const sum = lines.reduce((total, line) => total + BigInt(line.amountFen), 0n);
  return sum === 0n ? undefined : `the lines sum to ${sum} and not to zero`;
}

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
