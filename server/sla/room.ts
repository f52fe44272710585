import type { Db } from "#db/client.ts";
import { MINUTE_MS } from "#server/core/clock.ts";
import { invalid, isDomainError } from "#server/core/errors.ts";
import { slaMetrics, ticketPriorities } from "#server/tickets/schemas.ts";
import { activePolicy, calendarIdsOf, newestCalendars } from "./book.ts";
import { ALWAYS, addWorkingMs, type Calendar } from "./calendar.ts";
import { targetFor } from "./policy.ts";
import { ALWAYS_ID, type PolicyContent } from "./schemas.ts";

/** Whether every promise can be counted by its calendar; checked when either is saved, so that no ticket meets it. */
export async function requireRoom(reader: Db, content: PolicyContent, now: Date): Promise<void> {
  const newest = await newestCalendars(reader, calendarIdsOf(content));
  const byId = new Map([...newest.values()].map((calendar) => [calendar.version.split("@")[0], calendar]));
  checkAll(content, (id) => (id === ALWAYS_ID ? ALWAYS : byId.get(id)), now);
}

/** The same for one calendar that is about to change, with the policy that holds. */
export async function requireRoomFor(reader: Db, id: string, calendar: Calendar, now: Date): Promise<void> {
  const { content } = await activePolicy(reader);
  checkAll(content, (other) => (other === id ? calendar : undefined), now);
}

function checkAll(content: PolicyContent, calendarOf: (id: string) => Calendar | undefined, now: Date): void {
  for (const queue of ["", ...Object.keys(content.queues)]) {
    for (const metric of slaMetrics) {
      for (const priority of ticketPriorities) {
        const { minutes, calendar: id } = targetFor(content, metric, { queue, priority });
        const calendar = calendarOf(id);
        if (calendar) tryIt(calendar, now, minutes, `targets.${metric}`);
      }
    }
  }
}

function tryIt(calendar: Calendar, now: Date, minutes: number, path: string): void {
  try {
    addWorkingMs(calendar, now, minutes * MINUTE_MS);
  } catch (error) {
    if (!isDomainError(error, "CALENDAR_TOO_THIN")) throw error;
    const message = "This calendar has too little working time in it for such a promise.";
    throw invalid("CALENDAR_TOO_THIN", message, { errors: [{ path, message }] });
  }
}
