import { AsyncLocalStorage } from "node:async_hooks";
import { transact } from "#db/client.ts";
import { channelSamples } from "#db/schema/index.ts";
import { newId } from "#server/core/ids.ts";
import { logger } from "#server/core/logger.ts";
import type { SampleKind } from "./schemas.ts";

/** One attempt at a channel. `tookMs`: how long a call took, or how long after the payment its callback came. */
export type Sample = { channel: string; kind: SampleKind; ok: boolean; tookMs: number | null; at: Date };

const FLUSH_MS = 1_000;
/** Health needs no more than this many of a moment; what is over is let go. */
const MAX_BUFFERED = 5_000;
const BATCH = 100;
const MAX_TOOK_MS = 7 * 24 * 3_600_000;

type Buffer = { waiting: Sample[]; dropped: number; timer: NodeJS.Timeout | undefined };
// Next.js may load this module more than once in a process; one buffer is enough.
const holder = globalThis as typeof globalThis & { __daozhangSamples?: Buffer };
// A sample may be added inside a transaction. What writes it later must not believe to be inside, too.
const outside = AsyncLocalStorage.snapshot();

function buffer(): Buffer {
  holder.__daozhangSamples ??= { waiting: [], dropped: 0, timer: undefined };
  return holder.__daozhangSamples;
}

/** Notes an attempt, for the channel's health. Returns at once, is written a moment later, never throws. */
export function addSample(sample: Sample): void {
  const own = buffer();
  if (own.waiting.length >= MAX_BUFFERED) {
    own.waiting.shift();
    own.dropped++;
  }
  own.waiting.push(sample);
  own.timer ??= outside(() => setTimeout(() => void flushQuietly(), FLUSH_MS).unref());
}

async function flushQuietly(): Promise<void> {
  try {
    await flushSamples();
  } catch (error) {
    // They stay in the buffer, which is bounded, and go with the next sample.
    logger.warn({ err: error }, "samples of channels could not be written yet");
  }
}

/** Writes what is buffered. @returns how many; @throws when the database does, with nothing lost */
export async function flushSamples(): Promise<number> {
  const own = buffer();
  clearTimeout(own.timer);
  own.timer = undefined;
  if (own.dropped > 0) logger.warn({ dropped: own.dropped }, "too many samples of channels at once");
  own.dropped = 0;
  let written = 0;
  for (;;) {
    const some = own.waiting.splice(0, BATCH);
    if (some.length === 0) return written;
    try {
      await transact((tx) => tx.insert(channelSamples).values(some.map(rowOf)));
    } catch (error) {
      own.waiting.unshift(...some.slice(0, MAX_BUFFERED - own.waiting.length));
      throw error;
    }
    written += some.length;
  }
}

function rowOf({ channel, kind, ok, tookMs, at }: Sample): typeof channelSamples.$inferInsert {
  const whole = tookMs === null || !Number.isFinite(tookMs) ? null : Math.round(tookMs);
  return {
    id: newId(),
    channel: channel.slice(0, 128),
    kind,
    ok,
    tookMs: whole === null ? null : Math.min(MAX_TOOK_MS, Math.max(0, whole)),
    at,
  };
}
