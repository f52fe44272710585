import { type AnyColumn, and, eq, gt, gte, isNotNull, isNull, lt, lte, ne, or, type SQL, sql } from "drizzle-orm";
import { diagnoses, ratings, slaTargets, tickets, topups } from "#db/schema/index.ts";
import type { NumberKeys } from "#server/core/deltas.ts";
import { type CauseCode, causeCodes } from "#server/diagnosis/schemas.ts";
import { AT_RISK_MS } from "./derived.ts";
import { ticketIsOpen } from "./open-tickets.ts";
import { type SlaMetric, slaMetrics } from "./schemas.ts";

/**
 * The tickets behind each of the manager's numbers. The numbers are counted with these same conditions, so a number and the
 * list that it opens cannot disagree.
 */

/** A half-open time: `from` belongs to it, `to` does not. */
export type Period = { from: Date; to: Date };

/** Numbers that stand for now, whatever the period. */
export const stockMetrics = ["open", "at_risk", "breached_now", "amount_at_risk"] as const;
/** Numbers of what happened in the period; `backlog` is what was open at its end. */
export const flowMetrics = [
  "opened",
  "resolved",
  "first_response",
  "first_resolution",
  "full_resolution",
  "requester_wait",
  "agent_work",
  "one_touch",
  "reopened",
  "satisfied",
  "satisfaction",
  "rating_response",
  "amount_recovered",
  "backlog",
] as const;
export type StockMetric = (typeof stockMetrics)[number];
export type FlowMetric = (typeof flowMetrics)[number];

export type Verdict = "met" | "breached";
/** Attainment of one clock or of all, and of one verdict or of both: `attainment.verification.breached`. */
export type AttainmentMetric = `attainment${"" | `.${SlaMetric}`}${"" | `.${Verdict}`}`;
export type CauseMetric = `cause.${CauseCode}`;
export type DrillMetric = StockMetric | FlowMetric | AttainmentMetric | CauseMetric;

const isAtRisk = or(
  eq(tickets.moneyStuck, true),
  and(ne(tickets.chargeState, "none"), eq(tickets.moneySettled, false)),
);

/**
 * The condition on `tickets` that holds for exactly the tickets behind a number.
 * @param metric the number's id, as callers sent it
 * @returns undefined when there is no such number
 */
export function ticketsBehind(metric: string, period: Period, now: Date): SQL | undefined {
  if (metric.startsWith("attainment")) return behindAttainment(metric, period, now);
  if (metric.startsWith("checklist.")) return behindAccuracy(metric, period);
  if (metric.startsWith("cause.")) {
    const code = metric.slice("cause.".length);
    if (!(causeCodes as readonly string[]).includes(code)) return undefined;
    return and(eq(tickets.causeCode, code as CauseCode), within(tickets.openedAt, period), notMerged);
  }
  switch (metric as StockMetric | FlowMetric) {
    case "open":
      return ticketIsOpen;
    case "at_risk":
      return and(
        ticketIsOpen,
        gte(tickets.nextDueAt, now),
        lte(tickets.nextDueAt, new Date(now.getTime() + AT_RISK_MS)),
      );
    case "breached_now":
      return and(ticketIsOpen, lt(tickets.nextDueAt, now));
    case "amount_at_risk":
      return and(ticketIsOpen, isAtRisk, gt(tickets.amountFen, 0));
    case "opened":
      return and(within(tickets.openedAt, period), notMerged);
    case "resolved":
    case "full_resolution":
      return within(tickets.resolvedAt, period);
    case "requester_wait":
      return and(within(tickets.resolvedAt, period), isNotNull(tickets.requesterWaitMs));
    case "agent_work":
      return and(within(tickets.resolvedAt, period), isNotNull(tickets.agentWorkMs));
    case "one_touch":
      return and(within(tickets.resolvedAt, period), eq(tickets.publicReplyCount, 1), eq(tickets.reopenCount, 0));
    case "reopened":
      return and(within(tickets.firstResolvedAt, period), gt(tickets.reopenCount, 0), notMerged);
    case "satisfied":
      return and(within(tickets.resolvedAt, period), sql`exists (${ratedNow} and ${ratings.good})`);
    case "satisfaction":
    case "rating_response":
      return and(within(tickets.resolvedAt, period), sql`exists (${ratedNow})`);
    case "first_response":
      return and(within(tickets.firstReplyAt, period), notMerged);
    case "first_resolution":
      return and(within(tickets.firstResolvedAt, period), notMerged);
    case "amount_recovered":
      return sql`${tickets.number} in (select ${topups.ticketNumber} from ${topups} where ${and(recovered(period), isNotNull(topups.ticketNumber))})`;
    case "backlog":
      return openAt(period.to);
    default:
      return undefined;
  }
}

/** Only tickets of one cause, channel, agent or queue; an empty word for those that have none. */
export type Slice = Partial<NumberKeys>;

/** The condition on `tickets` of a slice; undefined when it leaves nothing out. An empty word is met by what has no ticket as well. */
export function inSlice(slice: { [K in keyof Slice]?: string | undefined }): SQL | undefined {
  const { cause, channel, agent, queue } = slice;
  const is = (column: AnyColumn, key: string | undefined) =>
    key === undefined ? undefined : key === "" ? isNull(column) : eq(column, key);
  return and(
    is(tickets.causeCode, cause),
    is(tickets.channel, channel),
    is(tickets.assigneeId, agent),
    is(tickets.queue, queue),
  );
}

