import { setTimeout } from "node:timers/promises";
import { connection } from "#db/client.ts";
import { idsNow, newId } from "#server/core/ids.ts";
import { logger } from "#server/core/logger.ts";
import { eventsAfter, type OutboxRow, oldestId, onEmit, settledId } from "#server/jobs/outbox.ts";
import { onWhisper } from "#server/jobs/whispers.ts";

/** How far a resumed stream goes back behind its cursor, which is settled already: clocks of machines differ a little. */
const OVERLAP_MS = 3_000;
/** Other processes' events are found by looking, also when nobody woke us; our own are handed to us. */
const LOOK_MS = 1_000;
const GATHER_MS = 40;
const PAGE = 500;
/** Events are kept for longer than this: no retention of theirs is shorter than a day. */
const KEPT_MS = 12 * 60 * 60_000;
/** What a page shows was asked for at most so long before its stream opens, however slow the line. */
const PAGE_MADE_MS = 15_000;
/** A stream that reads slower than this many changes is told to fetch everything anew. */
const MAX_QUEUED = 1_000;

export type Change = { topic: string; subject: string };
/** Some changes in order; `everything` when there were too many to name. `cursor` is where to resume. */
export type LiveBatch = { cursor: string; changes: Change[]; everything: boolean };

/** Whether a change is one that a reader has something to do for. */
export type Wanted = (change: Change) => boolean;
type Subscriber = {
  queue: Map<string, Change>;
  everything: boolean;
  wanted: Wanted;
  wake: () => void;
};

/** The topics that a console has something to do for. */
const SHOWN =
  /^(alert|incident|webhook|view|bulk|ticket|topup|order|sla|money|refund|case|complaint|command|callback|appeal|typing)\./;
const forConsoles: Wanted = ({ topic }) => SHOWN.test(topic);
/** {@link SHOWN}, and what one person was told. */
export const forPerson =
  (id: string): Wanted =>
  (change) =>
    forConsoles(change) || (change.topic === "staff.told" && change.subject === `person:${id}`);

/** One reader of the outbox for all streams of a process: a thousand open consoles cost one query a second. */
class LiveFeed {
  private readonly subscribers = new Set<Subscriber>();
  /** Told of already, with ids that the next look may meet again. */
  private readonly seen = new Set<string>();
  /** Every event before it was told of: ids are made before their commit, so it stays behind those that are still open. */
  cursor = "";
  private stopListening: (() => void) | undefined;
  private stopWaking: (() => void) | undefined;
  private stopHearing: (() => void) | undefined;
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> | undefined;
  private lookAgain = false;

  add(subscriber: Subscriber): void {
    this.subscribers.add(subscriber);
    if (this.timer) return;
    this.cursor = idAt(idsNow() - OVERLAP_MS);
    this.stopListening = onEmit((rows) => {
      for (const row of rows) this.tell(row);
    });
    // Nobody can miss these: they are not kept, and a stream that resumes is not told of them again.
    this.stopHearing = onWhisper((whisper) => {
      for (const each of this.subscribers) offer(each, whisper);
    });
    this.stopWaking = connection().wake?.subscribe(() => this.look());
    this.timer = setInterval(() => this.look(), LOOK_MS);
    this.timer.unref();
  }

  remove(subscriber: Subscriber): void {
    this.subscribers.delete(subscriber);
    if (this.subscribers.size > 0) return;
    clearInterval(this.timer);
    this.timer = undefined;
    this.stopListening?.();
    this.stopWaking?.();
    this.stopHearing?.();
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
    // Asked for first: what is open now may commit with an id from before.
    const settled = await settledId();
    for (let after = this.cursor, full = true; full; ) {
      const rows = await eventsAfter(after, PAGE);
      full = rows.length === PAGE;
      for (const row of rows) this.tell(row);
      after = rows.at(-1)?.id ?? after;
    }
    if (settled > this.cursor) this.cursor = settled;
    for (const id of this.seen) if (id <= this.cursor) this.seen.delete(id);
  }

  private tell(row: OutboxRow): void {
    if (this.seen.has(row.id)) return;
    this.seen.add(row.id);
    for (const subscriber of this.subscribers) offer(subscriber, row);
  }
}

function offer(subscriber: Subscriber, { topic, subject }: Change): void {
  const change = { topic, subject };
  if (!subscriber.wanted(change)) return;
  if (subscriber.queue.size >= MAX_QUEUED) {
    subscriber.queue.clear();
    subscriber.everything = true;
  }
  if (!subscriber.everything) {
    subscriber.queue.set(`${topic} ${subject}`, change);
  }
  subscriber.wake();
}

/** The smallest id that could have been made at `ms`. */
const idAt = (ms: number): string => `${newId(new Date(ms)).slice(0, 14)}7000-8000-000000000000`;

/** Where a page's first stream resumes: from before the page was made, so that nothing falls between the two. */
export const whenPageWasMade = (): string => idAt(idsNow() - PAGE_MADE_MS);

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
  const { everything } = subscriber;
  const changes = [...subscriber.queue.values()];
  subscriber.queue.clear();
  subscriber.everything = false;
  return { cursor: feed().cursor, changes, everything };
}

/** What a stream missed while it was away; a long absence counts as everything, and so does one whose events are not kept any more. */
async function replay(subscriber: Subscriber, since: string): Promise<void> {
  const from = idAt(idTime(since) - OVERLAP_MS);
  const oldest = await oldestId();
  const missed = await eventsAfter(from, PAGE);
  const forgotten = oldest !== undefined && oldest > from && idTime(since) < idsNow() - KEPT_MS;
  if (missed.length === PAGE || forgotten) subscriber.everything = true;
  for (const row of missed) offer(subscriber, row);
}

/** The moment in a UUIDv7; the epoch for anything else, so that a made-up cursor gets everything. */
function idTime(id: string): number {
  const ms = Number.parseInt(id.replaceAll("-", "").slice(0, 12), 16);
  return Number.isFinite(ms) ? ms : 0;
}
