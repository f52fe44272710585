import { eq } from "drizzle-orm";
import type { z } from "zod";
import { type Db, db, type Tx, transact } from "#db/client.ts";
import { holidayYears } from "#db/schema/index.ts";
import { appendAudit } from "#server/audit/index.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { renewCalendars } from "./calendar-versions.ts";
import { builtInHolidays } from "./holidays-cn.ts";
import { type HolidayCountry, type HolidayYear, saveHolidaysSchema } from "./schemas.ts";

/** All years that are known: what comes with the product, and what was entered, which goes before it. */
export async function loadHolidays(reader: Db, country: HolidayCountry = "CN"): Promise<HolidayYear[]> {
  const rows = await reader.select().from(holidayYears).where(eq(holidayYears.country, country)).limit(200);
  const entered = rows.map(({ year, days, source }): HolidayYear => ({ country, year, days, source }));
  const years = new Map([...builtInHolidays, ...entered].map((each) => [each.year, each]));
  return [...years.values()].sort((a, b) => a.year - b.year);
}

/** The public holidays and days worked in exchange of each known year. @throws DomainError 403 FORBIDDEN */
export async function listHolidays(args: { ctx: Ctx }): Promise<{ years: HolidayYear[] }> {
  const ctx = authorize(args.ctx, "tickets:read");
  return { years: await loadHolidays(ctx.tx ?? db) };
}

/**
 * Enters a year as it was announced. Every calendar that keeps this country's holidays gets a new version; clocks that run keep
 * theirs.
 * @returns the year, and the calendars that were renewed
 * @throws DomainError 403 FORBIDDEN; ZodError on bad input
 */
export async function saveHolidays(args: { ctx: Ctx; input: z.input<typeof saveHolidaysSchema> }) {
  const ctx = authorize(args.ctx, "sla:write");
  const year = saveHolidaysSchema.parse(args.input);
  const write = async (tx: Tx) => {
    const days = year.days.toSorted((a, b) => a.day.localeCompare(b.day));
    const row = { ...year, days, editedByName: ctx.actor.name, updatedAt: ctx.clock.now() };
    await tx
      .insert(holidayYears)
      .values(row)
      .onConflictDoUpdate({ target: [holidayYears.country, holidayYears.year], set: row });
    const renewed = await renewCalendars(tx, ctx, year.country, await loadHolidays(tx, year.country));
    const data = { year: year.year, source: year.source, days: days.length, calendars: renewed };
    await appendAudit(tx, ctx, { action: "sla.holidays_saved", subject: `holidays:${year.country}`, data });
    return { ...year, days, calendars: renewed };
  };
  return ctx.tx ? write(ctx.tx) : transact(write, { serializeOn: "sla:calendars" });
}
