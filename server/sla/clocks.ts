import { MINUTE_MS } from "#server/core/clock.ts";
import type { SlaMetric, SlaOutcome, TicketStatus } from "#server/tickets/schemas.ts";
import { addWorkingMs, type Calendar, workingMs } from "./calendar.ts";
import { type Book, calendarOf, DEFAULT_BOOK, DEFAULT_UNDER, policyOf, targetFor, type Under } from "./policy.ts";
import { NEVER, type SlaEvent } from "./schemas.ts";

export { NEVER, type SlaEvent };

/**
 * The clocks of a ticket. Everything here is a pure function of events and their times: when a job looks, or how late,
 * changes nothing.
 *
 * A run of a clock has one start and one end, and is measured twice. `dueAt` is what the customer was promised: it moves on only
 * while we wait for them. `agentDueAt` is what can be asked of the people who do the work: it also stands still while they wait for
 * a supplier. Pauses count in working time of the run's own calendar.
 */
export type SlaTarget = {
  metric: SlaMetric;
  policyVersion: string;
  calendarVersion: string;
  startedAt: Date;
  dueAt: Date;
  pausedAt: Date | null;
  decidedAt: Date | null;
  outcome: SlaOutcome | null;
  /** Null in runs from before there were two, where the customer's stands for both, and in what a gateway owes. */
  agentDueAt: Date | null;
  agentPausedAt: Date | null;
  agentOutcome: SlaOutcome | null;
  /** The working time that was promised; null in runs from before it was kept. */
  targetMs: number | null;
  /** How much working time lay in the pauses so far. */
  pausedMs: number;
  /** When most of the time is used, and when a broken promise goes to the lead. */
  warnAt: Date | null;
  escalateAt: Date | null;
  /** Of several runs of one clock at a time, which: a case's id. */
  subject: string | null;
};

/** Under which promises an event is heard. */
export type Terms = Under & {
  book: Book;
  /** The ticket's status just before: a clock that starts while the ticket waits stands still from its first moment. */
  status: TicketStatus;
};
export const DEFAULT_TERMS: Terms = { ...DEFAULT_UNDER, book: DEFAULT_BOOK, status: "open" };

/**
 * Waiting for the customer stops the clocks of work that needs their answer. It does not stop the clocks of answering
 * them: moving a ticket aside is no reply. Waiting for a supplier stops the agent's measure of the same clocks and not the
 * customer's, because the customer waits all the same.
 */
const PAUSABLE: readonly SlaMetric[] = ["verification", "appeal_review", "resolution"];
/** What the end of the ticket keeps. A review is kept by its decision alone, whoever ends the ticket before. */
const KEPT_BY_END: readonly SlaMetric[] = ["verification", "resolution"];
/** What the desk owes, most urgent first. The gateway's answer is owed to it. */
const METRICS_BY_URGENCY: readonly SlaMetric[] = [
  "verification",
  "appeal_review",
  "first_response",
  "next_response",
  "resolution",
];
/** Whether people of the desk can keep it; a gateway's silence is nobody's here. */
const isOurs = (metric: SlaMetric) => metric !== "gateway_answer";
const isDone = (status: TicketStatus) => status === "resolved" || status === "closed";
const waitsForAnybody = (status: TicketStatus) => status === "waiting_customer" || status === "waiting_upstream";

/**
 * The clocks after an event.
 * @param targets all runs so far; not changed
 * @param at when it happened
 * @returns the same runs in the same order, those concerned replaced, new ones appended
 */
