import fc from "fast-check";
import type { Calendar } from "./calendar.ts";
import type { DayRule, Shift } from "./schemas.ts";

/** For tests: calendars of every kind, and the slow, plain reading of working time that the fast one is held to. */

const MINUTE_MS = 60_000;

/** Whether a moment is worked: its local weekday, the day's own rule, its local minute. Knows nothing of intervals. */
export function inWork(calendar: Calendar, at: Date): boolean {
  const local = Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(calendar.zone);
  const rule = calendar.days[local.toPlainDate().toString()];
  if (rule?.kind === "closed") return false;
  const weekday = rule?.kind === "as" ? rule.weekday : local.dayOfWeek;
  const shifts = rule?.kind === "shifts" ? rule.shifts : (calendar.weekly[weekday - 1] ?? []);
  const minute = local.hour * 60 + local.minute;
  return shifts.some(({ from, to }) => minute >= from && minute < to);
}

/** Working time between two whole minutes, counted one by one. */
export function walkMs(calendar: Calendar, from: Date, to: Date): number {
  let sum = 0;
  for (let at = from.getTime(); at < to.getTime(); at += MINUTE_MS)
    if (inWork(calendar, new Date(at))) sum += MINUTE_MS;
  return sum;
}

const quarter = fc.integer({ min: 0, max: 96 }).map((n) => n * 15);
export const randomShifts: fc.Arbitrary<Shift[]> = fc
  .uniqueArray(quarter, { minLength: 2, maxLength: 6 })
  .map((edges) => edges.sort((a, b) => a - b))
  .map((edges) =>
    Array.from({ length: Math.floor(edges.length / 2) }, (_, i) => ({
      from: edges[2 * i] as number,
      to: edges[2 * i + 1] as number,
    })),
  );

const randomRule: fc.Arbitrary<DayRule> = fc.oneof(
  fc.constant({ kind: "closed" as const }),
  fc.integer({ min: 1, max: 7 }).map((weekday) => ({ kind: "as" as const, weekday })),
  randomShifts.map((shifts) => ({ kind: "shifts" as const, shifts })),
);

const spring = Array.from({ length: 12 }, (_, i) => new Date(Date.UTC(2026, 2, 25 + i)).toISOString().slice(0, 10));

/** Calendars with work in them, in zones with and without daylight saving, with days off and worked in exchange about its change. */
export const randomCalendar: fc.Arbitrary<Calendar> = fc
  .record({
    version: fc.constant("any@1"),
    zone: fc.constantFrom("Asia/Shanghai", "Europe/Berlin", "America/New_York", "Asia/Kathmandu"),
    weekly: fc.array(fc.oneof(fc.constant([]), randomShifts), { minLength: 7, maxLength: 7 }),
    days: fc.dictionary(fc.constantFrom(...spring), randomRule, { maxKeys: 5, noNullPrototype: true }),
  })
  .filter(({ weekly }) => weekly.flat().reduce((sum, { from, to }) => sum + to - from, 0) >= 300);
