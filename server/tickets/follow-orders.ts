import { and, eq } from "drizzle-orm";
import type { Tx } from "#db/client.ts";
import { slaTargets, tickets } from "#db/schema/index.ts";
import { type Ctx, systemContext } from "#server/core/context.ts";
import { consume, type OutboxRow } from "#server/jobs/index.ts";
import type { TicketRow } from "./access.ts";
import { settledMessage } from "./copy.ts";
import { ticketIsOpen } from "./open-tickets.ts";
import { type OrderFields, orderFields } from "./order-fields.ts";
import { moveTo } from "./update-ticket.ts";
import { addSystemMessage, changeTicket } from "./write.ts";

const MAX_BATCHES_A_RUN = 20;

/**
 * Resolves tickets whose money arrived, or went back, without anybody's doing: a callback that came late after all. Only
 * tickets of money taken and not credited, and only those that ask for that money.
 * @returns how many events were looked at
 */
export async function followOrders(ctx: Ctx): Promise<number> {
  let seen = 0;
  for (let batch = 0; batch < MAX_BATCHES_A_RUN; batch++) {
    const handled = await consume("tickets.orders", ctx.clock, (tx, event) => follow(tx, ctx, event));
    if (handled === 0) break;
    seen += handled;
  }
  return seen;
}

async function follow(tx: Tx, { clock }: Ctx, event: OutboxRow): Promise<void> {
  if (event.topic !== "order.updated" || !event.subject.startsWith("order:")) return;
  const orderNo = event.subject.slice("order:".length);
  const ticket = await waitingFor(tx, orderNo);
  if (!ticket) return;
  const fields = await orderFields(tx, orderNo);
  if (!fields || fields.chargedNotCredited || fields.creditedFen + fields.refundedFen === 0) return;
  await settle(tx, systemContext("tickets.orders", clock), ticket, orderNo, fields);
}

async function waitingFor(tx: Tx, orderNo: string): Promise<TicketRow | undefined> {
  const [row] = await tx
    .select({ ticket: tickets })
    .from(tickets)
    .innerJoin(slaTargets, and(eq(slaTargets.ticketId, tickets.id), eq(slaTargets.metric, "verification")))
    .where(and(eq(tickets.orderNo, orderNo), ticketIsOpen))
    .limit(1);
  const asksForMoney = row?.ticket.claim === "complete_topup" || row?.ticket.claim === "trace_funds";
  return asksForMoney ? row?.ticket : undefined;
}

async function settle(tx: Tx, ctx: Ctx, ticket: TicketRow, orderNo: string, fields: OrderFields): Promise<void> {
  const move = moveTo(ticket, "resolved", ctx.clock.now());
  if (!move) return;
  const { creditedFen, refundedFen } = fields;
  await addSystemMessage(tx, ctx, ticket, settledMessage(ticket.locale, orderNo, creditedFen, refundedFen));
  await changeTicket(tx, ctx, ticket, {
    ...move,
    steps: [{ type: "money_settled", after: { creditedFen, refundedFen } }, ...move.steps],
  });
}
