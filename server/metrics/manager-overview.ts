import { authorize, type Ctx } from "#server/core/context.ts";
import { inSlice, type Period } from "#server/tickets/index.ts";
import { attainmentIn, decidedNumbers } from "./attainment.ts";
import { sumNumbers, sumStock } from "./cells/read.ts";
import { type Both, durationNames, durationOf, sumBoth } from "./durations.ts";
import { dayKey, daysOf, spelled } from "./period.ts";
import { behind, countTickets, ratedIn, recoveredIn } from "./queries.ts";
import { pareto, shareOf } from "./rules.ts";
import {
  type ManagerOverview,
  type MetricCount,
  type MetricDay,
  type MetricRate,
  type SlicedRange,
  slicedRangeSchema,
} from "./schemas.ts";
import { type Scope, scopeOf } from "./scope.ts";

/**
 * The manager's page: the promise kept or not, beside the period before. Each number says under which id its tickets are listed.
 * @param input a half-open period, at most a year; perhaps only one cause, channel, assignee or queue
 * @throws DomainError 403 FORBIDDEN; ZodError on bad input
 */
export async function managerOverview(args: { ctx: Ctx; input: SlicedRange }): Promise<ManagerOverview> {
  const ctx = authorize(args.ctx, "metrics:read");
  const scope = scopeOf(ctx, slicedRangeSchema.parse(args.input));
  const sums = await sumBoth(scope, [...COUNTED, ...durationNames, ...decidedNumbers("sla")]);
  const counted = countedIn(sums);
  const backlog = await backlogs(scope);
  return {
    at: scope.now.toISOString(),
    period: spelled(scope.period),
    previous: spelled(scope.previous),
    now: await stock(scope),
    flow: await flow(scope, counted, backlog),
    durations: {
      first_response: await durationOf(scope, "first_response", sums),
      first_resolution: await durationOf(scope, "first_resolution", sums),
      full_resolution: await durationOf(scope, "full_resolution", sums),
      requester_wait: await durationOf(scope, "requester_wait", sums),
      agent_work: await durationOf(scope, "agent_work", sums),
    },
    rates: {
      one_touch: rate(counted, "one_touch", "full_resolution"),
      reopened: rate(counted, "reopened", "first_resolution"),
      ...(await ratingRates(scope, counted)),
    },
    attainment: await attainmentIn(scope, sums),
    causes: await causes(scope),
    days: await days(scope, backlog.current),
  };
}

const COUNTED = ["opened", "full_resolution", "first_resolution", "one_touch", "reopened"];

const countedIn = ({ current, before }: Both) => ({
  now: (metric: string) => current.of(metric).n,
  earlier: (metric: string) => before.of(metric).n,
});
type CountedIn = ReturnType<typeof countedIn>;

async function stock({ reader, period, now, slice }: Scope): Promise<ManagerOverview["now"]> {
  const kept = await sumStock({ reader, metrics: ["open", "amount_at_risk"], now, slice });
  const due = async (metric: "at_risk" | "breached_now"): Promise<MetricCount> => {
    const value = await countTickets(reader, behind(metric, period, now), inSlice(slice));
    return { metric, value, previous: null, tickets: value };
  };
  const [open, atRisk] = [kept.of("open").n, kept.of("amount_at_risk")];
  return {
    open: { metric: "open", value: open, previous: null, tickets: open },
    at_risk: await due("at_risk"),
    breached_now: await due("breached_now"),
    amount_at_risk: { metric: "amount_at_risk", value: atRisk.fen, previous: null, tickets: atRisk.n },
  };
}

/** What was open at the end of a period: what is open now, less what came since, plus what ended since. */
async function backlogs({ reader, period, previous, now, slice }: Scope) {
  const open = (await sumStock({ reader, metrics: ["open"], now, slice })).of("open").n;
  const end = new Date(Math.max(now.getTime(), period.to.getTime()));
  const before = async (n: number, { from, to }: Period) => {
    if (from >= to) return n;
    const since = await sumNumbers({ reader, metrics: ["opened", "ended"], period: { from, to }, now, slice });
    return n - since.of("opened").n + since.of("ended").n;
  };
  const current = await before(open, { from: period.to, to: end });
  return { current, previous: await before(current, { from: previous.to, to: period.to }) };
}

async function flow(
  { reader, period, previous, now, slice }: Scope,
  counted: CountedIn,
  backlog: { current: number; previous: number },
): Promise<ManagerOverview["flow"]> {
  const one = (metric: string, value: number, before: number): MetricCount => ({
    metric,
    value,
    previous: before,
    tickets: value,
  });
  const money = await recoveredIn(reader, period, slice);
  return {
    opened: one("opened", counted.now("opened"), counted.earlier("opened")),
    resolved: one("resolved", counted.now("full_resolution"), counted.earlier("full_resolution")),
    amount_recovered: {
      metric: "amount_recovered",
      value: money.amountFen,
      previous: (await recoveredIn(reader, previous, slice)).amountFen,
      tickets: await countTickets(reader, behind("amount_recovered", period, now), inSlice(slice)),
      topups: money.topups,
    },
    backlog: one("backlog", backlog.current, backlog.previous),
  };
}

function rate({ now, earlier }: CountedIn, metric: "one_touch" | "reopened", of: string): MetricRate {
  const share = shareOf(now(metric), now(of));
  return { metric, ...share, tickets: share.count, previous: shareOf(earlier(metric), earlier(of)) };
}

async function ratingRates({ previous, ...scope }: Scope, { now, earlier }: CountedIn) {
  const [current, before] = [await ratedIn(scope), await ratedIn({ ...scope, period: previous })];
  const tickets = current.rated;
  return {
    satisfaction: {
      ...{ metric: "satisfaction", ...shareOf(current.good, current.rated), tickets },
      previous: shareOf(before.good, before.rated),
    },
    rating_response: {
      ...{ metric: "rating_response", ...shareOf(current.rated, now("full_resolution")), tickets },
      previous: shareOf(before.rated, earlier("full_resolution")),
    },
  };
}

async function causes({ reader, period, now, slice }: Scope): Promise<ManagerOverview["causes"]> {
  const sums = await sumNumbers({ reader, metrics: ["opened"], period, now, slice, by: "cause" });
  const counts = sums.keysOf("opened").map((key) => ({ key, count: sums.of("opened", key).n }));
  return pareto(counts).map(({ key, ...row }) => ({
    metric: `cause.${key}`,
    causeCode: key as ManagerOverview["causes"][number]["causeCode"],
    tickets: row.count,
    ...row,
  }));
}

/** Day by day, backwards from what is open at the end: a day began with what it ended with, less what came, plus what went. */
async function days({ reader, period, now, slice }: Scope, atEnd: number): Promise<MetricDay[]> {
  const metrics = ["opened", "full_resolution", "ended"];
  const sums = await sumNumbers({ reader, metrics, period, now, slice, by: "day", sketched: [] });
  let backlog = atEnd;
  const rows: MetricDay[] = [];
  for (const { day, part } of daysOf(period).reverse()) {
    const of = (metric: string) => sums.of(metric, dayKey(part.from)).n;
    rows.unshift({ day, ...spelled(part), opened: of("opened"), resolved: of("full_resolution"), backlog });
    backlog += of("ended") - of("opened");
  }
  return rows;
}
