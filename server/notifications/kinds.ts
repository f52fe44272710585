import type { NoticeChannel, NoticeKind } from "./schemas.ts";

/** Where a notice goes beside the inbox, and whether it goes out whatever the customer unsubscribed from. */
type Policy = { channels: readonly NoticeChannel[]; essential: boolean };

const money: Policy = { channels: ["mail", "sms"], essential: true };
const answer: Policy = { channels: ["mail"], essential: true };
/** They asked for it, and it is about the next minutes. */
const appointment: Policy = { channels: ["mail", "sms"], essential: true };
const hint: Policy = { channels: ["mail", "sms"], essential: false };
const progress: Policy = { channels: ["mail"], essential: false };

/** Of each kind. What is about a customer's own money or words is essential; what we offer before they ask is not. */
export const policyOf: Record<NoticeKind, Policy> = {
  ticket_opened: answer,
  ticket_replied: answer,
  ticket_resolved: answer,
  ticket_reopened: progress,
  credited: money,
  refunded: money,
  order_handed_over: answer,
  gateway_silent: progress,
  wait_solved: money,
  wait_changed: answer,
  wait_ticket: answer,
  payment_failed: hint,
  payment_closed: hint,
  payment_stuck: hint,
  callback_rejected: hint,
  sold_out: answer,
  restock_dated: progress,
  restocked: progress,
  review_opened: progress,
  review_passed: answer,
  review_denied: answer,
  appeal_opened: progress,
  appeal_progress: progress,
  appeal_passed: money,
  appeal_denied: money,
  incident_told: answer,
  call_due: appointment,
  call_missed: answer,
};

/** Kinds that are only worth sending while the order is still in trouble. */
export const troubleKinds: readonly NoticeKind[] = [
  "payment_failed",
  "payment_closed",
  "payment_stuck",
  "callback_rejected",
];
