import type { OrderCase } from "#server/orders/case.ts";
import { creditedFen } from "#server/orders/index.ts";

/** What one order's money adds up to, in fen. */
export type OrderMoney = {
  paidFen: number;
  /** Payments that took money, refunded ones among them. */
  paidCount: number;
  platformCreditedFen: number;
  ourCreditedFen: number;
  refundedFen: number;
  /** Paid and neither credited nor refunded. */
  remainderFen: number;
  /** The part of the remainder that may be credited: an order that was paid twice is credited once. */
  creditableFen: number;
  /** The part of the remainder that can only go back to the payer. */
  refundDueFen: number;
  /** True once the platform credited all that the order stands for. */
  creditedInFull: boolean;
};

export type PaidPayment = OrderCase["payments"][number];
type Known = Pick<OrderCase, "payments" | "credits" | "ledgerCredits"> & {
  order: Pick<OrderCase["order"], "amountFen" | "faceValueFen" | "platformCreditedFen" | "refundedFen">;
  fulfilments?: OrderCase["fulfilments"];
};

/** Payments that took money, oldest first. */
export function paidPayments(orderCase: Pick<OrderCase, "payments">): PaidPayment[] {
  return orderCase.payments
    .filter((payment) => (payment.state === "succeeded" || payment.state === "refunded") && payment.paidFen > 0)
    .sort((a, b) => timeOf(a) - timeOf(b) || (a.outTradeNo < b.outTradeNo ? -1 : 1));
}

/** What a payment has left after what went back. */
export const leftFen = (payment: PaidPayment): number => Math.max(0, payment.paidFen - payment.refundedFen);

const timeOf = (payment: PaidPayment) => (payment.paidAt ?? payment.attemptedAt).getTime();
export const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

/**
 * Adds up an order's money. Pure.
 * @param orderCase the order with its payments and credits
 * @param taken numbers of payments that a refund of ours holds: nothing of them may be credited
 */
export function moneyOf(orderCase: Known, taken: ReadonlySet<string> = new Set()): OrderMoney {
  const { order } = orderCase;
  const paid = paidPayments(orderCase);
  const paidFen = sum(paid.map((payment) => payment.paidFen));
  const refundedFen = Math.max(order.refundedFen, sum(paid.map((payment) => payment.refundedFen)));
  const credited = creditedFen(orderCase);
  const remainderFen = Math.max(0, paidFen - credited.total - refundedFen);
  const capFen = paid.length >= 2 ? Math.max(0, order.amountFen - credited.total) : remainderFen;
  const free = paid.filter((payment) => !taken.has(payment.outTradeNo));
  const freeFen = free.length === paid.length ? remainderFen : Math.max(0, sum(free.map(leftFen)) - credited.total);
  const creditableFen = Math.min(remainderFen, capFen, freeFen);
  return {
    paidFen,
    paidCount: paid.length,
    platformCreditedFen: credited.platform,
    ourCreditedFen: credited.ours,
    refundedFen,
    remainderFen,
    creditableFen,
    refundDueFen: remainderFen - creditableFen,
    creditedInFull: credited.platform > 0 && (credited.platform >= wholeFen(order) || remainderFen === 0),
  };
}

/** Shops count a credit either in what was paid or in face value: reaching the smaller of the two is all of it. */
const wholeFen = (order: Pick<OrderCase["order"], "amountFen" | "faceValueFen">): number =>
  order.faceValueFen > 0 ? Math.min(order.amountFen, order.faceValueFen) : order.amountFen;

/**
 * Says which payments a credit is paid with: in the order in which they came, each at most what it has left.
 * @param amountFen at most what may be credited
 * @param taken numbers of payments that a refund of ours holds
 */
export function drawFrom(
  orderCase: Pick<OrderCase, "payments">,
  amountFen: number,
  taken: ReadonlySet<string> = new Set(),
): { outTradeNo: string; channel: string | null; amountFen: number }[] {
  const draws = [];
  let left = amountFen;
  for (const payment of paidPayments(orderCase)) {
    if (taken.has(payment.outTradeNo)) continue;
    const take = Math.min(left, leftFen(payment));
    if (take <= 0) continue;
    draws.push({ outTradeNo: payment.outTradeNo, channel: payment.channel, amountFen: take });
    left -= take;
  }
  if (left > 0) throw new Error("More was to be credited than the payments have left");
  return draws;
}
