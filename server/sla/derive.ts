import type { TicketStatus } from "#server/tickets/schemas.ts";
import { applySla, type SlaTarget, statusAfter } from "./clocks.ts";
import type { Book } from "./policy.ts";
import type { ClockHeard } from "./schemas.ts";

/** A step of a ticket's history that the clocks heard of. */
export type ClockEntry = ClockHeard & { at: Date };

/** A stretch in which a ticket waited; `to` is null while it does. */
export type Pause = { from: Date; to: Date | null; waits: "customer" | "upstream" };

/**
 * The clocks of a ticket, from nothing but its history and the versions named in it. The rows that are kept of them are a copy of
 * this.
 * @param log all entries in the order of the history
 */
export function deriveTargets(log: readonly ClockEntry[], book: Book): SlaTarget[] {
  let targets: SlaTarget[] = [];
  let status: TicketStatus = "new";
  for (const { at, events, under } of log) {
    for (const event of events) {
      targets = applySla(targets, event, at, { ...under, book, status });
      status = statusAfter(event, status);
    }
  }
  return targets;
}

/** When the ticket waited, and for whom. */
export function pausesOf(log: readonly ClockEntry[]): Pause[] {
  const pauses: Pause[] = [];
  for (const { at, events } of log) {
    for (const event of events) {
      if (event.type !== "status" || event.from === event.to) continue;
      const last = pauses.at(-1);
      if (last && last.to === null) last.to = at;
      if (event.to === "waiting_customer") pauses.push({ from: at, to: null, waits: "customer" });
      if (event.to === "waiting_upstream") pauses.push({ from: at, to: null, waits: "upstream" });
    }
  }
  return pauses;
}
