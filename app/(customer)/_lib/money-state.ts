type Sums = { paidFen: number; creditedFen: number; refundedFen: number };

/** Where a customer's money is, in one word: pure. All sums in fen. */
export type MoneyState = { kind: "waiting" | "credited" | "refunded" | "settled" | "part" } & Sums;

/** Undefined where nothing was paid, as far as the order's own records go. */
export function moneyStateOf(money: Sums | undefined): MoneyState | undefined {
  if (!money || money.paidFen <= 0) return undefined;
  const { paidFen, creditedFen, refundedFen } = money;
  if (creditedFen + refundedFen <= 0) return { kind: "waiting", ...money };
  if (creditedFen + refundedFen < paidFen) return { kind: "part", ...money };
  if (refundedFen <= 0) return { kind: "credited", ...money };
  return { kind: creditedFen <= 0 ? "refunded" : "settled", ...money };
}
