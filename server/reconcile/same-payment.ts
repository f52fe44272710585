import { and, asc, eq, inArray, lt, or } from "drizzle-orm";
import type { Tx } from "#db/client.ts";
import { payments, tickets } from "#db/schema/index.ts";
import { type Ctx, systemContext } from "#server/core/context.ts";
import type { OutboxRow } from "#server/jobs/index.ts";
import { tellTicket } from "#server/tickets/index.ts";
import { samePaymentNote } from "./copy.ts";

const TAG = "same-payment";

/**
 * When a ticket names a payment that another ticket named before, the two are linked: each says so to staff, and carries a tag. One
 * payment belongs to one order, so that at most one of them can be right; that it is credited once is the ledger's to keep.
 */
export async function linkSamePayment(tx: Tx, ctx: Ctx, event: OutboxRow): Promise<void> {
  const number = event.subject.slice("ticket:".length);
  const [ticket] = await tx.select().from(tickets).where(eq(tickets.number, number));
  if (!ticket?.paymentNo) return;
  const { paymentNo } = ticket;
  const [first] = await tx
    .select()
    .from(tickets)
    .where(and(inArray(tickets.paymentNo, await namesOf(tx, paymentNo)), lt(tickets.id, ticket.id)))
    .orderBy(asc(tickets.id))
    .limit(1);
  // One order's tickets, one after the other, are one matter and not two claims.
  if (!first || (first.orderNo !== null && first.orderNo === ticket.orderNo)) return;
  const system = systemContext("reconcile", ctx.clock);
  const link = (from: typeof ticket, to: typeof ticket) =>
    tellTicket(tx, system, from, {
      step: { type: "same_payment", after: { ticketNumber: to.number, paymentNo } },
      note: samePaymentNote(from.locale, paymentNo, to.number),
      tag: TAG,
    });
  await link(ticket, first);
  await link(first, ticket);
}

/** A payment has two numbers, the shop's and the gateway's, and a ticket may name either. */
async function namesOf(tx: Tx, paymentNo: string): Promise<string[]> {
  const rows = await tx
    .select({ shops: payments.outTradeNo, gateways: payments.gatewayTradeNo })
    .from(payments)
    .where(or(eq(payments.outTradeNo, paymentNo), eq(payments.gatewayTradeNo, paymentNo)))
    .limit(10);
  return [...new Set([paymentNo, ...rows.flatMap((row) => [row.shops, row.gateways ?? row.shops])])];
}
