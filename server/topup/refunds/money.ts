import type { OrderCase } from "#server/orders/case.ts";
import type { Finding, OwnRefund } from "../checks.ts";
import { moneyOf, type OrderMoney, paidPayments, sum } from "../money.ts";

/** What of an order's payments credits were paid with, and which refunds are under way. */
export type Spent = {
  /** Parts of payments that our own credits took or are taking. */
  draws: readonly { outTradeNo: string; amountFen: number }[];
  /** Our own refunds that wait, run, may have been made, or were made. */
  refunds: readonly OwnRefund[];
};

export type Refundable = {
  outTradeNo: string;
  gatewayTradeNo: string | null;
  channel: string | null;
  paidFen: number;
  refundedFen: number;
  refundableFen: number;
  paidAt: Date | null;
};

/**
 * What may go back of each payment, in fen. What a credit of ours took of a payment stays taken; what the platform credited,
 * delivered or may still deliver is taken from the order as a whole, because nobody says which payment paid for it. Pure.
 * @param delivery what the top-up's gate found about deliveries: anything but settled holds the price of the order
 * @returns every payment that took money, oldest first
 */
export function refundableOf(
  orderCase: OrderCase,
  { draws, refunds }: Spent,
  delivery: Finding,
): { money: OrderMoney; payments: Refundable[]; reservedFen: number } {
  const { order } = orderCase;
  const money = moneyOf(orderCase);
  const paid = paidPayments(orderCase);
  const of = (outTradeNo: string, rows: readonly { outTradeNo: string; amountFen: number }[]) =>
    sum(rows.filter((row) => row.outTradeNo === outTradeNo).map((row) => row.amountFen));
  const moving = refunds.filter((refund) => refund.state !== "succeeded");
  const ownFen = sum(draws.map((draw) => draw.amountFen));
  const held = !delivery.ok || money.creditedInFull ? order.amountFen : 0;
  const reservedFen = Math.max(ownFen + platformFen(order, money), held);
  const left = paid.map((payment) =>
    Math.max(0, payment.paidFen - payment.refundedFen - of(payment.outTradeNo, moving)),
  );
  const poolFen = Math.max(0, sum(left) - reservedFen);
  const payments = paid.map(({ outTradeNo, gatewayTradeNo, channel, paidFen, refundedFen, paidAt }, i) => ({
    outTradeNo,
    gatewayTradeNo,
    channel,
    paidFen,
    refundedFen,
    paidAt,
    refundableFen: Math.max(0, Math.min((left[i] ?? 0) - of(outTradeNo, draws), poolFen)),
  }));
  return { money, payments, reservedFen };
}

/** A credit in face value that is worth more than was paid still took no more than the price; two credits took both. */
function platformFen(order: OrderCase["order"], money: OrderMoney): number {
  const credited = money.platformCreditedFen;
  return credited <= Math.max(order.amountFen, order.faceValueFen) ? Math.min(credited, order.amountFen) : credited;
}

/**
 * The payment that a refund is about: the one that was named, or else the newest that may go back. The oldest is the one that
 * an order is credited from. Pure.
 */
export function chosenPayment(payments: readonly Refundable[], paymentNo: string | undefined): Refundable | undefined {
  if (paymentNo !== undefined) {
    return payments.find((row) => row.outTradeNo === paymentNo || row.gatewayTradeNo === paymentNo);
  }
  return payments.findLast((row) => row.refundableFen > 0) ?? payments.at(-1);
}
