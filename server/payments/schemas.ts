/** What was made of a callback. `waiting`: verified, and its order is not known yet. */
export const inboxVerdicts = ["pending", "applied", "duplicate", "waiting", "ignored", "rejected", "error"] as const;
export type InboxVerdict = (typeof inboxVerdicts)[number];

export const relayStates = ["pending", "delivered", "dead", "disabled"] as const;
export type RelayState = (typeof relayStates)[number];

/** Why something about money waits for a person. The queue shows charged-and-not-credited first. */
export const moneyItemKinds = [
  "paid_no_callback",
  "order_stuck",
  "amount_differs",
  "paid_twice",
  "paid_after_close",
  "missing_here",
  "missing_there",
  "refunded_there",
  "credited_after_refund",
  "refund_by_hand",
  "refund_failed",
  "command_dead",
  "relay_dead",
  "foreign_callback",
  "forged_callback",
  "unconfirmed_callback",
] as const;
export type MoneyItemKind = (typeof moneyItemKinds)[number];

export const moneyItemStates = ["open", "resolved"] as const;
export type MoneyItemState = (typeof moneyItemStates)[number];

/** How an item ended. `settled`: the records came right by themselves. */
export const moneyItemResolutions = ["settled", "applied", "refunded", "written_off", "linked", "dismissed"] as const;
export type MoneyItemResolution = (typeof moneyItemResolutions)[number];
