import { and, asc, eq, isNotNull } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { ticketEvents } from "#db/schema/index.ts";
import { bookOf, type ClockEntry, deriveTargets, type Pause, pausesOf, type SlaTarget } from "#server/sla/index.ts";

/** What a ticket's history says to its clocks, in order. */
export async function clockLog(reader: Db, ticketId: string): Promise<ClockEntry[]> {
  const rows = await reader
    .select({ at: ticketEvents.at, clock: ticketEvents.clock })
    .from(ticketEvents)
    .where(and(eq(ticketEvents.ticketId, ticketId), isNotNull(ticketEvents.clock)))
    .orderBy(asc(ticketEvents.at), asc(ticketEvents.id));
  return rows.flatMap(({ at, clock }) => (clock === null ? [] : [{ at, ...clock }]));
}

/**
 * A ticket's clocks and its pauses, from its history alone. The rows of the clocks are a copy of this, for lists and numbers.
 * @returns null for a ticket whose history began before it said what the clocks need
 */
export async function derivedClocks(
  reader: Db,
  ticketId: string,
): Promise<{ targets: SlaTarget[]; pauses: Pause[] } | null> {
  const log = await clockLog(reader, ticketId);
  if (log[0]?.events[0]?.type !== "opened") return null;
  return { targets: deriveTargets(log, await bookOf(reader, log)), pauses: pausesOf(log) };
}
