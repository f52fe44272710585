import { type Db, db } from "#db/client.ts";
import { tickets } from "#db/schema/index.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import type { Period } from "#server/tickets/index.ts";
import { type SlaMetric, slaMetrics } from "#server/tickets/schemas.ts";
import { daysOf, periodBefore, spelled } from "./period.ts";
import {
  behind,
  type Counted,
  causes,
  clocks,
  countBy,
  countTickets,
  endedByDay,
  recoveredIn,
  spread,
} from "./queries.ts";
import { kept, pareto } from "./rules.ts";
import {
  type ManagerOverview,
  type MetricAttainment,
  type MetricCount,
  type MetricDay,
  type MetricDuration,
  type MetricsRange,
  metricsRangeSchema,
} from "./schemas.ts";

/** What all parts of the overview are computed from. */
type Scope = { reader: Db; period: Period; previous: Period; now: Date };

/**
 * The manager's page: the promise kept or not, from the rows themselves, beside the period before. Each number says under which
 * id its tickets are listed.
 * @param input a half-open period, at most a year
 * @throws DomainError 403 FORBIDDEN; ZodError on bad input
 */
export async function managerOverview(args: { ctx: Ctx; input: MetricsRange }): Promise<ManagerOverview> {
  const ctx = authorize(args.ctx, "metrics:read");
  const input = metricsRangeSchema.parse(args.input);
  const period = { from: new Date(input.from), to: new Date(input.to) };
  const scope: Scope = { reader: ctx.tx ?? db, period, previous: periodBefore(period), now: ctx.clock.now() };
  return {
    at: scope.now.toISOString(),
    period: spelled(period),
    previous: spelled(scope.previous),
    now: await stock(scope),
    flow: await flow(scope),
    durations: {
      first_response: await duration(scope, "first_response", tickets.firstReplyAt),
      first_resolution: await duration(scope, "first_resolution", tickets.firstResolvedAt),
      full_resolution: await duration(scope, "full_resolution", tickets.resolvedAt),
    },
    attainment: await attainment(scope),
    causes: pareto(await causes(scope.reader, period)).map(({ key, ...row }) => ({
      metric: `cause.${key}`,
      causeCode: key,
      tickets: row.count,
      ...row,
    })),
    days: await days(scope),
  };
}

async function stock({ reader, period, now }: Scope): Promise<ManagerOverview["now"]> {
  const one = async (metric: keyof ManagerOverview["now"]): Promise<MetricCount> => {
    const found = await countTickets(reader, behind(metric, period, now));
    const value = metric === "amount_at_risk" ? found.amountFen : found.tickets;
    return { metric, value, previous: null, tickets: found.tickets };
  };
  return {
    open: await one("open"),
    at_risk: await one("at_risk"),
    breached_now: await one("breached_now"),
    amount_at_risk: await one("amount_at_risk"),
  };
}

async function flow({ reader, period, previous, now }: Scope): Promise<ManagerOverview["flow"]> {
  const number = async (metric: string, of: Period) => (await countTickets(reader, behind(metric, of, now))).tickets;
  const one = async (metric: string): Promise<MetricCount> => {
    const value = await number(metric, period);
    return { metric, value, previous: await number(metric, previous), tickets: value };
  };
  const money = await recoveredIn(reader, period);
  return {
    opened: await one("opened"),
    resolved: await one("resolved"),
    amount_recovered: {
      metric: "amount_recovered",
      value: money.amountFen,
      previous: (await recoveredIn(reader, previous)).amountFen,
      tickets: await number("amount_recovered", period),
      topups: money.topups,
    },
    backlog: await one("backlog"),
  };
}

async function duration(
  { reader, period, previous }: Scope,
  metric: string,
  until: Parameters<typeof spread>[1],
): Promise<MetricDuration> {
  const current = await spread(reader, until, period);
  return { metric, ...current, tickets: current.count, previous: await spread(reader, until, previous) };
}

async function attainment({ reader, period, previous, now }: Scope): Promise<MetricAttainment[]> {
  const current = await clocks(reader, period, now);
  const before = await clocks(reader, previous, now);
  const none: Counted = { met: 0, breached: 0, metTickets: 0, breachedTickets: 0, tickets: 0 };
  return [null, ...slaMetrics].map((sla: SlaMetric | null) => {
    const counted = current.get(sla) ?? none;
    const earlier = before.get(sla) ?? none;
    const metric = sla === null ? "attainment" : `attainment.${sla}`;
    return {
      metric,
      sla,
      metMetric: `${metric}.met`,
      breachedMetric: `${metric}.breached`,
      ...kept(counted.met, counted.breached),
      tickets: counted.tickets,
      metTickets: counted.metTickets,
      breachedTickets: counted.breachedTickets,
      previous: kept(earlier.met, earlier.breached),
    };
  });
}

/** Day by day, backwards from what is open at the end: a day began with what it ended with, less what came, plus what went. */
async function days({ reader, period, now }: Scope): Promise<MetricDay[]> {
  const opened = await countBy(reader, "day", tickets.openedAt, period);
  const resolved = await countBy(reader, "day", tickets.resolvedAt, period);
  const ended = await endedByDay(reader, period);
  let backlog = (await countTickets(reader, behind("backlog", period, now))).tickets;
  const rows: MetricDay[] = [];
  for (const { number, day, part } of daysOf(period).reverse()) {
    const came = opened.get(number) ?? 0;
    rows.unshift({ day, ...spelled(part), opened: came, resolved: resolved.get(number) ?? 0, backlog });
    backlog += (ended.get(number) ?? 0) - came;
  }
  return rows;
}
