import { and, desc, eq, inArray, ne } from "drizzle-orm";
import { z } from "zod";
import { type Db, db } from "#db/client.ts";
import { attachments, incidents, slaTargets, ticketEvents, tickets, user } from "#db/schema/index.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { notFound } from "#server/core/errors.ts";
import { masked } from "#server/core/mask.ts";
import { localeOf, locales } from "#server/diagnosis/schemas.ts";
import { accessUrl, findTicket, ownsTicket, type TicketRow } from "./access.ts";
import type { CustomerTicket, Ticket } from "./schemas.ts";
import { customerView, ticketView } from "./views.ts";
import { joinedTo, sameCustomer } from "./work/merged.ts";
import { MESSAGES_AT_ONCE, newestMessages } from "./work/messages.ts";

/** The history of a ticket that is told with it: more than one ever had, so that none can hold up the desk. */
const EVENTS_AT_ONCE = 500;
/** As far back as a customer's page goes. */
const CUSTOMERS_AT_ONCE = 500;

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
  const both = [id, ...joined.map((one) => one.id)];
  const { messages, earlier } = await newestMessages(reader, both, { limit: MESSAGES_AT_ONCE });
  const events = await reader
    .select()
    .from(ticketEvents)
    .where(eq(ticketEvents.ticketId, id))
    .orderBy(desc(ticketEvents.at), desc(ticketEvents.id))
    .limit(EVENTS_AT_ONCE);
  const incident = await incidentOf(reader, row.ticket);
  events.reverse();
  const parts = { ...row, messages, earlier, events, joined, incident, ...(await filesAndTargets(reader, id, joined)) };
  return masked(ctx, ticketView(parts, locale ?? localeOf(row.ticket.locale)));
}

async function incidentOf(reader: Db, { incidentId }: TicketRow): Promise<Ticket["incident"]> {
  if (incidentId === null) return null;
  const { number, title, causeCode, channel, seen } = incidents;
  const [row] = await reader
    .select({ number, title, causeCode, channel, seen })
    .from(incidents)
    .where(eq(incidents.id, incidentId));
  if (!row) return null;
  // What the system proposed was seen in tickets, and nobody named it.
  const { seen: counted, ...known } = row;
  return { ...known, causeCode: known.causeCode as Ticket["causeCode"], named: counted === 0 };
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
  const limit = CUSTOMERS_AT_ONCE;
  return (await newestMessages(reader, ticketIds, { visibility: "public", limit })).messages;
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
