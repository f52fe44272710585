import { and, desc, eq, lt } from "drizzle-orm";
import { db, transact } from "#db/client.ts";
import { webhookDeliveries, webhookEndpoints } from "#db/schema/index.ts";
import { appendAudit } from "#server/audit/index.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { conflict, notFound } from "#server/core/errors.ts";
import { type WebhookDelivery, type WebhookDeliveryListInput, webhookDeliveryListSchema } from "./schemas.ts";

type Row = typeof webhookDeliveries.$inferSelect;

function view(row: Row): WebhookDelivery {
  const { id, topic, subject, state, attempts, lastStatus, lastError, body } = row;
  return {
    ...{ id, webhookId: row.endpointId, topic, subject, state, attempts, lastStatus, lastError, body },
    nextAttemptAt: row.nextAttemptAt?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
    deliveredAt: row.deliveredAt?.toISOString() ?? null,
  };
}

/** What other systems were told, newest first. @throws DomainError 403 FORBIDDEN, SECOND_FACTOR_REQUIRED */
export async function listWebhookDeliveries({ ctx, input }: { ctx: Ctx; input: WebhookDeliveryListInput }) {
  authorize(ctx, "webhooks:write");
  const { webhookId, state, limit, cursor } = webhookDeliveryListSchema.parse(input);
  const rows = await db
    .select()
    .from(webhookDeliveries)
    .where(
      and(
        webhookId ? eq(webhookDeliveries.endpointId, webhookId) : undefined,
        state ? eq(webhookDeliveries.state, state) : undefined,
        cursor ? lt(webhookDeliveries.id, cursor) : undefined,
      ),
    )
    .orderBy(desc(webhookDeliveries.id))
    .limit(limit + 1);
  const page = rows.slice(0, limit);
  return { items: page.map(view), nextCursor: rows.length > limit ? (page.at(-1)?.id ?? null) : null };
}

const ended = ["delivered", "failed", "skipped"];

/**
 * Sends one again, with the same id and the same bytes.
 * @throws DomainError 403 FORBIDDEN, SECOND_FACTOR_REQUIRED, 404 DELIVERY_NOT_FOUND, 409 DELIVERY_UNDER_WAY, WEBHOOK_OFF
 */
export async function resendWebhook({ ctx, input }: { ctx: Ctx; input: { id: string } }): Promise<WebhookDelivery> {
  authorize(ctx, "webhooks:write");
  return transact(async (tx) => {
    const [row] = await tx.select().from(webhookDeliveries).where(eq(webhookDeliveries.id, input.id));
    if (!row) throw notFound("DELIVERY");
    if (!ended.includes(row.state)) throw conflict("DELIVERY_UNDER_WAY", "It is being sent already.");
    const [endpoint] = await tx.select().from(webhookEndpoints).where(eq(webhookEndpoints.id, row.endpointId));
    if (!endpoint?.enabled || endpoint.removedAt) throw conflict("WEBHOOK_OFF", "Switch it on first.");
    const [again] = await tx
      .update(webhookDeliveries)
      .set({ state: "queued", attempts: 0, lastError: null, lastStatus: null, nextAttemptAt: ctx.clock.now() })
      .where(and(eq(webhookDeliveries.id, row.id), eq(webhookDeliveries.state, row.state)))
      .returning();
    if (!again) throw conflict("DELIVERY_UNDER_WAY", "It is being sent already.");
    const data = { webhookId: row.endpointId, topic: row.topic, before: row.state };
    await appendAudit(tx, ctx, { action: "webhook.resent", subject: `delivery:${row.id}`, data });
    return view(again);
  });
}
