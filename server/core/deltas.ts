import type { Tx } from "#db/client.ts";
import { deskDeltas } from "#db/schema/index.ts";
import { HOUR_MS } from "./clock.ts";
import { newId } from "./ids.ts";
import { bucketOf } from "./sketch.ts";

/**
 * What changes add to the numbers and counts that are kept: noted in the transaction of the change, by whoever writes the rows that
 * are counted, and folded by a job.
 */

/** One addend of a list's count or of a number: what a row, as it stands, gives to it. `fen` in fen, `ms` in milliseconds. */
export type Contribution = {
  kind: "view" | "metric";
  key: string;
  n: number;
  fen: number;
  ms: number;
  /** Of the sketch of durations; null for what has none. */
  bucket: number | null;
};

/** What a ticket's numbers are kept by; empty for what it has none of. */
export type NumberKeys = { cause: string; channel: string; agent: string; queue: string };
/** Of what is no ticket's. */
export const NO_KEYS: NumberKeys = { cause: "", channel: "", agent: "", queue: "" };

/** One addend of a number: it counts once, at `at`, with an amount and a duration where the number has them. */
export type Addend = { metric: string; at: Date; fen: number; ms: number | null };

/** Which hour, counted from 1970. */
export const hourOf = (at: Date): number => Math.floor(at.getTime() / HOUR_MS);

/** One hour of one number of tickets with the same keys: what changes are noted under until they are folded. */
export type DeltaKey = { metric: string; hour: number; keys: NumberKeys };

export const writeDeltaKey = ({ metric, hour, keys }: DeltaKey): string =>
  JSON.stringify([metric, hour, keys.cause, keys.channel, keys.agent, keys.queue]);

export function readDeltaKey(text: string): DeltaKey {
  const [metric, hour, cause, channel, agent, queue] = JSON.parse(text) as [string, number, ...string[]];
  return {
    metric,
    hour,
    keys: { cause: cause ?? "", channel: channel ?? "", agent: agent ?? "", queue: queue ?? "" },
  };
}

/** Addends as what is noted of them. */
export const contributionsOf = (addends: readonly Addend[], keys: NumberKeys): Contribution[] =>
  addends.map(({ metric, at, fen, ms }) => ({
    kind: "metric",
    key: writeDeltaKey({ metric, hour: hourOf(at), keys }),
    n: 1,
    fen,
    ms: ms ?? 0,
    bucket: ms === null ? null : bucketOf(ms),
  }));

/** What has to be added to `before` to get `after`, one row a key, none that adds nothing. */
export function difference(before: readonly Contribution[], after: readonly Contribution[]): Contribution[] {
  const sums = new Map<string, Contribution>();
  for (const [list, sign] of [
    [before, -1],
    [after, 1],
  ] as const) {
    for (const { kind, key, n, fen, ms, bucket } of list) {
      const id = `${kind} ${key} ${bucket}`;
      const sum = sums.get(id) ?? { kind, key, n: 0, fen: 0, ms: 0, bucket };
      sums.set(id, { ...sum, n: sum.n + sign * n, fen: sum.fen + sign * fen, ms: sum.ms + sign * ms });
    }
  }
  return [...sums.values()].filter(({ n, fen, ms }) => n !== 0 || fen !== 0 || ms !== 0);
}

/** Rows in one statement: a ticket that many follow is in the lists of many, and a statement holds only so many values. */
const IN_ONE = 1_000;

/** Notes what a change adds: what the rows gave before is taken back, what they give now is added. */
export async function noteDeltas(
  tx: Tx,
  before: readonly Contribution[],
  after: readonly Contribution[],
): Promise<void> {
  const rows = difference(before, after).map((row) => ({ ...row, id: newId() }));
  for (let from = 0; from < rows.length; from += IN_ONE) {
    await tx.insert(deskDeltas).values(rows.slice(from, from + IN_ONE));
  }
}
