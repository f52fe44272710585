import { z } from "zod";

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

export const inboxItemSchema = z.object({
  id: z.string(),
  kind: z.enum(noticeKinds),
  orderNo: z.string().nullable(),
  ticketNumber: z.string().nullable(),
  diagnosisId: z.string().nullable(),
  params: z.record(z.string(), z.union([z.string(), z.number()])),
  read: z.boolean(),
  createdAt: z.string(),
});
export type InboxItem = z.output<typeof inboxItemSchema>;

/** A delivery as staff see it. The address is masked. */
export const deliverySchema = z.object({
  id: z.string(),
  channel: z.enum(channelsOfNotices),
  kind: z.enum(noticeKinds),
  customerId: z.string(),
  orderNo: z.string().nullable(),
  ticketNumber: z.string().nullable(),
  to: z.string(),
  state: z.enum(deliveryStates),
  attempts: z.number().int(),
  nextAttemptAt: z.string().nullable(),
  error: z.string().nullable(),
  reference: z.string().nullable(),
  createdAt: z.string(),
  sentAt: z.string().nullable(),
});
export type Delivery = z.output<typeof deliverySchema>;

export const deliveryListSchema = z.object({
  state: z.enum(deliveryStates).optional(),
  channel: z.enum(channelsOfNotices).optional(),
  customerId: z.string().min(1).max(128).optional(),
  orderNo: z.string().min(1).max(128).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
  cursor: z.string().max(64).optional(),
});
export type DeliveryListInput = z.input<typeof deliveryListSchema>;

/** Which of a customer's mails and text messages that are not about their own money or words they want. */
export const preferencesSchema = z.object({ mail: z.boolean(), sms: z.boolean() });
export type NoticePreferences = z.output<typeof preferencesSchema>;
