import { and, eq } from "drizzle-orm";
import type { Db, Tx } from "#db/client.ts";
import { tickets } from "#db/schema/index.ts";
import type { Ctx } from "#server/core/context.ts";
import type { TicketRow } from "./access.ts";
import { ticketIsOpen } from "./open-tickets.ts";
import { isOpen, mayMove } from "./rules.ts";
import { type TicketPriority, type TicketStatus, ticketPriorities } from "./schemas.ts";
import type { SlaEvent } from "./sla.ts";
import { moveTo } from "./update-ticket.ts";
import { addSystemMessage, changeTicket, type TicketStep } from "./write.ts";

/** News for a ticket from another part of the back office. */
export type TicketNews = {
  /** The line of its history. */
  step: TicketStep;
  /** Where it goes, if it may from where it is. An ended ticket is never opened by news. */
  status?: TicketStatus;
  /** What its clocks hear besides. */
  sla?: SlaEvent[];
  /** At least so urgent from now on. */
  atLeast?: TicketPriority;
  tag?: string;
  /** For staff alone. */
  note?: string;
  /** For the customer. */
  message?: string;
  /** The incident that it belongs to from now on. */
  incidentId?: string;
};

const MAX_TAGS = 20;

/** The open ticket that speaks for an order. */
export async function openTicketOfOrder(reader: Db, orderNo: string): Promise<TicketRow | undefined> {
  const [row] = await reader
    .select()
    .from(tickets)
    .where(and(eq(tickets.orderNo, orderNo), ticketIsOpen))
    .limit(1);
  return row;
}

/**
 * Writes news into a ticket, in the caller's transaction: its history, a note or a message of the product itself, and what
 * follows for status, priority and tags.
 * @param ticket the row as it was read in this transaction
 * @returns the ticket as it is now
 */
export async function tellTicket(tx: Tx, ctx: Ctx, ticket: TicketRow, news: TicketNews): Promise<TicketRow> {
  const { status, atLeast, tag } = news;
  const moves = status !== undefined && isOpen(ticket.status) && mayMove(ticket.status, status);
  const move = moves ? moveTo(ticket, status, ctx.clock.now()) : undefined;
  const priority = atLeast && rank(atLeast) < rank(ticket.priority) ? atLeast : ticket.priority;
  const tags = tag && !ticket.tags.includes(tag) && ticket.tags.length < MAX_TAGS ? [...ticket.tags, tag] : ticket.tags;
  if (news.note) await addSystemMessage(tx, ctx, ticket, news.note, "internal");
  if (news.message) await addSystemMessage(tx, ctx, ticket, news.message);
  return changeTicket(tx, ctx, ticket, {
    set: { ...move?.set, priority, tags, ...(news.incidentId !== undefined && { incidentId: news.incidentId }) },
    sla: [...(news.sla ?? []), ...(move?.sla ?? [])],
    steps: [news.step, ...(move?.steps ?? [])],
    topic: move?.topic ?? "ticket.updated",
    told: news.message !== undefined,
  });
}

const rank = (priority: TicketPriority) => ticketPriorities.indexOf(priority);
