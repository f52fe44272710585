import type { Tx } from "#db/client.ts";
import type { Ctx } from "#server/core/context.ts";
import { formatFen } from "#server/core/money.ts";
import type { Refund, systemDecisionNotes } from "#server/topup/schemas.ts";
import type { TicketRow } from "./access.ts";
import { moneyWords } from "./money-words.ts";
import { orderFields } from "./order-fields.ts";
import { type MoneyNews, tellOfMoney } from "./order-ticket.ts";
import { openTicketOfOrder } from "./tell-ticket.ts";

/** Tells the order's open ticket, if there is one, what became of a refund. */
export async function tellTicketOfRefund(tx: Tx, ctx: Ctx, refund: Refund): Promise<void> {
  const ticket = await openTicketOfOrder(tx, refund.orderNo);
  if (!ticket) return;
  const fields = refund.state === "succeeded" ? await orderFields(tx, refund.orderNo) : undefined;
  await tellOfMoney(tx, ctx, ticket, newsOf(ticket, refund, fields?.chargedNotCredited ?? false));
}

/** @param owed true while other money of the order is still neither credited nor refunded */
function newsOf(ticket: TicketRow, refund: Refund, owed: boolean): MoneyNews {
  const say = moneyWords(ticket.locale);
  const sum = formatFen(refund.amountFen);
  const after = { refundId: refund.id, amountFen: refund.amountFen, paymentNo: refund.paymentNo };
  const lapsed = refund.decisionNote === ("EXPIRED" satisfies (typeof systemDecisionNotes)[number]);
  const stays = { to: ticket.status, after } as const;
  switch (refund.state) {
    case "succeeded":
      return {
        type: "refund_succeeded",
        topic: "ticket.refunded",
        tell: say.refunded(sum, refund.orderNo, !owed),
        to: owed ? ticket.status : "resolved",
        sla: [{ type: "verified" }],
        after,
      };
    case "executing":
      return {
        type: "refund_executing",
        topic: "ticket.refunding",
        tell: say.refunding(sum, refund.orderNo),
        to: "open",
        sla: [{ type: "verified" }],
        after,
      };
    case "rejected":
      return refund.decidedBy?.kind === "system"
        ? { ...stays, type: "refund_voided", note: lapsed ? say.refundLapsed(sum) : say.refundVoided(sum) }
        : { ...stays, type: "refund_rejected", note: say.refundRejected(sum, refund.decisionNote) };
    case "failed":
      return { ...stays, type: "refund_failed", note: say.refundFailed(sum, refund.failure) };
    case "unknown":
      return { ...stays, type: "refund_unknown", note: say.refundUnknown(sum) };
    default:
      return {
        type: "refund_requested",
        note: say.refundPending(sum, refund.requestedBy.name),
        to: "open",
        sla: [{ type: "verified" }],
        after,
      };
  }
}
