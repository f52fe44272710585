import { and, count, gte, inArray } from "drizzle-orm";
import { type Db, db } from "#db/client.ts";
import { callbackRequests } from "#db/schema/index.ts";
import { DAY_MS, MINUTE_MS } from "#server/core/clock.ts";
import type { Ctx } from "#server/core/context.ts";
import { type Calendar, calendarNamed, workingMs } from "#server/sla/index.ts";
import { findTicket, requireTicketAccess } from "../access.ts";
import { callSettingsOf } from "./call-settings.ts";
import type { CallSlot } from "./schemas.ts";

/** How long a call has. */
export const SLOT_MS = 30 * MINUTE_MS;
/** Nobody is called sooner than this after they ask, nor later. */
const NOTICE_MS = 15 * MINUTE_MS;
const AHEAD_MS = 3 * DAY_MS;
const MAX_SLOTS = 60;

/** The calendar that says when people are called, if the desk made one by this name. */
export const PHONE_CALENDAR = "phone";
/** Otherwise at hours at which a call wakes nobody. */
const DAYTIME: Calendar = {
  version: "phone-daytime",
  zone: "Asia/Shanghai",
  weekly: Array.from({ length: 7 }, () => [{ from: 9 * 60, to: 21 * 60 }]),
  days: {},
};

export async function phoneCalendar(reader: Db): Promise<Calendar> {
  return (await calendarNamed(reader, PHONE_CALENDAR)) ?? DAYTIME;
}

/** The half hours at which somebody can be called, from a moment on, in order. Pure. */
export function slotsFrom(calendar: Calendar, now: Date): { from: Date; to: Date }[] {
  const first = Math.ceil((now.getTime() + NOTICE_MS) / SLOT_MS) * SLOT_MS;
  const slots: { from: Date; to: Date }[] = [];
  for (let at = first; at < now.getTime() + AHEAD_MS && slots.length < MAX_SLOTS; at += SLOT_MS) {
    const [from, to] = [new Date(at), new Date(at + SLOT_MS)];
    if (workingMs(calendar, from, to) === SLOT_MS) slots.push({ from, to });
  }
  return slots;
}

/** How many calls are booked into each half hour from a moment on. */
export async function bookedFrom(reader: Db, now: Date): Promise<Map<number, number>> {
  const rows = await reader
    .select({ from: callbackRequests.slotFrom, n: count() })
    .from(callbackRequests)
    .where(and(inArray(callbackRequests.state, ["booked", "calling"]), gte(callbackRequests.slotFrom, now)))
    .groupBy(callbackRequests.slotFrom);
  return new Map(rows.map(({ from, n }) => [from.getTime(), Number(n)]));
}

/**
 * When a ticket's customer can be called, in half hours of the next three days.
 * @throws DomainError 404 TICKET_NOT_FOUND, also when it is somebody else's
 */
export async function callSlots({
  ctx,
  input,
}: {
  ctx: Ctx;
  input: { number: string };
}): Promise<{ items: CallSlot[] }> {
  const reader = ctx.tx ?? db;
  requireTicketAccess(ctx, await findTicket(reader, input.number.slice(0, 40)), "tickets:read");
  const now = ctx.clock.now();
  const { perSlot } = await callSettingsOf(reader);
  if (perSlot === 0) return { items: [] };
  const booked = await bookedFrom(reader, now);
  return {
    items: slotsFrom(await phoneCalendar(reader), now).map(({ from, to }) => ({
      from: from.toISOString(),
      to: to.toISOString(),
      free: (booked.get(from.getTime()) ?? 0) < perSlot,
    })),
  };
}
