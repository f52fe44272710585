import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from "#server/core/clock.ts";
import type { NoticeChannel } from "./schemas.ts";

/** When what could not be sent is tried again, counted from the attempt before; after the last one it is given up. */
const retriesMs: readonly number[] = [30 * SECOND_MS, 2 * MINUTE_MS, 10 * MINUTE_MS, HOUR_MS, 4 * HOUR_MS];
const JITTER = 0.2;

/** @returns how long to wait after so many attempts; null when it is given up. Pure. */
export function retryAfterMs(attempts: number, random: number): number | null {
  const base = retriesMs[attempts - 1];
  return base === undefined ? null : Math.round(base * (1 + JITTER * random));
}

const BEIJING_MS = 8 * HOUR_MS;
const QUIET_FROM_H = 22;
const QUIET_TO_H = 8;

/** The moment from which something may be sent: text messages wait for the morning, in Beijing. Pure. */
export function notBefore(channel: NoticeChannel, now: Date): Date {
  if (channel !== "sms") return now;
  const local = now.getTime() + BEIJING_MS;
  const hour = Math.floor((local % DAY_MS) / HOUR_MS);
  if (hour >= QUIET_TO_H && hour < QUIET_FROM_H) return now;
  const day = local - (local % DAY_MS) + (hour >= QUIET_FROM_H ? DAY_MS : 0);
  return new Date(day + QUIET_TO_H * HOUR_MS - BEIJING_MS);
}

/** How much one customer is sent in a day. */
export const dailyLimits: Record<NoticeChannel, { all: number; hints: number }> = {
  mail: { all: 20, hints: 4 },
  sms: { all: 5, hints: 2 },
};
/** What happened longer ago is not sent any more: the inbox has it. */
export const SEND_WITHIN_MS = DAY_MS;
