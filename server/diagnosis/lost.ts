import { and, inArray, or } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { gatewayPayments, inboundEvents } from "#db/schema/index.ts";
import { spellingsOf } from "#server/orders/index.ts";
import type { Orphan } from "./facts.ts";

/** Money that came under a number of which there is no order: told by the platform, or known to a gateway. */

const MAX_EVENTS = 100;

/**
 * Looks for a payment that no order has.
 * @param numbers an order's number and a payment's, as they were named
 * @returns null when nobody knows of any
 */
export async function findOrphan(reader: Db, numbers: readonly string[]): Promise<Orphan | null> {
  if (numbers.length === 0) return null;
  const spelt = numbers.flatMap(spellingsOf);
  return (await atGateway(reader, spelt)) ?? (await byPlatform(reader, spelt));
}

async function atGateway(reader: Db, numbers: readonly string[]): Promise<Orphan | null> {
  const { outTradeNo, gatewayTradeNo, orderNo } = gatewayPayments;
  const rows = await reader
    .select()
    .from(gatewayPayments)
    .where(
      and(
        or(inArray(outTradeNo, numbers), inArray(gatewayTradeNo, numbers), inArray(orderNo, numbers)),
        inArray(gatewayPayments.state, ["paid", "frozen"]),
      ),
    )
    .limit(1);
  const [paid] = rows;
  return paid ? { paidFen: paid.amountFen, paidAt: paid.paidAt ?? paid.answeredAt, byGateway: true } : null;
}

async function byPlatform(reader: Db, numbers: readonly string[]): Promise<Orphan | null> {
  const { outTradeNo, orderNo } = inboundEvents;
  const events = await reader
    .select({ type: inboundEvents.type, data: inboundEvents.data, at: inboundEvents.occurredAt })
    .from(inboundEvents)
    .where(or(inArray(orderNo, numbers), inArray(outTradeNo, numbers)))
    .limit(MAX_EVENTS);
  const paid = events.find((event) => event.type === "topup.payment.succeeded");
  const amount = paid?.data.amountFen;
  if (paid) return { paidFen: typeof amount === "number" ? amount : null, paidAt: paid.at, byGateway: false };
  const called = events.find(
    ({ type, data }) =>
      type === "topup.callback.received" &&
      data.verified === true &&
      ["applied", "duplicate"].includes(String(data.outcome)),
  );
  return called ? { paidFen: null, paidAt: called.at, byGateway: false } : null;
}
