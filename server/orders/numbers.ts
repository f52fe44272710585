import { type Addend, type Contribution, contributionsOf, NO_KEYS } from "#server/core/deltas.ts";
import type { OrderRow } from "./fold/order.ts";

/** How long it took from the payment to the platform's credit, by when it was credited. */
export const PAID_TO_CREDITED = "paid_to_credited";

export type CountedOrder = Pick<OrderRow, "paidAt" | "creditedAt">;

/** What an order, as it stands, gives to the manager's numbers. Pure, and the only place that says so. */
export function orderNumbers({ paidAt, creditedAt }: CountedOrder): Addend[] {
  if (!paidAt || !creditedAt) return [];
  return [{ metric: PAID_TO_CREDITED, at: creditedAt, fen: 0, ms: creditedAt.getTime() - paidAt.getTime() }];
}

/** An order has no cause, agent or queue of its own: what it gives is kept of all orders together. */
export const givenByOrders = (rows: readonly CountedOrder[]): Contribution[] =>
  contributionsOf(rows.flatMap(orderNumbers), NO_KEYS);
