import type { z } from "zod";
import type { Db } from "#db/client.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { decidedNumbers, dueNumbers, verdictsOf } from "./attainment.ts";
import { sumFallen, sumNumbers } from "./cells/read.ts";
import { spreadsOf } from "./durations.ts";
import { dayName, daysOf, spelled } from "./period.ts";
import { recoveredBy, staffNames } from "./queries.ts";
import { kept, noSpread, shareOf } from "./rules.ts";
import { type Grouping, type MetricGroup, type MetricsSeries, seriesInputSchema } from "./schemas.ts";
import { type Scope, scopeOf } from "./scope.ts";

/**
 * The same numbers by cause, channel, Shanghai day, agent (the assignee) or queue.
 * @returns groups with something in the period, the most opened first; for days, every day in order
 * @throws DomainError 403 FORBIDDEN; ZodError on bad input
 */
export async function metricsSeries(args: {
  ctx: Ctx;
  input: z.input<typeof seriesInputSchema>;
}): Promise<MetricsSeries> {
  const ctx = authorize(args.ctx, "metrics:read");
  const { groupBy, ...input } = seriesInputSchema.parse(args.input);
  const scope = scopeOf(ctx, input);
  const items = await groupsOf(scope, groupBy);
  return { period: spelled(scope.period), groupBy, items: await named(scope.reader, groupBy, items) };
}

const COUNTED = ["opened", "full_resolution", "first_resolution", "one_touch", "reopened"];
const TIMED = ["first_response", "full_resolution"] as const;
const WHOSE = ["sla", "work"] as const;
/** All that a group tells, read at once. */
const READ = [...COUNTED, "first_response", "rated", "satisfied", ...WHOSE.flatMap(decidedNumbers)];

/** For who has been authorised already. */
export async function groupsOf(scope: Scope, groupBy: Grouping): Promise<Map<string, MetricGroup>> {
  const { reader, period, slice } = scope;
  const asked = { ...scope, by: groupBy };
  const found = new Map<string, MetricGroup>();
  const group = (key: string): MetricGroup => {
    const made = found.get(key) ?? empty(key === "" ? null : key);
    found.set(key, made);
    return made;
  };
  if (groupBy === "day") for (const { number } of daysOf(period)) group(`${number}`);
  const sums = await sumNumbers({ ...asked, metrics: READ, sketched: TIMED });
  for (const key of new Set(COUNTED.flatMap((metric) => sums.keysOf(metric)))) {
    const of = (metric: string) => sums.of(metric, key).n;
    Object.assign(group(key), {
      opened: of("opened"),
      resolved: of("full_resolution"),
      oneTouch: shareOf(of("one_touch"), of("full_resolution")),
      reopened: shareOf(of("reopened"), of("first_resolution")),
    });
  }
  for (const [key, spread] of await spreadsOf({ ...asked, metric: "first_response" }, sums)) {
    group(key).firstResponse = spread;
  }
  for (const [key, spread] of await spreadsOf({ ...asked, metric: "full_resolution" }, sums)) {
    group(key).fullResolution = spread;
  }
  for (const [key, fen] of await recoveredBy(reader, groupBy, period, slice)) group(key).amountRecoveredFen = fen;
  for (const key of sums.keysOf("rated")) {
    group(key).satisfaction = shareOf(sums.of("satisfied", key).n, sums.of("rated", key).n);
  }
  const fallen = await sumFallen({ ...asked, metrics: WHOSE.flatMap(dueNumbers) });
  const verdicts = verdictsOf(sums, fallen, "sla");
  for (const key of verdicts.keys()) group(key).attainment = verdicts.of(null, key);
  const work = verdictsOf(sums, fallen, "work");
  for (const key of work.keys()) group(key).workAttainment = work.of(null, key);
  return found;
}

const empty = (key: string | null): MetricGroup => ({
  key,
  label: null,
  opened: 0,
  resolved: 0,
  attainment: kept(0, 0),
  workAttainment: kept(0, 0),
  firstResponse: noSpread,
  fullResolution: noSpread,
  oneTouch: shareOf(0, 0),
  reopened: shareOf(0, 0),
  satisfaction: shareOf(0, 0),
  amountRecoveredFen: 0,
});

/** In the order in which they are shown, and people by name. */
export async function named(reader: Db, groupBy: Grouping, found: Map<string, MetricGroup>): Promise<MetricGroup[]> {
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
