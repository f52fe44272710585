import { and, eq, inArray } from "drizzle-orm";
import type { Tx } from "#db/client.ts";
import { ticketEvents } from "#db/schema/index.ts";
import type { TicketRow } from "./access.ts";
import { isOpen } from "./rules.ts";
import { type TicketStatus, ticketStatuses } from "./schemas.ts";

/** What became of a ticket's status, and when. */
export type StatusStep = { at: Date; to: TicketStatus };

/**
 * How long a ticket was waited for, from its opening to `until`. Their wait is every moment that it was open and not with them;
 * an agent's work is the part of it in which nobody else was waited for either. Time after an end, until it was opened again, is
 * neither. Pure.
 * @param steps in the order in which they happened
 */
export function waitedFor(openedAt: Date, steps: readonly StatusStep[], until: Date) {
  let [requesterWaitMs, agentWorkMs] = [0, 0];
  let since = openedAt;
  let status: TicketStatus = "new";
  for (const step of [...steps, { at: until, to: status }]) {
    const ms = Math.max(0, Math.min(step.at.getTime(), until.getTime()) - since.getTime());
    if (isOpen(status) && status !== "waiting_customer") requesterWaitMs += ms;
    if (status === "new" || status === "open") agentWorkMs += ms;
    since = step.at;
    status = step.to;
  }
  return { requesterWaitMs, agentWorkMs };
}

/** {@link waitedFor} of a ticket that is being resolved, from its history. */
export async function waitedUntil(tx: Pick<Tx, "select">, ticket: Pick<TicketRow, "id" | "openedAt">, until: Date) {
  const rows = await tx
    .select({ at: ticketEvents.at, after: ticketEvents.after })
    .from(ticketEvents)
    .where(and(eq(ticketEvents.ticketId, ticket.id), inArray(ticketEvents.type, ["status_changed"])))
    .orderBy(ticketEvents.at, ticketEvents.id);
  return waitedFor(ticket.openedAt, rows.flatMap(stepOf), until);
}

function stepOf({ at, after }: { at: Date; after: unknown }): StatusStep[] {
  const to = (after as { status?: unknown } | null)?.status;
  const known = ticketStatuses.find((status) => status === to);
  return known ? [{ at, to: known }] : [];
}
