import { and, eq, inArray, ne } from "drizzle-orm";
import { z } from "zod";
import { type Db, db } from "#db/client.ts";
import { attachments, slaTargets, ticketEvents, ticketMessages, tickets, user } from "#db/schema/index.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { notFound } from "#server/core/errors.ts";
import { masked } from "#server/core/mask.ts";
import { localeOf, locales } from "#server/diagnosis/schemas.ts";
import { accessUrl, findTicket, ownsTicket, type TicketRow } from "./access.ts";
import type { CustomerTicket, Ticket } from "./schemas.ts";
import { customerView, ticketView } from "./views.ts";
import { joinedTo, sameCustomer } from "./work/merged.ts";

const inputSchema = z.object({
  number: z.string().trim().min(1).max(40),
  /** The reader's language, for the reasoning; the ticket's own by default. */
  locale: z.enum(locales).optional(),
});
type Args = { ctx: Ctx; input: z.input<typeof inputSchema> };

/**
 * A ticket in full, for staff, who see contacts masked, and keys with `tickets:read`.
 * @throws DomainError 403 FORBIDDEN, 404 TICKET_NOT_FOUND
 */
export async function getTicket({ ctx, input }: Args): Promise<Ticket> {
  authorize(ctx, "tickets:read");
  const { number, locale } = inputSchema.parse(input);
  const reader: Db = ctx.tx ?? db;
  const [row] = await reader
    .select({ ticket: tickets, assigneeName: user.name })
    .from(tickets)
    .leftJoin(user, eq(user.id, tickets.assigneeId))
    .where(eq(tickets.number, number));
  if (!row) throw notFound("TICKET");
  const { id } = row.ticket;
  // Tickets that were joined to this one are read as one with it.
  const joined = await joinedTo(reader, id);
  const messages = await reader
    .select()
    .from(ticketMessages)
    .where(inArray(ticketMessages.ticketId, [id, ...joined.map((one) => one.id)]))
    .orderBy(ticketMessages.createdAt, ticketMessages.id);
  const events = await reader
    .select()
    .from(ticketEvents)
    .where(eq(ticketEvents.ticketId, id))
    .orderBy(ticketEvents.at, ticketEvents.id);
  const parts = { ...row, messages, events, joined, ...(await filesAndTargets(reader, id, joined)) };
  return masked(ctx, ticketView(parts, locale ?? localeOf(row.ticket.locale)));
}

/**
 * The customer's own copy of a ticket: nothing internal in it.
 * @throws DomainError 404 TICKET_NOT_FOUND, also when it is somebody else's
 */
export async function customerTicket({ ctx, input }: Args): Promise<CustomerTicket> {
  const { number } = inputSchema.parse(input);
  const reader: Db = ctx.tx ?? db;
  const ticket = await findTicket(reader, number);
  if (!ownsTicket(ctx.actor, ticket)) throw notFound("TICKET");
  // Of tickets that were joined to theirs they read those that are proven to be theirs as well, and nothing else.
  const joined = (await joinedTo(reader, ticket.id)).filter((one) => sameCustomer(one, ticket));
  const messages = await publicMessages(reader, ticket.id, ...joined.map((one) => one.id));
  const parts = { ticket, messages, joined, ...(await filesAndTargets(reader, ticket.id, joined)) };
  return { ...customerView(parts, ctx.clock.now()), continuesIn: await continuation(reader, ticket) };
}

async function continuation(reader: Db, ticket: TicketRow): Promise<CustomerTicket["continuesIn"]> {
  if (ticket.mergedInto === null) return null;
  const [target] = await reader.select().from(tickets).where(eq(tickets.id, ticket.mergedInto));
  return target && sameCustomer(ticket, target) ? { number: target.number, url: accessUrl(target) } : null;
}

/** The only way to the messages that a customer sees: internal notes are not even read. */
export async function publicMessages(reader: Db, ...ticketIds: string[]) {
  return reader
    .select()
    .from(ticketMessages)
    .where(and(inArray(ticketMessages.ticketId, ticketIds), eq(ticketMessages.visibility, "public")))
    .orderBy(ticketMessages.createdAt, ticketMessages.id);
}

async function filesAndTargets(reader: Db, ticketId: string, joined: readonly { id: string }[]) {
  const files = await reader
    .select()
    .from(attachments)
    .where(
      and(inArray(attachments.ticketId, [ticketId, ...joined.map((one) => one.id)]), ne(attachments.kind, "identity")),
    )
    .orderBy(attachments.id);
  const targets = await reader
    .select()
    .from(slaTargets)
    .where(eq(slaTargets.ticketId, ticketId))
    .orderBy(slaTargets.startedAt, slaTargets.id);
  const copied = new Set(files.flatMap(({ redactedOf }) => redactedOf ?? []));
  return { attachments: files.filter(({ redactedOf }) => redactedOf === null), copied, targets };
}
