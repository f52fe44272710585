import {
  type CalendarView,
  calendarIdSchema,
  type SaveCalendarInput,
  saveCalendarSchema,
} from "#server/sla/schemas.ts";
import { type DayWords, exceptionsText, readExceptions, readShifts, shiftsText } from "./text.ts";

/** What stands in the fields of a calendar's form. */
export type Typed = {
  id: string;
  name: string;
  zone: string;
  weekly: string[];
  holidays: boolean;
  exceptions: string;
};

/** @param say the words of the page's language */
export function typedOf(saved: CalendarView | null, say: DayWords): Typed {
  if (!saved) return { ...blank, weekly: [...blank.weekly] };
  const { id, name, zone, weekly, country, exceptions } = saved;
  return {
    ...{ id, name, zone, holidays: country === "CN" },
    weekly: weekly.map(shiftsText),
    exceptions: exceptionsText(exceptions, say),
  };
}

const usual = "09:00-12:00, 14:00-18:00";
const blank: Typed = {
  ...{ id: "", name: "", zone: "Asia/Shanghai", holidays: true, exceptions: "" },
  weekly: [usual, usual, usual, usual, usual, "", ""],
};

export type Wrong = { id?: boolean; name?: boolean; zone?: boolean; days: number[]; line?: number };

/** What would be saved, or what cannot be read. */
export function inputOf(
  typed: Typed,
  saved: CalendarView | null,
  taken: readonly string[],
): { id: string; calendar: SaveCalendarInput } | { wrong: Wrong } {
  const weekly = typed.weekly.map(readShifts);
  const days = weekly.flatMap((shifts, i) => (shifts === null ? [i] : []));
  const read = readExceptions(typed.exceptions);
  const badId = !saved && (!calendarIdSchema.safeParse(typed.id).success || taken.includes(typed.id));
  const calendar = {
    ...{ name: typed.name, zone: typed.zone.trim(), weekly: weekly.map((shifts) => shifts ?? []) },
    country: typed.holidays ? ("CN" as const) : null,
    exceptions: "days" in read ? read.days : {},
    version: saved?.version ?? 0,
  };
  const parsed = saveCalendarSchema.safeParse(calendar);
  const at = (field: string) => !parsed.success && parsed.error.issues.some(({ path }) => path[0] === field);
  const wrong: Wrong = {
    days,
    ...(badId && { id: true }),
    ...(at("name") && { name: true }),
    ...(at("zone") && { zone: true }),
    ...("line" in read && { line: read.line }),
  };
  if (days.length > 0 || Object.keys(wrong).length > 1 || !parsed.success) return { wrong };
  return { id: saved?.id ?? typed.id, calendar: parsed.data };
}
