import { and, desc, eq, inArray, isNull, or, sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import {
  callbacks,
  channels,
  commands,
  credits,
  customers,
  fulfilments,
  ledgerEntries,
  ledgerPostings,
  orders,
  payments,
  products,
  refunds,
  riskFlags,
  topups,
} from "#db/schema/index.ts";
import { countOwnRefunds } from "./money.ts";

/** A credit in our own books. */
export type LedgerCredit = {
  /** The top-up's id, which is its command's too. */
  reference: string;
  amountFen: number;
  at: Date;
  /** Under what else the platform may report it: the number that it gave itself. */
  also?: readonly string[];
  /** Since when the platform was to carry it out; null for the built-in wallet. */
  commandedAt?: Date | null;
};

/** Everything the back office knows about one order. Diagnosis, gate and trace all start from it. */
export type OrderCase = {
  order: typeof orders.$inferSelect;
  payments: (typeof payments.$inferSelect)[];
  callbacks: (typeof callbacks.$inferSelect)[];
  fulfilments: (typeof fulfilments.$inferSelect)[];
  /** Credits that the platform reported. */
  credits: (typeof credits.$inferSelect)[];
  /** Credits in our own books, by top-up id: to the built-in wallet, or made by the platform at our command. */
  ledgerCredits: LedgerCredit[];
  /** Refunds that we made ourselves, by refund id. What is refunded of payments and order counts them already. */
  ledgerRefunds: { reference: string; outTradeNo: string; amountFen: number; at: Date }[];
  /** Refunds of ours that are being made, or of which nobody knows yet whether they were: nothing of them is booked. */
  refundsUnderWay: { reference: string; amountFen: number; at: Date }[];
  /** Flags of this order, and the customer's flags that name no order. */
  riskFlags: (typeof riskFlags.$inferSelect)[];
  customer: typeof customers.$inferSelect | null;
  product: typeof products.$inferSelect | null;
  channels: (typeof channels.$inferSelect)[];
};

/** The account prefix that customers' money is credited to: `wallet:{customerId}`. */
export const WALLET_PREFIX = "wallet:";
/** The account of what the platform credited or delivered at our command. */
export const FULFILMENT_ACCOUNT = "fulfilment";
/** The account of what went back to payers. */
export const REFUNDS_ACCOUNT = "refunds";

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
  const ledgerRefunds = await ledgerRefundsOf(reader, orderNo);
  return {
    ...countOwnRefunds({ order, payments: attempts }, ledgerRefunds),
    ledgerRefunds,
    refundsUnderWay: await refundsUnderWayOf(reader, orderNo),
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

async function ledgerCreditsOf(reader: Db, orderNo: string): Promise<LedgerCredit[]> {
  const rows = await reader
    .select({
      reference: ledgerEntries.reference,
      at: ledgerEntries.postedAt,
      amountFen: ledgerPostings.amountFen,
      account: ledgerPostings.account,
      theirs: topups.reference,
      commandedAt: commands.createdAt,
    })
    .from(ledgerEntries)
    .innerJoin(ledgerPostings, eq(ledgerPostings.entryId, ledgerEntries.id))
    .leftJoin(topups, eq(topups.id, ledgerEntries.reference))
    .leftJoin(commands, and(eq(commands.kind, "credit"), eq(commands.subjectId, ledgerEntries.reference)))
    .where(
      and(
        eq(ledgerEntries.orderNo, orderNo),
        eq(ledgerEntries.kind, "credit"),
        or(
          sql`substr(${ledgerPostings.account}, 1, ${WALLET_PREFIX.length}) = ${WALLET_PREFIX}`,
          eq(ledgerPostings.account, FULFILMENT_ACCOUNT),
        ),
      ),
    )
    .orderBy(ledgerEntries.postedAt, ledgerEntries.id);
  return rows.map(({ reference, at, amountFen, account, theirs, commandedAt }) => ({
    reference,
    at,
    amountFen,
    also: theirs === null ? [] : [theirs],
    commandedAt: account === FULFILMENT_ACCOUNT ? commandedAt : null,
  }));
}

async function ledgerRefundsOf(reader: Db, orderNo: string): Promise<OrderCase["ledgerRefunds"]> {
  return reader
    .select({
      reference: ledgerEntries.reference,
      outTradeNo: refunds.outTradeNo,
      at: ledgerEntries.postedAt,
      amountFen: ledgerPostings.amountFen,
    })
    .from(ledgerEntries)
    .innerJoin(ledgerPostings, eq(ledgerPostings.entryId, ledgerEntries.id))
    .innerJoin(refunds, eq(refunds.id, ledgerEntries.reference))
    .where(
      and(
        eq(ledgerEntries.orderNo, orderNo),
        eq(ledgerEntries.kind, "refund"),
        eq(ledgerPostings.account, REFUNDS_ACCOUNT),
      ),
    )
    .orderBy(ledgerEntries.postedAt, ledgerEntries.id);
}

function refundsUnderWayOf(reader: Db, orderNo: string): Promise<OrderCase["refundsUnderWay"]> {
  return reader
    .select({ reference: refunds.id, amountFen: refunds.amountFen, at: refunds.requestedAt })
    .from(refunds)
    .where(and(eq(refunds.orderNo, orderNo), inArray(refunds.state, ["executing", "unknown"])))
    .orderBy(refunds.requestedAt, refunds.id);
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
