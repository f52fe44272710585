import type { DayRule, HolidayDay, Shift } from "#server/sla/schemas.ts";

/**
 * Working times and days as people type them: "09:00-12:00, 14:00-18:00", "2026-12-31 休", "2026-02-14 春节 班5". One line a day, so
 * that a year's notice is pasted and read over instead of clicked together. Pure; what was written is what is read back.
 */

/** The words for a day off and a day worked in exchange, in the language of the page; all are read in both. */
export type DayWords = { off: string; on: string };
const words: Record<string, DayWords> = { "zh-CN": { off: "休", on: "班" }, en: { off: "off", on: "work" } };
export const dayWords = (locale: string): DayWords => words[locale] ?? { off: "off", on: "work" };

const two = (n: number) => `${n}`.padStart(2, "0");
const timeText = (minute: number) => `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;

export const shiftsText = (shifts: readonly Shift[]): string =>
  shifts.map(({ from, to }) => `${timeText(from)}-${timeText(to)}`).join(", ");

/** @returns null when it cannot be read; an empty list for no work */
export function readShifts(text: string): Shift[] | null {
  const parts = text
    .split(/[,，;；、\n]/)
    .map((part) => part.trim())
    .filter((part) => part !== "");
  const shifts: Shift[] = [];
  for (const part of parts) {
    const match = /^(\d{1,2})[:：](\d{2})\s*[-–—~至到]\s*(\d{1,2})[:：](\d{2})$/.exec(part);
    if (!match) return null;
    const [from, to] = [Number(match[1]) * 60 + Number(match[2]), Number(match[3]) * 60 + Number(match[4])];
    if (Number(match[2]) > 59 || Number(match[4]) > 59 || from >= to || to > 1_440) return null;
    if (from < (shifts.at(-1)?.to ?? 0)) return null;
    shifts.push({ from, to });
  }
  return shifts;
}

const OFF = /^(休|放假|off|closed)$/i;
const ON = /^(?:班|上班|work)([1-7])?$/i;

function ruleText(rule: DayRule, { off, on }: DayWords): string {
  if (rule.kind === "closed") return off;
  return rule.kind === "as" ? `${on}${rule.weekday}` : shiftsText(rule.shifts);
}

export const exceptionsText = (days: Readonly<Record<string, DayRule>>, say: DayWords): string =>
  Object.entries(days)
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([day, rule]) => `${day} ${ruleText(rule, say)}`)
    .join("\n");

/** @returns the days, or the number of the first line that cannot be read */
export function readExceptions(text: string): { days: Record<string, DayRule> } | { line: number } {
  const days: Record<string, DayRule> = {};
  for (const [i, line] of text.split("\n").entries()) {
    if (line.trim() === "") continue;
    const match = /^(\d{4}-\d{2}-\d{2})\s+(.+)$/.exec(line.trim());
    const rule = match?.[2] ? readRule(match[2].trim(), match[1] as string) : null;
    if (!match?.[1] || !rule || !isDate(match[1])) return { line: i + 1 };
    days[match[1]] = rule;
  }
  return { days };
}

function readRule(text: string, day: string): DayRule | null {
  if (OFF.test(text)) return { kind: "closed" };
  const on = ON.exec(text);
  if (on) return { kind: "as", weekday: on[1] ? Number(on[1]) : usualWeekday(day) };
  const shifts = readShifts(text);
  return shifts && shifts.length > 0 ? { kind: "shifts", shifts } : null;
}

export const holidaysText = (days: readonly HolidayDay[], { off, on }: DayWords): string =>
  days.map(({ day, name, worksAs }) => `${day} ${name} ${worksAs === null ? off : `${on}${worksAs}`}`).join("\n");

/** Lines like "2026-02-14 春节 班" and "2026-02-15..2026-02-23 春节 休". @returns the days, or the first line that cannot be read */
export function readHolidays(text: string): { days: HolidayDay[] } | { line: number } {
  const days: HolidayDay[] = [];
  for (const [i, line] of text.split("\n").entries()) {
    if (line.trim() === "") continue;
    const match = /^(\d{4}-\d{2}-\d{2})(?:\s*(?:\.\.|至|~)\s*(\d{4}-\d{2}-\d{2}))?\s+(\S+)\s+(\S+)$/.exec(line.trim());
    const [, first, last = first, name, what] = match ?? [];
    const on = what === undefined ? null : ON.exec(what);
    const readable = first && last && name && isDate(first) && isDate(last) && (on || OFF.test(what ?? ""));
    if (!readable || last < first) return { line: i + 1 };
    for (let day = first; day <= last; day = dayAfter(day)) {
      days.push({ day, name, worksAs: on ? Number(on[1] ?? usualWeekday(day)) : null });
    }
  }
  return { days };
}

/** A Saturday has Friday's shifts and a Sunday Monday's, unless it says others. */
function usualWeekday(day: string): number {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  return weekday === 6 ? 5 : weekday === 0 ? 1 : weekday;
}

function isDate(text: string): boolean {
  const at = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
}

const dayAfter = (day: string): string =>
  new Date(new Date(`${day}T00:00:00Z`).getTime() + 86_400_000).toISOString().slice(0, 10);
