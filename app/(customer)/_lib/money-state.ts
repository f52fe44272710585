import type { ChargeState } from "#server/diagnosis/schemas.ts";

type Sums = { paidFen: number; creditedFen: number; refundedFen: number };

/** Where a customer's money is, in one word: pure. All sums in fen. */
export type MoneyState = { kind: "none" | "waiting" | "credited" | "refunded" | "settled" | "part" } & Sums;

/**
 * Undefined where it is not known: without the order's own records, or while something may have been charged that is not in them.
 * @param chargeState what is known of the charge beside them
 */
export function moneyStateOf(money: Sums | undefined, chargeState: ChargeState): MoneyState | undefined {
  if (!money) return undefined;
  if (money.paidFen <= 0) return chargeState === "none" ? { kind: "none", ...money } : undefined;
  const { paidFen, creditedFen, refundedFen } = money;
  if (creditedFen + refundedFen <= 0) return { kind: "waiting", ...money };
  if (creditedFen + refundedFen < paidFen) return { kind: "part", ...money };
  if (refundedFen <= 0) return { kind: "credited", ...money };
  return { kind: creditedFen <= 0 ? "refunded" : "settled", ...money };
}
