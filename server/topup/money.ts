import type { OrderCase } from "#server/orders/case.ts";

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

/** Payments that took money, oldest first. */
export function paidPayments(orderCase: Pick<OrderCase, "payments">): PaidPayment[] {
  return orderCase.payments
    .filter((payment) => (payment.state === "succeeded" || payment.state === "refunded") && payment.paidFen > 0)
    .sort((a, b) => timeOf(a) - timeOf(b) || (a.outTradeNo < b.outTradeNo ? -1 : 1));
}

const timeOf = (payment: PaidPayment) => (payment.paidAt ?? payment.attemptedAt).getTime();
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

/**
 * Adds up an order's money. Pure.
 * @param orderCase the order with its payments and credits
 */
export function moneyOf(
  orderCase: Pick<OrderCase, "payments" | "credits" | "ledgerCredits"> & {
    order: Pick<OrderCase["order"], "amountFen" | "faceValueFen" | "platformCreditedFen" | "refundedFen">;
  },
): OrderMoney {
  const { order } = orderCase;
  const paid = paidPayments(orderCase);
  const paidFen = sum(paid.map((payment) => payment.paidFen));
  const refundedFen = Math.max(order.refundedFen, sum(paid.map((payment) => payment.refundedFen)));
  const ourCreditedFen = sum(orderCase.ledgerCredits.map((credit) => credit.amountFen));
  // A credit that the platform reports under the id of our own top-up is ours and counts once.
  const own = new Set(orderCase.ledgerCredits.map((credit) => credit.reference));
  const echoedFen = sum(orderCase.credits.filter((row) => own.has(row.reference)).map((row) => row.amountFen));
  const toldFen = Math.max(order.platformCreditedFen, sum(orderCase.credits.map((credit) => credit.amountFen)));
  const platformCreditedFen = Math.max(0, toldFen - echoedFen);
  const creditedFen = platformCreditedFen + ourCreditedFen;
  const remainderFen = Math.max(0, paidFen - creditedFen - refundedFen);
  const capFen = paid.length >= 2 ? Math.max(0, order.amountFen - creditedFen) : remainderFen;
  const creditableFen = Math.min(remainderFen, capFen);
  // Shops count a credit either in what was paid or in face value: reaching the smaller of the two is all of it.
  const wholeFen = order.faceValueFen > 0 ? Math.min(order.amountFen, order.faceValueFen) : order.amountFen;
  return {
    paidFen,
    paidCount: paid.length,
    platformCreditedFen,
    ourCreditedFen,
    refundedFen,
    remainderFen,
    creditableFen,
    refundDueFen: remainderFen - creditableFen,
    creditedInFull: platformCreditedFen > 0 && (platformCreditedFen >= wholeFen || remainderFen === 0),
  };
}

/**
 * Says from which channels' clearing accounts a credit is taken: payments pay in the order in which they came, each at most
 * what it has left.
 * @param amountFen at most the order's remainder
 */
export function drawFrom(
  orderCase: Pick<OrderCase, "payments">,
  amountFen: number,
): { channel: string; amountFen: number }[] {
  const byChannel = new Map<string, number>();
  let left = amountFen;
  for (const payment of paidPayments(orderCase)) {
    const take = Math.min(left, payment.paidFen - payment.refundedFen);
    if (take <= 0) continue;
    const channel = payment.channel ?? "unknown";
    byChannel.set(channel, (byChannel.get(channel) ?? 0) + take);
    left -= take;
  }
  if (left > 0) throw new Error("More was to be credited than the payments have left");
  return [...byChannel].map(([channel, fen]) => ({ channel, amountFen: fen }));
}
