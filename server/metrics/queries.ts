import { and, count, eq, inArray, isNotNull, type SQL, sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { slaTargets, tickets, topups, user } from "#db/schema/index.ts";
import { dayNumber } from "#db/time.ts";
import { inSlice, type Period, recovered, type Slice, slaCounted, ticketsBehind } from "#server/tickets/index.ts";
import type { SlaMetric } from "#server/tickets/schemas.ts";
import { type Asked, type By, sumNumbers } from "./cells/read.ts";
import { DAY_ZONE_OFFSET_MS } from "./schemas.ts";

/** What is counted from rows: what stands for now, clocks that are overdue, and credits; all of them few. */

export type InstantColumn = (typeof tickets)[
  | "openedAt"
  | "firstReplyAt"
  | "firstResolvedAt"
  | "resolvedAt"
  | "closedAt"];

/** Which tickets a number counts, as {@link ticketsBehind} says. */
export function behind(metric: string, period: Period, now: Date): SQL {
  const condition = ticketsBehind(metric, period, now);
  if (!condition) throw new Error(`There is no number called ${metric}`);
  return condition;
}

/** How many tickets. */
export async function countTickets(reader: Db, ...conditions: (SQL | undefined)[]): Promise<number> {
  const [row] = await reader
    .select({ n: count() })
    .from(tickets)
    .where(and(...conditions));
  return Number(row?.n ?? 0);
}

/** What a ticket is grouped by; for days, the day of the instant that counts. */
export function groupOf(by: By, instant: InstantColumn | SQL): SQL<string | number | null> {
  switch (by) {
    case "cause":
      return sql`${tickets.causeCode}`;
    case "channel":
      return sql`${tickets.channel}`;
    case "agent":
      return sql`${tickets.assigneeId}`;
    case "queue":
      return sql`${tickets.queue}`;
    case "day":
      return dayNumber(instant, DAY_ZONE_OFFSET_MS);
    // Nothing that is counted from rows is told apart by the hour.
    case "hour":
    case null:
      return sql`''`;
  }
}

const keyed = (key: string | number | null) => (key === null ? "" : `${key}`);

/** Clocks of a slice's tickets; no ticket is looked at where there is none. */
function ofSlice(slice: Slice): SQL | undefined {
  const condition = inSlice(slice);
  return (
    condition && sql`exists (select 1 from ${tickets} where ${tickets.id} = ${slaTargets.ticketId} and ${condition})`
  );
}

export type ClockTickets = { metTickets: number; breachedTickets: number; tickets: number };

/** How many tickets the clocks that count in the period belong to: of each metric, and of all under null. */
export async function ticketsOfClocks(
  reader: Db,
  period: Period,
  now: Date,
  slice: Slice = {},
): Promise<Map<SlaMetric | null, ClockTickets>> {
  const ticketsOf = (condition: SQL) =>
    sql<number>`count(distinct case when ${condition} then ${slaTargets.ticketId} end)`.mapWith(Number);
  const columns = {
    metTickets: ticketsOf(sql`${slaTargets.outcome} = 'met'`),
    breachedTickets: ticketsOf(sql`(${slaTargets.outcome} is null or ${slaTargets.outcome} = 'breached')`),
    tickets: sql<number>`count(distinct ${slaTargets.ticketId})`.mapWith(Number),
  };
  const counted = and(slaCounted(undefined, period, now), ofSlice(slice));
  const each = await reader
    .select({ metric: slaTargets.metric, ...columns })
    .from(slaTargets)
    .where(counted)
    .groupBy(slaTargets.metric);
  const [all] = await reader.select(columns).from(slaTargets).where(counted);
  const found = new Map<SlaMetric | null, ClockTickets>(each.map(({ metric, ...row }) => [metric, row]));
  if (all) found.set(null, all);
  return found;
}

const ofTicket = and(isNotNull(topups.ticketNumber), eq(tickets.number, topups.ticketNumber));

/** Sums credited by hand in the period, and how many top-ups they belong to; with a slice, only those of its tickets. */
export async function recoveredIn(reader: Db, period: Period, slice: Slice = {}) {
  const [row] = await reader
    .select({ n: count(), fen: sql<number | string>`coalesce(sum(${topups.amountFen}), 0)` })
    .from(topups)
    .leftJoin(tickets, ofTicket)
    .where(and(recovered(period), inSlice(slice)));
  return { topups: Number(row?.n ?? 0), amountFen: Number(row?.fen ?? 0) };
}

/** {@link recoveredIn} by group of the ticket; under the empty key also top-ups without one. */
export async function recoveredBy(reader: Db, by: By, period: Period, slice: Slice = {}): Promise<Map<string, number>> {
  const key = sql<string | number | null>`${groupOf(by, sql`${topups.decidedAt}`)}`;
  const rows = await reader
    .select({ key, fen: sql<number | string>`sum(${topups.amountFen})` })
    .from(topups)
    .leftJoin(tickets, ofTicket)
    .where(and(recovered(period), inSlice(slice)))
    .groupBy(key);
  return new Map(rows.map((row) => [keyed(row.key), Number(row.fen)]));
}

export type Rated = { rated: number; good: number };

/** What customers said of the last resolution of tickets resolved in the period. */
export async function ratedIn(asked: Omit<Asked, "metrics" | "by">): Promise<Rated> {
  const sums = await sumNumbers({ ...asked, metrics: ["rated", "satisfied"] });
  return { rated: sums.of("rated").n, good: sums.of("satisfied").n };
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
