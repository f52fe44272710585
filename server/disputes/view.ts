import type { gatewayCases, gatewayComplaints } from "#db/schema/index.ts";
import { caseClock } from "./rules.ts";
import type { Complaint, GatewayCase } from "./schemas.ts";

export type CaseRow = typeof gatewayCases.$inferSelect;
export type ComplaintRow = typeof gatewayComplaints.$inferSelect;

const iso = (at: Date | null) => at?.toISOString() ?? null;

/** A case's row as staff and keys see it. */
export function caseView(row: CaseRow, now: Date): GatewayCase {
  const { id, state, ticketNumber, orderNo, channel, outTradeNo, amountFen, request, answer, closeNote } = row;
  return {
    ...{ id, state, ticketNumber, orderNo, channel, outTradeNo, amountFen, request, answer, closeNote },
    filedBy: row.filedByName,
    filedAt: row.filedAt.toISOString(),
    dueAt: row.dueAt.toISOString(),
    escalateAt: row.escalateAt.toISOString(),
    escalatedAt: iso(row.escalatedAt),
    clock: caseClock(row, now),
    answeredAt: iso(row.answeredAt),
    answeredBy: row.answeredByName,
    closedAt: iso(row.closedAt),
    closedBy: row.closedByName,
  };
}

/** A complaint's row as staff and keys see it. */
export function complaintView(row: ComplaintRow): Complaint {
  const { id, channel, complaintNo, state, orderNo, ticketNumber, outTradeNo, gatewayTradeNo, amountFen, text, phone } =
    row;
  return {
    ...{ id, channel, complaintNo, state, orderNo, ticketNumber, outTradeNo, gatewayTradeNo, amountFen, text, phone },
    madeAt: row.madeAt.toISOString(),
    receivedAt: row.receivedAt.toISOString(),
  };
}
