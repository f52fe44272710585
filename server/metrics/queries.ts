import { and, count, eq, inArray, isNotNull, not, type SQL, sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { slaTargets, tickets, topups, user } from "#db/schema/index.ts";
import { dayNumber, millisecondsBetween } from "#db/time.ts";
import type { CauseCode } from "#server/diagnosis/schemas.ts";
import {
  neverResolved,
  type Period,
  recovered,
  slaCounted,
  ticketIsOpen,
  ticketsBehind,
  within,
} from "#server/tickets/index.ts";
import type { SlaMetric } from "#server/tickets/schemas.ts";
import { noSpread, spreadOf } from "./rules.ts";
import { DAY_ZONE_OFFSET_MS, type Grouping, type Spread } from "./schemas.ts";

type InstantColumn = (typeof tickets)["openedAt" | "firstReplyAt" | "firstResolvedAt" | "resolvedAt" | "closedAt"];
export type GroupKey = string | number | null;

/** Which tickets a number counts, as {@link ticketsBehind} says. */
export function behind(metric: string, period: Period, now: Date): SQL {
  const condition = ticketsBehind(metric, period, now);
  if (!condition) throw new Error(`There is no number called ${metric}`);
  return condition;
}

/** How many tickets, and their amounts together. */
export async function countTickets(reader: Db, condition: SQL): Promise<{ tickets: number; amountFen: number }> {
  const [row] = await reader
    .select({ n: count(), fen: sql<number | string>`coalesce(sum(${tickets.amountFen}), 0)` })
    .from(tickets)
    .where(condition);
  return { tickets: Number(row?.n ?? 0), amountFen: Number(row?.fen ?? 0) };
}

/** What a ticket is grouped by; for days, the day of the instant that counts. */
export function groupOf(groupBy: Grouping | null, instant: InstantColumn | SQL): SQL<GroupKey> {
  switch (groupBy) {
    case "cause":
      return sql<GroupKey>`${tickets.causeCode}`;
    case "channel":
      return sql<GroupKey>`${tickets.channel}`;
    case "agent":
      return sql<GroupKey>`${tickets.assigneeId}`;
    case "day":
      return dayNumber(instant, DAY_ZONE_OFFSET_MS);
    case null:
      return sql<GroupKey>`1`;
  }
}

/** Tickets with an instant in the period, counted by group. */
export async function countBy(
  reader: Db,
  groupBy: Grouping,
  instant: InstantColumn,
  period: Period,
  also?: SQL,
): Promise<Map<GroupKey, number>> {
  const key = groupOf(groupBy, instant);
  const rows = await reader
    .select({ key, n: count() })
    .from(tickets)
    .where(and(within(instant, period), also))
    .groupBy(key);
  return new Map(rows.map((row) => [row.key, Number(row.n)]));
}

/** Tickets that ended in the period, by day: resolved ones when they were resolved, others when they were closed. */
export async function endedByDay(reader: Db, period: Period): Promise<Map<GroupKey, number>> {
  const resolved = await countBy(reader, "day", tickets.resolvedAt, period, not(ticketIsOpen));
  const closed = await countBy(reader, "day", tickets.closedAt, period, and(not(ticketIsOpen), neverResolved));
  for (const [day, n] of closed) resolved.set(day, (resolved.get(day) ?? 0) + n);
  return resolved;
}

/**
 * How long it took from opening to an instant that lies in the period: exact quantiles, by group.
 * @param groupBy null for all together, under the key 1
 */
export async function spreads(
  reader: Db,
  groupBy: Grouping | null,
  until: InstantColumn,
  period: Period,
): Promise<Map<GroupKey, Spread>> {
  const key = groupOf(groupBy, until);
  const ms = millisecondsBetween(tickets.openedAt, until);
  const ranked = reader
    .select({
      key: sql<GroupKey>`${key}`.as("group_key"),
      ms: sql<number>`${ms}`.as("ms"),
      rank: sql<number>`row_number() over (partition by ${key} order by ${ms})`.as("ms_rank"),
      n: sql<number>`count(*) over (partition by ${key})`.as("n"),
      mean: sql<number>`avg(${ms}) over (partition by ${key})`.as("mean"),
    })
    .from(tickets)
    .where(within(until, period))
    .as("ranked");
  const rows = await reader
    .select()
    .from(ranked)
    .where(sql`${ranked.rank} in ((${ranked.n} + 1) / 2, (${ranked.n} + 2) / 2, (${ranked.n} * 9 + 9) / 10)`);
  const groups = new Map<GroupKey, { n: number; mean: number; at: Map<number, number> }>();
  for (const row of rows) {
    const group = groups.get(row.key) ?? { n: Number(row.n), mean: Number(row.mean), at: new Map() };
    group.at.set(Number(row.rank), Number(row.ms));
    groups.set(row.key, group);
  }
  return new Map(
    [...groups].map(([group, { n, mean, at }]) => [group, spreadOf(n, mean, (rank) => valueAt(at, rank))]),
  );
}

function valueAt(values: Map<number, number>, rank: number): number {
  const value = values.get(rank);
  if (value === undefined) throw new Error(`The value of rank ${rank} was not read`);
  return value;
}

/** {@link spreads} of all together. */
export async function spread(reader: Db, until: InstantColumn, period: Period): Promise<Spread> {
  return (await spreads(reader, null, until, period)).values().next().value ?? noSpread;
}

export type Counted = { met: number; breached: number; metTickets: number; breachedTickets: number; tickets: number };

/** Clocks that count in the period, and the tickets they belong to: of each metric, and of all under null. */
export async function clocks(reader: Db, period: Period, now: Date): Promise<Map<SlaMetric | null, Counted>> {
  const number = (condition: SQL) => sql<number>`coalesce(sum(case when ${condition} then 1 else 0 end), 0)`;
  const ticketsOf = (condition: SQL) =>
    sql<number>`count(distinct case when ${condition} then ${slaTargets.ticketId} end)`;
  const met = sql`${slaTargets.outcome} = 'met'`;
  const breached = sql`(${slaTargets.outcome} is null or ${slaTargets.outcome} = 'breached')`;
  const columns = {
    met: number(met),
    breached: number(breached),
    metTickets: ticketsOf(met),
    breachedTickets: ticketsOf(breached),
    tickets: sql<number>`count(distinct ${slaTargets.ticketId})`,
  };
  const counted = slaCounted(undefined, period, now);
  const each = await reader
    .select({ metric: slaTargets.metric, ...columns })
    .from(slaTargets)
    .where(counted)
    .groupBy(slaTargets.metric);
  const [all] = await reader.select(columns).from(slaTargets).where(counted);
  const found = new Map<SlaMetric | null, Counted>(each.map(({ metric, ...row }) => [metric, numbers(row)]));
  if (all) found.set(null, numbers(all));
  return found;
}

const numbers = (row: Counted): Counted => ({
  met: Number(row.met),
  breached: Number(row.breached),
  metTickets: Number(row.metTickets),
  breachedTickets: Number(row.breachedTickets),
  tickets: Number(row.tickets),
});

/** {@link clocks} by group, all metrics together. */
export async function clocksBy(reader: Db, groupBy: Grouping, period: Period, now: Date) {
  const key = groupOf(groupBy, sql`coalesce(${slaTargets.decidedAt}, ${slaTargets.dueAt})`);
  const verdict = sql<string>`case when ${slaTargets.outcome} = 'met' then 'met' else 'breached' end`;
  return reader
    .select({ key, verdict, n: count() })
    .from(slaTargets)
    .innerJoin(tickets, eq(tickets.id, slaTargets.ticketId))
    .where(slaCounted(undefined, period, now))
    .groupBy(key, verdict);
}

/** Sums credited by hand in the period, and how many top-ups and tickets they belong to. */
export async function recoveredIn(reader: Db, period: Period) {
  const [row] = await reader
    .select({ n: count(), fen: sql<number | string>`coalesce(sum(${topups.amountFen}), 0)` })
    .from(topups)
    .where(recovered(period));
  return { topups: Number(row?.n ?? 0), amountFen: Number(row?.fen ?? 0) };
}

/** {@link recoveredIn} by group of the ticket; null for top-ups without one. */
export async function recoveredBy(reader: Db, groupBy: Grouping, period: Period): Promise<Map<GroupKey, number>> {
  const key = groupOf(groupBy, sql`${topups.decidedAt}`);
  const rows = await reader
    .select({ key, fen: sql<number | string>`sum(${topups.amountFen})` })
    .from(topups)
    .leftJoin(tickets, and(isNotNull(topups.ticketNumber), eq(tickets.number, topups.ticketNumber)))
    .where(recovered(period))
    .groupBy(key);
  return new Map(rows.map((row) => [row.key, Number(row.fen)]));
}

/** Causes of the tickets opened in the period. */
export async function causes(reader: Db, period: Period): Promise<{ key: CauseCode; count: number }[]> {
  const rows = await reader
    .select({ key: tickets.causeCode, n: count() })
    .from(tickets)
    .where(within(tickets.openedAt, period))
    .groupBy(tickets.causeCode);
  return rows.map((row) => ({ key: row.key, count: Number(row.n) }));
}

/** The names of staff, by id. */
export async function staffNames(reader: Db, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await reader
    .select({ id: user.id, name: user.name })
    .from(user)
    .where(inArray(user.id, [...ids]));
  return new Map(rows.map((row) => [row.id, row.name]));
}
