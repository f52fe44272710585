import { HOUR_MS, MINUTE_MS, SECOND_MS } from "#server/core/clock.ts";

/** The retry schedule of Standard Webhooks, before jitter: how long after the attempt before. The last goes on for ever. */
const AFTER_MS = [
  5 * SECOND_MS,
  5 * MINUTE_MS,
  30 * MINUTE_MS,
  2 * HOUR_MS,
  5 * HOUR_MS,
  10 * HOUR_MS,
  14 * HOUR_MS,
  20 * HOUR_MS,
  24 * HOUR_MS,
];
const JITTER = 0.1;

/**
 * When a head is sent next. It never gives up: a witness that was away must not stay without heads.
 * @param attempts how often it failed in a row, at least 1
 * @param random from 0 to 1
 */
export function nextPushAt(attempts: number, now: Date, random: number): Date {
  const wait = AFTER_MS[Math.min(attempts, AFTER_MS.length) - 1] ?? 24 * HOUR_MS;
  return new Date(now.getTime() + Math.round(wait * (1 + JITTER * random)));
}
