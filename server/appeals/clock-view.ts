import type { AppealClock } from "./schemas.ts";
import type { ClockRow } from "./store.ts";

/** The clock of a review as it stands. Pure. */
export function clockView(clock: ClockRow | undefined, now: Date): AppealClock | null {
  if (!clock) return null;
  return {
    startedAt: clock.startedAt.toISOString(),
    dueAt: clock.dueAt.toISOString(),
    pausedAt: clock.outcome === null ? (clock.pausedAt?.toISOString() ?? null) : null,
    decidedAt: clock.decidedAt?.toISOString() ?? null,
    state: stateOf(clock, now),
  };
}

function stateOf({ outcome, pausedAt, dueAt }: ClockRow, now: Date): AppealClock["state"] {
  if (outcome === "met") return "kept";
  if (outcome === "breached") return "broken";
  if (outcome === "cancelled") return "none";
  if (pausedAt) return "paused";
  return now > dueAt ? "late" : "running";
}
