/** What an inbox message is about. The pages have the words for each, and `copy.ts` those of mails and text messages. */
export const noticeKinds = [
  "ticket_opened",
  "ticket_replied",
  "ticket_resolved",
  "ticket_reopened",
  "credited",
  "refunded",
  "order_handed_over",
  "gateway_silent",
  "wait_solved",
  "wait_changed",
  "wait_ticket",
  "payment_failed",
  "payment_closed",
  "payment_stuck",
  "callback_rejected",
  "sold_out",
  "restock_dated",
  "restocked",
  "review_opened",
  "review_passed",
  "review_denied",
  "appeal_opened",
  "appeal_progress",
  "appeal_passed",
  "appeal_denied",
  "incident_told",
  "call_due",
  "call_missed",
] as const;
export type NoticeKind = (typeof noticeKinds)[number];

/** What an order's own records give reason to tell its owner, before they ask. */
export const signalKinds = [
  "payment_failed",
  "payment_closed",
  "payment_stuck",
  "callback_rejected",
  "sold_out",
  "restock_dated",
  "restocked",
  "review_opened",
  "review_passed",
  "review_denied",
] as const;
export type SignalKind = (typeof signalKinds)[number];

/** Ways out of the product. The inbox is none: it has everything. */
export const channelsOfNotices = ["mail", "sms"] as const;
export type NoticeChannel = (typeof channelsOfNotices)[number];

/**
 * Where a delivery stands. `unknown`: it may have gone out, nobody can tell, and it is not repeated by itself. `skipped`: it was
 * not wanted, or is no longer true.
 */
export const deliveryStates = ["queued", "sending", "sent", "failed", "unknown", "skipped"] as const;
export type DeliveryState = (typeof deliveryStates)[number];
