import { and, asc, count, eq, gt, isNotNull, lte } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { channelSamples } from "#db/schema/index.ts";
import { LONG_MS, SHORT_MS } from "./rules.ts";
import type { HealthWindow, Measures, SampleKind } from "./schemas.ts";
import { MAX_CHANNELS } from "./settings.ts";

/** What nothing measures to. */
export const emptyWindow: HealthWindow = {
  attempts: 0,
  succeeded: 0,
  successRate: null,
  calls: 0,
  answered: 0,
  p95Ms: null,
  callbacks: 0,
  callbackLagMs: null,
};
export const noMeasures: Measures = { last5m: emptyWindow, last1h: emptyWindow };

const inWindow = (now: Date, ms: number) =>
  and(gt(channelSamples.at, new Date(now.getTime() - ms)), lte(channelSamples.at, now));

/** What the samples of the last five minutes and of the last hour say, by channel. Channels without any are left out. */
export async function measure(reader: Db, now: Date): Promise<Map<string, Measures>> {
  const [short, long] = [await windowsOf(reader, now, SHORT_MS), await windowsOf(reader, now, LONG_MS)];
  return new Map(
    [...long].map(([channel, last1h]) => [channel, { last1h, last5m: short.get(channel) ?? emptyWindow }]),
  );
}

async function windowsOf(reader: Db, now: Date, ms: number): Promise<Map<string, HealthWindow>> {
  const { channel, kind, ok, tookMs } = channelSamples;
  const rows = await reader
    .select({ channel, kind, ok, n: count(), timed: count(tookMs) })
    .from(channelSamples)
    .where(inWindow(now, ms))
    .groupBy(channel, kind, ok)
    .orderBy(asc(channel))
    .limit(MAX_CHANNELS * 6);
  const windows = new Map<string, HealthWindow>();
  for (const code of new Set(rows.map((row) => row.channel))) {
    const of = (which: SampleKind, member: "n" | "timed", good?: boolean) =>
      rows
        .filter((row) => row.channel === code && row.kind === which && (good === undefined || row.ok === good))
        .reduce((sum, row) => sum + Number(row[member]), 0);
    const timeOf = (which: SampleKind, share: number) =>
      quantile(reader, { channel: code, kind: which, of: of(which, "timed"), share, now, ms });
    const [attempts, succeeded] = [of("payment", "n"), of("payment", "n", true)];
    windows.set(code, {
      attempts,
      succeeded,
      successRate: attempts === 0 ? null : succeeded / attempts,
      calls: of("call", "n"),
      answered: of("call", "n", true),
      p95Ms: await timeOf("call", 0.95),
      callbacks: of("callback", "n"),
      // The middle one: a single callback that somebody sends again an hour later is no trouble of the channel.
      callbackLagMs: await timeOf("callback", 0.5),
    });
  }
  return windows;
}

/** The time that this share of the samples did not exceed: the sample at that place, however many there are. */
async function quantile(
  reader: Db,
  which: { channel: string; kind: SampleKind; of: number; share: number; now: Date; ms: number },
): Promise<number | null> {
  if (which.of === 0) return null;
  const [row] = await reader
    .select({ tookMs: channelSamples.tookMs })
    .from(channelSamples)
    .where(
      and(
        eq(channelSamples.channel, which.channel),
        eq(channelSamples.kind, which.kind),
        isNotNull(channelSamples.tookMs),
        inWindow(which.now, which.ms),
      ),
    )
    .orderBy(asc(channelSamples.tookMs))
    .offset(Math.ceil(which.of * which.share) - 1)
    .limit(1);
  return row?.tookMs ?? null;
}
