import type { OrderCase } from "./case.ts";

type Credited = Pick<OrderCase, "credits" | "ledgerCredits"> & {
  order: Pick<OrderCase["order"], "platformCreditedFen">;
  fulfilments?: OrderCase["fulfilments"];
};

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

/**
 * How much of an order was credited, by whom, in fen. What the platform reports of our own credit is ours and counts once: a
 * credit under the id of our top-up or under the number that the platform gave it, and a delivery made after our command to
 * make one. Pure.
 */
export function creditedFen(of: Credited): { platform: number; ours: number; total: number } {
  const own = new Set(of.ledgerCredits.flatMap((credit) => [credit.reference, ...(credit.also ?? [])]));
  const commanded = of.ledgerCredits.flatMap((credit) => (credit.commandedAt ? [credit.commandedAt] : []));
  const since = commanded.length > 0 ? new Date(Math.min(...commanded.map(Number))) : null;
  const posted = of.credits.map((credit) => ({ fen: credit.amountFen, echo: own.has(credit.reference) }));
  const delivered = (of.fulfilments ?? []).map((row) => ({
    fen: row.creditedFen ?? 0,
    echo: since !== null && row.decidedAt !== null && row.decidedAt >= since,
  }));
  const all = (rows: readonly { fen: number }[]) => sum(rows.map((row) => row.fen));
  const foreign = (rows: readonly { fen: number; echo: boolean }[]) => all(rows.filter((row) => !row.echo));
  // Shops report one delivery in either way or in both: the larger sum counts. A sum of which no part is known counts whole.
  const unexplained = of.order.platformCreditedFen > Math.max(all(posted), all(delivered));
  const platform = unexplained ? of.order.platformCreditedFen : Math.max(foreign(posted), foreign(delivered));
  const ours = sum(of.ledgerCredits.map((credit) => credit.amountFen));
  return { platform, ours, total: platform + ours };
}

/**
 * What was paid, in fen: what the gateway says, or else the platform's signed word. Where the gateway was asked after the platform
 * said that money came and has none, nothing was. Pure.
 */
export function confirmedPaidFen({ order, payments }: Refunded): number {
  const contested = payments.filter((payment) => payment.gatewayFen === 0 && payment.refundedFen === 0);
  return Math.max(0, order.paidFen - sum(contested.map((payment) => payment.paidFen)));
}

type Refunded = Pick<OrderCase, "order" | "payments">;

/**
 * What was refunded by us counts from the moment it was, whether or not the gateway or the platform told of it yet; where they
 * did, it counts once. Pure.
 * @param own the refunds in our own books
 */
export function countOwnRefunds(of: Refunded, own: OrderCase["ledgerRefunds"]): Refunded {
  if (own.length === 0) return of;
  const payments = of.payments.map((payment) => {
    const ownFen = own
      .filter((refund) => refund.outTradeNo === payment.outTradeNo)
      .reduce((sum, refund) => sum + refund.amountFen, 0);
    if (ownFen <= payment.refundedFen) return payment;
    const state = payment.paidFen > 0 && ownFen >= payment.paidFen ? ("refunded" as const) : payment.state;
    return { ...payment, refundedFen: ownFen, state };
  });
  const refundedFen = payments.reduce((sum, payment) => sum + payment.refundedFen, 0);
  return { order: { ...of.order, refundedFen: Math.max(of.order.refundedFen, refundedFen) }, payments };
}
