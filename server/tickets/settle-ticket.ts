import { z } from "zod";
import { type Tx, transact } from "#db/client.ts";
import { isUniqueViolation } from "#db/errors.ts";
import type { Ctx } from "#server/core/context.ts";
import { conflict } from "#server/core/errors.ts";
import { findTicket, requireTicketAccess, type TicketRow } from "./access.ts";
import { words } from "./copy.ts";
import { requireReopenable } from "./post-message.ts";
import { isOpen } from "./rules.ts";
import { reopenSchema } from "./schemas.ts";
import { moveTo, orderHasOpenTicket } from "./update-ticket.ts";
import { addMessage, addSystemMessage, changeTicket } from "./write.ts";

const confirmSchema = z.object({ number: z.string().min(1).max(40) });

/**
 * The customer says that the problem is solved: the ticket is resolved if it was not, and closed.
 * Saying it twice changes nothing.
 * @throws DomainError 404 TICKET_NOT_FOUND
 */
export async function confirmResolved({ ctx, input }: { ctx: Ctx; input: z.input<typeof confirmSchema> }) {
  const call = confirmSchema.parse(input);
  return inTransaction(ctx, async (tx) => {
    const ticket = await findTicket(tx, call.number);
    requireTicketAccess(ctx, ticket, "tickets:write");
    if (ticket.status === "closed") return result(ticket);
    let row = ticket;
    for (const status of ["resolved", "closed"] as const) {
      const move = moveTo(row, status, ctx.clock.now());
      if (move) row = await changeTicket(tx, ctx, row, move);
    }
    await addSystemMessage(tx, ctx, row, words(row.locale).confirmed);
    return result(row);
  });
}

/**
 * The customer opens their ticket again within seven days and says why.
 * @throws DomainError 404 TICKET_NOT_FOUND, 409 REOPEN_WINDOW_OVER, 409 TICKET_OPEN, 409 ORDER_HAS_OPEN_TICKET
 */
export async function reopenTicket({ ctx, input }: { ctx: Ctx; input: z.input<typeof reopenSchema> }) {
  const call = reopenSchema.parse(input);
  return inTransaction(ctx, async (tx) => {
    const ticket = await findTicket(tx, call.number);
    requireTicketAccess(ctx, ticket, "tickets:write");
    if (isOpen(ticket.status)) throw conflict("TICKET_OPEN", "This ticket is open.");
    requireReopenable(ticket, ctx.clock.now());
    const move = moveTo(ticket, "open", ctx.clock.now());
    if (!move) return result(ticket);
    const author = ctx.actor.kind === "customer" ? "customer" : "staff";
    const messageId = await addMessage(tx, ctx, ticket.id, { author, visibility: "public", body: call.reason });
    const sla = [...move.sla, ...(author === "customer" ? [{ type: "customer_message" as const }] : [])];
    const row = await changeTicket(tx, ctx, ticket, { ...move, sla, payload: { messageId, by: author } });
    await addSystemMessage(tx, ctx, row, words(row.locale).reopened);
    return result(row);
  });
}

const result = (row: TicketRow) => ({ number: row.number, status: row.status, version: row.version });

function inTransaction<T>(ctx: Ctx, work: (tx: Tx) => Promise<T>): Promise<T> {
  if (ctx.tx) return work(ctx.tx);
  return transact(work).catch((error: unknown) => {
    if (isUniqueViolation(error)) throw orderHasOpenTicket(error);
    throw error;
  });
}
