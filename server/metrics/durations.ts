import { and, isNotNull, type SQL, sql } from "drizzle-orm";
import { tickets } from "#db/schema/index.ts";
import { millisecondsBetween } from "#db/time.ts";
import { atRanks } from "#server/core/sketch.ts";
import { inSlice, notMerged, within } from "#server/tickets/index.ts";
import { type Asked, type Sums, sumNumbers } from "./cells/read.ts";
import type { Sum } from "./cells/sums.ts";
import { groupOf, type InstantColumn } from "./queries.ts";
import { noSpread, ranksOf, spreadOf } from "./rules.ts";
import type { MetricDuration, Spread } from "./schemas.ts";
import type { Scope } from "./scope.ts";

/** Up to so many durations are sorted, and the answer is exact; more are read from their sketch, to within one per cent. */
export const EXACT_UP_TO = 2_000;

const taking = (until: InstantColumn) => ({
  at: until,
  ms: sql<number>`${millisecondsBetween(tickets.openedAt, until)}`,
});
const measures = {
  first_response: taking(tickets.firstReplyAt),
  first_resolution: taking(tickets.firstResolvedAt),
  full_resolution: taking(tickets.resolvedAt),
  requester_wait: { at: tickets.resolvedAt, ms: sql<number>`${tickets.requesterWaitMs}` },
  agent_work: { at: tickets.resolvedAt, ms: sql<number>`${tickets.agentWorkMs}` },
};
export type DurationName = keyof typeof measures;
export const durationNames = Object.keys(measures) as DurationName[];

export type Timed = Omit<Asked, "metrics"> & { metric: DurationName };

/**
 * Median, ninth decile and mean of a duration in a period, by group; the empty key where nothing tells them apart.
 * @param known its sums, where they were read with others
 */
export async function spreadsOf(timed: Timed, known?: Sums): Promise<Map<string, Spread>> {
  const sums = known ?? (await sumNumbers({ ...timed, metrics: [timed.metric] }));
  const keys = sums.keysOf(timed.metric);
  const count = keys.reduce((n, key) => n + sums.of(timed.metric, key).n, 0);
  if (count === 0) return new Map();
  if (count <= EXACT_UP_TO) return exactSpreads(timed);
  return new Map(keys.map((key) => [key, sketched(sums.of(timed.metric, key))]));
}

/** {@link spreadsOf} of all together. */
export async function spreadOfAll(timed: Omit<Timed, "by">, known?: Sums): Promise<Spread> {
  return (await spreadsOf(timed, known)).get("") ?? noSpread;
}

export function sketched({ n, ms, buckets }: Sum): Spread {
  if (n === 0) return noSpread;
  const { lower, upper, p90 } = ranksOf(n);
  const [low = 0, high = 0, late = 0] = atRanks(buckets, [lower, upper, p90]);
  return { count: n, medianMs: (low + high) / 2, p90Ms: late, meanMs: ms / n, approximate: true };
}

async function exactSpreads({ reader, metric, period, slice = {}, by = null }: Timed): Promise<Map<string, Spread>> {
  const { at, ms } = measures[metric];
  const key = groupOf(by, at);
  const ranked = reader
    .select({
      key: sql<string | number | null>`${key}`.as("group_key"),
      ms: sql<number>`${ms}`.as("ms"),
      rank: sql<number>`row_number() over (partition by ${key} order by ${ms})`.as("ms_rank"),
      n: sql<number>`count(*) over (partition by ${key})`.as("n"),
      mean: sql<number>`avg(${ms}) over (partition by ${key})`.as("mean"),
    })
    .from(tickets)
    .where(and(within(at, period), isCounted(metric), inSlice(slice)))
    .as("ranked");
  const rows = await reader
    .select()
    .from(ranked)
    .where(sql`${ranked.rank} in ((${ranked.n} + 1) / 2, (${ranked.n} + 2) / 2, (${ranked.n} * 9 + 9) / 10)`);
  const groups = new Map<string, { n: number; mean: number; at: Map<number, number> }>();
  for (const row of rows) {
    const name = row.key === null || by === null ? "" : `${row.key}`;
    const group = groups.get(name) ?? { n: Number(row.n), mean: Number(row.mean), at: new Map() };
    group.at.set(Number(row.rank), Number(row.ms));
    groups.set(name, group);
  }
  return new Map([...groups].map(([name, { n, mean, at: values }]) => [name, spreadOf(n, mean, valueAt(values))]));
}

const isCounted = (metric: DurationName): SQL | undefined =>
  metric === "requester_wait" || metric === "agent_work" ? isNotNull(measures[metric].ms) : notMerged;

const valueAt = (values: Map<number, number>) => (rank: number) => {
  const value = values.get(rank);
  if (value === undefined) throw new Error(`The value of rank ${rank} was not read`);
  return value;
};

/** A duration beside the period before. */
export async function durationOf(
  { previous, ...scope }: Scope,
  metric: DurationName,
  known?: Both,
): Promise<MetricDuration> {
  const current = await spreadOfAll({ ...scope, metric }, known?.current);
  const before = await spreadOfAll({ ...scope, metric, period: previous }, known?.before);
  return { metric, ...current, tickets: current.count, previous: before };
}

/** Sums of a period and of the one before it. */
export type Both = { current: Sums; before: Sums };

/** Reads all that is asked of both periods at once. */
export async function sumBoth({ previous, ...scope }: Scope, metrics: readonly string[]): Promise<Both> {
  return {
    current: await sumNumbers({ ...scope, metrics }),
    before: await sumNumbers({ ...scope, metrics, period: previous }),
  };
}
