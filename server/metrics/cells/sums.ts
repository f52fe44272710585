import { HOUR_MS } from "#server/core/clock.ts";
import { type Addend, hourOf, NO_KEYS, type NumberKeys } from "#server/core/deltas.ts";
import { addBuckets, type Buckets, bucketOf } from "#server/core/sketch.ts";
import { PAID_TO_CREDITED } from "#server/orders/index.ts";
import { isAhead, keysOf } from "#server/tickets/index.ts";
import { dayNumberOf, dayStart, weekOf } from "../period.ts";
import { type MetricDim, type MetricGrain, metricDims } from "./schemas.ts";

/** What some addends of a number come to. */
export type Sum = { n: number; fen: number; ms: number; buckets: Buckets };
export type Cell = Sum & { metric: string; dim: MetricDim; grain: MetricGrain; at: Date; key: string };

export const noSum = (): Sum => ({ n: 0, fen: 0, ms: 0, buckets: new Map() });

export function addTo(sum: Sum, more: Sum): void {
  sum.n += more.n;
  sum.fen += more.fen;
  sum.ms += more.ms;
  addBuckets(sum.buckets, more.buckets);
}

/** What takes a sum off another. */
export const negated = ({ n, fen, ms, buckets }: Sum): Sum => ({
  ...{ n: -n, fen: -fen, ms: -ms },
  buckets: new Map([...buckets].map(([bucket, count]) => [bucket, -count])),
});

export const isNothing = ({ n, fen, ms, buckets }: Sum) => n === 0 && fen === 0 && ms === 0 && buckets.size === 0;

/** One addend as a sum. */
export const sumOf = ({ fen, ms }: Pick<Addend, "fen" | "ms">): Sum => ({
  n: 1,
  fen,
  ms: ms ?? 0,
  buckets: ms === null ? new Map() : new Map([[bucketOf(ms), 1]]),
});

/** A cell's place, as text. */
export const placeOf = ({ metric, dim, grain, at, key }: Omit<Cell, keyof Sum>): string =>
  `${metric} ${dim} ${grain} ${at.getTime()} ${key}`;

/**
 * Whether a number is kept by the hour. Mostly that is of all together alone: by cause, by person and so on there would be more hours
 * than tickets, and who asks for half a day by cause is answered from its tickets. What runs is little, and gone once it is decided.
 */
export const isByHour = (metric: string, dim: MetricDim): boolean => dim === "all" || isAhead(metric);

/** Orders have no cause, channel, agent or queue: what they give is kept of all together alone. */
const dimsOf = (metric: string): readonly MetricDim[] => (metric === PAID_TO_CREDITED ? ["all"] : metricDims);

/** Numbers of how long something took. */
const timed = ["first_response", "first_resolution", "full_resolution", "requester_wait", "agent_work"];
export const hasSketch = (metric: string): boolean => timed.includes(metric) || metric === PAID_TO_CREDITED;

/** Adds up cells. */
export class CellSums {
  readonly #cells = new Map<string, Cell>();

  add(metric: string, hour: number, keys: NumberKeys, sum: Sum): void {
    const at = new Date(hour * HOUR_MS);
    const day = dayNumberOf(at);
    for (const dim of dimsOf(metric)) {
      const key = dim === "all" ? "" : keys[dim];
      if (isByHour(metric, dim)) this.#put({ metric, dim, grain: "hour", at, key }, sum);
      this.#put({ metric, dim, grain: "day", at: dayStart(day), key }, sum);
      this.#put({ metric, dim, grain: "week", at: dayStart(weekOf(day)), key }, sum);
    }
  }

  /** What one ticket gives; without one, what an order does. */
  addParts(parts: readonly Addend[], row?: Parameters<typeof keysOf>[0]): void {
    const keys = row ? keysOf(row) : NO_KEYS;
    for (const part of parts) this.add(part.metric, hourOf(part.at), keys, sumOf(part));
  }

  get size(): number {
    return this.#cells.size;
  }

  /** Hands over what was added and begins anew. */
  take(): Cell[] {
    const cells = [...this.#cells.values()];
    this.#cells.clear();
    return cells;
  }

  #put(place: Omit<Cell, keyof Sum>, sum: Sum): void {
    const id = placeOf(place);
    let cell = this.#cells.get(id);
    if (!cell) {
      cell = { ...place, ...noSum() };
      this.#cells.set(id, cell);
    }
    addTo(cell, sum);
  }
}