export function applySla(
  targets: readonly SlaTarget[],
  event: SlaEvent,
  at: Date,
  terms: Terms = DEFAULT_TERMS,
): SlaTarget[] {
  const begin = (metric: SlaMetric, subject: string | null = null) => start(targets, metric, at, terms, subject);
  const end = (...metrics: SlaMetric[]) => targets.map((t) => (isOneOf(t, ...metrics) ? decide(t, at, terms) : t));
  const ofCase = (caseId: string, then: (t: SlaTarget) => SlaTarget) =>
    targets.map((t) => (isOneOf(t, "gateway_answer") && t.subject === caseId ? then(t) : t));
  switch (event.type) {
    case "opened": {
      const metrics: SlaMetric[] = event.chargedNotCredited
        ? ["first_response", "verification", "resolution"]
        : ["first_response", "resolution"];
      return metrics.reduce<SlaTarget[]>((list, metric) => start(list, metric, at, terms), [...targets]);
    }
    case "customer_message":
      // Until the first reply, the first-response clock is the one that runs for whatever they write.
      return targets.some((t) => isOneOf(t, "first_response", "next_response")) ? [...targets] : begin("next_response");
    case "public_reply":
      return end("first_response", "next_response");
    case "charge_found":
      return targets.some((t) => t.metric === "verification") ? [...targets] : begin("verification");
    case "verified":
      return end("verification");
    case "appeal_opened":
      return targets.some((t) => isOneOf(t, "appeal_review")) ? [...targets] : begin("appeal_review");
    case "appeal_decided":
      return end("appeal_review");
    case "gateway_asked":
      return begin("gateway_answer", event.caseId);
    case "gateway_answered":
      return ofCase(event.caseId, (t) => decide(t, new Date(event.at), terms));
    case "gateway_withdrawn":
      return ofCase(event.caseId, (t) => waive(t, at, terms));
    case "parted":
      // What runs, as the clock of the end does since the status changed, is not started a second time.
      return event.owed.reduce<SlaTarget[]>(
        (list, metric) => (list.some((t) => isOneOf(t, metric)) ? list : start(list, metric, at, terms)),
        [...targets],
      );
    case "status":
      return onStatus(targets, event.from, event.to, at, terms);
  }
}

/** The status after an event. */
export const statusAfter = (event: SlaEvent, before: TicketStatus): TicketStatus =>
  event.type === "status" ? event.to : before;

function onStatus(targets: readonly SlaTarget[], from: TicketStatus, to: TicketStatus, at: Date, terms: Terms) {
  if (from === to) return [...targets];
  let list = targets.map((t) => {
    if (!isOneOf(t, ...PAUSABLE)) return t;
    const mine = to === "waiting_customer" ? pauseCustomer(t, at) : resumeCustomer(t, at, terms);
    return waitsForAnybody(to) ? pauseAgent(mine, at) : resumeAgent(mine, at, terms);
  });
  if (isDone(from) && !isDone(to)) list = start(list, "resolution", at, { ...terms, status: to });
  if (to === "resolved") {
    list = list.map((t) => {
      if (isOneOf(t, ...KEPT_BY_END)) return decide(t, at, terms);
      return isRunning(t) && t.metric !== "appeal_review" ? waive(t, at, terms) : t;
    });
  }
  if (to === "closed") list = list.map((t) => (isRunning(t) ? waive(t, at, terms) : t));
  return list;
}

/** True for a run that has no verdict yet. */
export function isRunning(target: Pick<SlaTarget, "outcome">): boolean {
  return target.outcome === null;
}

/** True when the promise was not kept, or can no longer be: open and past due counts as breached. */
export function isBreached(target: Pick<SlaTarget, "outcome" | "pausedAt" | "dueAt">, now: Date): boolean {
  if (target.outcome !== null) return target.outcome === "breached";
  return (target.pausedAt ?? now).getTime() > target.dueAt.getTime();
}

/** The nearest due time among clocks that run and are not paused, and which; `NEVER` and null when there is none. */
export function nextDue(targets: readonly SlaTarget[]): { at: Date; metric: SlaMetric | null } {
  let best: SlaTarget | undefined;
  for (const metric of METRICS_BY_URGENCY) {
    for (const target of targets) {
      if (target.metric !== metric || !isRunning(target) || target.pausedAt) continue;
      if (!best || target.dueAt.getTime() < best.dueAt.getTime()) best = target;
    }
  }
  return best ? { at: best.dueAt, metric: best.metric } : { at: NEVER, metric: null };
}

const isOneOf = (target: SlaTarget, ...metrics: SlaMetric[]) => isRunning(target) && metrics.includes(target.metric);

function start(
  targets: readonly SlaTarget[],
  metric: SlaMetric,
  at: Date,
  terms: Terms,
  subject: string | null = null,
): SlaTarget[] {
  // Two runs of one clock never start in the same millisecond: their start tells them apart.
  const last = Math.max(0, ...targets.filter((t) => t.metric === metric).map((t) => t.startedAt.getTime() + 1));
  const startedAt = new Date(Math.max(at.getTime(), last));
  const { version, content } = policyOf(terms.book, terms.policy);
  const { minutes, calendar: id } = targetFor(content, metric, terms);
  const calendar = calendarOf(terms.book, terms.calendars[id] ?? "");
  const targetMs = minutes * MINUTE_MS;
  const dueAt = dueIn(calendar, startedAt, targetMs);
  const stands = PAUSABLE.includes(metric);
  const target: SlaTarget = {
    ...{ metric, policyVersion: version, calendarVersion: calendar.version, startedAt, dueAt, targetMs, subject },
    ...{ decidedAt: null, outcome: null, agentOutcome: null, pausedMs: 0 },
    agentDueAt: isOurs(metric) ? dueAt : null,
    pausedAt: stands && terms.status === "waiting_customer" ? startedAt : null,
    agentPausedAt: stands && waitsForAnybody(terms.status) ? startedAt : null,
    warnAt: null,
    escalateAt: null,
  };
  // Cases have a warning and a next step of their own.
  const alarmed = isOurs(metric) ? alarms(target, startedAt, targetMs, terms) : {};
  return [...targets, { ...target, ...alarmed }];
}

