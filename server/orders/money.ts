import type { OrderCase } from "./case.ts";

type Credited = Pick<OrderCase, "order" | "credits" | "ledgerCredits">;

/**
 * How much of an order was credited, by whom, in fen. A credit that the platform reports under the id of our own top-up is ours
 * and counts once.
 */
export function creditedFen(of: Credited): { platform: number; ours: number; total: number } {
  const own = new Set(of.ledgerCredits.map((credit) => credit.reference));
  const echoed = of.credits
    .filter((credit) => own.has(credit.reference))
    .reduce((sum, credit) => sum + credit.amountFen, 0);
  const ours = of.ledgerCredits.reduce((sum, credit) => sum + credit.amountFen, 0);
  const platform = Math.max(0, of.order.platformCreditedFen - echoed);
  return { platform, ours, total: platform + ours };
}
