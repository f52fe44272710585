import type { z } from "zod";
import { eventData, GATEWAY_SOURCE, type GatewayEventType, gatewayEventData, type KnownEventType } from "../schemas.ts";

/** A stored event as the fold reads it. */
export type StoredEvent = {
  source: string;
  eventId: string;
  type: string;
  occurredAt: Date;
  data: Record<string, unknown>;
};

/** Types that state is folded from: the platform's, and what gateways told us ourselves. */
const foldedData = { ...eventData, ...gatewayEventData };
type FoldedType = KnownEventType | GatewayEventType;
type DataOf<T extends FoldedType> = z.output<(typeof foldedData)[T]>;
export type TypedEvent<T extends FoldedType = FoldedType> = T extends FoldedType
  ? { type: T; at: Date; key: string; data: DataOf<T> }
  : never;

/**
 * Where an event stands among those of the same instant. Clocks of shops often count whole seconds, so what logically
 * follows must come later on a tie.
 */
const rank = new Map<string, number>(Object.keys(foldedData).map((type, index) => [type, index]));

/**
 * Puts events into the one order in which every fold reads them: by when they happened, then by what follows what, then by
 * name. Because it does not depend on arrival, neither does anything folded from it.
 */
export function inOrder(events: readonly StoredEvent[]): TypedEvent[] {
  const typed: TypedEvent[] = [];
  for (const event of events) {
    if (!isFolded(event)) continue;
    const parsed = foldedData[event.type].safeParse(event.data);
    if (!parsed.success) continue;
    const key = `${event.source}\u0000${event.eventId}`;
    typed.push({ type: event.type, at: event.occurredAt, key, data: parsed.data } as TypedEvent);
  }
  return typed.sort(compare);
}

/** A gateway's word counts only as we wrote it down ourselves: a platform could name its events so. */
function isFolded(event: StoredEvent): event is StoredEvent & { type: FoldedType } {
  if (!Object.hasOwn(foldedData, event.type)) return false;
  return !Object.hasOwn(gatewayEventData, event.type) || event.source.startsWith(GATEWAY_SOURCE);
}

function compare(a: TypedEvent, b: TypedEvent): number {
  return (
    a.at.getTime() - b.at.getTime() ||
    (rank.get(a.type) ?? 0) - (rank.get(b.type) ?? 0) ||
    (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)
  );
}

/** The events of the given types, in the same order. */
export function ofType<T extends FoldedType>(events: readonly TypedEvent[], ...types: T[]): TypedEvent<T>[] {
  return events.filter((event) => (types as FoldedType[]).includes(event.type)) as TypedEvent<T>[];
}
