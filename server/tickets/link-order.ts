import { and, eq, inArray } from "drizzle-orm";
import { z } from "zod";
import { type Tx, transact } from "#db/client.ts";
import { tickets } from "#db/schema/index.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { conflict, notFound } from "#server/core/errors.ts";
import { storedOrderNo } from "#server/orders/index.ts";
import { findTicket, type TicketRow } from "./access.ts";
import { words } from "./copy.ts";
import { orderFields } from "./order-fields.ts";
import { moneyOf } from "./order-money.ts";
import { priorityOf } from "./rules.ts";
import { openTicketStatuses } from "./schemas.ts";
import { addSystemMessage, changeTicket, versionConflict } from "./write.ts";

const inputSchema = z.object({
  number: z.string().min(1).max(40),
  orderNo: z.string().trim().min(1).max(128),
  version: z.number().int().min(1),
});

/**
 * Links a ticket to an order after a person made sure that it is this customer's. From then on the customer sees the order's
 * trace in the ticket, and the ticket is the order's one open ticket.
 * @throws DomainError 404 ORDER_NOT_FOUND, 409 ORDER_HAS_OPEN_TICKET with its number, 409 VERSION_CONFLICT
 */
export async function linkTicketOrder({ ctx, input }: { ctx: Ctx; input: z.input<typeof inputSchema> }): Promise<void> {
  const call = inputSchema.parse(input);
  const granted = authorize(ctx, "tickets:write");
  const work = async (tx: Tx) => {
    const ticket = await findTicket(tx, call.number);
    if (ticket.version !== call.version) throw versionConflict();
    // People copy the number from the ticket, where it stands as the customer typed it.
    await linkOrder(tx, granted, ticket, (await storedOrderNo(tx, call.orderNo)) ?? call.orderNo);
  };
  await (ctx.tx ? work(ctx.tx) : transact(work));
}

/** The linking itself, for callers that made sure whose order it is. @returns the ticket as it is now */
export async function linkOrder(tx: Tx, ctx: Ctx, ticket: TicketRow, orderNo: string): Promise<TicketRow> {
  if (ticket.orderNo !== null) {
    throw conflict("TICKET_ALREADY_LINKED", "This ticket speaks for an order already.", {
      details: { orderNo: ticket.orderNo },
    });
  }
  const fields = await orderFields(tx, orderNo);
  if (!fields) throw notFound("ORDER");
  const [other] = await tx
    .select({ number: tickets.number })
    .from(tickets)
    .where(and(eq(tickets.orderNo, orderNo), inArray(tickets.status, [...openTicketStatuses])));
  if (other) {
    throw conflict("ORDER_HAS_OPEN_TICKET", "This order has an open ticket already.", { details: other });
  }
  const { chargedNotCredited, creditedFen: _credited, refundedFen: _refunded, ...columns } = fields;
  const chargeState = chargedNotCredited ? ("confirmed" as const) : ticket.chargeState;
  const row = await changeTicket(tx, ctx, ticket, {
    set: {
      ...columns,
      ...moneyOf(fields),
      orderNo,
      claimedOrderNo: null,
      paymentNo: ticket.paymentNo ?? columns.paymentNo,
      errorText: ticket.errorText ?? columns.errorText,
      chargeState,
      priority: priorityOf({ ...fields, chargeState, now: ctx.clock.now() }),
    },
    sla: chargedNotCredited ? [{ type: "charge_found" }] : [],
    steps: [{ type: "order_linked", before: { claimedOrderNo: ticket.claimedOrderNo }, after: { orderNo } }],
    topic: "ticket.updated",
  });
  await addSystemMessage(tx, ctx, row, words(row.locale).linked(orderNo));
  return row;
}
