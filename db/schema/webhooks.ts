import { publicTopics, webhookStates } from "#server/notifications/schemas.ts";
import { bool, index, instant, int, json, oneOf, table, text, uniqueIndex } from "../columns.ts";

/** Addresses of other systems that want to hear what becomes of tickets and money. */
export const webhookEndpoints = table("webhook_endpoints", {
  id: text("id").primaryKey(),
  name: text("name").notNull(),
  url: text("url").notNull(),
  /** The present secret and, for a day after it was replaced, the one before; sealed. */
  secrets: text("secrets").notNull(),
  oldSecretUntil: instant("old_secret_until"),
  topics: json<string[]>("topics").notNull(),
  enabled: bool("enabled").notNull(),
  disabledReason: text("disabled_reason"),
  createdAt: instant("created_at").notNull(),
  createdByName: text("created_by_name").notNull(),
  removedAt: instant("removed_at"),
});

/** What such a system was told: one row for each event and address, for ever one. The id is the `webhook-id`. */
export const webhookDeliveries = table(
  "webhook_deliveries",
  {
    id: text("id").primaryKey(),
    endpointId: text("endpoint_id").notNull(),
    eventId: text("event_id").notNull(),
    topic: oneOf("topic", publicTopics).notNull(),
    subject: text("subject").notNull(),
    /** The very bytes that are signed and sent, over all repetitions. */
    body: text("body").notNull(),
    state: oneOf("state", webhookStates).notNull(),
    attempts: int("attempts").notNull(),
    nextAttemptAt: instant("next_attempt_at"),
    leaseOwner: text("lease_owner"),
    leaseUntil: instant("lease_until"),
    lastStatus: int("last_status"),
    lastError: text("last_error"),
    createdAt: instant("created_at").notNull(),
    deliveredAt: instant("delivered_at"),
  },
  (t) => [
    uniqueIndex("webhook_deliveries_once").on(t.endpointId, t.eventId),
    index("webhook_deliveries_due").on(t.nextAttemptAt),
    index("webhook_deliveries_endpoint").on(t.endpointId, t.id),
    index("webhook_deliveries_state").on(t.state, t.id),
  ],
);
