import { HOUR_MS } from "#server/core/clock.ts";
import type { SlaMetric, SlaOutcome, TicketStatus } from "./schemas.ts";

/**
 * The clocks of a ticket. Everything here is a pure function of events and their times: when a job looks, or how late,
 * changes nothing.
 */

/** One run of one clock. `dueAt` moves on by each pause when the pause ends. */
export type SlaTarget = {
  metric: SlaMetric;
  policyVersion: string;
  calendarVersion: string;
  startedAt: Date;
  dueAt: Date;
  pausedAt: Date | null;
  decidedAt: Date | null;
  outcome: SlaOutcome | null;
};

/** What the clocks hear of. `verified` is a person's request to credit that passed the gate: the payment was checked.
 * `charge_found` is a charge that came to light after the ticket was opened. `appeal_opened` is an appeal against a risk hold, or
 * the second look at one; `appeal_decided` is its end. */
export type SlaEvent =
  | { type: "opened"; chargedNotCredited: boolean }
  | { type: "customer_message" }
  | { type: "public_reply" }
  | { type: "verified" }
  | { type: "charge_found" }
  | { type: "appeal_opened" }
  | { type: "appeal_decided" }
  | { type: "status"; from: TicketStatus; to: TicketStatus };

/** A calendar turns working time into a due moment. `always-1` is round the clock; others join under their own version. */
export type Calendar = { version: string; addWorkingTime(start: Date, durationMs: number): Date };
export const ALWAYS: Calendar = {
  version: "always-1",
  addWorkingTime: (start, durationMs) => new Date(start.getTime() + durationMs),
};

export type SlaPolicy = { version: string; calendar: Calendar; durationMs: Record<SlaMetric, number> };
export const DEFAULT_POLICY: SlaPolicy = {
  version: "default-1",
  calendar: ALWAYS,
  durationMs: {
    first_response: 2 * HOUR_MS,
    next_response: 2 * HOUR_MS,
    verification: HOUR_MS,
    appeal_review: HOUR_MS,
    resolution: 24 * HOUR_MS,
  },
};

/** The due time of a ticket none of whose clocks runs: after every other, on both databases. */
export const NEVER = new Date("9999-12-31T00:00:00.000Z");

/**
 * Waiting for the customer stops the clocks of work that needs their answer. It does not stop the clocks of answering
 * them: moving a ticket aside is no reply. Waiting for a supplier stops nothing, because the customer waits all the same.
 */
const PAUSABLE: readonly SlaMetric[] = ["verification", "appeal_review", "resolution"];
/** What the end of the ticket keeps. A review is kept by its decision alone, whoever ends the ticket before. */
const KEPT_BY_END: readonly SlaMetric[] = ["verification", "resolution"];
const METRICS_BY_URGENCY: readonly SlaMetric[] = [
  "verification",
  "appeal_review",
  "first_response",
  "next_response",
  "resolution",
];
const isDone = (status: TicketStatus) => status === "resolved" || status === "closed";

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
  policy: SlaPolicy = DEFAULT_POLICY,
): SlaTarget[] {
  switch (event.type) {
    case "opened": {
      const metrics: SlaMetric[] = event.chargedNotCredited
        ? ["first_response", "verification", "resolution"]
        : ["first_response", "resolution"];
      return metrics.reduce<SlaTarget[]>((list, metric) => start(list, metric, at, policy), [...targets]);
    }
    case "customer_message":
      // Until the first reply, the first-response clock is the one that runs for whatever they write.
      return targets.some((t) => isRunning(t) && (t.metric === "first_response" || t.metric === "next_response"))
        ? [...targets]
        : start(targets, "next_response", at, policy);
    case "public_reply":
      return targets.map((t) => (isOneOf(t, "first_response", "next_response") ? decide(t, at) : t));
    case "charge_found":
      return targets.some((t) => t.metric === "verification")
        ? [...targets]
        : start(targets, "verification", at, policy);
    case "verified":
      return targets.map((t) => (isOneOf(t, "verification") ? decide(t, at) : t));
    case "appeal_opened":
      return targets.some((t) => isOneOf(t, "appeal_review"))
        ? [...targets]
        : start(targets, "appeal_review", at, policy);
    case "appeal_decided":
      return targets.map((t) => (isOneOf(t, "appeal_review") ? decide(t, at) : t));
    case "status":
      return onStatus(targets, event.from, event.to, at, policy);
  }
}

function onStatus(targets: readonly SlaTarget[], from: TicketStatus, to: TicketStatus, at: Date, policy: SlaPolicy) {
  if (from === to) return [...targets];
  let list = [...targets];
  if (from === "waiting_customer") list = list.map((t) => resume(t, at));
  if (isDone(from) && !isDone(to)) list = start(list, "resolution", at, policy);
  if (to === "waiting_customer") {
    list = list.map((t) => (isOneOf(t, ...PAUSABLE) ? { ...t, pausedAt: at } : t));
  }
  if (to === "resolved") {
    list = list.map((t) => {
      if (isOneOf(t, ...KEPT_BY_END)) return decide(t, at);
      return isRunning(t) && t.metric !== "appeal_review" ? waive(t, at) : t;
    });
  }
  if (to === "closed") list = list.map((t) => (isRunning(t) ? waive(t, at) : t));
  return list;
}

/** True for a run that has no verdict yet. */
export function isRunning(target: SlaTarget): boolean {
  return target.outcome === null;
}

/** True when the promise was not kept, or can no longer be: open and past due counts as breached. */
export function isBreached(target: SlaTarget, now: Date): boolean {
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

function start(targets: readonly SlaTarget[], metric: SlaMetric, at: Date, policy: SlaPolicy): SlaTarget[] {
  // Two runs of one clock never start in the same millisecond: their start tells them apart.
  const last = Math.max(0, ...targets.filter((t) => t.metric === metric).map((t) => t.startedAt.getTime() + 1));
  const startedAt = new Date(Math.max(at.getTime(), last));
  return [
    ...targets,
    {
      metric,
      policyVersion: policy.version,
      calendarVersion: policy.calendar.version,
      startedAt,
      dueAt: policy.calendar.addWorkingTime(startedAt, policy.durationMs[metric]),
      pausedAt: null,
      decidedAt: null,
      outcome: null,
    },
  ];
}

function resume(target: SlaTarget, at: Date): SlaTarget {
  if (!target.pausedAt || !isRunning(target)) return target;
  // What ran out before the pause was late then and stays so.
  const wasLate = target.pausedAt.getTime() > target.dueAt.getTime();
  const pausedMs = wasLate ? 0 : Math.max(0, at.getTime() - target.pausedAt.getTime());
  return { ...target, pausedAt: null, dueAt: new Date(target.dueAt.getTime() + pausedMs) };
}

function decide(target: SlaTarget, at: Date): SlaTarget {
  const running = resume(target, at);
  return { ...running, decidedAt: at, outcome: at.getTime() <= running.dueAt.getTime() ? "met" : "breached" };
}

/** The promise has no object any more. One that was already late stays broken: ending a ticket excuses nothing. */
function waive(target: SlaTarget, at: Date): SlaTarget {
  const decided = decide(target, at);
  return decided.outcome === "met" ? { ...decided, outcome: "cancelled" } : decided;
}
