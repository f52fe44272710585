import { and, desc, eq, isNull } from "drizzle-orm";
import { db } from "#db/client.ts";
import { diagnoses, orders, tickets } from "#db/schema/index.ts";
import type { Ctx } from "#server/core/context.ts";
import { askedFor } from "./sessions.ts";

/** Newest shown of each kind. */
const MOST = 30;

/** What a customer has here. `amountFen` is in fen. */
export type Mine = {
  orders: { orderNo: string; productName: string; amountFen: number; status: string; createdAt: Date }[];
  tickets: { number: string; orderNo: string | null; status: string; openedAt: Date }[];
  /** Runs of the checklist that led to no ticket; `waitUntil` is set on those that wait for something to arrive. */
  runs: { id: string; orderNo: string | null; waitUntil: Date | null; createdAt: Date }[];
};

/**
 * A customer's orders, tickets and runs, newest first, at most {@link MOST} of each: their own, or anybody's for keys and staff with
 * `tickets:read`.
 * @throws DomainError 401 UNAUTHENTICATED to customers who are known by something else, 403 FORBIDDEN
 */
export async function mineOf({ ctx, input = {} }: { ctx: Ctx; input?: { customerId?: string } }): Promise<Mine> {
  const customerId = askedFor(ctx, input.customerId, "tickets:read");
  const { orderNo, productName, amountFen, status, createdAt } = orders;
  const [ownOrders, ownTickets, ownRuns] = await Promise.all([
    db
      .select({ orderNo, productName, amountFen, status, createdAt })
      .from(orders)
      .where(eq(orders.customerId, customerId))
      .orderBy(desc(orders.createdAt), desc(orders.orderNo))
      .limit(MOST),
    db
      .select({ number: tickets.number, orderNo: tickets.orderNo, status: tickets.status, openedAt: tickets.openedAt })
      .from(tickets)
      .where(eq(tickets.customerId, customerId))
      .orderBy(desc(tickets.openedAt), desc(tickets.id))
      .limit(MOST),
    db
      .select({
        id: diagnoses.id,
        orderNo: diagnoses.orderNo,
        waitUntil: diagnoses.waitUntil,
        createdAt: diagnoses.createdAt,
      })
      .from(diagnoses)
      // A run that named somebody else's order and proved nothing is not theirs.
      .where(and(eq(diagnoses.customerId, customerId), eq(diagnoses.owner, true), isNull(diagnoses.ticketNumber)))
      .orderBy(desc(diagnoses.createdAt), desc(diagnoses.id))
      .limit(MOST),
  ]);
  return { orders: ownOrders, tickets: ownTickets, runs: ownRuns };
}
