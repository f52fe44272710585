import { and, asc, desc, eq, inArray, isNull, sql } from "drizzle-orm";
import { z } from "zod";
import { type Db, db } from "#db/client.ts";
import { callbackRequests, ratings, readMarks, ticketFollowers, ticketLinks, tickets, user } from "#db/schema/index.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { masked } from "#server/core/mask.ts";
import { findTicket, type TicketRow } from "../access.ts";
import { callView } from "./call-rows.ts";
import type { TicketCompany } from "./schemas.ts";
import { CUSTOMER } from "./typing.ts";

const inputSchema = z.object({ number: z.string().min(1).max(40) });
const MOST = 50;

/**
 * What stands beside a ticket for whoever works on it: followers, links, answers to the desk's own fields, calls, how the
 * customer rated it and up to where they have read.
 * @throws DomainError 403 FORBIDDEN, 404 TICKET_NOT_FOUND
 */
export async function ticketCompany({
  ctx,
  input,
}: {
  ctx: Ctx;
  input: z.input<typeof inputSchema>;
}): Promise<TicketCompany> {
  authorize(ctx, "tickets:read");
  const { number } = inputSchema.parse(input);
  const reader: Db = ctx.tx ?? db;
  const ticket = await findTicket(reader, number);
  const { id } = ticket;
  const calls = await reader
    .select()
    .from(callbackRequests)
    .where(eq(callbackRequests.ticketId, id))
    .orderBy(desc(callbackRequests.createdAt))
    .limit(MOST);
  const [rating] = await reader
    .select()
    .from(ratings)
    .where(eq(ratings.ticketId, id))
    .orderBy(desc(ratings.round))
    .limit(1);
  const [mark] = await reader
    .select()
    .from(readMarks)
    .where(and(eq(readMarks.ticketId, id), eq(readMarks.reader, CUSTOMER)));
  const links = await linksOf(reader, ticket);
  return masked(ctx, {
    number: ticket.number,
    followers: await followersOf(reader, id),
    links,
    mergedInto: ticket.mergedInto
      ? (links.find((link) => link.kind === "merged" && link.outgoing)?.number ?? null)
      : null,
    fields: ticket.fields ?? {},
    calls: calls.map(callView),
    rating: rating
      ? { good: rating.good, comment: rating.comment, at: rating.at.toISOString(), round: rating.round }
      : null,
    customerRead: mark ? { messageId: mark.messageId, at: mark.at.toISOString() } : null,
  });
}

async function followersOf(reader: Db, ticketId: string) {
  return reader
    .select({ id: user.id, name: user.name })
    .from(ticketFollowers)
    .innerJoin(user, eq(user.id, ticketFollowers.personId))
    .where(and(eq(ticketFollowers.ticketId, ticketId), isNull(user.disabledAt)))
    .orderBy(asc(ticketFollowers.since), asc(user.id))
    .limit(MOST);
}

async function linksOf(reader: Db, { id, mergedInto }: TicketRow): Promise<TicketCompany["links"]> {
  // Each end by its own index: asked for in one, every link there ever was would be looked at.
  const ends = [];
  for (const end of [ticketLinks.fromId, ticketLinks.toId]) {
    const there = and(eq(end, id), isNull(ticketLinks.removedAt));
    // The oldest, in words that no index has: by its own, SQLite would walk all there are.
    const rows = reader.select().from(ticketLinks).where(there).orderBy(sql`coalesce(${ticketLinks.id}, '')`);
    ends.push(...(await rows.limit(MOST)));
  }
  const links = ends.sort((a, b) => (a.id < b.id ? -1 : 1)).slice(0, MOST);
  if (links.length === 0) return [];
  const others = links.map((link) => (link.fromId === id ? link.toId : link.fromId));
  const rows = await reader
    .select({
      id: tickets.id,
      number: tickets.number,
      status: tickets.status,
      title: tickets.productName,
      into: tickets.mergedInto,
    })
    .from(tickets)
    .where(inArray(tickets.id, [...new Set(others)]));
  return links.flatMap((link, i) => {
    const other = rows.find((row) => row.id === others[i]);
    // One that its customer opened again goes on by itself, whatever was joined before.
    const over = link.kind === "merged" && (link.fromId === id ? mergedInto : other?.into) !== link.toId;
    if (!other || over) return [];
    const { number, status, title } = other;
    return [{ id: link.id, number, status, title, kind: link.kind, outgoing: link.fromId === id }];
  });
}
