/** At most so many faults of a kind are told; the first ones are enough to know that something is wrong. */
export const TOLD = 100;

/** What is wrong: `subject` is `entry:ID`, `topup:ID`, `refund:ID` or `claim:KEY`. */
export type LedgerFault = { subject: string; problem: string };
