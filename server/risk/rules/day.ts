import { DAY_MS, HOUR_MS } from "#server/core/clock.ts";

/** China keeps one time all year. */
const OFFSET_MS = 8 * HOUR_MS;

/** The midnight in Asia/Shanghai at which the day of `now` began: limits "a day" count from there. */
export function dayStart(now: Date): Date {
  const local = now.getTime() + OFFSET_MS;
  return new Date(local - (((local % DAY_MS) + DAY_MS) % DAY_MS) - OFFSET_MS);
}
