import { and, eq, inArray } from "drizzle-orm";
import { z } from "zod";
import { db, type Tx, transact } from "#db/client.ts";
import { isUniqueViolation } from "#db/errors.ts";
import { gatewayCases } from "#db/schema/index.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { conflict, invalid } from "#server/core/errors.ts";
import { newId } from "#server/core/ids.ts";
import { loadCase, type OrderCase } from "#server/orders/index.ts";
import { refreshPayments } from "#server/payments/index.ts";
import { promisedBy } from "#server/sla/index.ts";
import { findTicket, type TicketRow, tellTicket } from "#server/tickets/index.ts";
import { openTicketStatuses } from "#server/tickets/schemas.ts";
import { momentText, words } from "./copy.ts";
import { escalateAtOf } from "./rules.ts";
import { fileCaseSchema, type GatewayCase } from "./schemas.ts";
import { caseView } from "./view.ts";
import { caseLock, tellCase, unansweredStates } from "./write.ts";

const inputSchema = fileCaseSchema.extend({ number: z.string().trim().min(1).max(40) });
export type FileCaseCall = z.input<typeof inputSchema>;

/**
 * Puts a payment before its gateway: from now on it owes us an answer within two hours, and after a day without one the
 * customer is shown a way of their own. The gateway is asked first, so that the file says what it said. The ticket waits
 * for the channel until the answer is in.
 * @returns the case; its file is read with {@link caseFile}
 * @throws DomainError 404 TICKET_NOT_FOUND, 403 FORBIDDEN, 409 CASE_EXISTS with its id, 409 TICKET_CLOSED,
 * 422 TICKET_HAS_NO_ORDER, 422 NO_PAYMENT_TO_ASK
 */
export async function fileCase({ ctx, input }: { ctx: Ctx; input: FileCaseCall }): Promise<GatewayCase> {
  const granted = authorize(ctx, "tickets:write");
  const call = inputSchema.parse(input);
  if (ctx.tx) return file(ctx.tx, granted, call);
  const orderNo = orderOf(await findTicket(db, call.number));
  await refreshPayments({ ctx, orderNo });
  return transact((tx) => file(tx, granted, call), { serializeOn: caseLock(orderNo) }).catch((error: unknown) => {
    throw isUniqueViolation(error) ? caseExists(null) : error;
  });
}

function orderOf(ticket: TicketRow): string {
  if (ticket.orderNo !== null) return ticket.orderNo;
  throw invalid("TICKET_HAS_NO_ORDER", "Link the ticket to its order first: a case is about an order's payment.");
}

async function file(tx: Tx, ctx: Ctx, call: z.output<typeof inputSchema>): Promise<GatewayCase> {
  const ticket = await findTicket(tx, call.number);
  const orderNo = orderOf(ticket);
  if (!(openTicketStatuses as readonly string[]).includes(ticket.status)) {
    throw conflict("TICKET_CLOSED", "This ticket has ended. Open it again first.");
  }
  const payment = paymentOf(await loadCase(tx, orderNo), call.outTradeNo);
  const channel = payment.channel ?? ticket.channel;
  if (!channel) throw noPayment();
  await refuseSecond(tx, orderNo, payment.outTradeNo);
  const now = ctx.clock.now();
  const [row] = await tx
    .insert(gatewayCases)
    .values({
      id: newId(),
      ticketNumber: ticket.number,
      orderNo,
      channel,
      outTradeNo: payment.outTradeNo,
      amountFen: payment.paidFen > 0 ? payment.paidFen : payment.amountFen,
      state: "open",
      request: call.request || null,
      filedByName: ctx.actor.name,
      filedAt: now,
      dueAt: await promisedBy(tx, "gateway_answer", now, ticket),
      escalateAt: escalateAtOf(now),
    })
    .returning();
  if (!row) throw new Error("The case was not written.");
  await tellCase(tx, ctx, row, "filed");
  await tellTicket(tx, ctx, ticket, {
    step: { type: "case_filed", after: { caseId: row.id, channel, outTradeNo: payment.outTradeNo } },
    status: "waiting_upstream",
    sla: [{ type: "gateway_asked", caseId: row.id }],
    message: words(ticket.locale).filed(payment.outTradeNo, momentText(row.dueAt, ticket.locale)),
  });
  return caseView(row, now);
}

/** The payment that is asked about: the one named, else the one that was paid, else the newest. */
function paymentOf(found: OrderCase | undefined, outTradeNo: string | undefined): OrderCase["payments"][number] {
  const all = found?.payments ?? [];
  const payment = outTradeNo
    ? all.find((one) => one.outTradeNo === outTradeNo)
    : (all.find((one) => one.paidFen > one.refundedFen) ?? all.at(-1));
  if (!payment) throw noPayment();
  return payment;
}

const noPayment = () =>
  invalid("NO_PAYMENT_TO_ASK", "This order has no such payment, or nobody knows its channel.", {
    errors: [{ path: "outTradeNo", message: "Not a payment of this order that a channel can be asked about" }],
  });

async function refuseSecond(tx: Tx, orderNo: string, outTradeNo: string): Promise<void> {
  const [other] = await tx
    .select({ id: gatewayCases.id })
    .from(gatewayCases)
    .where(
      and(
        eq(gatewayCases.orderNo, orderNo),
        eq(gatewayCases.outTradeNo, outTradeNo),
        inArray(gatewayCases.state, unansweredStates),
      ),
    );
  if (other) throw caseExists(other.id);
}

const caseExists = (caseId: string | null) =>
  conflict("CASE_EXISTS", "The gateway was asked about this payment already and has not answered yet.", {
    details: { caseId },
  });
