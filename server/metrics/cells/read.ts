import { and, type Column, eq, gte, inArray, lt, sql } from "drizzle-orm";
import { connection, type Db } from "#db/client.ts";
import { joinedDocuments } from "#db/documents.ts";
import { deskDeltas, metricBuilds, metricCells } from "#db/schema/index.ts";
import { HOUR_MS } from "#server/core/clock.ts";
import { hourOf, NO_KEYS, type NumberKeys, readDeltaKey } from "#server/core/deltas.ts";
import { addWritten } from "#server/core/sketch.ts";
import { isAhead, NEVER, type Period, type Slice, STOCK_AT } from "#server/tickets/index.ts";
import { dayNumberOf } from "../period.ts";
import { type Cut, cutPeriod, type Span, spansOf } from "./cut.ts";
import { sumOfDelta } from "./fold.ts";
import { partsIn } from "./rows.ts";
import { CELLS_VERSION, type MetricDim } from "./schemas.ts";
import { addTo, hasSketch, isByHour, negated, noSum, type Sum, sumOf } from "./sums.ts";

/** By what sums are told apart; days and hours by their number. */
export type By = Exclude<MetricDim, "all"> | "day" | "hour" | null;

export type Asked = {
  reader: Db;
  metrics: readonly string[];
  period: Period;
  now: Date;
  slice?: Slice;
  by?: By;
  /** Of which numbers the durations are asked for, and not only how many there are; of all, if not said. */
  sketched?: readonly string[];
};

/** Sums by metric and key; one key, the empty one, where nothing tells them apart. */
export class Sums {
  readonly #sums = new Map<string, Map<string, Sum>>();

  add(metric: string, key: string, sum: Sum): void {
    addTo(this.#at(metric, key), sum);
  }

  /** Adds a cell as it is stored. */
  addCell(metric: string, key: string, cell: Pick<Read, "n" | "fen" | "ms" | "buckets">): void {
    const sum = this.#at(metric, key);
    sum.n += Number(cell.n);
    sum.fen += Number(cell.fen);
    sum.ms += Number(cell.ms);
    if (cell.buckets !== null) addWritten(sum.buckets, cell.buckets);
  }

  #at(metric: string, key: string): Sum {
    let keys = this.#sums.get(metric);
    if (!keys) {
      keys = new Map();
      this.#sums.set(metric, keys);
    }
    let at = keys.get(key);
    if (!at) {
      at = noSum();
      keys.set(key, at);
    }
    return at;
  }

  of(metric: string, key = ""): Sum {
    return this.#sums.get(metric)?.get(key) ?? noSum();
  }

