import { and, asc, desc, eq, gt, lt } from "drizzle-orm";
import { afterCommit, connection, db, type Tx, transact } from "#db/client.ts";
import { outbox, outboxCursors } from "#db/schema/index.ts";
import type { Clock } from "#server/core/clock.ts";
import { idsNow, newId } from "#server/core/ids.ts";

/** Something that happened, as told to consumers outside the verb's transaction. `subject` is `kind:id`. */
export type DomainEvent = { topic: string; subject: string; payload?: Record<string, unknown> };
export type OutboxRow = typeof outbox.$inferSelect;

/** Rows in one statement or one turn of a consumer. */
const BATCH = 200;

/** Gets what was committed, in order. */
type Listener = (rows: readonly OutboxRow[]) => void;
// Next.js may load this module more than once in a process; its listeners must hear each other's events.
const bus = globalThis as typeof globalThis & { __daozhangBus?: Set<Listener> };

function listeners(): Set<Listener> {
  bus.__daozhangBus ??= new Set();
  return bus.__daozhangBus;
}

/** Appends an event in the verb's own transaction; consumers and live streams of this process wake when it is durable. */
export async function emit(tx: Tx, clock: Clock, event: DomainEvent): Promise<void> {
  await emitAll(tx, clock, [event]);
}

/** {@link emit} for several events at once. */
export async function emitAll(tx: Tx, clock: Clock, events: readonly DomainEvent[]): Promise<void> {
  const createdAt = clock.now();
  const rows = events.map((event) => ({
    id: newId(),
    topic: event.topic,
    subject: event.subject,
    payload: event.payload ?? {},
    createdAt,
  }));
  for (let start = 0; start < rows.length; start += BATCH)
    await tx.insert(outbox).values(rows.slice(start, start + BATCH));
  if (rows.length === 0) return;
  afterCommit(() => {
    for (const listener of listeners()) listener(rows);
    connection().wake?.publish();
  });
}

/** Calls `listener` with what every commit of this process appended, once it is durable. @returns the way to stop it */
export function onEmit(listener: Listener): () => void {
  listeners().add(listener);
  return () => listeners().delete(listener);
}

/** Events after `lastId` in order, at most `limit`. */
export async function eventsAfter(lastId: string, limit: number): Promise<OutboxRow[]> {
  return db.select().from(outbox).where(gt(outbox.id, lastId)).orderBy(asc(outbox.id)).limit(limit);
}

/** The id before which every event so far lies: where a new live stream starts. */
export function nowCursor(): string {
  return newId();
}

/** The newest id that events were given or consumers remember: what comes next must be larger. Undefined in a new installation. */
export async function newestId(): Promise<string | undefined> {
  const [event] = await db.select({ id: outbox.id }).from(outbox).orderBy(desc(outbox.id)).limit(1);
  const [cursor] = await db
    .select({ id: outboxCursors.lastId })
    .from(outboxCursors)
    .orderBy(desc(outboxCursors.lastId));
  return [event?.id, cursor?.id]
    .filter((id) => id !== undefined)
    .sort()
    .at(-1);
}

/** Ids are made before their commit. An event this young could still be overtaken by one with a smaller id. */
const SETTLE_MS = 2_000;
/** A transaction that hangs for longer holds consumers up no more: none of ours takes that long. */
const MAX_OPEN_MS = 60_000;

/** The same where one writer at a time makes its ids and commits: only clocks of processes on one machine may differ a little. */
const SETTLE_ALONE_MS = 50;

/** How old an event is when {@link consume} gives it to a consumer that asked for it `soon`. */
export const soonestMs = (): number => (connection().dialect === "sqlite" ? SETTLE_ALONE_MS : SETTLE_MS);

/** Every event with a smaller id is there by now, also those of transactions that took their time. */
export async function settledId(): Promise<string> {
  const asked = idsNow();
  const openMs = Math.min(await connection().openWritesMs(), MAX_OPEN_MS);
  return newId(new Date(asked - openMs - SETTLE_MS));
}

/** The id of the oldest event that is kept; undefined when there is none. */
export async function oldestId(): Promise<string | undefined> {
  const [event] = await db.select({ id: outbox.id }).from(outbox).orderBy(asc(outbox.id)).limit(1);
  return event?.id;
}

/**
 * Gives a consumer the events it has not seen, each in the same transaction that remembers it was seen.
 * @param from where a consumer begins that was never seen before: with all of history, or with what comes from `now` on
 * @param soon for what is made good by the next event of its kind, should machines' clocks ever differ by more
 * @returns how many it handled
 */
export async function consume(
  consumer: string,
  clock: Clock,
  handle: (tx: Tx, event: OutboxRow) => Promise<void>,
  { from = "beginning", soon = false }: { from?: "beginning" | "now"; soon?: boolean } = {},
): Promise<number> {
  const alone = soon && connection().dialect === "sqlite";
  const settled = alone ? newId(new Date(idsNow() - SETTLE_ALONE_MS)) : await settledId();
  return transact(async (tx) => {
    const [cursor] = await tx.select().from(outboxCursors).where(eq(outboxCursors.consumer, consumer));
    const remember = async (lastId: string) => {
      const values = { consumer, lastId, updatedAt: clock.now() };
      await tx.insert(outboxCursors).values(values).onConflictDoUpdate({ target: outboxCursors.consumer, set: values });
    };
    if (!cursor && from === "now") {
      await remember(settled);
      return 0;
    }
    const rows = await tx
      .select()
      .from(outbox)
      .where(and(gt(outbox.id, cursor?.lastId ?? ""), lt(outbox.id, settled)))
      .orderBy(asc(outbox.id))
      .limit(BATCH);
    for (const row of rows) await handle(tx, row);
    const last = rows.at(-1);
    if (!last) return 0;
    await remember(last.id);
    return rows.length;
  });
}
