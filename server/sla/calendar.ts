import { invalid } from "#server/core/errors.ts";
import { DAY_MINUTES, type DayRule, type Shift } from "./schemas.ts";

/**
 * Working time. Pure: a calendar is data, and every moment is an argument.
 *
 * A moment is worked when its local date's shifts hold its local time of day. So on a day that is an hour longer or shorter by
 * daylight saving, exactly the time that passes between the hands of the clock counts.
 */
export type Calendar = {
  version: string;
  zone: string;
  /** Monday first. */
  weekly: readonly (readonly Shift[])[];
  /** Days with a rule of their own, by date: holidays and days worked in exchange among them. */
  days: Readonly<Record<string, DayRule>>;
};

/** In epoch milliseconds; `to` does not belong to it. */
export type Interval = { from: number; to: number };

const MINUTE_MS = 60_000;
/** No promise is longer than this many days; a calendar that has no room for it in them has too little work in it. */
const MAX_DAYS = 400;

const wholeDay: readonly Shift[] = [{ from: 0, to: DAY_MINUTES }];
export const ALWAYS: Calendar = {
  version: "always-1",
  zone: "Asia/Shanghai",
  weekly: Array.from({ length: 7 }, () => wholeDay),
  days: {},
};

/** True when every moment is worked, so that nothing has to be walked through. */
export function isAlways({ weekly, days }: Calendar): boolean {
  return weekly.every(coversDay) && Object.keys(days).length === 0;
}

const coversDay = (shifts: readonly Shift[]) =>
  shifts[0]?.from === 0 &&
  shifts.at(-1)?.to === DAY_MINUTES &&
  shifts.every((shift, i) => i === 0 || shifts[i - 1]?.to === shift.from);

/** @throws DomainError 422 CALENDAR_EMPTY when its week has no work in it */
export function requireWork({ weekly }: Pick<Calendar, "weekly">): void {
  if (weekly.some((shifts) => shifts.length > 0)) return;
  throw invalid("CALENDAR_EMPTY", "A calendar needs working time, or nothing would ever fall due.", {
    errors: [{ path: "weekly", message: "No day has a shift" }],
  });
}

/** The shifts of a day, after its own rule or by its weekday. */
export function shiftsOf(calendar: Calendar, day: Temporal.PlainDate): readonly Shift[] {
  const rule = calendar.days[day.toString()];
  if (rule?.kind === "closed") return [];
  if (rule?.kind === "shifts") return rule.shifts;
  return calendar.weekly[(rule?.kind === "as" ? rule.weekday : day.dayOfWeek) - 1] ?? [];
}

/** When work is done on a local day, in order. */
export function openOn(calendar: Calendar, day: Temporal.PlainDate): Interval[] {
  const shifts = shiftsOf(calendar, day);
  if (shifts.length === 0) return [];
  const midnight = Date.UTC(day.year, day.month - 1, day.day);
  const found: Interval[] = [];
  for (const part of partsOf(calendar.zone, day)) {
    for (const shift of shifts) {
      const from = Math.max(part.from, midnight + shift.from * MINUTE_MS - part.offsetMs);
      const to = Math.min(part.to, midnight + shift.to * MINUTE_MS - part.offsetMs);
      if (from < to) found.push({ from, to });
    }
  }
  return found;
}

/** A local day in stretches of one distance to UTC: one, or two on a day on which the clocks are put forward or back. */
function partsOf(zone: string, day: Temporal.PlainDate): (Interval & { offsetMs: number })[] {
  const begin = day.toZonedDateTime(zone);
  const end = day.add({ days: 1 }).toZonedDateTime(zone);
  const [from, to] = [begin.epochMilliseconds, end.epochMilliseconds];
  const [offsetMs, later] = [begin.offsetNanoseconds / 1e6, end.offsetNanoseconds / 1e6];
  const change = offsetMs === later ? null : begin.getTimeZoneTransition("next");
  if (!change || change.epochMilliseconds >= to) return [{ from, to, offsetMs }];
  return [
    { from, to: change.epochMilliseconds, offsetMs },
    { from: change.epochMilliseconds, to, offsetMs: later },
  ];
}

const dayOf = ({ zone }: Calendar, at: Date) =>
  Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(zone).toPlainDate();

/** How much work lies between two moments; none when `to` is not after `from`. */
export function workingMs(calendar: Calendar, from: Date, to: Date): number {
  const [first, last] = [from.getTime(), to.getTime()];
  if (last <= first) return 0;
  if (isAlways(calendar)) return last - first;
  let sum = 0;
  const end = dayOf(calendar, to);
  for (let day = dayOf(calendar, from); Temporal.PlainDate.compare(day, end) <= 0; day = day.add({ days: 1 })) {
    for (const open of openOn(calendar, day)) sum += Math.max(0, Math.min(open.to, last) - Math.max(open.from, first));
  }
  return sum;
}

/**
 * The moment at which so much work is done after `start`. What is done exactly when work ends is due then, and not when it begins
 * again.
 * @throws DomainError 422 CALENDAR_EMPTY, 422 CALENDAR_TOO_THIN when 400 days have no room for it
 */
export function addWorkingMs(calendar: Calendar, start: Date, ms: number): Date {
  if (ms <= 0) return new Date(start);
  if (isAlways(calendar)) return new Date(start.getTime() + ms);
  requireWork(calendar);
  let left = ms;
  let day = dayOf(calendar, start);
  for (let walked = 0; walked <= MAX_DAYS; walked++, day = day.add({ days: 1 })) {
    for (const open of openOn(calendar, day)) {
      const from = Math.max(open.from, start.getTime());
      if (from >= open.to) continue;
      if (left <= open.to - from) return new Date(from + left);
      left -= open.to - from;
    }
  }
  throw invalid("CALENDAR_TOO_THIN", "This calendar has too little working time in it for such a promise.");
}
