import { and, desc, eq, inArray, lt, or } from "drizzle-orm";
import { z } from "zod";
import { type Db, db } from "#db/client.ts";
import { attachments, ticketMessages } from "#db/schema/index.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { notFound } from "#server/core/errors.ts";
import { masked } from "#server/core/mask.ts";
import { findTicket } from "../access.ts";
import type { TicketMessage } from "../schemas.ts";
import { messageView } from "../views.ts";
import { joinedTo } from "./merged.ts";

/** The newest of a conversation are read with its ticket; those before them are asked for. */
export const MESSAGES_AT_ONCE = 200;

const inputSchema = z.object({
  number: z.string().min(1).max(40),
  /** The id of the oldest message that is known. */
  before: z.string().min(1).max(64).optional(),
  limit: z.coerce.number().int().min(1).max(MESSAGES_AT_ONCE).default(100),
});

type Message = typeof ticketMessages.$inferSelect;

/**
 * The newest messages of some tickets, in the order in which they were written.
 * @param before only what was written before this one
 * @returns `earlier` when there are more before them
 */
export async function newestMessages(
  reader: Db,
  ticketIds: readonly string[],
  { before, limit, visibility }: { before?: Message; limit: number; visibility?: "public" },
): Promise<{ messages: Message[]; earlier: boolean }> {
  const { createdAt, id } = ticketMessages;
  const rows = await reader
    .select()
    .from(ticketMessages)
    .where(
      and(
        inArray(ticketMessages.ticketId, [...ticketIds]),
        visibility && eq(ticketMessages.visibility, visibility),
        before && or(lt(createdAt, before.createdAt), and(eq(createdAt, before.createdAt), lt(id, before.id))),
      ),
    )
    .orderBy(desc(createdAt), desc(id))
    .limit(limit + 1);
  return { messages: rows.slice(0, limit).reverse(), earlier: rows.length > limit };
}

/**
 * What was said in a ticket before a message, oldest first.
 * @throws DomainError 403 FORBIDDEN, 404 TICKET_NOT_FOUND, MESSAGE_NOT_FOUND
 */
export async function listMessages({
  ctx,
  input,
}: {
  ctx: Ctx;
  input: z.input<typeof inputSchema>;
}): Promise<{ items: TicketMessage[]; earlier: boolean }> {
  authorize(ctx, "tickets:read");
  const call = inputSchema.parse(input);
  const reader: Db = ctx.tx ?? db;
  const ticket = await findTicket(reader, call.number);
  const joined = await joinedTo(reader, ticket.id);
  const ids = [ticket.id, ...joined.map((one) => one.id)];
  const before = call.before === undefined ? undefined : await messageOf(reader, ids, call.before);
  const { messages, earlier } = await newestMessages(reader, ids, { limit: call.limit, ...(before && { before }) });
  const files =
    messages.length === 0
      ? []
      : await reader
          .select()
          .from(attachments)
          .where(
            inArray(
              attachments.messageId,
              messages.map((message) => message.id),
            ),
          )
          .orderBy(attachments.id);
  const parts = {
    joined,
    attachments: files.filter(({ redactedOf }) => redactedOf === null),
    copied: new Set(files.flatMap(({ redactedOf }) => redactedOf ?? [])),
  };
  return masked(ctx, { items: messages.map((message) => messageView(message, parts, true)), earlier });
}

async function messageOf(reader: Db, ticketIds: readonly string[], id: string): Promise<Message> {
  const [row] = await reader
    .select()
    .from(ticketMessages)
    .where(and(eq(ticketMessages.id, id), inArray(ticketMessages.ticketId, [...ticketIds])));
  if (!row) throw notFound("MESSAGE");
  return row;
}
