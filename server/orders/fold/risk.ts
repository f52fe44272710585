import type { RiskSide, RiskState } from "../schemas.ts";
import { ofType, type TypedEvent } from "./events.ts";

export type RiskRow = {
  id: string;
  orderNo: string | null;
  customerId: string;
  rule: string;
  side: RiskSide;
  severity: string | null;
  reviewId: string | null;
  state: RiskState;
  flaggedAt: Date;
  decidedAt: Date | null;
};

/**
 * Folds risk flags: one row for each rule and side, in the state that was said last. A clearing without a rule of its own kind
 * cannot clear another rule's flag.
 * @param owner what the rows' ids begin with: the order's or the customer's key
 */
export function foldRisk(owner: string, events: readonly TypedEvent[]): RiskRow[] {
  const rows = new Map<string, RiskRow>();
  for (const event of ofType(events, "topup.risk.flagged", "topup.risk.cleared", "topup.risk.upheld")) {
    const id = [owner, event.data.customerId, event.data.side, event.data.rule].join("|");
    const state: RiskState =
      event.type === "topup.risk.flagged" ? "flagged" : event.type === "topup.risk.cleared" ? "cleared" : "upheld";
    const before = rows.get(id);
    rows.set(id, {
      id,
      orderNo: event.data.orderNo ?? null,
      customerId: event.data.customerId,
      rule: event.data.rule,
      side: event.data.side,
      severity: event.data.severity ?? before?.severity ?? null,
      reviewId: event.data.reviewId ?? before?.reviewId ?? null,
      state,
      flaggedAt: state === "flagged" ? event.at : (before?.flaggedAt ?? event.at),
      decidedAt: state === "flagged" ? null : event.at,
    });
  }
  return [...rows.values()];
}
