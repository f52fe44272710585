import type { tickets } from "#db/schema/index.ts";
import { DAY_MS, MINUTE_MS } from "#server/core/clock.ts";
import { NEVER } from "#server/sla/schemas.ts";
import { isOpen } from "./rules.ts";
import { type DueState, type TicketPriority, ticketPriorities } from "./schemas.ts";

/** A clock that runs out within this time puts its ticket at risk. */
export const AT_RISK_MS = 30 * MINUTE_MS;

/** Money that was taken and not credited for this long goes before all else, whatever its sum. */
export const STUCK_LONG_MS = DAY_MS;

type Row = Pick<typeof tickets.$inferSelect, "status" | "priority" | "amountFen" | "nextDueAt" | "snoozeUntil"> &
  Partial<Pick<typeof tickets.$inferSelect, "moneyStuck" | "stuckSince">>;

export type Derived = Pick<typeof tickets.$inferSelect, "rank" | "amountKey" | "dueState" | "asleep">;

/** A priority's place in a list: the most pressing is 0. */
export const rankOf = (priority: TicketPriority): number => ticketPriorities.indexOf(priority);

/** What lists sort and count by, as a row stands at `now`. */
export function derivedOf(row: Row, now: Date): Derived {
  return {
    rank: isStuckLong(row, now) ? 0 : rankOf(row.priority),
    amountKey: row.amountFen ?? -1,
    dueState: dueStateOf(row, now),
    asleep: isAsleep(row, now),
  };
}

/** Charged and not credited, for a day. Priority follows money first, and then time. */
const isStuckLong = ({ moneyStuck, stuckSince }: Row, now: Date): boolean =>
  moneyStuck === true && !!stuckSince && now.getTime() - stuckSince.getTime() >= STUCK_LONG_MS;

/** Set aside, and its time has not come. */
export const isAsleep = (row: Pick<Row, "status" | "snoozeUntil">, now: Date): boolean =>
  isOpen(row.status) && row.snoozeUntil !== null && row.snoozeUntil.getTime() > now.getTime();

/** How a row stands with its nearest due time: late from the millisecond after it, at risk from {@link AT_RISK_MS} before. */
export function dueStateOf({ status, nextDueAt }: Pick<Row, "status" | "nextDueAt">, now: Date): DueState {
  if (!isOpen(status) || nextDueAt === null || nextDueAt.getTime() >= NEVER.getTime()) return "none";
  const leftMs = nextDueAt.getTime() - now.getTime();
  if (leftMs < 0) return "breached";
  return leftMs <= AT_RISK_MS ? "at_risk" : "ok";
}
