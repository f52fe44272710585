import type { NumberKeys } from "#server/core/deltas.ts";
import type { Period, Slice } from "#server/tickets/index.ts";
import { spelled } from "../period.ts";
import { NONE } from "../slice.ts";
import type { BoardCell, Drill, Stat } from "./schemas.ts";

/**
 * Every number that a dashboard may show, and the list that it is counted from. Boards make their numbers with {@link number} alone,
 * pages link to what it says, and a test opens the lists of all of them: what is not in here cannot be shown.
 */

type Dim = keyof NumberKeys;
const ALL: readonly Dim[] = ["cause", "channel", "agent", "queue"];

type Source = {
  list: Drill["list"];
  /** The list's own name for it; `part` is a clock, a cause or an end. */
  name: (part: string | undefined) => string | undefined;
  /** By what it can be narrowed. Nothing is known of who works on a gateway's attempts. */
  dims: readonly Dim[];
};
type Behind = {
  of: Source;
  /** What a ratio is a share of. */
  whole?: Source;
  /** A line of the list stands for more than one. */
  weighs?: true;
};

const part = (name: string) => (of: string | undefined) => (of === undefined ? name : `${name}.${of}`);
const tickets = (name: string): Source => ({ list: "tickets", name: part(name), dims: ALL });
const records = (name: string, dims = ALL): Source => ({ list: "records", name: part(name), dims });
const verdict = (whose: "promise" | "work", of: "met" | "breached"): Source => ({
  ...{ list: "records", dims: ALL },
  name: (clock) => `${part(whose)(clock)}.${of}`,
});
const runs = (end?: string): Source => ({ list: "runs", name: (of) => of ?? end, dims: ["cause"] });
const plain = (...names: string[]): Record<string, Behind> =>
  Object.fromEntries(names.map((name) => [name, { of: tickets(name) }]));

const attempts = records("attempts", ["channel"]);
const failed = records("failed", ["channel"]);

export const numbers: Record<string, Behind> = {
  ...plain("open", "at_risk", "breached_now", "amount_at_risk", "opened", "resolved", "backlog"),
  ...plain("first_response", "first_resolution", "full_resolution", "requester_wait", "agent_work"),
  one_touch: { of: tickets("one_touch"), whole: tickets("full_resolution") },
  reopened: { of: tickets("reopened"), whole: tickets("first_resolution") },
  satisfaction: { of: tickets("satisfied"), whole: tickets("satisfaction") },
  rating_response: { of: tickets("rating_response"), whole: tickets("full_resolution") },
  cause: { of: tickets("opened"), whole: tickets("opened") },
  attainment: { of: verdict("promise", "met"), whole: records("promise") },
  "attainment.met": { of: verdict("promise", "met") },
  "attainment.breached": { of: verdict("promise", "breached") },
  work_attainment: { of: verdict("work", "met"), whole: records("work") },
  calls_kept: { of: records("calls.kept"), whole: records("calls") },
  amount_recovered: { of: records("recovered") },
  amount_refunded: { of: records("refunded") },
  paid_to_credited: { of: records("paid_to_credited") },
  wrong_credit: { of: records("wrong_credit") },
  channel_attempts: { of: attempts, weighs: true },
  channel_failed: { of: failed, weighs: true },
  channel_failure: { of: failed, whole: attempts, weighs: true },
  "checklist.started": { of: runs(), whole: runs() },
  "checklist.deflection": { of: runs("solved"), whole: runs("concluded") },
  "checklist.questions": { of: runs("concluded") },
  "checklist.judged": { of: tickets("checklist.judged") },
  "checklist.accuracy": { of: tickets("checklist.right"), whole: tickets("checklist.judged") },
};

/** Columns of the period before are called after the number itself. */
export const numberOf = (metric: string): string => metric.replace(/\.before$/, "");

export function behindNumber(metric: string): Behind {
  const found = numbers[numberOf(metric)];
  if (!found) throw new Error(`Nothing says what the number ${metric} is counted from`);
  return found;
}

/**
 * How a number follows from its lists. `length`: as many as the list has lines. `weight`: what its lines stand for, added up. `sum`: their
 * amounts. `share`: lines of the list ÷ lines of the whole; `weightShare` the same of what they stand for. `spread`: of how long each
 * line took. `average`: the questions of the lines ÷ the lines. `running`: the shares of this row and of those above it.
 */
export type Proof = "length" | "weight" | "sum" | "share" | "weightShare" | "spread" | "average" | "running";
export function proofOf(metric: string, stat: Stat): Proof {
  const weighs = behindNumber(metric).weighs === true;
  switch (stat) {
    case "count":
      return weighs ? "weight" : "length";
    case "amount":
      return "sum";
    case "ratio":
    case "share":
      return weighs ? "weightShare" : "share";
    case "cumulative":
      return "running";
    case "number":
      return "average";
    case "median":
    case "p90":
    case "mean":
      return "spread";
  }
}

/** Of what a number is: the time, the tickets' part, and a clock, cause or end. */
export type At = {
  period: Period;
  slice: Slice;
  part?: string | undefined;
  /** What it is a share of, where that is not of the same part. */
  whole?: { slice?: Slice; part?: undefined };
};

/** By which of a page's filters a number is not narrowed. */
export const ignoredBy = (metric: string, slice: { [K in Dim]?: unknown }): Dim[] =>
  ALL.filter((dim) => slice[dim] !== undefined && !behindNumber(metric).of.dims.includes(dim));

const known = (query: Record<string, string | undefined>): Record<string, string> =>
  Object.fromEntries(Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));

function drillTo({ list, name, dims }: Source, { period, slice, part: of }: At): Drill {
  const key = (dim: Dim) => (!dims.includes(dim) || slice[dim] === undefined ? undefined : slice[dim] || NONE);
  const [cause, channel, agent, queue] = ALL.map(key);
  const named = name(of);
  if (list === "runs") return { list, query: known({ end: named, ...spelled(period), cause }) };
  const whose = list === "tickets" ? { assignee: agent, team: queue } : { agent, queue };
  return { list, query: known({ metric: named, ...spelled(period), cause, channel, ...whose }) };
}

export type Value = { value: number | null; of?: number | null; few?: boolean };

/** A number with the list that it is counted from, and the list of what it is a share of. */
export function number(metric: string, at: At, { value, of = null, few = false }: Value): BoardCell {
  const { of: source, whole } = behindNumber(metric);
  const wider = { ...at, ...(at.whole?.slice && { slice: at.whole.slice }), ...(at.whole && { part: at.whole.part }) };
  return { value, of, few, drill: drillTo(source, at), whole: whole && of !== null ? drillTo(whole, wider) : null };
}
