import { z } from "zod";
import { ticketClocks } from "#server/tickets/index.ts";
import { router, staffProcedure } from "#server/trpc/init.ts";
import { listCalendars, saveCalendar } from "./calendars.ts";
import { listHolidays, saveHolidays } from "./holidays.ts";
import { activatePolicy, listPolicies, savePolicy } from "./policies.ts";
import { calendarIdSchema, saveCalendarSchema, saveHolidaysSchema, savePolicySchema, trySlaSchema } from "./schemas.ts";
import { trySla } from "./try-sla.ts";

export const slaRouter = router({
  /** The clocks of a ticket and its pauses. */
  ofTicket: staffProcedure("tickets:read")
    .input(z.object({ number: z.string().min(1).max(40) }))
    .query(({ ctx, input }) => ticketClocks({ ctx: ctx.caller, input })),
  /** What was promised, now and before. */
  policies: staffProcedure("tickets:read").query(({ ctx }) => listPolicies({ ctx: ctx.caller })),
  savePolicy: staffProcedure("sla:write")
    .input(savePolicySchema)
    .mutation(({ ctx, input }) => savePolicy({ ctx: ctx.caller, input })),
  activate: staffProcedure("sla:write")
    .input(z.object({ version: z.string().min(1).max(40) }))
    .mutation(({ ctx, input }) => activatePolicy({ ctx: ctx.caller, input })),
  /** By when a ticket would have to be answered. */
  try: staffProcedure("tickets:read")
    .input(trySlaSchema)
    .query(({ ctx, input }) => trySla({ ctx: ctx.caller, input })),
  calendars: staffProcedure("tickets:read").query(({ ctx }) => listCalendars({ ctx: ctx.caller })),
  saveCalendar: staffProcedure("sla:write")
    .input(z.object({ id: calendarIdSchema, calendar: saveCalendarSchema }))
    .mutation(({ ctx, input }) => saveCalendar({ ctx: ctx.caller, input: { id: input.id, ...input.calendar } })),
  holidays: staffProcedure("tickets:read").query(({ ctx }) => listHolidays({ ctx: ctx.caller })),
  saveHolidays: staffProcedure("sla:write")
    .input(saveHolidaysSchema)
    .mutation(({ ctx, input }) => saveHolidays({ ctx: ctx.caller, input })),
});
