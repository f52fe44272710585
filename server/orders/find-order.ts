import { desc, eq, inArray, or } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { orders, payments } from "#db/schema/index.ts";

/** An order that a number led to. `customerId` is null where a payment names an order that the platform never told of. */
export type NamedOrder = { orderNo: string; customerId: string | null };
export type PaymentNumbers = { outTradeNo: string; gatewayTradeNo: string | null };

/** As many payments of one order or number are worth a look. */
const MAX_PAYMENTS = 50;

/**
 * How a number that a person typed may be stored: as they typed it, in capitals, or in small letters. Each is looked up as it is, so
 * that the indexes serve.
 */
export const spellingsOf = (number: string): string[] => [
  ...new Set([number, number.toUpperCase(), number.toLowerCase()]),
];

/**
 * Finds the order that numbers lead to, whether or not their letters are typed as they are stored. People mix the two kinds up, so
 * each is tried as an order's and as a payment's. Asks the database the same whether or not there is anything to find, so that the
 * time it takes tells nothing.
 * @param numbers likeliest first; the first that leads somewhere decides, as it was typed before any other spelling
 */
export async function findOrder(reader: Db, numbers: readonly string[]): Promise<NamedOrder | undefined> {
  const spelt = numbers.flatMap(spellingsOf);
  const wanted = spelt.length > 0 ? spelt : [""];
  const byOrder = await reader
    .select({ orderNo: orders.orderNo, customerId: orders.customerId })
    .from(orders)
    .where(inArray(orders.orderNo, wanted));
  const byPayment = await reader
    .select({
      outTradeNo: payments.outTradeNo,
      gatewayTradeNo: payments.gatewayTradeNo,
      orderNo: payments.orderNo,
      customerId: orders.customerId,
    })
    .from(payments)
    .leftJoin(orders, eq(orders.orderNo, payments.orderNo))
    .where(or(inArray(payments.outTradeNo, wanted), inArray(payments.gatewayTradeNo, wanted)))
    .orderBy(desc(payments.attemptedAt))
    .limit(MAX_PAYMENTS);
  for (const number of spelt) {
    const order = byOrder.find(({ orderNo }) => orderNo === number);
    const paid = byPayment.find((row) => row.outTradeNo === number || row.gatewayTradeNo === number);
    const found = order ?? paid;
    if (found) return { orderNo: found.orderNo, customerId: found.customerId };
  }
  return undefined;
}

/** An order's number as it is stored, by the number as somebody typed it; undefined where there is no such order. */
export async function storedOrderNo(reader: Db, typed: string): Promise<string | undefined> {
  const spelt = spellingsOf(typed);
  const rows = await reader.select({ orderNo: orders.orderNo }).from(orders).where(inArray(orders.orderNo, spelt));
  return spelt.find((no) => rows.some(({ orderNo }) => orderNo === no));
}

/** The numbers of an order's payments: the shop's own and the gateways'. Empty for an order that is not there. */
export async function paymentNumbersOf(reader: Db, orderNo: string | null): Promise<PaymentNumbers[]> {
  return reader
    .select({ outTradeNo: payments.outTradeNo, gatewayTradeNo: payments.gatewayTradeNo })
    .from(payments)
    .where(eq(payments.orderNo, orderNo ?? ""))
    .limit(MAX_PAYMENTS);
}
