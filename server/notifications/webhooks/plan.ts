import { and, eq, isNull } from "drizzle-orm";
import type { Tx } from "#db/client.ts";
import { webhookDeliveries, webhookEndpoints } from "#db/schema/index.ts";
import type { Clock } from "#server/core/clock.ts";
import { newId } from "#server/core/ids.ts";
import { consume, type OutboxRow } from "#server/jobs/index.ts";
import { publicEventOf } from "./public-event.ts";
import type { WebhookEvent } from "./schemas.ts";

const MAX_BATCHES_A_RUN = 20;

/**
 * Plans what other systems are told, from when this was first run on: each event once for each address that wants it.
 * @returns how many events were looked at
 */
export async function planWebhooks(clock: Clock): Promise<number> {
  let seen = 0;
  for (let batch = 0; batch < MAX_BATCHES_A_RUN; batch++) {
    const handled = await consume("webhooks.plan", clock, (tx, event) => plan(tx, clock, event), { from: "now" });
    if (handled === 0) break;
    seen += handled;
  }
  return seen;
}

async function plan(tx: Tx, clock: Clock, event: OutboxRow): Promise<void> {
  const told = publicEventOf(event);
  if (!told || told.type === "webhook.test") return;
  const wanting = await tx
    .select({ id: webhookEndpoints.id, topics: webhookEndpoints.topics })
    .from(webhookEndpoints)
    .where(and(eq(webhookEndpoints.enabled, true), isNull(webhookEndpoints.removedAt)));
  for (const { id, topics } of wanting) {
    if (topics.includes(told.type)) await planOne(tx, clock, id, { id: event.id, subject: event.subject, told });
  }
}

type Planned = { id: string; subject: string; told: WebhookEvent };

/** Plans one delivery; a second one of the same event is none. @returns its id */
export async function planOne(tx: Tx, clock: Clock, endpointId: string, { id: eventId, subject, told }: Planned) {
  const now = clock.now();
  const id = newId();
  await tx
    .insert(webhookDeliveries)
    .values({
      ...{ id, endpointId, eventId, topic: told.type, subject, body: JSON.stringify(told) },
      ...{ state: "queued" as const, attempts: 0, nextAttemptAt: now, createdAt: now },
    })
    .onConflictDoNothing({ target: [webhookDeliveries.endpointId, webhookDeliveries.eventId] });
  return id;
}
