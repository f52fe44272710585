import type { GatewayState } from "#server/gateways/schemas.ts";
import type { GatewayVia } from "#server/orders/schemas.ts";
import { hasTaken } from "../rules.ts";

export type OrderTrouble = {
  kind: "amount_differs" | "paid_twice";
  about: string;
  channel: string | null;
  outTradeNo: string | null;
  gatewayTradeNo: string | null;
  /** What it should be. */
  amountFen: number;
  /** What it is. */
  otherFen: number;
};
type Payment = {
  outTradeNo: string;
  channel: string | null;
  gatewayTradeNo: string | null;
  paidFen: number;
  refundedFen: number;
  gatewayState: GatewayState | null;
  gatewayVia: GatewayVia | null;
  gatewayFen: number | null;
};

/** A payment whose money the gateway, when it was asked, said it has. */
const isConfirmed = (payment: Payment) => payment.gatewayVia !== "callback" && hasTaken(payment.gatewayState);
/** Some gateways say that money went back without saying how much: then nobody may count on it. */
const isHeld = (payment: Payment) => payment.gatewayState !== "refunded" && payment.paidFen > payment.refundedFen;

/**
 * What is wrong between an order and what its gateways confirmed. Pure.
 * @returns what to put before a person, and what has come right if it was put there before
 */
export function orderTroubles(
  order: { orderNo: string; amountFen: number },
  payments: readonly Payment[],
): { raise: OrderTrouble[]; settle: Pick<OrderTrouble, "kind" | "about">[] } {
  const raise: OrderTrouble[] = [];
  const settle: Pick<OrderTrouble, "kind" | "about">[] = [];
  const confirmed = payments.filter(isConfirmed);
  for (const payment of confirmed) {
    const { channel, outTradeNo, gatewayTradeNo, gatewayFen } = payment;
    const which = { kind: "amount_differs", about: outTradeNo } as const;
    if (gatewayFen === null) continue;
    if (gatewayFen === order.amountFen || !isHeld(payment)) settle.push(which);
    else
      raise.push({ ...which, channel, outTradeNo, gatewayTradeNo, amountFen: order.amountFen, otherFen: gatewayFen });
  }
  const held = confirmed.filter(isHeld);
  const twice = { kind: "paid_twice", about: order.orderNo } as const;
  const [, second] = held;
  if (second) {
    const otherFen = held.reduce((sum, payment) => sum + payment.paidFen - payment.refundedFen, 0);
    const { channel, outTradeNo, gatewayTradeNo } = second;
    raise.push({ ...twice, channel, outTradeNo, gatewayTradeNo, amountFen: order.amountFen, otherFen });
  } else {
    settle.push(twice);
  }
  return { raise, settle };
}
