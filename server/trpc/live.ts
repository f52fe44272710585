import { setTimeout } from "node:timers/promises";
import { idsNow, newId } from "#server/core/ids.ts";
import { logger } from "#server/core/logger.ts";
import { eventsAfter, nowCursor, type OutboxRow, onEmit } from "#server/jobs/outbox.ts";

/** Ids are made before their commit, so one may appear after a later one was read: each look goes back this far. */
const OVERLAP_MS = 3_000;
/** Other processes' events are found by looking; our own wake us. */
const LOOK_MS = 1_000;
const GATHER_MS = 40;
const PAGE = 500;
/** A stream that reads slower than this many changes is told to fetch everything anew. */
const MAX_QUEUED = 1_000;

export type Change = { topic: string; subject: string };
/** Some changes in order; `everything` when there were too many to name. `cursor` is where to resume. */
export type LiveBatch = { cursor: string; changes: Change[]; everything: boolean };

/** Whether a change is one that a reader has something to do for. */
export type Wanted = (change: Change) => boolean;
type Subscriber = {
  queue: Map<string, Change>;
  cursor: string;
  everything: boolean;
  wanted: Wanted;
  wake: () => void;
};

/** The topics that a console has something to do for. */
const SHOWN = /^(view|bulk|ticket|topup|order|sla|money|refund|case|complaint|command|callback|appeal)\./;
const forConsoles: Wanted = ({ topic }) => SHOWN.test(topic);

/** One reader of the outbox for all streams of a process: a thousand open consoles cost one query a second. */
class LiveFeed {
  private readonly subscribers = new Set<Subscriber>();
  private readonly seen = new Map<string, number>();
  private cursor = "";
  private stopListening: (() => void) | undefined;
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> | undefined;
  private lookAgain = false;

  add(subscriber: Subscriber): void {
    this.subscribers.add(subscriber);
    if (this.timer) return;
    this.cursor = nowCursor();
    this.stopListening = onEmit(() => this.look());
    this.timer = setInterval(() => this.look(), LOOK_MS);
    this.timer.unref();
  }

  remove(subscriber: Subscriber): void {
    this.subscribers.delete(subscriber);
    if (this.subscribers.size > 0) return;
    clearInterval(this.timer);
    this.timer = undefined;
    this.stopListening?.();
    this.seen.clear();
  }

  private look(): void {
    if (this.looking) {
      this.lookAgain = true;
      return;
    }
    this.looking = this.read()
      .catch((error) => logger.error({ err: error }, "live feed could not read the outbox"))
      .finally(() => {
        this.looking = undefined;
        if (this.lookAgain && this.timer) {
          this.lookAgain = false;
          this.look();
        }
      });
  }

  private async read(): Promise<void> {
    const now = idsNow();
    for (let full = true; full; ) {
      const rows = await eventsAfter(this.cursor, PAGE);
      full = rows.length === PAGE;
      for (const row of rows) {
        if (this.seen.has(row.id)) continue;
        this.seen.set(row.id, now);
        this.deliver(row);
      }
      // A full page was read to its end; otherwise stay far enough behind to meet late commits.
      const last = rows.at(-1)?.id;
      if (full && last) this.cursor = last;
    }
    const behind = idAt(now - OVERLAP_MS);
    if (behind > this.cursor) this.cursor = behind;
    for (const [id, at] of this.seen) {
      if (at > now - 2 * OVERLAP_MS) break;
      this.seen.delete(id);
    }
  }

  private deliver(row: OutboxRow): void {
    for (const subscriber of this.subscribers) offer(subscriber, row);
  }
}

function offer(subscriber: Subscriber, row: OutboxRow): void {
  if (!subscriber.wanted(row)) return;
  if (row.id > subscriber.cursor) subscriber.cursor = row.id;
  if (subscriber.queue.size >= MAX_QUEUED) {
    subscriber.queue.clear();
    subscriber.everything = true;
  }
  if (!subscriber.everything) {
    subscriber.queue.set(`${row.topic} ${row.subject}`, { topic: row.topic, subject: row.subject });
  }
  subscriber.wake();
}

/** The smallest id that could have been made at `ms`. */
const idAt = (ms: number): string => `${newId(new Date(ms)).slice(0, 14)}7000-8000-000000000000`;

const holder = globalThis as typeof globalThis & { __daozhangLiveFeed?: LiveFeed };
const feed = (): LiveFeed => {
  holder.__daozhangLiveFeed ??= new LiveFeed();
  return holder.__daozhangLiveFeed;
};

/**
 * Changes as they are committed, from `since` on when it is given, several that come together as one batch.
 * @param since the cursor of the last batch that the reader saw
 * @param signal ends the stream
 * @param wanted which changes the reader gets; those that consoles show, unless it says otherwise
 */
export async function* liveChanges(
  since: string | undefined,
  signal: AbortSignal,
  wanted: Wanted = forConsoles,
): AsyncGenerator<LiveBatch> {
  let wake = () => {};
  const subscriber: Subscriber = {
    queue: new Map(),
    cursor: since ?? nowCursor(),
    everything: false,
    wanted,
    wake: () => wake(),
  };
  feed().add(subscriber);
  const onAbort = () => wake();
  signal.addEventListener("abort", onAbort);
  try {
    if (since !== undefined) await replay(subscriber, since);
    // At once: what was missed, or else where a stream that hears nothing would resume.
    yield take(subscriber);
    while (!signal.aborted) {
      if (subscriber.queue.size === 0 && !subscriber.everything) {
        await new Promise<void>((resolve) => {
          wake = resolve;
          if (signal.aborted) resolve();
        });
        // What is committed together arrives together.
        await setTimeout(GATHER_MS);
        continue;
      }
      yield take(subscriber);
    }
  } finally {
    signal.removeEventListener("abort", onAbort);
    feed().remove(subscriber);
  }
}

function take(subscriber: Subscriber): LiveBatch {
  const { cursor, everything } = subscriber;
  const changes = [...subscriber.queue.values()];
  subscriber.queue.clear();
  subscriber.everything = false;
  return { cursor, changes, everything };
}

/** What a stream missed while it was away; a long absence counts as everything. */
async function replay(subscriber: Subscriber, since: string): Promise<void> {
  const missed = await eventsAfter(idAt(idTime(since) - OVERLAP_MS), PAGE);
  if (missed.length === PAGE) subscriber.everything = true;
  for (const row of missed) offer(subscriber, row);
}

/** The moment in a UUIDv7; the epoch for anything else, so that a made-up cursor gets everything. */
function idTime(id: string): number {
  const ms = Number.parseInt(id.replaceAll("-", "").slice(0, 12), 16);
  return Number.isFinite(ms) ? ms : 0;
}
