import { and, eq } from "drizzle-orm";
import type { Tx } from "#db/client.ts";
import { gatewayComplaints } from "#db/schema/index.ts";
import { appendAudit } from "#server/audit/index.ts";
import type { Ctx } from "#server/core/context.ts";
import { newId } from "#server/core/ids.ts";
import { maskPhone } from "#server/core/mask.ts";
import { emit } from "#server/jobs/outbox.ts";
import { ERASED } from "#server/orders/index.ts";
import { findTicket, tellTicket } from "#server/tickets/index.ts";
import { words } from "./copy.ts";
import type { ComplaintNote } from "./schemas.ts";
import type { ComplaintRow } from "./view.ts";

export type Stored = { row: ComplaintRow; change: "added" | "updated" | "unchanged" };

/**
 * Writes down what a gateway, or a list of it, says of a complaint. The same again changes nothing; what is new in it is
 * taken over; one that was settled there is noted in its ticket, once. Phones are kept masked: whoever has to call finds the
 * number at the gateway. What was erased with its customer stays erased, however often the gateway tells it.
 */
export async function storeComplaint(tx: Tx, ctx: Ctx, channel: string, note: ComplaintNote): Promise<Stored> {
  const known = await complaintOf(tx, channel, note.complaintNo);
  const told = {
    state: note.state,
    outTradeNo: note.outTradeNo,
    gatewayTradeNo: note.gatewayTradeNo,
    amountFen: note.amountFen,
    text: note.text,
    phone: note.phone === null ? null : maskPhone(note.phone),
    madeAt: note.madeAt,
    raw: note.raw,
  };
  const said = known?.text === ERASED ? { ...told, text: ERASED, phone: null, raw: {} } : told;
  if (known && same(known, said)) return { row: known, change: "unchanged" };
  const [row] = known
    ? await tx
        .update(gatewayComplaints)
        .set({ ...said, nextDetailAt: null, detailAttempts: 0 })
        .where(eq(gatewayComplaints.id, known.id))
        .returning()
    : await tx
        .insert(gatewayComplaints)
        .values({
          ...said,
          id: newId(),
          channel,
          complaintNo: note.complaintNo,
          receivedAt: ctx.clock.now(),
          nextDetailAt: null,
        })
        .returning();
  if (!row) throw new Error("The complaint was not written.");
  if (known) await tellSettled(tx, ctx, known, row);
  await tellComplaint(tx, ctx, row, known ? "updated" : "received");
  return { row, change: known ? "updated" : "added" };
}

export async function complaintOf(tx: Tx, channel: string, complaintNo: string): Promise<ComplaintRow | undefined> {
  const [row] = await tx
    .select()
    .from(gatewayComplaints)
    .where(and(eq(gatewayComplaints.channel, channel), eq(gatewayComplaints.complaintNo, complaintNo)));
  return row;
}

/** The audit row and the event of a complaint; its text stays out of both. */
export async function tellComplaint(tx: Tx, ctx: Ctx, row: ComplaintRow, what: string): Promise<void> {
  const { id, channel, complaintNo, state, orderNo, ticketNumber } = row;
  const data = { channel, complaintNo, state, orderNo, ticketNumber };
  await appendAudit(tx, ctx, { action: `complaint.${what}`, subject: `complaint:${id}`, data });
  await emit(tx, ctx.clock, { topic: `complaint.${what}`, subject: `complaint:${id}`, payload: { id, ...data } });
}

type Said = Pick<ComplaintRow, "state" | "outTradeNo" | "gatewayTradeNo" | "amountFen" | "text" | "phone" | "madeAt">;

function same(known: ComplaintRow, said: Said): boolean {
  return (
    known.nextDetailAt === null &&
    known.state === said.state &&
    known.outTradeNo === said.outTradeNo &&
    known.gatewayTradeNo === said.gatewayTradeNo &&
    known.amountFen === said.amountFen &&
    known.text === said.text &&
    known.phone === said.phone &&
    known.madeAt.getTime() === said.madeAt.getTime()
  );
}

async function tellSettled(tx: Tx, ctx: Ctx, before: ComplaintRow, row: ComplaintRow): Promise<void> {
  if (before.state === "processed" || row.state !== "processed" || row.ticketNumber === null) return;
  const ticket = await findTicket(tx, row.ticketNumber);
  await tellTicket(tx, ctx, ticket, {
    step: { type: "complaint_settled", after: { complaintNo: row.complaintNo } },
    note: words(ticket.locale).noteComplaintDone(row.complaintNo),
  });
}
