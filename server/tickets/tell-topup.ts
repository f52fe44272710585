import type { Tx } from "#db/client.ts";
import type { Ctx } from "#server/core/context.ts";
import { formatFen } from "#server/core/money.ts";
import type { systemDecisionNotes, Topup } from "#server/topup/schemas.ts";
import type { TicketRow } from "./access.ts";
import { creditedMessage, words } from "./copy.ts";
import { moneyWords } from "./money-words.ts";
import { type MoneyNews, tellOfMoney } from "./order-ticket.ts";
import { openTicketOfOrder } from "./tell-ticket.ts";

/** Tells the order's open ticket, if there is one, what became of a top-up. */
export async function tellTicketOfTopup(tx: Tx, ctx: Ctx, topup: Topup): Promise<void> {
  const ticket = await openTicketOfOrder(tx, topup.orderNo);
  if (ticket) await tellOfMoney(tx, ctx, ticket, newsOf(ticket, topup));
}

/** What a top-up in this state is to the ticket of its order. */
function newsOf(ticket: TicketRow, topup: Topup): MoneyNews {
  const say = words(ticket.locale);
  const also = moneyWords(ticket.locale);
  const sum = formatFen(topup.amountFen);
  const after = { topupId: topup.id, amountFen: topup.amountFen };
  const stays = { to: ticket.status, after } as const;
  switch (topup.state) {
    case "succeeded":
      return {
        type: "topup_succeeded",
        topic: "ticket.credited",
        tell: creditedMessage(ticket.locale, topup.amountFen, topup.orderNo),
        to: "resolved",
        sla: [{ type: "verified" }],
        after: { ...after, reasonCode: topup.reasonCode },
      };
    case "rejected":
      return topup.decidedBy?.kind === "system"
        ? { ...stays, type: "topup_voided", note: lapsed(topup) ? also.lapsed(sum) : say.noteVoided(sum) }
        : { ...stays, type: "topup_rejected", note: say.noteRejected(sum, topup.decisionNote) };
    case "failed":
      return { ...stays, type: "topup_failed", note: also.failed(sum, topup.failure) };
    case "unknown":
      return { ...stays, type: "topup_unknown", note: also.unknown(sum) };
    case "executing":
      return { type: "topup_executing", note: also.executing(sum), to: "open", sla: [{ type: "verified" }], after };
    default:
      // The gate has checked the payment: that is the verification we promised. The credit waits for a second person.
      return {
        type: "topup_requested",
        note: say.notePending(sum, topup.requestedBy.name),
        to: "open",
        sla: [{ type: "verified" }],
        after,
      };
  }
}

/** True for a request that nobody decided in time. */
const lapsed = (topup: Topup) => topup.decisionNote === ("EXPIRED" satisfies (typeof systemDecisionNotes)[number]);
