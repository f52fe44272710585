import { and, count, desc, eq, gte, inArray } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { customers, gatewayComplaints, orders, refunds, riskFlags } from "#db/schema/index.ts";
import { DAY_MS } from "#server/core/clock.ts";
import type { ScoreFacts } from "./rules/score.ts";

/** How far back a record counts. */
export const RECORD_MS = 365 * DAY_MS;
/** Orders of a person that are looked at; more change no score. */
const MAX_ORDERS = 200;

export type OrderRow = typeof orders.$inferSelect;
export type CustomerRow = typeof customers.$inferSelect;

/** Their orders of the last year, newest first. */
export function ordersOf(reader: Db, customerId: string, now: Date): Promise<OrderRow[]> {
  return reader
    .select()
    .from(orders)
    .where(and(eq(orders.customerId, customerId), gte(orders.createdAt, new Date(now.getTime() - RECORD_MS))))
    .orderBy(desc(orders.createdAt))
    .limit(MAX_ORDERS);
}

export async function customerOf(reader: Db, customerId: string): Promise<CustomerRow | null> {
  const [row] = await reader.select().from(customers).where(eq(customers.id, customerId));
  return row ?? null;
}

/**
 * Counts what the score looks at. Three statements, each on an index and bounded.
 * @param history their orders of the last year
 */
export async function scoreFacts(
  reader: Db,
  customer: { id: string; row: CustomerRow | null },
  history: readonly OrderRow[],
  now: Date,
): Promise<ScoreFacts> {
  const since = new Date(now.getTime() - RECORD_MS);
  const [upheld] = await reader
    .select({ n: count() })
    .from(riskFlags)
    .where(and(eq(riskFlags.customerId, customer.id), eq(riskFlags.state, "upheld"), gte(riskFlags.flaggedAt, since)));
  const arrived = history.filter(({ status }) => status === "completed").map(({ orderNo }) => orderNo);
  const all = history.map(({ orderNo }) => orderNo);
  return {
    ageDays: daysSince(customer.row?.registeredAt ?? null, now),
    verified: customer.row?.realNameVerified ?? null,
    completedOrders: arrived.length,
    upheldReviews: Number(upheld?.n ?? 0),
    wishedRefunds: await wishedRefunds(reader, all),
    unfoundedComplaints: await complaintsAbout(reader, arrived),
  };
}

function daysSince(at: Date | null, now: Date): number | null {
  return at && Math.max(0, Math.floor((now.getTime() - at.getTime()) / DAY_MS));
}

/** Only refunds that were made because the customer wanted it: what we or a supplier got wrong is not theirs to answer for. */
async function wishedRefunds(reader: Db, orderNos: readonly string[]): Promise<number> {
  if (orderNos.length === 0) return 0;
  const [row] = await reader
    .select({ n: count() })
    .from(refunds)
    .where(
      and(
        inArray(refunds.orderNo, [...orderNos]),
        eq(refunds.reasonCode, "CUSTOMER_REQUEST"),
        eq(refunds.state, "succeeded"),
      ),
    );
  return Number(row?.n ?? 0);
}

/** Complaints about orders that arrived. Complaining of one that did not is everybody's right and counts nothing. */
async function complaintsAbout(reader: Db, arrived: readonly string[]): Promise<number> {
  if (arrived.length === 0) return 0;
  const [row] = await reader
    .select({ n: count() })
    .from(gatewayComplaints)
    .where(inArray(gatewayComplaints.orderNo, [...arrived]));
  return Number(row?.n ?? 0);
}
