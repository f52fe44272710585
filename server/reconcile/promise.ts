import type { Db } from "#db/client.ts";
import { promisedBy } from "#server/sla/index.ts";
import type { TicketRow } from "#server/tickets/index.ts";

/**
 * By when there is a result of what a person takes over: the promise of the ticket, while it can still be kept; otherwise as much
 * time from now.
 */
export async function resultBy(reader: Db, ticket: TicketRow | undefined, now: Date, openedAt: Date): Promise<Date> {
  const promised = await promisedBy(reader, "resolution", openedAt, ticket);
  return promised > now ? promised : promisedBy(reader, "resolution", now, ticket);
}
