import type { Calendar } from "./calendar.ts";
import type { CalendarContent, DayRule, HolidayYear, KeptCalendar } from "./schemas.ts";

/** The rules of days: public holidays, and our own before them. */
export function daysWithHolidays(
  exceptions: Readonly<Record<string, DayRule>>,
  years: readonly Pick<HolidayYear, "days">[],
): Record<string, DayRule> {
  const holidays = years.flatMap(({ days }) =>
    days.map(({ day, worksAs }): [string, DayRule] => [
      day,
      worksAs === null ? { kind: "closed" } : { kind: "as", weekday: worksAs },
    ]),
  );
  return { ...Object.fromEntries(holidays), ...exceptions };
}

export function keptCalendar(content: CalendarContent, years: readonly HolidayYear[]): KeptCalendar {
  const own = years.filter(({ country }) => country === content.country);
  return {
    ...content,
    days: daysWithHolidays(content.exceptions, own),
    holidayYears: own.map(({ year }) => year).sort((a, b) => a - b),
  };
}

export const versionName = (id: string, version: number): string => `${id}@${version}`;

/** The calendar that the clocks count by. */
export function calendarFrom(version: string, { zone, weekly, days }: KeptCalendar): Calendar {
  return { version, zone, weekly, days };
}

/**
 * The years whose holidays a calendar should have and has not: this one, and from November on, when they are announced, the next.
 * In a year without them only weekdays count.
 */
export function missingYears(content: Pick<KeptCalendar, "country" | "zone" | "holidayYears">, now: Date): number[] {
  if (content.country === null) return [];
  const local = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(content.zone);
  const needed = local.month >= 11 ? [local.year, local.year + 1] : [local.year];
  return needed.filter((year) => !content.holidayYears.includes(year));
}
