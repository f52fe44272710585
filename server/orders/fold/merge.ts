import type { StoredEvent } from "./events.ts";

/** When, and by which event, each field was last said. */
export type Stamps = Record<string, { at: number; id: string }>;

/**
 * Merges news about a customer, channel or product into what is known, field by field: the newest word about each field wins,
 * ties go to the greater event name. Commutative, associative and idempotent, so order of arrival does not matter and no
 * history has to be read.
 * @param before the fields and stamps so far
 * @param event the news; members that are absent say nothing
 * @param fields the members that count
 */
export function mergeFields<T extends Record<string, unknown>>(
  before: { values: T; stamps: Stamps },
  event: Pick<StoredEvent, "source" | "eventId" | "occurredAt" | "data">,
  fields: readonly (keyof T & string)[],
): { values: T; stamps: Stamps } {
  const values = { ...before.values };
  const stamps = { ...before.stamps };
  const stamp = { at: event.occurredAt.getTime(), id: `${event.source}|${event.eventId}` };
  for (const field of fields) {
    const said = event.data[field];
    if (said === undefined || !newer(stamp, stamps[field])) continue;
    (values as Record<string, unknown>)[field] = said;
    stamps[field] = stamp;
  }
  return { values, stamps };
}

function newer(stamp: { at: number; id: string }, than: { at: number; id: string } | undefined): boolean {
  if (!than) return true;
  return stamp.at > than.at || (stamp.at === than.at && stamp.id > than.id);
}
