import { eq } from "drizzle-orm";
import type { Tx } from "#db/client.ts";
import { tickets } from "#db/schema/index.ts";
import type { Ctx } from "#server/core/context.ts";
import { invalid } from "#server/core/errors.ts";
import type { TicketRow } from "./access.ts";
import type { TicketStatus } from "./schemas.ts";
import type { SlaEvent } from "./sla.ts";
import { moveTo } from "./update-ticket.ts";
import { addSystemMessage, changeTicket } from "./write.ts";

/**
 * What moves money goes down in the books under the ticket it names, so that has to be one of its order, open or not.
 * @throws DomainError 422 TICKET_NOT_OF_ORDER, alike for a ticket that is not there
 */
export async function requireTicketOfOrder(tx: Tx, number: string, orderNo: string): Promise<void> {
  const [row] = await tx.select({ orderNo: tickets.orderNo }).from(tickets).where(eq(tickets.number, number));
  if (row?.orderNo === orderNo) return;
  const message = "This is not the number of a ticket of this order.";
  throw invalid("TICKET_NOT_OF_ORDER", message, { errors: [{ path: "ticketNumber", message }] });
}

/** Something that happened to an order's money, as its ticket tells it. */
export type MoneyNews = {
  /** The step of the history, and after `ticket.` the topic. */
  type: string;
  topic?: string;
  /** What the customer reads. */
  tell?: string;
  /** What only staff read. */
  note?: string;
  to: TicketStatus;
  sla?: SlaEvent[];
  after: Record<string, unknown>;
};

/** Writes news of an order's money into its ticket: the message, the status, the clocks, the history. */
export async function tellOfMoney(tx: Tx, ctx: Ctx, ticket: TicketRow, news: MoneyNews): Promise<void> {
  const messageId = news.tell === undefined ? undefined : await addSystemMessage(tx, ctx, ticket, news.tell);
  if (news.note !== undefined) await addSystemMessage(tx, ctx, ticket, news.note, "internal");
  const move = moveTo(ticket, news.to, ctx.clock.now());
  await changeTicket(tx, ctx, ticket, {
    set: { ...move?.set },
    sla: [...(news.sla ?? []), ...(move?.sla ?? [])],
    steps: [{ type: news.type, after: news.after }, ...(move?.steps ?? [])],
    topic: news.topic ?? `ticket.${news.type}`,
    payload: { ...news.after, ...(messageId !== undefined && { messageId }) },
    told: messageId !== undefined,
  });
}
