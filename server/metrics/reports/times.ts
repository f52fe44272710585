import { DAY_MS } from "#server/core/clock.ts";
import type { Period } from "#server/tickets/index.ts";
import { dayNumberOf, dayStart } from "../period.ts";
import { DAY_ZONE_OFFSET_MS } from "../schemas.ts";
import type { ReportPeriod } from "./schemas.ts";

/** When reports are sent and what they are about. Pure: now is an argument. */

export type Times = { period: ReportPeriod; weekday: number | null; hour: number; minute: number; zone: string };

/**
 * The first time after `after` at which a report is due, by the clocks of its zone. Where a clock skips the hour it is the moment
 * after the gap, and where it shows it twice the first of the two.
 */
export function nextDue({ period, weekday, hour, minute, zone }: Times, after: Date): Date {
  const start = Temporal.Instant.fromEpochMilliseconds(after.getTime()).toZonedDateTimeISO(zone).toPlainDate();
  // A month and a day hold every weekday and a first of the month.
  for (let ahead = 0; ahead <= 32; ahead++) {
    const day = start.add({ days: ahead });
    if (period === "week" && day.dayOfWeek !== weekday) continue;
    if (period === "month" && day.day !== 1) continue;
    const at = day.toZonedDateTime({ timeZone: zone, plainTime: new Temporal.PlainTime(hour, minute) });
    if (at.epochMilliseconds > after.getTime()) return new Date(at.epochMilliseconds);
  }
  throw new RangeError("A report is due within any month");
}

/** What a report that is due at a time is about: whole Shanghai days, as all numbers are. */
export function reportedPeriod(period: ReportPeriod, dueAt: Date): Period {
  const today = dayNumberOf(dueAt);
  if (period === "day") return { from: dayStart(today - 1), to: dayStart(today) };
  if (period === "week") return { from: dayStart(today - 7), to: dayStart(today) };
  const local = new Date(dueAt.getTime() + DAY_ZONE_OFFSET_MS);
  const first = (month: number) => new Date(Date.UTC(local.getUTCFullYear(), month, 1) - DAY_ZONE_OFFSET_MS);
  return { from: first(local.getUTCMonth() - 1), to: first(local.getUTCMonth()) };
}

/** So long after its time a report says that it is late. */
export const LATE_MS = DAY_MS / 24;
