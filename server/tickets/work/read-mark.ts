import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { type Tx, transact } from "#db/client.ts";
import { readMarks, ticketMentions, ticketMessages } from "#db/schema/index.ts";
import type { Ctx } from "#server/core/context.ts";
import { notFound } from "#server/core/errors.ts";
import { emit } from "#server/jobs/outbox.ts";
import { findTicket, requireTicketAccess } from "../access.ts";
import { CUSTOMER } from "./typing.ts";

const inputSchema = z.object({ number: z.string().min(1).max(40), messageId: z.string().min(1).max(64) });

/**
 * Says that a side has read a ticket up to a message. Marks never go back. The other side's page is told; nothing is audited.
 * @returns whether the mark moved
 * @throws DomainError 404 TICKET_NOT_FOUND, MESSAGE_NOT_FOUND: also for a note, when the reader is the customer
 */
export async function markRead({ ctx, input }: { ctx: Ctx; input: z.input<typeof inputSchema> }) {
  const { number, messageId } = inputSchema.parse(input);
  const byCustomer = ctx.actor.kind === "customer";
  const work = async (tx: Tx) => {
    const ticket = await findTicket(tx, number);
    requireTicketAccess(ctx, ticket, "tickets:read");
    const [message] = await tx
      .select({ id: ticketMessages.id, visibility: ticketMessages.visibility })
      .from(ticketMessages)
      .where(and(eq(ticketMessages.id, messageId), eq(ticketMessages.ticketId, ticket.id)));
    if (!message || (byCustomer && message.visibility !== "public")) throw notFound("MESSAGE");
    const reader = byCustomer ? CUSTOMER : ctx.actor.id;
    const mine = and(eq(readMarks.ticketId, ticket.id), eq(readMarks.reader, reader));
    const [before] = await tx.select().from(readMarks).where(mine);
    // Ids are made in the order of time.
    if (before && before.messageId >= messageId) return { moved: false };
    const values = { messageId, at: ctx.clock.now() };
    await tx
      .insert(readMarks)
      .values({ ticketId: ticket.id, reader, ...values })
      .onConflictDoUpdate({ target: [readMarks.ticketId, readMarks.reader], set: values });
    if (ctx.actor.kind === "staff") {
      const called = and(eq(ticketMentions.ticketId, ticket.id), eq(ticketMentions.personId, reader));
      await tx.update(ticketMentions).set({ readAt: values.at }).where(called);
    }
    // What the customer has read, the desk shows at once; what a colleague has read is nobody's news.
    if (byCustomer) {
      const subject = `ticket:${number}`;
      await emit(tx, ctx.clock, { topic: "ticket.seen", subject, payload: { number } });
    }
    return { moved: true };
  };
  return ctx.tx ? work(ctx.tx) : transact(work);
}
