import type { z } from "zod";
import { eventData, isKnownEventType, type KnownEventType } from "../schemas.ts";

/** A stored event as the fold reads it. */
export type StoredEvent = {
  source: string;
  eventId: string;
  type: string;
  occurredAt: Date;
  data: Record<string, unknown>;
};

type DataOf<T extends KnownEventType> = z.output<(typeof eventData)[T]>;
export type TypedEvent<T extends KnownEventType = KnownEventType> = T extends KnownEventType
  ? { type: T; at: Date; key: string; data: DataOf<T> }
  : never;

/**
 * Where an event stands among those of the same instant. Clocks of shops often count whole seconds, so what logically
 * follows must come later on a tie.
 */
const rank = new Map<string, number>(Object.keys(eventData).map((type, index) => [type, index]));

/**
 * Puts events into the one order in which every fold reads them: by when they happened, then by what follows what, then by
 * name. Because it does not depend on arrival, neither does anything folded from it.
 */
export function inOrder(events: readonly StoredEvent[]): TypedEvent[] {
  const typed: TypedEvent[] = [];
  for (const event of events) {
    if (!isKnownEventType(event.type)) continue;
    const parsed = eventData[event.type].safeParse(event.data);
    if (!parsed.success) continue;
    const key = `${event.source}\u0000${event.eventId}`;
    typed.push({ type: event.type, at: event.occurredAt, key, data: parsed.data } as TypedEvent);
  }
  return typed.sort(compare);
}

function compare(a: TypedEvent, b: TypedEvent): number {
  return (
    a.at.getTime() - b.at.getTime() ||
    (rank.get(a.type) ?? 0) - (rank.get(b.type) ?? 0) ||
    (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)
  );
}

/** The events of the given types, in the same order. */
export function ofType<T extends KnownEventType>(events: readonly TypedEvent[], ...types: T[]): TypedEvent<T>[] {
  return events.filter((event) => (types as KnownEventType[]).includes(event.type)) as TypedEvent<T>[];
}
