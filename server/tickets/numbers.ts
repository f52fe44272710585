import type { Addend, NumberKeys } from "#server/core/deltas.ts";
import type { TicketRow } from "./access.ts";
import { isOpen } from "./rules.ts";
import type { SlaMetric, SlaOutcome } from "./schemas.ts";

/**
 * What one ticket, as it stands, gives to each of the manager's numbers. Pure, and the only place that says so: what is added in the
 * transaction of a change, what a rebuild adds up over all rows, and what is counted for the minutes at the ends of a time are the
 * same.
 */

/** What the numbers look at. */
export type CountedTicket = Pick<
  TicketRow,
  | (
      | "status"
      | "causeCode"
      | "channel"
      | "assigneeId"
      | "queue"
      | "chargeState"
      | "amountFen"
      | "moneyStuck"
      | "moneySettled"
    )
  | ("openedAt" | "firstReplyAt" | "firstResolvedAt" | "resolvedAt" | "closedAt")
  | ("reopenCount" | "publicReplyCount" | "requesterWaitMs" | "agentWorkMs" | "ratedGood" | "mergedInto")
>;
export type CountedClock = {
  metric: SlaMetric;
  outcome: SlaOutcome | null;
  /** As it is asked of those who do the work, whose clock also stands still while they wait for a supplier. */
  agentOutcome?: SlaOutcome | null;
  decidedAt: Date | null;
  dueAt: Date;
  pausedAt: Date | null;
  agentDueAt: Date | null;
  agentPausedAt: Date | null;
};

/** Clocks that were decided, and those that run by when they fall due. */
export type ClockNumber = `${"sla" | "work"}.${SlaMetric}.${"met" | "breached" | "due"}`;
export type TicketNumberName =
  | ("opened" | "ended" | "first_response" | "first_resolution" | "full_resolution")
  | ("requester_wait" | "agent_work" | "one_touch" | "reopened" | "rated" | "satisfied");
export type StockNumber = "open" | "amount_at_risk";

export type NumberPart = Addend & { metric: TicketNumberName | StockNumber | ClockNumber };

/** When what stands for now is counted, since it belongs to no time. */
export const STOCK_AT = new Date(0);

export function numbersOf(row: CountedTicket, clocks: readonly CountedClock[]): NumberPart[] {
  return [...ticketNumbers(row), ...clocks.flatMap(clockNumbers)];
}

/** A ticket that was joined to another is no case of its own and counts for nothing; its promises were made and count all the same. */
export function ticketNumbers(row: CountedTicket): NumberPart[] {
  if (row.mergedInto) return [];
  const parts: NumberPart[] = [];
  const add = (metric: NumberPart["metric"], at: Date | null, more: { fen?: number; ms?: number | null } = {}) => {
    if (at) parts.push({ metric, at, fen: more.fen ?? 0, ms: more.ms ?? null });
  };
  const taking = (at: Date | null) => ({ ms: at ? Math.max(0, at.getTime() - row.openedAt.getTime()) : null });
  add("opened", row.openedAt, { fen: row.amountFen ?? 0 });
  add("first_response", row.firstReplyAt, taking(row.firstReplyAt));
  add("first_resolution", row.firstResolvedAt, taking(row.firstResolvedAt));
  add("full_resolution", row.resolvedAt, taking(row.resolvedAt));
  if (row.reopenCount > 0) add("reopened", row.firstResolvedAt);
  if (row.reopenCount === 0 && row.publicReplyCount === 1) add("one_touch", row.resolvedAt);
  if (row.requesterWaitMs !== null) add("requester_wait", row.resolvedAt, { ms: row.requesterWaitMs });
  if (row.agentWorkMs !== null) add("agent_work", row.resolvedAt, { ms: row.agentWorkMs });
  if (row.ratedGood !== null) add("rated", row.resolvedAt);
  if (row.ratedGood) add("satisfied", row.resolvedAt);
  if (!isOpen(row.status)) {
    add("ended", row.resolvedAt ?? row.closedAt);
    return parts;
  }
  add("open", STOCK_AT);
  const amount = row.amountFen ?? 0;
  if (isAtRisk(row) && amount > 0) add("amount_at_risk", STOCK_AT, { fen: amount });
  return parts;
}

/** Money that is out there as far as anybody knows: stuck by what the order tells, or charged by what was said and not settled since. */
const isAtRisk = ({ moneyStuck, moneySettled, chargeState }: CountedTicket): boolean =>
  moneyStuck || (chargeState !== "none" && !moneySettled);

/**
 * A clock counts when it was decided; one that was waived counts for nothing. One that runs is noted for when it falls due, ahead of
 * that: whoever asks which are overdue adds up to now, and nobody has to write anything when the time comes. One that stands still does
 * not fall due, unless it had before.
 */
export function clockNumbers(clock: CountedClock): NumberPart[] {
  const { metric, outcome, agentOutcome = null, decidedAt, agentDueAt } = clock;
  const part = (name: NumberPart["metric"], at: Date) => [{ metric: name, at, fen: 0, ms: null }];
  if (outcome === null) {
    return [
      ...(runsOut(clock.dueAt, clock.pausedAt) ? part(`sla.${metric}.due`, clock.dueAt) : []),
      ...(agentDueAt && runsOut(agentDueAt, clock.agentPausedAt) ? part(`work.${metric}.due`, agentDueAt) : []),
    ];
  }
  if (decidedAt === null) return [];
  return [
    ...(isVerdict(outcome) ? part(`sla.${metric}.${outcome}`, decidedAt) : []),
    ...(isVerdict(agentOutcome) ? part(`work.${metric}.${agentOutcome}`, decidedAt) : []),
  ];
}
const runsOut = (dueAt: Date, pausedAt: Date | null): boolean =>
  pausedAt === null || pausedAt.getTime() > dueAt.getTime();

/** A number that is noted for a time to come. */
export const isAhead = (metric: string): boolean => metric.endsWith(".due");

const isVerdict = (outcome: SlaOutcome | null): outcome is "met" | "breached" =>
  outcome === "met" || outcome === "breached";

export const keysOf = (row: Pick<CountedTicket, "causeCode" | "channel" | "assigneeId" | "queue">): NumberKeys => ({
  cause: row.causeCode,
  channel: row.channel ?? "",
  agent: row.assigneeId ?? "",
  queue: row.queue,
});
