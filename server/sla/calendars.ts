import type { z } from "zod";
import { type Db, db, type Tx, transact } from "#db/client.ts";
import { isUniqueViolation } from "#db/errors.ts";
import { appendAudit } from "#server/audit/index.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { conflict, invalid } from "#server/core/errors.ts";
import { requireWork } from "./calendar.ts";
import { calendarFrom, keptCalendar, versionName } from "./calendar-content.ts";
import { alwaysView, calendarView, insertVersion, MAX_CALENDARS, newestRow, newestRows } from "./calendar-versions.ts";
import { loadHolidays } from "./holidays.ts";
import { requireRoomFor } from "./room.ts";
import {
  ALWAYS_ID,
  type CalendarView,
  calendarContentSchema,
  calendarIdSchema,
  saveCalendarSchema,
} from "./schemas.ts";

const inputSchema = saveCalendarSchema.extend({ id: calendarIdSchema });
export type SaveCalendarCall = z.input<typeof inputSchema>;

/** The working calendars, each as it is now. @throws DomainError 403 FORBIDDEN */
export async function listCalendars(args: { ctx: Ctx }): Promise<{ calendars: CalendarView[] }> {
  const ctx = authorize(args.ctx, "tickets:read");
  return { calendars: [alwaysView, ...(await calendarsAt(ctx.tx ?? db, ctx.clock.now()))] };
}

/** The calendars that people made, each as it is at a moment. */
export const calendarsAt = async (reader: Db, now: Date): Promise<CalendarView[]> =>
  (await newestRows(reader)).map((row) => calendarView(row, now));

/**
 * Saves a calendar as a new version. What comes from now on counts by it; clocks that run keep the version they were started under.
 * @param input the whole calendar, and the version it is based on: 0 for a new one
 * @throws DomainError 403 FORBIDDEN, 409 VERSION_CONFLICT, 409 TOO_MANY_CALENDARS, 422 CALENDAR_EMPTY, 422 CALENDAR_TOO_THIN,
 * 422 CALENDAR_FIXED
 */
export async function saveCalendar(args: { ctx: Ctx; input: SaveCalendarCall }): Promise<CalendarView> {
  const ctx = authorize(args.ctx, "sla:write");
  const { id, name, version, ...given } = inputSchema.parse(args.input);
  if (id === ALWAYS_ID) throw invalid("CALENDAR_FIXED", "Round the clock is what it is. Make a calendar of your own.");
  requireWork(given);
  const write = async (tx: Tx) => {
    const before = await newestRow(tx, id);
    if ((before?.version ?? 0) !== version) throw changed();
    if (!before && (await newestRows(tx)).length >= MAX_CALENDARS) {
      throw conflict("TOO_MANY_CALENDARS", `There are ${MAX_CALENDARS} calendars already.`);
    }
    const content = keptCalendar(calendarContentSchema.parse(given), await loadHolidays(tx));
    await requireRoomFor(tx, id, calendarFrom(versionName(id, version + 1), content), ctx.clock.now());
    const row = await insertVersion(tx, ctx, { id, name, version: version + 1, content });
    const data = { version: row.version, name };
    await appendAudit(tx, ctx, { action: "sla.calendar_saved", subject: `calendar:${id}`, data });
    return calendarView(row, ctx.clock.now());
  };
  if (ctx.tx) return write(ctx.tx);
  return transact(write, { serializeOn: "sla:calendars" }).catch((error: unknown) => {
    throw isUniqueViolation(error) ? changed() : error;
  });
}

const changed = () =>
  conflict("VERSION_CONFLICT", "Somebody else changed this calendar. Read it again and repeat the change.");
