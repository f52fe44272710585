import type { ProfileLimits } from "../profile-schemas.ts";
import type { Allowance } from "../rule-schemas.ts";

/** Allowances are whole tens of yuan. */
const STEP_FEN = 1_000;
const MIDDLE = 50;

/** Bounds that nothing goes above: the customer's own as the platform set them, and the platform's for everybody. */
export type HardLimits = { singleFen: number | null; dailyFen: number | null };
/** Limits that a person set; null where nobody did. */
export type SetLimits = { singleFen: number; dailyFen: number } | null;

/** What a score lets somebody pay at once: straight lines through what 0, 50 and 100 are worth. */
export function allowanceOf(score: number, worth: Allowance): number {
  const { lowestFen, middleFen, highestFen } = worth;
  const share = (from: number, to: number, part: number) => from + ((to - from) * part) / MIDDLE;
  const exact =
    score <= MIDDLE ? share(lowestFen, middleFen, score) : share(middleFen, highestFen, Math.min(score, 100) - MIDDLE);
  return Math.max(STEP_FEN, Math.floor(exact / STEP_FEN) * STEP_FEN);
}

/**
 * What somebody may pay at once and in a day. Pure.
 * @param score 0 to 100
 * @param worth what scores are worth
 * @param set limits that a person set; they count instead of the score's, and not above the hard ones
 * @param hard never exceeded by either
 */
export function limitsOf(score: number, worth: Allowance, set: SetLimits, hard: HardLimits): ProfileLimits {
  const single = set ? set.singleFen : allowanceOf(score, worth);
  const daily = set ? set.dailyFen : single * worth.dailyTimes;
  const by = set ? ("person" as const) : ("score" as const);
  const held = (fen: number, bounds: readonly (number | null)[]) => {
    const least = Math.min(...bounds.flatMap((bound) => (bound === null ? [] : [bound])));
    return least < fen ? { fen: least, by: "platform" as const } : { fen, by };
  };
  const day = held(daily, [hard.dailyFen, worth.hardDailyFen]);
  // A day's limit bounds one payment as well.
  const one = held(single, [hard.singleFen, worth.hardSingleFen, hard.dailyFen, worth.hardDailyFen]);
  return { singleFen: one.fen, dailyFen: day.fen, singleBy: one.by, dailyBy: day.by };
}
