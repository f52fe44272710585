import { and, asc, eq, inArray, or } from "drizzle-orm";
import { db } from "#db/client.ts";
import { inboundEvents, ledgerEntries, payments, ticketEvents, ticketMessages } from "#db/schema/index.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { DomainError, notFound } from "#server/core/errors.ts";
import { maskText, seesMasked } from "#server/core/mask.ts";
import { closeField, isSigned, makeReceipt, type ReceiptRefs, sequenceEvidence } from "#server/evidence/index.ts";
import type { Receipt, ReceiptEntry } from "#server/evidence/schemas.ts";
import { findTicket, requireTicketAccess } from "./access.ts";

const MAX_ROWS = 200;

/**
 * The receipt of an order: what happened to it, with the proof that the evidence log says so.
 * @throws DomainError 403 FORBIDDEN, 404 ORDER_NOT_FOUND, 409 EVIDENCE_PENDING (ask again in a few seconds)
 */
export async function orderReceipt({ ctx, input }: { ctx: Ctx; input: { orderNo: string } }): Promise<Receipt> {
  authorize(ctx, "trace:read");
  return receiptOf(ctx, input.orderNo, {});
}

/**
 * The receipt of a ticket's order, for whoever the ticket belongs to: with the ticket's public messages and its steps.
 * @throws DomainError 404 TICKET_NOT_FOUND, ORDER_NOT_FOUND; 409 EVIDENCE_PENDING
 */
export async function ticketReceipt({ ctx, input }: { ctx: Ctx; input: { number: string } }): Promise<Receipt> {
  const ticket = await findTicket(db, input.number);
  requireTicketAccess(ctx, ticket, "tickets:read");
  if (!ticket.orderNo) throw notFound("ORDER");
  return receiptOf(ctx, ticket.orderNo, await refsOfTicket(ticket.id));
}

async function receiptOf(ctx: Ctx, orderNo: string, more: ReceiptRefs): Promise<Receipt> {
  const refs = await refsOfOrder(orderNo);
  if (refs.event.length === 0) throw notFound("ORDER");
  if (!(await isSigned("event", refs.event))) await sequenceEvidence(ctx.clock, { sign: true });
  const receipt = await makeReceipt(orderNo, { ...refs, ...more }, ctx.clock.now());
  if (!receipt)
    throw new DomainError(409, "EVIDENCE_PENDING", "The log is not signed yet. Ask again in a few seconds.");
  return seesMasked(ctx.actor) ? withoutContacts(receipt) : receipt;
}

/** For the staff, fields with a contact in them are closed: a mask inside would be another text than the log stands for. */
function withoutContacts(receipt: Receipt): Receipt {
  const closed = ({ fields, ...entry }: ReceiptEntry): ReceiptEntry => ({
    ...entry,
    fields: Object.fromEntries(
      Object.entries(fields).map(([name, field]) => [
        name,
        "json" in field && maskText(field.json) !== field.json ? closeField(field) : field,
      ]),
    ),
  });
  return { ...receipt, entries: receipt.entries.map(closed) };
}

async function refsOfOrder(orderNo: string) {
  const paid = await db.select({ no: payments.outTradeNo }).from(payments).where(eq(payments.orderNo, orderNo));
  const numbers = paid.map(({ no }) => no);
  const ofPayments = numbers.length > 0 ? [inArray(inboundEvents.outTradeNo, numbers)] : [];
  const events = await db
    .select({ id: inboundEvents.id })
    .from(inboundEvents)
    .where(or(eq(inboundEvents.orderNo, orderNo), ...ofPayments))
    .orderBy(asc(inboundEvents.id))
    .limit(MAX_ROWS);
  const entries = await db
    .select({ id: ledgerEntries.id })
    .from(ledgerEntries)
    .where(eq(ledgerEntries.orderNo, orderNo))
    .limit(MAX_ROWS);
  return { event: events.map((row) => row.id), ledger: entries.map((row) => row.id) };
}

async function refsOfTicket(ticketId: string): Promise<ReceiptRefs> {
  const steps = await db
    .select({ id: ticketEvents.id })
    .from(ticketEvents)
    .where(eq(ticketEvents.ticketId, ticketId))
    .limit(MAX_ROWS);
  const messages = await db
    .select({ id: ticketMessages.id })
    .from(ticketMessages)
    .where(and(eq(ticketMessages.ticketId, ticketId), eq(ticketMessages.visibility, "public")))
    .limit(MAX_ROWS);
  return { step: steps.map((row) => row.id), message: messages.map((row) => row.id) };
}
