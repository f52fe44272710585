import type { refunds } from "#db/schema/index.ts";
import { refundNoOf } from "./number.ts";
import type { Refund } from "./schemas.ts";

type Row = typeof refunds.$inferSelect;

/** A refund as staff and API keys see it. */
export function refundView(row: Row): Refund {
  const decidedBy =
    row.decidedByKind && row.decidedById && row.decidedByName
      ? { kind: row.decidedByKind, id: row.decidedById, name: row.decidedByName }
      : null;
  return {
    id: row.id,
    orderNo: row.orderNo,
    paymentNo: row.outTradeNo,
    channel: row.channel,
    n: row.n,
    refundNo: refundNoOf(row),
    ticketNumber: row.ticketNumber,
    customerId: row.customerId,
    state: row.state,
    amountFen: row.amountFen,
    reasonCode: row.reasonCode,
    note: row.note,
    route: row.route,
    gate: row.gate,
    secondPersonReasons: row.secondPersonReasons,
    factsHash: row.factsHash,
    requestedBy: { kind: row.requestedByKind, id: row.requestedById, name: row.requestedByName },
    requestedAt: row.requestedAt.toISOString(),
    ...(row.state !== "rejected" && decidedBy && { approvedBy: decidedBy }),
    decidedBy,
    decidedAt: row.decidedAt?.toISOString() ?? null,
    decisionNote: row.decisionNote,
    reference: row.reference,
    failure: row.failure,
    nextAttemptAt: row.nextAttemptAt?.toISOString() ?? null,
    settledAt: row.settledAt?.toISOString() ?? null,
  };
}
