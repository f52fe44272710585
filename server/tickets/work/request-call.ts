import { and, eq, inArray } from "drizzle-orm";
import { z } from "zod";
import { type Tx, transact } from "#db/client.ts";
import { callbackRequests } from "#db/schema/index.ts";
import type { Ctx } from "#server/core/context.ts";
import { conflict, invalid, notFound } from "#server/core/errors.ts";
import { newId } from "#server/core/ids.ts";
import { maskPhone } from "#server/core/mask.ts";
import { seal } from "#server/core/seal.ts";
import { sealPurposes } from "#server/core/seal-purposes.ts";
import { findTicket, requireTicketAccess, type TicketRow } from "../access.ts";
import { formatMoment, words } from "../copy.ts";
import { isOpen } from "../rules.ts";
import { addSystemMessage, changeTicket } from "../write.ts";
import { type CallRow, callView } from "./call-rows.ts";
import { callSettingsOf } from "./call-settings.ts";
import { bookedFrom, phoneCalendar, SLOT_MS, slotsFrom } from "./call-slots.ts";
import { type Call, requestCallSchema } from "./schemas.ts";

const inputSchema = requestCallSchema.extend({ number: z.string().min(1).max(40) });
const cancelSchema = z.object({ number: z.string().min(1).max(40) });
export type RequestCallCall = z.input<typeof inputSchema>;

const open = inArray(callbackRequests.state, ["booked", "calling"]);

/**
 * Books a call to a ticket's customer into a half hour that is free; one that was booked before gives way to it. The number is
 * sealed, and the desk sees it masked.
 * @throws DomainError 404 TICKET_NOT_FOUND; 409 TICKET_CLOSED, SLOT_TAKEN, CALL_UNDER_WAY; 422 SLOT_NOT_OFFERED
 */
export async function requestCall({ ctx, input }: { ctx: Ctx; input: RequestCallCall }): Promise<Call> {
  const call = inputSchema.parse(input);
  const work = async (tx: Tx) => {
    const ticket = await findTicket(tx, call.number);
    requireTicketAccess(ctx, ticket, "tickets:write");
    if (!isOpen(ticket.status)) throw conflict("TICKET_CLOSED", "This ticket has ended. Open it again first.");
    const now = ctx.clock.now();
    const slotFrom = new Date(call.slot);
    await requireSlot(tx, now, slotFrom);
    const [before] = await tx
      .select()
      .from(callbackRequests)
      .where(and(eq(callbackRequests.ticketId, ticket.id), open));
    if (before?.state === "calling") throw conflict("CALL_UNDER_WAY", "Somebody is calling just now.");
    if (before) await endRow(tx, before, { state: "cancelled", endedAt: now });
    const id = newId();
    const row: CallRow = {
      ...{ id, ticketId: ticket.id, number: ticket.number, state: "booked", tries: 0, version: 1, note: null },
      ...{ phone: seal(sealPurposes.call(id), call.phone), shownPhone: maskPhone(call.phone) },
      ...{ slotFrom, slotTo: new Date(slotFrom.getTime() + SLOT_MS), takenById: null, takenByName: null },
      ...{ createdAt: now, endedAt: null, remindedAt: null },
    };
    await tx.insert(callbackRequests).values(row);
    const slot = formatMoment(slotFrom, ticket.locale);
    await addSystemMessage(tx, ctx, ticket, words(ticket.locale).callBooked(slot));
    await changeTicket(tx, ctx, ticket, {
      steps: [{ type: "call_booked", after: { callId: id, slotAt: slotFrom.toISOString() } }],
      topic: "ticket.call_booked",
      payload: { callId: id, slotAt: slotFrom.toISOString() },
      told: true,
    });
    return callView(row);
  };
  return ctx.tx ? work(ctx.tx) : transact(work, { serializeOn: "desk:calls" });
}

async function requireSlot(tx: Tx, now: Date, slotFrom: Date): Promise<void> {
  const { perSlot } = await callSettingsOf(tx);
  const offered =
    perSlot > 0 && slotsFrom(await phoneCalendar(tx), now).some(({ from }) => from.getTime() === slotFrom.getTime());
  if (!offered) {
    throw invalid("SLOT_NOT_OFFERED", "Choose one of the times that are offered.", {
      errors: [{ path: "slot", message: "Not offered" }],
    });
  }
  const booked = (await bookedFrom(tx, now)).get(slotFrom.getTime()) ?? 0;
  if (booked >= perSlot) throw conflict("SLOT_TAKEN", "This time is taken. Choose another one.");
}

/**
 * Takes the call back that was booked for a ticket.
 * @throws DomainError 404 TICKET_NOT_FOUND, CALL_NOT_FOUND; 409 CALL_UNDER_WAY
 */
export async function cancelCall({ ctx, input }: { ctx: Ctx; input: z.input<typeof cancelSchema> }): Promise<Call> {
  const { number } = cancelSchema.parse(input);
  const work = async (tx: Tx) => {
    const ticket = await findTicket(tx, number);
    requireTicketAccess(ctx, ticket, "tickets:write");
    const [before] = await tx
      .select()
      .from(callbackRequests)
      .where(and(eq(callbackRequests.ticketId, ticket.id), open));
    if (!before) throw notFound("CALL");
    if (before.state === "calling") throw conflict("CALL_UNDER_WAY", "Somebody is calling just now.");
    const row = await endRow(tx, before, { state: "cancelled", endedAt: ctx.clock.now() });
    await addSystemMessage(tx, ctx, ticket, words(ticket.locale).callCancelled);
    await tellCall(tx, ctx, ticket, row, "call_cancelled", true);
    return callView(row);
  };
  return ctx.tx ? work(ctx.tx) : transact(work);
}

export async function endRow(tx: Tx, before: CallRow, set: Partial<CallRow>): Promise<CallRow> {
  const row = { ...before, ...set, version: before.version + 1 };
  const [written] = await tx
    .update(callbackRequests)
    .set(row)
    .where(and(eq(callbackRequests.id, before.id), eq(callbackRequests.version, before.version)))
    .returning();
  if (!written) throw conflict("VERSION_CONFLICT", "Somebody else changed this call. Read it again.");
  return written;
}

export async function tellCall(
  tx: Tx,
  ctx: Ctx,
  ticket: TicketRow,
  row: CallRow,
  type: "call_cancelled" | "call_taken" | "call_done" | "call_missed" | "call_lapsed",
  told: boolean,
): Promise<void> {
  await changeTicket(tx, ctx, ticket, {
    steps: [{ type, after: { callId: row.id, state: row.state } }],
    topic: `ticket.${type}`,
    payload: { callId: row.id },
    told,
  });
}
