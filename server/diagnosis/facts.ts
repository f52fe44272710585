import type { Standing } from "#server/channels/index.ts";
import type { OrderCase } from "#server/orders/index.ts";
import { accountFacts, riskFacts } from "./account-facts.ts";
import { deliveryFacts, refundFacts } from "./delivery-facts.ts";
import { type Around, fact } from "./fact.ts";
import { type GatewayView, noGateways, standOf } from "./gateway-word.ts";
import { orderFacts } from "./order-facts.ts";
import { factRules } from "./pack/fact-rules.ts";
import { callbackFact, paymentFacts } from "./payment-facts.ts";
import type { Fact } from "./schemas.ts";

export type { Around } from "./fact.ts";
export { CALLBACK_GRACE_MS } from "./payment-facts.ts";

/**
 * What the records say about an order, before anybody is asked: order, payments, callbacks, risk, fulfilment, credit,
 * customer, channel. Pure.
 * @param found the order's case
 * @param now only for what time decides: an expiry, an overdue callback, an answer's age, a new account
 * @param gateways what the gateways of its payments said when they were asked
 * @param standing how the channel of the newest payment fares, where more than the platform speaks of it
 * @param around what else somebody looked at: the customer's other orders, the channel's and the supplier's, our inbox
 */
export function deriveFacts(
  found: OrderCase,
  now: Date,
  gateways: GatewayView = noGateways,
  standing: Standing | null = null,
  around: Around = {},
): Fact[] {
  const attempts = found.payments.map((payment) => ({ ...payment, stand: standOf(payment, gateways, now) }));
  return [
    ...orderFacts(found, now, around),
    ...paymentFacts(found, attempts, now, around),
    callbackFact(found, now, around),
    ...deliveryFacts(found, around),
    ...refundFacts(found),
    ...riskFacts(found),
    ...accountFacts(found, now, standing, around),
  ];
}

/** Facts that are the run's own or the person's, not any record's. */
const OWN = /^(user|session)\./;

/** The same list with nothing known: what a run sees of an order that is unknown, or not the asker's. */
export function withheldFacts(): Fact[] {
  return factRules.filter(({ key }) => !OWN.test(key)).map(({ key }) => fact(key, undefined));
}

/** What gateways and the platform told of a number that no order has. */
export type Orphan = { paidFen: number | null; paidAt: Date | null; byGateway: boolean };

/**
 * What is known of an order that the platform never told of, or purged: that there is none, and any money that came for it.
 * @param orphan null when nobody knows of such a payment either
 */
export function lostFacts(orphan: Orphan | null, at: Date): Fact[] {
  const source = orphan?.byGateway ? "gateway" : "platform";
  const known = [
    fact("order.exists", false, at, "system"),
    ...(orphan
      ? [
          fact("pay.state", "paid", orphan.paidAt, source),
          fact("pay.query", "PAID", orphan.paidAt, source),
          fact("pay.paid_fen", orphan.paidFen, orphan.paidAt, source),
          fact("pay.paid_at", orphan.paidAt?.toISOString(), orphan.paidAt, source),
        ]
      : []),
  ];
  const keys = new Set(known.map(({ key }) => key));
  return [...withheldFacts().filter(({ key }) => !keys.has(key)), ...known];
}
