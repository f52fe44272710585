/** One line of an entry. A positive amount credits the account, a negative one debits it. */
export type LedgerLine = { account: string; amountFen: number };

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
