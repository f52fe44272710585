import { channelName } from "#server/channels/schemas.ts";
import { env } from "#server/core/env.ts";
import { formatFen } from "#server/core/money.ts";
import { causeTitle } from "#server/diagnosis/index.ts";
import { localeOf } from "#server/diagnosis/schemas.ts";
import type { TicketRow } from "../access.ts";
import { formatMoment } from "../copy.ts";
import { NEVER } from "../sla.ts";
import type { MacroValues } from "./macro-text.ts";

/**
 * What a ticket has for the variables of a macro, in its customer's language. The link has no secret in it: it opens the ticket in
 * a browser that was let in before, and in no other.
 */
export function macroValues(ticket: TicketRow, agentName: string): MacroValues {
  const due = ticket.nextDueAt && ticket.nextDueAt.getTime() < NEVER.getTime() ? ticket.nextDueAt : null;
  const locale = localeOf(ticket.locale);
  return {
    "ticket.number": ticket.number,
    "ticket.link": `${env().APP_URL}/t/${ticket.number}`,
    "order.number": ticket.orderNo ?? ticket.claimedOrderNo,
    "order.amount": ticket.amountFen === null ? null : formatFen(ticket.amountFen),
    "order.product": ticket.productName,
    "order.target": ticket.target,
    "payment.number": ticket.paymentNo,
    "payment.channel": ticket.channel === null ? null : channelName(ticket.channel, null, locale),
    cause: causeTitle(ticket.causeCode, locale),
    due: due ? formatMoment(due, ticket.locale) : null,
    "agent.name": agentName,
  };
}
