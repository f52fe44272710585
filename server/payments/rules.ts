import type { MoneyItemKind } from "./schemas.ts";

/** Charged and not credited goes first, then what may become a loss, then what is wrong on paper, then attacks that failed. */
const order: readonly (readonly MoneyItemKind[])[] = [
  ["paid_no_callback", "order_stuck", "command_dead"],
  ["credited_after_refund", "paid_after_close", "amount_differs", "refund_failed", "refund_by_hand"],
  ["paid_twice", "missing_here", "missing_there", "refunded_there", "unconfirmed_callback"],
  ["foreign_callback", "relay_dead"],
  ["forged_callback"],
];

/** Where an item stands in the queue: 0 first. Pure. */
export const rankOf = (kind: MoneyItemKind): number => order.findIndex((kinds) => kinds.includes(kind));