/** True when an instant lies in the period. */
export function within(column: AnyColumn, period: Period): SQL | undefined {
  return and(gte(column, period.from), lt(column, period.to));
}

/** Manual top-ups that credited their order in the period. */
export function recovered(period: Period): SQL | undefined {
  return and(eq(topups.state, "succeeded"), within(topups.decidedAt, period));
}

/**
 * Tickets opened before a time and not ended (for the last time) before it: what is open still, and what ended since. Each part
 * is found by an index of its own, because nearly every ticket was opened before any given time.
 */
function openAt(at: Date): SQL {
  const opened = sql`coalesce(${tickets.openedAt}, null) < ${sql.param(at, tickets.openedAt)}`;
  const part = (condition: SQL | undefined) =>
    sql`select ${tickets.id} from ${tickets} where ${and(condition, opened)}`;
  const parts = [
    part(ticketIsOpen),
    part(gte(tickets.resolvedAt, at)),
    part(and(neverResolved, notMerged, gte(tickets.closedAt, at))),
  ];
  return sql`${tickets.id} in (${sql.join(parts, sql` union all `)})`;
}

/** Written so that no index answers it: nearly all that is open is in it, and the other term of each use is the narrow one. */
export const neverResolved: SQL = sql`(${tickets.resolvedAt} is null) = (1 = 1)`;

/**
 * Joined tickets count for nothing (see `ticketNumbers`). Only open ones are ever joined, so that those which are resolved are not:
 * what is counted by its last resolution need not say it. Written so that no index answers it, for nearly every ticket is so.
 */
export const notMerged: SQL = sql`coalesce(${tickets.mergedInto}, '') = ''`;

/**
 * Clocks that count in the period, by their verdict: decided ones when they were decided, and open ones that are past due, which
 * are breached, when they fell due. A clock that was waived counts for neither.
 */
export function slaCounted(verdict: Verdict | undefined, period: Period, now: Date): SQL | undefined {
  // Found by when it was decided: the verdict itself would pick out half of all clocks there ever were.
  const decided = (...outcomes: Verdict[]) =>
    and(
      within(slaTargets.decidedAt, period),
      sql`coalesce(${slaTargets.outcome}, '') in (${sql.raw(outcomes.map((outcome) => `'${outcome}'`).join(", "))})`,
    );
  const overdue = slaOverdue(period, now);
  if (verdict === "met") return decided("met");
  if (verdict === "breached") return or(decided("breached"), overdue);
  return or(decided("met", "breached"), overdue);
}

/** Clocks that run and are past due: breached, whenever somebody looks. */
export function slaOverdue(period: Period, now: Date): SQL | undefined {
  return and(
    isNull(slaTargets.outcome),
    within(slaTargets.dueAt, period),
    lt(slaTargets.dueAt, now),
    or(isNull(slaTargets.pausedAt), gt(slaTargets.pausedAt, slaTargets.dueAt)),
  );
}

/** The same by the clocks of those who do the work. */
export function workOverdue(period: Period, now: Date): SQL | undefined {
  const { agentDueAt, agentPausedAt } = slaTargets;
  return and(
    isNull(slaTargets.outcome),
    within(agentDueAt, period),
    lt(agentDueAt, now),
    or(isNull(agentPausedAt), gt(agentPausedAt, agentDueAt)),
  );
}

/** What the customer said of the last resolution. */
const ratedNow = sql`select 1 from ${ratings} where ${ratings.ticketId} = ${tickets.id} and ${ratings.round} = ${tickets.reopenCount}`;

/**
 * Tickets resolved in the period whose run named a cause and whose final cause a person named: all of them, or those where the two
 * are the same; also of one final cause alone, as `checklist.right.CB_MISSING`.
 */
function behindAccuracy(metric: string, period: Period): SQL | undefined {
  const match = /^checklist\.(judged|right)(?:\.([A-Z0-9_]+))?$/.exec(metric);
  if (!match) return undefined;
  const [, which, code] = match;
  if (code !== undefined && !(causeCodes as readonly string[]).includes(code)) return undefined;
  const named =
    which === "right" ? sql`${diagnoses.causeCode} = ${tickets.finalCauseCode}` : isNotNull(diagnoses.causeCode);
  return and(
    within(tickets.resolvedAt, period),
    isNotNull(tickets.finalCauseCode),
    code === undefined ? undefined : eq(tickets.finalCauseCode, code as CauseCode),
    sql`exists (select 1 from ${diagnoses} where ${diagnoses.id} = ${tickets.diagnosisId} and ${named})`,
  );
}

function behindAttainment(metric: string, period: Period, now: Date): SQL | undefined {
  const match = /^attainment(?:\.([a-z_]+))??(?:\.(met|breached))?$/.exec(metric);
  if (!match) return undefined;
  const [, sla, verdict] = match;
  if (sla !== undefined && !(slaMetrics as readonly string[]).includes(sla)) return undefined;
  const counted = and(
    sla === undefined ? undefined : eq(slaTargets.metric, sla as SlaMetric),
    slaCounted(verdict as Verdict | undefined, period, now),
  );
  return sql`${tickets.id} in (select ${slaTargets.ticketId} from ${slaTargets} where ${counted})`;
}
