import type { Db } from "#db/client.ts";
import { MINUTE_MS } from "#server/core/clock.ts";
import type { SlaMetric, TicketPriority } from "#server/tickets/schemas.ts";
import { termsFor } from "./book.ts";
import { dueIn } from "./clocks.ts";
import { calendarOf, policyOf, targetFor } from "./policy.ts";

/** Whose promise it would be; without a ticket that of an ordinary one. */
export type Promised = { queue: string; priority: TicketPriority };
const ORDINARY: Promised = { queue: "general", priority: "normal" };

/**
 * By when a clock that starts at `at` falls due under the promises that hold now, for whoever says so before it has started.
 * @returns the due time, as the clock itself will have it
 */
export async function promisedBy(
  reader: Db,
  metric: SlaMetric,
  at: Date,
  ticket: Promised | null | undefined,
): Promise<Date> {
  const { queue, priority } = ticket ?? ORDINARY;
  const terms = await termsFor(reader, { queue, priority, status: "open" }, []);
  const { minutes, calendar } = targetFor(policyOf(terms.book, terms.policy).content, metric, terms);
  return dueIn(calendarOf(terms.book, terms.calendars[calendar] ?? ""), at, minutes * MINUTE_MS);
}
