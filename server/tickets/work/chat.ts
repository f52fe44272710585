import { and, desc, eq, lte, ne } from "drizzle-orm";
import { z } from "zod";
import { db } from "#db/client.ts";
import { readMarks, ticketMessages } from "#db/schema/index.ts";
import type { Ctx } from "#server/core/context.ts";
import { forbidden, notFound } from "#server/core/errors.ts";
import { findTicket, ownsTicket } from "../access.ts";
import { isDeskManned } from "./be-present.ts";
import type { ChatState } from "./schemas.ts";
import { CUSTOMER, sayTyping, typingAt, typingTopics } from "./typing.ts";

const inputSchema = z.object({ number: z.string().min(1).max(40) });

/**
 * The customer is writing: the desk sees it for a moment, at once. Holds no text, and nothing of it is written down.
 * @throws DomainError 404 TICKET_NOT_FOUND, also when it is somebody else's; 403 FORBIDDEN to others than customers
 */
export async function typeInTicket({ ctx, input }: { ctx: Ctx; input: z.input<typeof inputSchema> }): Promise<void> {
  if (ctx.actor.kind !== "customer") throw forbidden("People of the desk say that they are present.");
  const ticket = await findTicket(db, inputSchema.parse(input).number);
  if (!ownsTicket(ctx.actor, ticket)) throw notFound("TICKET");
  sayTyping(ctx.clock, { subject: `ticket:${ticket.number}`, personId: CUSTOMER, name: CUSTOMER }, "typing");
}

/** Whether something was said of who writes to the customer: their page looks at the {@link chatState} then. */
export const isTypingSign = (change: { topic: string }): boolean => change.topic === typingTopics.typing;

/**
 * What a customer sees of the other side of their conversation: whether somebody writes to them just now, whether anybody is at the
 * desk, and the newest of their messages that was read. Who looks, and what is written among colleagues, is not in it.
 * @throws DomainError 404 TICKET_NOT_FOUND, also when it is somebody else's
 */
export async function chatState({ ctx, input }: { ctx: Ctx; input: z.input<typeof inputSchema> }): Promise<ChatState> {
  const reader = ctx.tx ?? db;
  const ticket = await findTicket(reader, inputSchema.parse(input).number);
  if (!ownsTicket(ctx.actor, ticket)) throw notFound("TICKET");
  const typing = typingAt(ctx.clock, `ticket:${ticket.number}`).some(
    ({ person, kind }) => person !== CUSTOMER && kind === "typing",
  );
  const [mark] = await reader
    .select({ messageId: readMarks.messageId })
    .from(readMarks)
    .where(and(eq(readMarks.ticketId, ticket.id), ne(readMarks.reader, CUSTOMER)))
    .orderBy(desc(readMarks.messageId))
    .limit(1);
  const read = mark ? await newestOwn(ticket.id, mark.messageId) : null;
  return { typing, here: await isDeskManned(ctx.clock), readUpTo: read };
}

/** A mark may stand on a note: what the customer is told is the newest message of their own before it. */
async function newestOwn(ticketId: string, upTo: string): Promise<string | null> {
  const [row] = await db
    .select({ id: ticketMessages.id })
    .from(ticketMessages)
    .where(
      and(eq(ticketMessages.ticketId, ticketId), eq(ticketMessages.author, "customer"), lte(ticketMessages.id, upTo)),
    )
    .orderBy(desc(ticketMessages.id))
    .limit(1);
  return row?.id ?? null;
}
