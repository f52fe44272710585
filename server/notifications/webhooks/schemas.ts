import { z } from "zod";

/**
 * What other systems may be told of. Nothing else leaves, whatever is emitted: notes, tags, assignments and everything within the
 * desk has no topic here.
 */
export const publicTopics = [
  "ticket.opened",
  "ticket.replied",
  "ticket.resolved",
  "ticket.reopened",
  "ticket.closed",
  "topup.succeeded",
  "topup.failed",
  "refund.succeeded",
  "refund.failed",
  "appeal.opened",
  "appeal.passed",
  "appeal.denied",
  "incident.opened",
  "incident.resolved",
  "webhook.test",
] as const;
export type PublicTopic = (typeof publicTopics)[number];

export const webhookStates = ["queued", "sending", "delivered", "failed", "skipped"] as const;
export type WebhookState = (typeof webhookStates)[number];

/** The body of a delivery: numbers and states, never anything that somebody wrote. */
export const webhookEventSchema = z.object({
  type: z.enum(publicTopics),
  timestamp: z.string(),
  data: z.object({
    number: z.string().optional(),
    orderNo: z.string().optional(),
    status: z.string().optional(),
    version: z.number().int().optional(),
    by: z.enum(["customer", "staff", "system"]).optional(),
  }),
});
export type WebhookEvent = z.output<typeof webhookEventSchema>;

const topics = z.array(z.enum(publicTopics)).min(1).max(publicTopics.length);
export const saveWebhookSchema = z.object({
  name: z.string().trim().min(1).max(60),
  url: z.string().trim().min(1).max(2_000),
  topics,
  enabled: z.boolean().default(true),
});
export type SaveWebhook = z.input<typeof saveWebhookSchema>;
export const changeWebhookSchema = saveWebhookSchema.partial().extend({ id: z.string().min(1).max(64) });

/** `url` shows its host and path without a query; secrets are shown once, when made. */
export const webhookSchema = z.object({
  id: z.string(),
  name: z.string(),
  url: z.string(),
  topics: z.array(z.enum(publicTopics)),
  enabled: z.boolean(),
  /** Why it was switched off by itself. */
  disabledReason: z.string().nullable(),
  /** Until when the secret before the present one signs as well. */
  oldSecretUntil: z.string().nullable(),
  createdAt: z.string(),
  createdBy: z.string(),
});
export type WebhookView = z.output<typeof webhookSchema>;
export const webhookWithSecretSchema = webhookSchema.extend({ secret: z.string() });

export const webhookDeliverySchema = z.object({
  id: z.string(),
  webhookId: z.string(),
  topic: z.enum(publicTopics),
  subject: z.string(),
  state: z.enum(webhookStates),
  attempts: z.number().int(),
  nextAttemptAt: z.string().nullable(),
  lastStatus: z.number().int().nullable(),
  lastError: z.string().nullable(),
  body: z.string(),
  createdAt: z.string(),
  deliveredAt: z.string().nullable(),
});
export type WebhookDelivery = z.output<typeof webhookDeliverySchema>;

export const webhookDeliveryListSchema = z.object({
  webhookId: z.string().min(1).max(64).optional(),
  state: z.enum(webhookStates).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
  cursor: z.string().max(64).optional(),
});
export type WebhookDeliveryListInput = z.input<typeof webhookDeliveryListSchema>;
