import { and, desc, eq, inArray, isNull, or, sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import {
  callbacks,
  channels,
  credits,
  customers,
  fulfilments,
  ledgerEntries,
  ledgerPostings,
  orders,
  payments,
  products,
  riskFlags,
} from "#db/schema/index.ts";

/** Everything the back office knows about one order. Diagnosis, gate and trace all start from it. */
export type OrderCase = {
  order: typeof orders.$inferSelect;
  payments: (typeof payments.$inferSelect)[];
  callbacks: (typeof callbacks.$inferSelect)[];
  fulfilments: (typeof fulfilments.$inferSelect)[];
  /** Credits that the platform reported. */
  credits: (typeof credits.$inferSelect)[];
  /** Credits that we posted ourselves, by top-up id. */
  ledgerCredits: { reference: string; amountFen: number; at: Date }[];
  /** Flags of this order, and the customer's flags that name no order. */
  riskFlags: (typeof riskFlags.$inferSelect)[];
  customer: typeof customers.$inferSelect | null;
  product: typeof products.$inferSelect | null;
  channels: (typeof channels.$inferSelect)[];
};

/** The account prefix that customers' money is credited to: `wallet:{customerId}`. */
export const WALLET_PREFIX = "wallet:";

/**
 * Loads the case of an order.
 * @param reader `db`, or the `tx` of the transaction that will act on it
 * @returns undefined when the platform never told of such an order
 */
export async function loadCase(reader: Db, orderNo: string): Promise<OrderCase | undefined> {
  const [order] = await reader.select().from(orders).where(eq(orders.orderNo, orderNo));
  if (!order) return undefined;
  const attempts = await reader
    .select()
    .from(payments)
    .where(eq(payments.orderNo, orderNo))
    .orderBy(payments.attemptedAt, payments.outTradeNo);
  const codes = [...new Set(attempts.flatMap((attempt) => (attempt.channel ? [attempt.channel] : [])))];
  const [customer] = await reader.select().from(customers).where(eq(customers.id, order.customerId));
  const [product] = await reader.select().from(products).where(eq(products.sku, order.sku));
  return {
    order,
    payments: attempts,
    callbacks: await reader
      .select()
      .from(callbacks)
      .where(eq(callbacks.orderNo, orderNo))
      .orderBy(callbacks.receivedAt, callbacks.id),
    fulfilments: await reader
      .select()
      .from(fulfilments)
      .where(eq(fulfilments.orderNo, orderNo))
      .orderBy(fulfilments.id),
    credits: await reader
      .select()
      .from(credits)
      .where(eq(credits.orderNo, orderNo))
      .orderBy(credits.postedAt, credits.id),
    ledgerCredits: await ledgerCreditsOf(reader, orderNo),
    riskFlags: await reader
      .select()
      .from(riskFlags)
      .where(
        or(eq(riskFlags.orderNo, orderNo), and(eq(riskFlags.customerId, order.customerId), isNull(riskFlags.orderNo))),
      )
      .orderBy(riskFlags.flaggedAt, riskFlags.id),
    customer: customer ?? null,
    product: product ?? null,
    channels: codes.length > 0 ? await reader.select().from(channels).where(inArray(channels.code, codes)) : [],
  };
}

async function ledgerCreditsOf(reader: Db, orderNo: string): Promise<OrderCase["ledgerCredits"]> {
  const rows = await reader
    .select({ reference: ledgerEntries.reference, at: ledgerEntries.postedAt, amountFen: ledgerPostings.amountFen })
    .from(ledgerEntries)
    .innerJoin(ledgerPostings, eq(ledgerPostings.entryId, ledgerEntries.id))
    .where(and(eq(ledgerEntries.orderNo, orderNo), sql`${ledgerPostings.account} like ${`${WALLET_PREFIX}%`}`))
    .orderBy(ledgerEntries.postedAt, ledgerEntries.id);
  return rows;
}

/**
 * Finds the order that a payment number belongs to: the shop's own number or the gateway's.
 * @returns the newest order that has such a payment
 */
export async function findOrderNoByPayment(reader: Db, paymentNo: string): Promise<string | undefined> {
  const [row] = await reader
    .select({ orderNo: payments.orderNo })
    .from(payments)
    .where(or(eq(payments.outTradeNo, paymentNo), eq(payments.gatewayTradeNo, paymentNo)))
    .orderBy(desc(payments.attemptedAt))
    .limit(1);
  return row?.orderNo;
}
