import { HOUR_MS, MINUTE_MS, SECOND_MS } from "#server/core/clock.ts";
import type { HealthState, HealthWindow, Measures } from "./schemas.ts";

/** How a channel's state follows from its attempts. Pure: no clock, no database. Decision 0008 says why so. */

export const SHORT_MS = 5 * MINUTE_MS;
export const LONG_MS = HOUR_MS;
export const LOOK_MS = 20 * SECOND_MS;

/** Fewer attempts than this say nothing. */
export const MIN_SAMPLES = 5;
/** How long a worse state must be wanted, look after look, before it is believed. */
export const WORSE_AFTER_MS = MINUTE_MS;
/** The same for a better one: trouble that pauses is not over. */
export const BETTER_AFTER_MS = 5 * MINUTE_MS;
/** After a longer silence between two looks, what was wanted before counts for nothing. */
export const STALE_LOOK_MS = 90 * SECOND_MS;

/**
 * A state is entered at `enter` and left at `leave`, which lies on the better side of it: between the two, everything stays as
 * it is. Larger is worse throughout.
 */
type Band = { enter: number; leave: number };
type Limits = { degraded: Band; down?: Band };

export const limits = {
  /** Share of payments that failed for a reason that is not the payer's own. */
  failed: { degraded: { enter: 0.1, leave: 0.05 }, down: { enter: 0.5, leave: 0.3 } },
  /** Share of our own calls to the gateway that got no answer. */
  unanswered: { degraded: { enter: 0.1, leave: 0.05 }, down: { enter: 0.5, leave: 0.3 } },
  /** 95 of 100 calls are answered in this time. */
  p95Ms: { degraded: { enter: 5 * SECOND_MS, leave: 3 * SECOND_MS } },
  /** Half of the first callbacks come in this time after the payment. */
  callbackLagMs: { degraded: { enter: MINUTE_MS, leave: 30 * SECOND_MS } },
} as const satisfies Record<string, Limits>;

const rank: Record<Exclude<HealthState, "unknown">, number> = { up: 0, degraded: 1, down: 2 };

type Signal = { limits: Limits; read: (window: HealthWindow) => { value: number | null; of: number } };
const share = (part: number, whole: number) => (whole === 0 ? null : part / whole);

const signals: readonly Signal[] = [
  { limits: limits.failed, read: (w) => ({ value: share(w.attempts - w.succeeded, w.attempts), of: w.attempts }) },
  { limits: limits.unanswered, read: (w) => ({ value: share(w.calls - w.answered, w.calls), of: w.calls }) },
  { limits: limits.p95Ms, read: (w) => ({ value: w.p95Ms, of: w.calls }) },
  { limits: limits.callbackLagMs, read: (w) => ({ value: w.callbackLagMs, of: w.callbacks }) },
];

/**
 * The state that measures speak for, seen from the state that the channel is in. Each signal is read over five minutes where
 * there were enough attempts, else over the hour; the worst one counts.
 * @returns the present state when there is too little to tell, `unknown` when the whole hour brought nothing
 */
export function wantedState(measures: Measures, state: HealthState): HealthState {
  const { last5m, last1h } = measures;
  let worst: HealthState | undefined;
  for (const { limits: bounds, read } of signals) {
    const value = [read(last5m), read(last1h)].find((one) => one.of >= MIN_SAMPLES && one.value !== null)?.value;
    if (value === undefined || value === null) continue;
    const level = levelOf(value, bounds, state);
    if (worst === undefined || rank[level] > rank[worst as keyof typeof rank]) worst = level;
  }
  if (worst !== undefined) return worst;
  return last1h.attempts + last1h.calls + last1h.callbacks === 0 ? "unknown" : state;
}

function levelOf(value: number, { degraded, down }: Limits, state: HealthState): keyof typeof rank {
  if (down && (value >= down.enter || (state === "down" && value > down.leave))) return "down";
  const troubled = state === "down" || state === "degraded";
  return value >= degraded.enter || (troubled && value > degraded.leave) ? "degraded" : "up";
}

export type Course = {
  state: HealthState;
  since: Date;
  candidate: HealthState | null;
  candidateSince: Date | null;
  measuredAt: Date;
};

/** Where a channel's course begins: nothing is known. */
export const freshCourse = (now: Date): Course => ({
  state: "unknown",
  since: now,
  candidate: null,
  candidateSince: null,
  measuredAt: now,
});

/**
 * One look further. A state changes only when every look for a while wanted it, or something beyond it: then it moves to the
 * nearest of what was wanted, and from there has to wait again.
 */
export function nextCourse(course: Course, measures: Measures, now: Date): Course {
  const { state } = course;
  const wanted = wantedState(measures, state);
  const kept = { state, since: course.since, measuredAt: now };
  if (wanted === state) return { ...kept, candidate: null, candidateSince: null };
  // An hour without a single attempt is waiting enough.
  if (wanted === "unknown")
    return { state: wanted, since: now, candidate: null, candidateSince: null, measuredAt: now };
  const going = stillGoing(course, wanted, now);
  const candidate = going ? nearer(going.candidate, wanted, state) : wanted;
  const candidateSince = going?.since ?? now;
  const waited = now.getTime() - candidateSince.getTime();
  if (waited < (isBetter(candidate, state) ? BETTER_AFTER_MS : WORSE_AFTER_MS)) {
    return { ...kept, candidate, candidateSince };
  }
  return { state: candidate, since: now, candidate: null, candidateSince: null, measuredAt: now };
}

/** What was wanted at the looks before, if the new wish goes the same way. */
function stillGoing(course: Course, wanted: HealthState, now: Date) {
  const { candidate, candidateSince: since, state, measuredAt } = course;
  if (!candidate || !since || now < since) return undefined;
  if (now.getTime() - measuredAt.getTime() > STALE_LOOK_MS) return undefined;
  return isBetter(candidate, state) === isBetter(wanted, state) ? { candidate, since } : undefined;
}

const rankOf = (state: HealthState) => (state === "unknown" ? null : rank[state]);

/** From `unknown`, nothing is better: whatever is found first is waited for shortly. */
function isBetter(to: HealthState, from: HealthState): boolean {
  const [a, b] = [rankOf(to), rankOf(from)];
  return a !== null && b !== null && a < b;
}

/** Of two wishes on the same side of a state, the one that moves less; from `unknown`, the newer. */
function nearer(one: HealthState, other: HealthState, state: HealthState): HealthState {
  const [a, b, from] = [rankOf(one), rankOf(other), rankOf(state)];
  if (a === null || b === null || from === null) return other;
  return Math.abs(a - from) <= Math.abs(b - from) ? one : other;
}

/** Codes and words of failures that are the payer's own: they say nothing about the channel. */
const PAYERS_OWN =
  /not_?enough|insufficient.?(funds|balance)|balance|day_limit|month_limit|amount_limit|certify|real.?name|risk|rule_?limit|cancel|password|revoked|余额|限额|额度|实名|风险|风控|取消|密码/i;

/** True when a payment failed by what the payer did or may not do. */
export const isPayersOwn = (code: string | null, message: string | null): boolean =>
  PAYERS_OWN.test(`${code ?? ""} ${message ?? ""}`);
