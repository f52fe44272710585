import { and, desc, eq, inArray } from "drizzle-orm";
import { z } from "zod";
import { type Db, db } from "#db/client.ts";
import { gatewayCases } from "#db/schema/index.ts";
import { channelSetting } from "#server/channels/index.ts";
import type { Ctx } from "#server/core/context.ts";
import { notFound } from "#server/core/errors.ts";
import { loadCase } from "#server/orders/index.ts";
import { findTicket, ownsTicket } from "#server/tickets/index.ts";
import { openTicketStatuses } from "#server/tickets/schemas.ts";
import { caseClock, complaintPathOf, HOTLINE_OVER_FEN, isEscalated } from "./rules.ts";
import type { CustomerLane } from "./schemas.ts";
import type { CaseRow } from "./view.ts";
import { unansweredStates } from "./write.ts";

const inputSchema = z.object({ number: z.string().trim().min(1).max(40) });
const NOTHING: CustomerLane = { asked: null, complain: null };

/**
 * What a customer sees of the fast lane on their own ticket: that the gateway was asked and by when it answers, and after a
 * day without an answer how to complain there themselves. Only for the proven owner of the order.
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
    complain: escalated ? await wayOf(db, escalated) : null,
  };
}

async function wayOf(reader: Db, row: CaseRow): Promise<CustomerLane["complain"]> {
  const found = await loadCase(reader, row.orderNo);
  const payment = found?.payments.find((one) => one.outTradeNo === row.outTradeNo);
  const setting = await channelSetting(reader, row.channel);
  return {
    path: complaintPathOf(setting?.kind ?? null, row.channel, payment?.method ?? null),
    orderNo: row.orderNo,
    outTradeNo: row.outTradeNo,
    gatewayTradeNo: payment?.gatewayTradeNo ?? null,
    amountFen: row.amountFen,
    paidAt: payment?.paidAt?.toISOString() ?? null,
    productName: found?.order.productName ?? "",
    hotline: row.amountFen > HOTLINE_OVER_FEN,
  };
}
