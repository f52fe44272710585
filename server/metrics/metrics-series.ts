import type { z } from "zod";
import { type Db, db } from "#db/client.ts";
import { tickets } from "#db/schema/index.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import type { Period } from "#server/tickets/index.ts";
import { dayName, daysOf, spelled } from "./period.ts";
import { clocksBy, countBy, type GroupKey, recoveredBy, spreads, staffNames } from "./queries.ts";
import { kept, noSpread } from "./rules.ts";
import {
  type Grouping,
  type MetricGroup,
  type MetricsSeries,
  metricsRangeSchema,
  seriesInputSchema,
} from "./schemas.ts";

/**
 * The same numbers by cause, channel, Shanghai day or agent (the assignee).
 * @returns groups with something in the period, the most opened first; for days, every day in order
 * @throws DomainError 403 FORBIDDEN; ZodError on bad input
 */
export async function metricsSeries(args: {
  ctx: Ctx;
  input: z.input<typeof seriesInputSchema>;
}): Promise<MetricsSeries> {
  const ctx = authorize(args.ctx, "metrics:read");
  const { groupBy } = seriesInputSchema.parse(args.input);
  const input = metricsRangeSchema.parse(args.input);
  const period = { from: new Date(input.from), to: new Date(input.to) };
  const reader = ctx.tx ?? db;
  const items = await groups(reader, groupBy, period, ctx.clock.now());
  return { period: spelled(period), groupBy, items: await named(reader, groupBy, items) };
}

async function groups(reader: Db, groupBy: Grouping, period: Period, now: Date): Promise<Map<GroupKey, MetricGroup>> {
  const found = new Map<GroupKey, MetricGroup>();
  const group = (key: GroupKey): MetricGroup => {
    const made = found.get(key) ?? empty(key === null ? null : `${key}`);
    found.set(key, made);
    return made;
  };
  if (groupBy === "day") for (const { number } of daysOf(period)) group(number);
  for (const [key, n] of await countBy(reader, groupBy, tickets.openedAt, period)) group(key).opened = n;
  for (const [key, n] of await countBy(reader, groupBy, tickets.resolvedAt, period)) group(key).resolved = n;
  for (const [key, spread] of await spreads(reader, groupBy, tickets.firstReplyAt, period)) {
    group(key).firstResponse = spread;
  }
  for (const [key, spread] of await spreads(reader, groupBy, tickets.resolvedAt, period)) {
    group(key).fullResolution = spread;
  }
  for (const [key, fen] of await recoveredBy(reader, groupBy, period)) group(key).amountRecoveredFen = fen;
  for (const row of await clocksBy(reader, groupBy, period, now)) {
    const of = group(row.key);
    const { met, breached } = of.attainment;
    of.attainment = row.verdict === "met" ? kept(Number(row.n), breached) : kept(met, Number(row.n));
  }
  return found;
}

const empty = (key: string | null): MetricGroup => ({
  key,
  label: null,
  opened: 0,
  resolved: 0,
  attainment: kept(0, 0),
  firstResponse: noSpread,
  fullResolution: noSpread,
  amountRecoveredFen: 0,
});

async function named(reader: Db, groupBy: Grouping, found: Map<GroupKey, MetricGroup>): Promise<MetricGroup[]> {
  if (groupBy === "day") {
    return [...found]
      .sort(([a], [b]) => Number(a) - Number(b))
      .map(([number, group]) => ({ ...group, key: dayName(Number(number)), label: null }));
  }
  const items = [...found.values()].sort(
    (a, b) => b.opened - a.opened || b.resolved - a.resolved || ((a.key ?? "") < (b.key ?? "") ? -1 : 1),
  );
  if (groupBy !== "agent") return items;
  const names = await staffNames(
    reader,
    items.flatMap((item) => (item.key === null ? [] : [item.key])),
  );
  return items.map((item) => ({ ...item, label: item.key === null ? null : (names.get(item.key) ?? null) }));
}
