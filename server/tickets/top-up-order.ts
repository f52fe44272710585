import { and, desc, eq, inArray } from "drizzle-orm";
import { type Tx, transact } from "#db/client.ts";
import { tickets } from "#db/schema/index.ts";
import type { Ctx } from "#server/core/context.ts";
import { invalid } from "#server/core/errors.ts";
import { formatFen } from "#server/core/money.ts";
import { orderLock, requestTopup } from "#server/topup/index.ts";
import type { Topup, TopupRequest } from "#server/topup/schemas.ts";
import type { TicketRow } from "./access.ts";
import { creditedMessage, words } from "./copy.ts";
import { openTicketStatuses, type TicketStatus } from "./schemas.ts";
import type { SlaEvent } from "./sla.ts";
import { moveTo } from "./update-ticket.ts";
import { addSystemMessage, type Change, changeTicket } from "./write.ts";

/**
 * Asks for an order to be credited and, in the same transaction, tells its customer and moves its open ticket. Works for
 * orders without a ticket too. Two agents at once: one credit, one message; the other gets the winner's record in the error.
 * @returns the top-up: `succeeded`, or `pending_approval` while a second person is needed
 * @throws what `requestTopup` throws, and 422 TICKET_NOT_OF_ORDER when another ticket than one of this order is named; then
 *   nothing was written
 */
export async function topUpOrder(args: { ctx: Ctx; input: { orderNo: string } & TopupRequest }): Promise<Topup> {
  const { ctx, input } = args;
  const work = async (tx: Tx) => {
    const ticket = await openTicketOfOrder(tx, input.orderNo);
    const ticketNumber = ticket?.number ?? input.ticketNumber;
    const topup = await requestTopup({
      ctx: { ...ctx, tx },
      input: { ...input, ...(ticketNumber ? { ticketNumber } : {}) },
    });
    if (input.ticketNumber) await requireTicketOfOrder(tx, input.ticketNumber, input.orderNo);
    if (ticket) await follow(tx, ctx, ticket, topup);
    return topup;
  };
  return ctx.tx ? work(ctx.tx) : transact(work, { serializeOn: orderLock(input.orderNo) });
}

/** Tells the order's open ticket, if there is one, what became of a top-up. */
export async function tellTicketOfOrder(tx: Tx, ctx: Ctx, topup: Topup): Promise<void> {
  const ticket = await openTicketOfOrder(tx, topup.orderNo);
  if (ticket) await follow(tx, ctx, ticket, topup);
}

/**
 * A top-up goes down in the books under the ticket it names, so that has to be one of its order, open or not.
 * @throws DomainError 422 TICKET_NOT_OF_ORDER, alike for a ticket that is not there
 */
async function requireTicketOfOrder(tx: Tx, number: string, orderNo: string): Promise<void> {
  const [row] = await tx.select({ orderNo: tickets.orderNo }).from(tickets).where(eq(tickets.number, number));
  if (row?.orderNo === orderNo) return;
  const message = "This is not the number of a ticket of this order.";
  throw invalid("TICKET_NOT_OF_ORDER", message, { errors: [{ path: "ticketNumber", message }] });
}

/** The open ticket that speaks for an order. */
async function openTicketOfOrder(tx: Tx, orderNo: string): Promise<TicketRow | undefined> {
  const [row] = await tx
    .select()
    .from(tickets)
    .where(and(eq(tickets.orderNo, orderNo), inArray(tickets.status, [...openTicketStatuses])))
    .orderBy(desc(tickets.id))
    .limit(1);
  return row;
}

async function follow(tx: Tx, ctx: Ctx, ticket: TicketRow, topup: Topup): Promise<void> {
  if (topup.state === "succeeded") return credited(tx, ctx, ticket, topup);
  if (topup.state === "rejected") {
    const type = topup.decidedBy?.kind === "system" ? "topup_voided" : "topup_rejected";
    await internalNote(tx, ctx, ticket, topup, type, [], ticket.status);
    return;
  }
  // The gate has checked the payment: that is the verification we promised. The credit waits for a second person.
  await internalNote(tx, ctx, ticket, topup, "topup_requested", [{ type: "verified" }], "open");
}

async function credited(tx: Tx, ctx: Ctx, ticket: TicketRow, topup: Topup): Promise<void> {
  const messageId = await addSystemMessage(
    tx,
    ctx,
    ticket,
    creditedMessage(ticket.locale, topup.amountFen, topup.orderNo),
  );
  const move = moveTo(ticket, "resolved", ctx.clock.now());
  await changeTicket(tx, ctx, ticket, {
    set: { ...move?.set },
    sla: [{ type: "verified" }, ...(move?.sla ?? [])],
    steps: [
      {
        type: "topup_succeeded",
        after: { topupId: topup.id, amountFen: topup.amountFen, reasonCode: topup.reasonCode },
      },
      ...(move?.steps ?? []),
    ],
    topic: "ticket.credited",
    payload: { messageId, topupId: topup.id, amountFen: topup.amountFen },
  });
}

async function internalNote(
  tx: Tx,
  ctx: Ctx,
  ticket: TicketRow,
  topup: Topup,
  type: "topup_requested" | "topup_rejected" | "topup_voided",
  sla: SlaEvent[],
  to: TicketStatus,
): Promise<void> {
  const say = words(ticket.locale);
  const sum = formatFen(topup.amountFen);
  const bodies = {
    topup_requested: () => say.notePending(sum, topup.requestedBy.name),
    topup_rejected: () => say.noteRejected(sum, topup.decisionNote),
    topup_voided: () => say.noteVoided(sum),
  };
  await addSystemMessage(tx, ctx, ticket, bodies[type](), "internal");
  const move = moveTo(ticket, to, ctx.clock.now());
  const change: Change = {
    set: { ...move?.set },
    sla: [...sla, ...(move?.sla ?? [])],
    steps: [{ type, after: { topupId: topup.id, amountFen: topup.amountFen } }, ...(move?.steps ?? [])],
    topic: `ticket.${type}`,
    payload: { topupId: topup.id },
  };
  await changeTicket(tx, ctx, ticket, change);
}
