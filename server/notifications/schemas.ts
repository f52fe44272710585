import { z } from "zod";
import { channelsOfNotices, deliveryStates, noticeKinds } from "./vocabulary.ts";

export * from "./robots/schemas.ts";
export * from "./staff/schemas.ts";
export * from "./templates/schemas.ts";
export * from "./vocabulary.ts";
export * from "./webhooks/schemas.ts";

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
