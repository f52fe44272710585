import type { MoneyItemKind } from "#server/payments/schemas.ts";
import type { MoneyAction } from "./schemas.ts";

/** What may be done about an item of each kind, the likeliest first. */
const byKind: Record<MoneyItemKind, readonly MoneyAction[]> = {
  paid_no_callback: ["apply", "refund", "dismiss"],
  order_stuck: ["apply", "refund", "dismiss"],
  paid_after_close: ["refund", "apply", "dismiss"],
  amount_differs: ["apply", "refund", "write_off", "dismiss"],
  paid_twice: ["refund", "write_off", "dismiss"],
  missing_here: ["link", "apply", "refund", "write_off", "dismiss"],
  missing_there: ["write_off", "dismiss"],
  refunded_there: ["write_off", "dismiss"],
  // Its loss was booked when it was found: writing it off as well would book it twice.
  credited_after_refund: ["dismiss"],
  // What was delivered is taken back by the platform, or not at all: there is no payment of its own to return.
  credited_twice: ["dismiss"],
  refund_failed: ["refund", "dismiss"],
  // Ended where they are worked on: with the refund itself, and among the commands.
  refund_by_hand: ["dismiss"],
  command_dead: ["dismiss"],
  delivery_unreadable: ["dismiss"],
  relay_dead: ["dismiss"],
  foreign_callback: ["dismiss"],
  forged_callback: ["dismiss"],
  unconfirmed_callback: ["dismiss"],
  // These end when the callback is judged, or the bill of that day compared, after all.
  callback_error: ["dismiss"],
  bill_failed: ["dismiss"],
};

/** Nobody's money waits behind these: one person may put them aside. */
const alerts: readonly MoneyItemKind[] = [
  "relay_dead",
  "foreign_callback",
  "forged_callback",
  "unconfirmed_callback",
  "callback_error",
  "bill_failed",
];

/** Kinds in which money is missing on our side; in all others there is money that belongs to nobody yet. */
const deficits: readonly MoneyItemKind[] = ["missing_there", "refunded_there"];
export const isDeficit = (kind: MoneyItemKind): boolean => deficits.includes(kind);

type Item = {
  kind: MoneyItemKind;
  state: "open" | "resolved";
  orderNo: string | null;
  outTradeNo: string | null;
  channel: string | null;
  amountFen: number | null;
  proposal: unknown;
};

/** What may be done about an item as it is. While a proposal waits for its second person nothing else may. Pure. */
export function actionsOf(item: Item): { action: MoneyAction; secondPerson: boolean }[] {
  if (item.state !== "open" || item.proposal !== null) return [];
  const fits: Record<MoneyAction, boolean> = {
    apply: item.orderNo !== null,
    refund: item.orderNo !== null,
    link: item.orderNo === null && item.outTradeNo !== null && item.channel !== null,
    write_off: (item.amountFen ?? 0) > 0,
    dismiss: true,
  };
  return byKind[item.kind]
    .filter((action) => fits[action])
    .map((action) => ({ action, secondPerson: needsTwo(item.kind, action) }));
}

/** Writing money off, and letting an item be behind which there is money, takes two people. */
export function needsTwo(kind: MoneyItemKind, action: MoneyAction): boolean {
  return action === "write_off" || (action === "dismiss" && !alerts.includes(kind));
}
