import { MINUTE_MS, SECOND_MS } from "#server/core/clock.ts";

/** How long after a look at a waiting run the next one comes; the last step repeats. */
const stepsMs: readonly number[] = [
  30 * SECOND_MS,
  MINUTE_MS,
  2 * MINUTE_MS,
  2 * MINUTE_MS,
  3 * MINUTE_MS,
  5 * MINUTE_MS,
  5 * MINUTE_MS,
  10 * MINUTE_MS,
  15 * MINUTE_MS,
  30 * MINUTE_MS,
];
/** So often one wait is looked at by itself; after that only what happens to the order, and its end, bring another look. */
export const MAX_CHECKS = 60;
const JITTER = 0.15;
/** A look this close to the end is the one at the end. */
const CLOSE_MS = 10 * SECOND_MS;

/**
 * When a wait is looked at next. Pure.
 * @param checks looks so far
 * @param until its end, which always gets a look
 * @param random from 0 to 1: spreads waits that began together
 */
export function nextCheckAt(checks: number, now: Date, until: Date, random: number): Date {
  const step = stepsMs[Math.min(checks, stepsMs.length - 1)] ?? MINUTE_MS;
  const next = now.getTime() + Math.round(step * (1 + JITTER * random));
  const over = checks >= MAX_CHECKS || next > until.getTime() - CLOSE_MS;
  return over ? new Date(Math.max(until.getTime(), now.getTime())) : new Date(next);
}

/** When a wait that is over and still has no ticket is tried again: ever more rarely, and never given up. Pure. */
export function retryAt(checks: number, now: Date): Date {
  const step = stepsMs[Math.min(checks, stepsMs.length - 1)] ?? MINUTE_MS;
  return new Date(now.getTime() + Math.min(step, 10 * MINUTE_MS));
}
