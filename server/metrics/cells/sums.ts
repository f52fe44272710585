import { HOUR_MS } from "#server/core/clock.ts";
import { addBuckets, type Buckets, bucketOf } from "#server/core/sketch.ts";
import { hourOf, isAhead, keysOf, type NumberKeys, type NumberPart } from "#server/tickets/index.ts";
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
export const sumOf = ({ fen, ms }: Pick<NumberPart, "fen" | "ms">): Sum => ({
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

/** Adds up cells. */
export class CellSums {
  readonly #cells = new Map<string, Cell>();

  add(metric: string, hour: number, keys: NumberKeys, sum: Sum): void {
    const at = new Date(hour * HOUR_MS);
    const day = dayNumberOf(at);
    for (const dim of metricDims) {
      const key = dim === "all" ? "" : keys[dim];
      if (isByHour(metric, dim)) this.#put({ metric, dim, grain: "hour", at, key }, sum);
      this.#put({ metric, dim, grain: "day", at: dayStart(day), key }, sum);
      this.#put({ metric, dim, grain: "week", at: dayStart(weekOf(day)), key }, sum);
    }
  }

  /** What one ticket gives. */
  addParts(parts: readonly NumberPart[], row: Parameters<typeof keysOf>[0]): void {
    const keys = keysOf(row);
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
