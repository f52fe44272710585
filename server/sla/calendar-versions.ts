import { and, desc, eq, inArray, max } from "drizzle-orm";
import type { Db, Tx } from "#db/client.ts";
import { calendars } from "#db/schema/index.ts";
import type { Ctx } from "#server/core/context.ts";
import { ALWAYS } from "./calendar.ts";
import { keptCalendar, missingYears } from "./calendar-content.ts";
import { ALWAYS_ID, type CalendarView, type HolidayCountry, type HolidayYear, type KeptCalendar } from "./schemas.ts";

export type CalendarRow = typeof calendars.$inferSelect;

/** More calendars than this nobody can tell apart. */
export const MAX_CALENDARS = 50;

/** The newest version of every calendar, by name. */
export async function newestRows(reader: Db): Promise<CalendarRow[]> {
  const newest = await reader
    .select({ id: calendars.id, version: max(calendars.version) })
    .from(calendars)
    .groupBy(calendars.id)
    .limit(MAX_CALENDARS);
  const rows: CalendarRow[] = [];
  for (const { id, version } of newest) {
    const [row] = await reader
      .select()
      .from(calendars)
      .where(and(eq(calendars.id, id), eq(calendars.version, Number(version))));
    if (row) rows.push(row);
  }
  return rows.sort((a, b) => a.name.localeCompare(b.name));
}

export async function newestRow(reader: Db, id: string): Promise<CalendarRow | undefined> {
  const [row] = await reader
    .select()
    .from(calendars)
    .where(eq(calendars.id, id))
    .orderBy(desc(calendars.version))
    .limit(1);
  return row;
}

/** Which of these there are. */
export async function knownCalendars(reader: Db, ids: readonly string[]): Promise<Set<string>> {
  const known = new Set([ALWAYS_ID]);
  const asked = ids.filter((id) => id !== ALWAYS_ID);
  if (asked.length === 0) return known;
  const rows = await reader.selectDistinct({ id: calendars.id }).from(calendars).where(inArray(calendars.id, asked));
  return new Set([...known, ...rows.map(({ id }) => id)]);
}

/**
 * New versions of the calendars that keep a country's holidays, for those whose days changed by it.
 * @returns their ids
 */
export async function renewCalendars(
  tx: Tx,
  ctx: Ctx,
  country: HolidayCountry,
  years: readonly HolidayYear[],
): Promise<string[]> {
  const renewed: string[] = [];
  for (const row of await newestRows(tx)) {
    if (row.content.country !== country) continue;
    const content = keptCalendar(row.content, years);
    if (sameDays(content, row.content)) continue;
    await insertVersion(tx, ctx, { id: row.id, name: row.name, version: row.version + 1, content });
    renewed.push(row.id);
  }
  return renewed;
}

export async function insertVersion(
  tx: Tx,
  ctx: Ctx,
  made: Pick<CalendarRow, "id" | "name" | "version" | "content">,
): Promise<CalendarRow> {
  const row = { ...made, createdByName: ctx.actor.name, createdAt: ctx.clock.now() };
  await tx.insert(calendars).values(row);
  return row;
}

const sameDays = (a: KeptCalendar, b: KeptCalendar) =>
  JSON.stringify([sorted(a.days), a.holidayYears]) === JSON.stringify([sorted(b.days), b.holidayYears]);
const sorted = (days: KeptCalendar["days"]) => Object.entries(days).sort(([a], [b]) => a.localeCompare(b));

export function calendarView(row: CalendarRow, now: Date): CalendarView {
  const { id, version, name, content } = row;
  const { zone, weekly, country, exceptions, holidayYears } = content;
  return {
    ...{ id, version, name, zone, weekly, country, exceptions, holidayYears },
    missingYears: missingYears(content, now),
    createdAt: row.createdAt.toISOString(),
    createdBy: row.createdByName,
  };
}

/** Round the clock, which is always there and which nobody edits. */
export const alwaysView: CalendarView = {
  ...{ id: ALWAYS_ID, version: 1, name: "24×7", zone: ALWAYS.zone, country: null, exceptions: {} },
  weekly: ALWAYS.weekly.map((shifts) => [...shifts]),
  ...{ holidayYears: [], missingYears: [], createdAt: null, createdBy: null },
};
