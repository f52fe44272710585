import type { Tx } from "#db/client.ts";
import { MINUTE_MS } from "#server/core/clock.ts";
import type { Ctx } from "#server/core/context.ts";
import { emit } from "#server/jobs/outbox.ts";
import type { OrderCase } from "#server/orders/index.ts";
import { openTicketOfOrder, tellTicket } from "#server/tickets/index.ts";
import { handedOverMessage } from "./copy.ts";
import { outstanding } from "./items.ts";
import { resultBy } from "./promise.ts";
import type { Facts } from "./rules.ts";
import type { HandOverReason } from "./schemas.ts";

/**
 * Tells the owner of a stuck order that a person has it and by when there will be a result: in their ticket, if there is one, and
 * in their inbox (by the event).
 * @param why goes into the history for staff; owners are not told of our checks
 */
export async function tellHandedOver(
  tx: Tx,
  ctx: Ctx,
  { case: known, facts }: { case: OrderCase; facts: Facts },
  why: HandOverReason,
  stuckAfterMs: number,
): Promise<void> {
  const now = ctx.clock.now();
  const { orderNo, customerId } = known.order;
  const amountFen = outstanding(facts);
  const ticket = await openTicketOfOrder(tx, orderNo);
  const by = await resultBy(tx, ticket, now, ticket?.openedAt ?? now);
  if (ticket) {
    const minutes = Math.round(stuckAfterMs / MINUTE_MS);
    await tellTicket(tx, ctx, ticket, {
      step: { type: "order_handed_over", after: { why, amountFen } },
      message: handedOverMessage(ticket.locale, { orderNo, amountFen, minutes, by }),
    });
  }
  await emit(tx, ctx.clock, {
    topic: "order.handed_over",
    subject: `order:${orderNo}`,
    payload: { orderNo, customerId, ticketNumber: ticket?.number ?? null, amountFen, dueAt: by.toISOString() },
  });
}
