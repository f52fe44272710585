import type { Judged } from "./judge.ts";

/** Limits of one payment and of a day. A sum that is exactly the limit still goes through. */
export type Limits = { singleLimitFen: number | null; dailyLimitFen: number | null };
/** A channel with its limits and what they paid through it today. */
export type ChannelRoom = Limits & { code: string; paidTodayFen: number };

/** Whether limits have room for a sum after what was paid today. */
export function roomFor(limits: Limits, amountFen: number, paidTodayFen: number): boolean {
  const { singleLimitFen, dailyLimitFen } = limits;
  return (
    (singleLimitFen === null || amountFen <= singleLimitFen) &&
    (dailyLimitFen === null || amountFen + paidTodayFen <= dailyLimitFen)
  );
}

/**
 * What to say of limits that a sum goes over, with the exact sums. Nothing here ever suggests several smaller payments.
 * @param whose the channel's, the customer's own, or the platform's for everybody
 * @param named the channel, where it is one's
 */
export function limitReasons(
  whose: "channel" | "own" | "platform",
  limits: Limits,
  amountFen: number,
  paidTodayFen: number,
  named: Record<string, string> = {},
): Judged[] {
  const { singleLimitFen, dailyLimitFen } = limits;
  const reason = (words: string, limitFen: number): Judged => ({
    code: "PAY_BUYER_LIMIT",
    level: "will_fail",
    words,
    params: { ...named, whose, limitFen, amountFen, paidFen: paidTodayFen },
  });
  return [
    ...(singleLimitFen !== null && amountFen > singleLimitFen ? [reason("single", singleLimitFen)] : []),
    ...(dailyLimitFen !== null && amountFen + paidTodayFen > dailyLimitFen ? [reason("daily", dailyLimitFen)] : []),
  ];
}
