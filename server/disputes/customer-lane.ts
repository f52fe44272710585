import { and, desc, eq, inArray, isNotNull } from "drizzle-orm";
import { z } from "zod";
import { type Db, db } from "#db/client.ts";
import { gatewayCases } from "#db/schema/index.ts";
import { channelSetting } from "#server/channels/index.ts";
import type { Ctx } from "#server/core/context.ts";
import { notFound } from "#server/core/errors.ts";
import { loadCase, type OrderCase } from "#server/orders/index.ts";
import { findTicket, ownsTicket, type TicketRow } from "#server/tickets/index.ts";
import { openTicketStatuses } from "#server/tickets/schemas.ts";
import { caseClock, complaintPathOf, HOTLINE_OVER_FEN, isDayOld, isEscalated } from "./rules.ts";
import type { CustomerLane } from "./schemas.ts";
import type { CaseRow } from "./view.ts";
import { unansweredStates } from "./write.ts";

const inputSchema = z.object({ number: z.string().trim().min(1).max(40) });
const NOTHING: CustomerLane = { asked: null, complain: null };

/**
 * What a customer sees of the fast lane on their own ticket: that the gateway was asked and by when it answers, and after a
 * day without an answer of the gateway's, or of a ticket that is not solved, how to complain there themselves. Only for the
 * proven owner of the order.
 * @throws DomainError 404 TICKET_NOT_FOUND, also when it is somebody else's
 */
export async function customerLane({ ctx, input }: { ctx: Ctx; input: z.input<typeof inputSchema> }) {
  const { number } = inputSchema.parse(input);
  const ticket = await findTicket(db, number);
  if (!ownsTicket(ctx.actor, ticket)) throw notFound("TICKET");
  const ended = !(openTicketStatuses as readonly string[]).includes(ticket.status);
  // A ticket speaks for an order only once it is proven theirs.
  if (ticket.orderNo === null || ended) return NOTHING;
  const rows = await db
    .select()
    .from(gatewayCases)
    .where(and(eq(gatewayCases.ticketNumber, number), inArray(gatewayCases.state, unansweredStates)))
    .orderBy(desc(gatewayCases.filedAt), desc(gatewayCases.id))
    .limit(20);
  const now = ctx.clock.now();
  const escalated = rows.find((row) => isEscalated(row, now));
  const latest = rows[0];
  return {
    asked: latest
      ? {
          filedAt: latest.filedAt.toISOString(),
          dueAt: latest.dueAt.toISOString(),
          late: caseClock(latest, now) === "late",
        }
      : null,
    complain: escalated ? await wayOfCase(db, escalated) : await wayOfTicket(db, ticket, now),
  };
}

type Way = NonNullable<CustomerLane["complain"]>;
type Payment = OrderCase["payments"][number];

async function wayOfCase(reader: Db, row: CaseRow): Promise<Way> {
  const found = await loadCase(reader, row.orderNo);
  const payment = found?.payments.find((one) => one.outTradeNo === row.outTradeNo);
  const { orderNo, outTradeNo, amountFen, channel } = row;
  return way(reader, { orderNo, outTradeNo, amountFen, channel }, found, payment, "gateway_silent");
}

/** Money was taken, a day is over, and the ticket is still open; unless the gateway answered, whether anybody asked it or not. */
async function wayOfTicket(reader: Db, ticket: TicketRow, now: Date): Promise<Way | null> {
  if (ticket.orderNo === null || ticket.chargeState === "none" || !isDayOld(ticket.openedAt, now)) return null;
  const answered = and(eq(gatewayCases.ticketNumber, ticket.number), isNotNull(gatewayCases.answeredAt));
  const [answer] = await reader.select({ id: gatewayCases.id }).from(gatewayCases).where(answered).limit(1);
  if (answer) return null;
  const found = await loadCase(reader, ticket.orderNo);
  const payment = found?.payments.find((one) => one.paidFen > one.refundedFen);
  const channel = payment?.channel ?? ticket.channel;
  if (!payment || channel === null) return null;
  const { outTradeNo, paidFen } = payment;
  return way(
    reader,
    { orderNo: ticket.orderNo, outTradeNo, amountFen: paidFen, channel },
    found,
    payment,
    "unresolved",
  );
}

async function way(
  reader: Db,
  about: { orderNo: string; outTradeNo: string | null; amountFen: number; channel: string },
  found: OrderCase | undefined,
  payment: Payment | undefined,
  because: Way["because"],
): Promise<Way> {
  const setting = await channelSetting(reader, about.channel);
  const { orderNo, outTradeNo, amountFen } = about;
  return {
    ...{ because, orderNo, outTradeNo, amountFen },
    path: complaintPathOf(setting?.kind ?? null, about.channel, payment?.method ?? null),
    gatewayTradeNo: payment?.gatewayTradeNo ?? null,
    paidAt: payment?.paidAt?.toISOString() ?? null,
    productName: found?.order.productName ?? "",
    hotline: amountFen > HOTLINE_OVER_FEN,
  };
}
