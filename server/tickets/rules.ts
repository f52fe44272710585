import { DAY_MS } from "#server/core/clock.ts";
import type { ChargeState } from "#server/diagnosis/schemas.ts";
import { openTicketStatuses, type TicketPriority, type TicketStatus } from "./schemas.ts";

/** How long after the end a customer may open their ticket again. */
export const REOPEN_WINDOW_MS = 7 * DAY_MS;
/** From here a sum is large: it goes before others of the same kind. */
export const LARGE_AMOUNT_FEN = 50_000;
export const MAX_ATTACHMENTS = 10;

const transitions: Record<TicketStatus, readonly TicketStatus[]> = {
  new: ["open", "waiting_customer", "waiting_upstream", "resolved", "closed"],
  open: ["waiting_customer", "waiting_upstream", "resolved", "closed"],
  waiting_customer: ["open", "waiting_upstream", "resolved", "closed"],
  waiting_upstream: ["open", "waiting_customer", "resolved", "closed"],
  resolved: ["open", "closed"],
  closed: ["open"],
};

/** True when a ticket may go from one status to the other; staying is always allowed. */
export function mayMove(from: TicketStatus, to: TicketStatus): boolean {
  return from === to || transitions[from].includes(to);
}

export function isOpen(status: TicketStatus): boolean {
  return (openTicketStatuses as readonly TicketStatus[]).includes(status);
}

/** Until when the customer may open the ticket again; null while it is open. */
export function reopenUntil(ticket: { status: TicketStatus; resolvedAt: Date | null; closedAt: Date | null }) {
  if (isOpen(ticket.status)) return null;
  const ended = ticket.resolvedAt ?? ticket.closedAt;
  return ended ? new Date(ended.getTime() + REOPEN_WINDOW_MS) : null;
}

/** Money and time decide: charged and not credited first, then the amount, then how long it has been so. */
export function priorityOf(input: {
  chargeState: ChargeState;
  chargedNotCredited: boolean;
  amountFen: number | null;
  stuckSince: Date | null;
  now: Date;
}): TicketPriority {
  const large = (input.amountFen ?? 0) >= LARGE_AMOUNT_FEN;
  const old = input.stuckSince !== null && input.now.getTime() - input.stuckSince.getTime() >= DAY_MS;
  if (input.chargedNotCredited) return large || old ? "urgent" : "high";
  if (input.chargeState === "possible") return large ? "high" : "normal";
  return "normal";
}

/** The ticket's day in Asia/Shanghai (UTC+8 all year), as in its number: 20261123. */
export function ticketDay(at: Date): string {
  return new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(0, 10).replaceAll("-", "");
}

/** `TK` + day + sequence of at least four digits: TK202611230007. */
export function ticketNumber(day: string, sequence: number): string {
  return `TK${day}${String(sequence).padStart(4, "0")}`;
}
