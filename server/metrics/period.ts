import { DAY_MS } from "#server/core/clock.ts";
import type { Period } from "#server/tickets/index.ts";
import { DAY_ZONE_OFFSET_MS } from "./schemas.ts";

/** The period of the same length that ends where this one begins. */
export function periodBefore({ from, to }: Period): Period {
  return { from: new Date(from.getTime() - (to.getTime() - from.getTime())), to: from };
}

export const spelled = ({ from, to }: Period) => ({ from: from.toISOString(), to: to.toISOString() });

/** The number of the Shanghai day that an instant falls on, counted from 1970-01-01. */
export const dayNumberOf = (at: Date) => Math.floor((at.getTime() + DAY_ZONE_OFFSET_MS) / DAY_MS);

/** The key under which sums by day stand. */
export const dayKey = (at: Date): string => `${dayNumberOf(at)}`;

/** When a Shanghai day begins. */
export const dayStart = (day: number) => new Date(day * DAY_MS - DAY_ZONE_OFFSET_MS);

/** The number of the day with which the week of a day begins, a Monday. */
export const weekOf = (day: number): number => day - ((((day + 3) % 7) + 7) % 7);

/** `2026-11-02` for a day's number. */
export const dayName = (day: number) => new Date(day * DAY_MS).toISOString().slice(0, 10);

/** The Shanghai days that a period touches, each cut to the part inside it. */
export function daysOf({ from, to }: Period): { number: number; day: string; part: Period }[] {
  const days = [];
  for (let number = dayNumberOf(from); dayStart(number) < to; number++) {
    const [start, end] = [dayStart(number), dayStart(number + 1)];
    days.push({ number, day: dayName(number), part: { from: start < from ? from : start, to: end > to ? to : end } });
  }
  return days;
}