  /** Keys under which a number is more than nothing. */
  keysOf(metric: string): string[] {
    return [...(this.#sums.get(metric) ?? [])].flatMap(([key, sum]) => (sum.n === 0 && sum.fen === 0 ? [] : [key]));
  }
}

/**
 * Adds numbers up over a period: from cells and from what was noted since they were folded, in one statement and so of one state; and
 * from the tickets themselves where no cell is kept of what is asked.
 */
export async function sumNumbers(asked: Asked): Promise<Sums> {
  const { reader, metrics, period, now, slice = {}, by = null } = asked;
  const dim = (await isOfOldDefinitions(reader)) ? null : dimOf(slice, by);
  const byHour = dim !== null && metrics.every((metric) => isByHour(metric, dim));
  const cut = dim === null ? { ...NOTHING, rest: [period] } : cutFor(by, period, now, byHour);
  const sums = new Sums();
  const keyOf = (keys: NumberKeys, at: Date) => nameOf(by, keys, at);
  if (dim !== null) await addCells(sums, asked, dim, cut, keyOf);
  for (const rest of cut.rest) {
    for (const part of await partsIn(reader, metrics, rest, slice)) {
      sums.add(part.metric, keyOf(part.keys, part.at), sumOf(part));
    }
  }
  for (const less of cut.less) {
    for (const part of await partsIn(reader, metrics, less, slice)) {
      sums.add(part.metric, keyOf(part.keys, part.at), negated(sumOf(part)));
    }
  }
  return sums;
}

/** Connections on which the cells were found to be of this version: they do not become older. */
const current = new WeakSet<object>();

/** Whether cells are there that an earlier version of the product made: until they are built anew, tickets themselves answer. */
async function isOfOldDefinitions(reader: Db): Promise<boolean> {
  if (current.has(connection())) return false;
  const [build] = await reader
    .select({ version: metricBuilds.version })
    .from(metricBuilds)
    .where(eq(metricBuilds.id, "cells"));
  if (build?.version === CELLS_VERSION) current.add(connection());
  return build !== undefined && build.version !== CELLS_VERSION;
}

function nameOf(by: By, keys: NumberKeys, at: Date): string {
  if (by === null) return "";
  if (by === "hour") return `${hourOf(at)}`;
  return by === "day" ? `${dayNumberOf(at)}` : keys[by];
}

const NOTHING: Cut = { days: null, hours: [], rest: [], less: [] };

/** Hours are told apart where they are kept; a period of them begins and ends with one. */
function cutFor(by: By, period: Period, now: Date, byHour: boolean): Cut {
  if (by === "hour") return byHour ? { ...NOTHING, hours: [period] } : { ...NOTHING, rest: [period] };
  return cutPeriod(period, now, byHour);
}

/**
 * What runs and fell due in a period, before now: numbers that are noted ahead of their time, of which nothing is taken that is to
 * come.
 */
export function sumFallen(asked: Asked): Promise<Sums> {
  if (!asked.metrics.every(isAhead)) throw new Error("Only what is noted ahead of its time falls due.");
  const { from, to } = asked.period;
  const until = earlier(to, asked.now);
  return sumNumbers({ ...asked, period: { from: earlier(from, until), to: until }, now: NEVER });
}
const earlier = (a: Date, b: Date) => new Date(Math.min(a.getTime(), b.getTime()));

/** What stands for now. */
export const sumStock = (asked: Omit<Asked, "period">): Promise<Sums> =>
  sumNumbers({
    ...asked,
    // The day that holds the moment under which it is kept; the end of time is after now, so that it is taken whole.
    period: { from: new Date(STOCK_AT.getTime() - 8 * HOUR_MS), to: new Date(STOCK_AT.getTime() + 16 * HOUR_MS) },
  });

/** The dimension whose cells answer; null when none does. */
function dimOf(slice: Slice, by: By): MetricDim | null {
  const given = (["cause", "channel", "agent", "queue"] as const).filter((dim) => slice[dim] !== undefined);
  const asked = by === null || by === "day" || by === "hour" ? given : [...new Set([...given, by])];
  if (asked.length === 0) return "all";
  return asked.length === 1 ? (asked[0] ?? null) : null;
}

async function addCells(
  sums: Sums,
  { reader, metrics, slice = {}, by = null, sketched = metrics }: Asked,
  dim: MetricDim,
  cut: Cut,
  keyOf: (keys: NumberKeys, at: Date) => string,
): Promise<void> {
  const spans = spansOf(cut, by !== "day");
  if (spans.length === 0) return;
  const only = dim === "all" ? undefined : slice[dim];
  const rows = await cellsAndDeltas(reader, { metrics, sketched: sketched.filter(hasSketch), dim, only, by, spans });
  for (const row of rows) {
    if (row.at !== null) {
      const keys = dim === "all" ? NO_KEYS : { ...NO_KEYS, [dim]: row.key };
      sums.addCell(row.metric, keyOf(keys, row.at), row);
      continue;
    }
    const delta = readDeltaKey(row.key);
    const at = new Date(delta.hour * HOUR_MS);
    if (!metrics.includes(delta.metric) || !spans.some(({ from, to }) => at >= from && at < to)) continue;
    if (dim !== "all" && only !== undefined && delta.keys[dim] !== only) continue;
    sums.add(delta.metric, keyOf(delta.keys, at), sumOfDelta({ ...row, bucket: row.bucket }));
  }
}

/** Of a type: where several parts of a union say nothing, PostgreSQL would take it for text. */
const NO_BUCKET = sql<number | null>`cast(null as integer)`;
const NO_BUCKETS = sql<string | null>`cast(null as text)`;

type CellsAsked = {
  metrics: readonly string[];
  /** Those of them whose durations are told. */
  sketched: readonly string[];
  dim: MetricDim;
  only: string | undefined;
  by: By;
  spans: Span[];
};

/** What is kept and what was noted since, in one statement. The database adds up what need not be told apart, and writes sketches out. */
function cellsAndDeltas(reader: Db, { metrics, sketched, dim, only, by, spans }: CellsAsked) {
  const { metric, grain, at, key, n, fen, ms, buckets } = metricCells;
  const told = by === null ? [metric] : by === "day" || by === "hour" ? [metric, at] : [metric, key];
  const inSpan = (of: readonly string[], span: Span) =>
    and(
      inArray(metric, [...of]),
      eq(metricCells.dim, dim),
      eq(grain, span.grain),
      gte(at, span.from),
      lt(at, span.to),
      only === undefined ? undefined : eq(key, only),
    );
  const place = { at: sql<Date>`min(${at})`.mapWith(at), key: sql<string>`min(${key})` };
  // Each span is a search of its own: asked for together, all that was ever kept of these numbers would be looked through.
  const sumsOf = (span: Span) =>
    reader
      .select({
        ...{ metric, ...place, n: total(n), fen: total(fen), ms: total(ms) },
        ...{ buckets: NO_BUCKETS, bucket: NO_BUCKET },
      })
      .from(metricCells)
      .where(inSpan(metrics, span))
      .groupBy(...told);
  const zero = sql<number>`0`;
  const sketchesOf = (span: Span) =>
    reader
      .select({
        ...{ metric, ...place, n: zero, fen: zero, ms: zero },
        ...{ buckets: joinedDocuments(buckets), bucket: NO_BUCKET },
      })
      .from(metricCells)
      .where(inSpan(sketched, span))
      .groupBy(...told);
  const noted = reader
    .select({
      metric: sql<string>`''`,
      at: sql<Date>`null`,
      key: deskDeltas.key,
      ...{ n: deskDeltas.n, fen: deskDeltas.fen, ms: deskDeltas.ms },
      buckets: NO_BUCKETS,
      bucket: sql<number | null>`${deskDeltas.bucket}`,
    })
    .from(deskDeltas)
    .where(eq(deskDeltas.kind, "metric"));
  const [first, ...others] = spans;
  const sketches = sketched.length === 0 ? [] : spans.map(sketchesOf);
  const parts = [...others.map(sumsOf), ...sketches, noted] as unknown as ReturnType<typeof sumsOf>[];
  const all = parts.reduce((before, part) => before.unionAll(part) as never, sumsOf(first as Span));
  return all as unknown as Promise<Read[]>;
}
const total = (column: Column) => sql<number>`sum(${column})`;

type Read = {
  metric: string;
  /** Null for what was noted and not folded. */
  at: Date | null;
  key: string;
  n: number;
  fen: number;
  ms: number;
  buckets: string | null;
  bucket: number | null;
};
