import { z } from "zod";

/** What an inbox message is about. The pages have the words for each. */
export const noticeKinds = [
  "ticket_opened",
  "ticket_replied",
  "ticket_resolved",
  "ticket_reopened",
  "credited",
  "refunded",
  "order_handed_over",
  "gateway_silent",
] as const;
export type NoticeKind = (typeof noticeKinds)[number];

export const inboxItemSchema = z.object({
  id: z.string(),
  kind: z.enum(noticeKinds),
  orderNo: z.string().nullable(),
  ticketNumber: z.string().nullable(),
  params: z.record(z.string(), z.union([z.string(), z.number()])),
  read: z.boolean(),
  createdAt: z.string(),
});
export type InboxItem = z.output<typeof inboxItemSchema>;