/** When to warn and when to pass it on, for a run that has `leftMs` of work left at `at`. */
function alarms(target: SlaTarget, at: Date, leftMs: number, terms: Terms): Pick<SlaTarget, "warnAt" | "escalateAt"> {
  if (target.targetMs === null) return { warnAt: target.warnAt, escalateAt: target.escalateAt };
  const calendar = calendarOf(terms.book, target.calendarVersion);
  const { warnPercent, escalateMinutes } = policyOf(terms.book, target.policyVersion).content;
  const reserveMs = Math.round((target.targetMs * (100 - warnPercent)) / 100);
  return {
    warnAt: dueIn(calendar, at, leftMs - reserveMs),
    escalateAt: dueIn(calendar, target.dueAt, escalateMinutes * MINUTE_MS),
  };
}

/** When work would be done; by the wall's clock in a calendar that has no room for it, which no ticket has to suffer for. */
export function dueIn(calendar: Calendar, at: Date, ms: number): Date {
  try {
    return addWorkingMs(calendar, at, ms);
  } catch {
    return new Date(at.getTime() + ms);
  }
}

const pauseCustomer = (t: SlaTarget, at: Date): SlaTarget => (t.pausedAt ? t : { ...t, pausedAt: at });
const pauseAgent = (t: SlaTarget, at: Date): SlaTarget => (t.agentPausedAt ? t : { ...t, agentPausedAt: at });

function resumeCustomer(t: SlaTarget, at: Date, terms: Terms): SlaTarget {
  if (!t.pausedAt) return t;
  const { dueAt, leftMs, pausedMs } = moved(t.pausedAt, t.dueAt, at, calendarOf(terms.book, t.calendarVersion));
  const on: SlaTarget = { ...t, pausedAt: null, dueAt, pausedMs: t.pausedMs + pausedMs };
  return leftMs === null ? on : { ...on, ...alarms(on, at, leftMs, terms) };
}

function resumeAgent(t: SlaTarget, at: Date, terms: Terms): SlaTarget {
  if (!t.agentPausedAt) return t;
  const calendar = calendarOf(terms.book, t.calendarVersion);
  const { dueAt } = moved(t.agentPausedAt, t.agentDueAt ?? t.dueAt, at, calendar);
  return { ...t, agentPausedAt: null, agentDueAt: dueAt };
}

/** The due time after a pause: what work was left at its beginning is left at its end. */
function moved(pausedAt: Date, dueAt: Date, at: Date, calendar: Calendar) {
  // What ran out before the pause was late then and stays so.
  if (pausedAt.getTime() > dueAt.getTime()) return { dueAt, leftMs: null, pausedMs: 0 };
  const leftMs = workingMs(calendar, pausedAt, dueAt);
  const until = at.getTime() > pausedAt.getTime() ? at : pausedAt;
  return { dueAt: dueIn(calendar, until, leftMs), leftMs, pausedMs: workingMs(calendar, pausedAt, until) };
}

function decide(target: SlaTarget, at: Date, terms: Terms): SlaTarget {
  const running = resumeAgent(resumeCustomer(target, at, terms), at, terms);
  const verdict = (dueAt: Date): SlaOutcome => (at.getTime() <= dueAt.getTime() ? "met" : "breached");
  const agentOutcome = isOurs(target.metric) ? verdict(running.agentDueAt ?? running.dueAt) : null;
  return { ...running, decidedAt: at, outcome: verdict(running.dueAt), agentOutcome };
}

/** The promise has no object any more. One that was already late stays broken: ending a ticket excuses nothing. */
function waive(target: SlaTarget, at: Date, terms: Terms): SlaTarget {
  const decided = decide(target, at, terms);
  const excused = (outcome: SlaOutcome | null) => (outcome === "met" ? "cancelled" : outcome);
  return { ...decided, outcome: excused(decided.outcome), agentOutcome: excused(decided.agentOutcome) };
}
