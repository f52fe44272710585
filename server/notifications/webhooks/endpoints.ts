import { and, asc, count, eq, isNull } from "drizzle-orm";
import type { z } from "zod";
import { db, type Tx, transact } from "#db/client.ts";
import { webhookEndpoints } from "#db/schema/index.ts";
import { appendAudit } from "#server/audit/index.ts";
import { DAY_MS } from "#server/core/clock.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { env } from "#server/core/env.ts";
import { conflict, invalid, notFound } from "#server/core/errors.ts";
import { newId } from "#server/core/ids.ts";
import { assertAllowedUrl, OutboundError } from "#server/http/index.ts";
import { planOne } from "./plan.ts";
import {
  changeWebhookSchema,
  type PublicTopic,
  type SaveWebhook,
  saveWebhookSchema,
  type WebhookView,
} from "./schemas.ts";
import { newSecret, openSecrets, sealSecrets } from "./secrets.ts";

const MAX_ENDPOINTS = 20;
type Row = typeof webhookEndpoints.$inferSelect;

function view(row: Row, now: Date): WebhookView {
  const { id, name, enabled, disabledReason, oldSecretUntil, createdAt } = row;
  const { origin, pathname } = new URL(row.url);
  return {
    ...{ id, name, enabled, disabledReason, createdBy: row.createdByName, topics: row.topics as PublicTopic[] },
    // What stands behind a question mark may be a key.
    url: `${origin}${pathname}`,
    oldSecretUntil: oldSecretUntil && oldSecretUntil > now ? oldSecretUntil.toISOString() : null,
    createdAt: createdAt.toISOString(),
  };
}

/** @throws DomainError 422 WEBHOOK_URL: no https address of the public Internet, and private ones are not allowed */
function checked(url: string): string {
  const { ALLOW_PRIVATE_URLS } = env();
  try {
    const { protocol } = assertAllowedUrl(url, ALLOW_PRIVATE_URLS);
    if (ALLOW_PRIVATE_URLS || protocol === "https:") return url;
  } catch (error) {
    if (!(error instanceof OutboundError)) throw error;
  }
  throw invalid("WEBHOOK_URL", "Webhooks go to https addresses of the public Internet.");
}

async function find(tx: Tx, id: string): Promise<Row> {
  const [row] = await tx
    .select()
    .from(webhookEndpoints)
    .where(and(eq(webhookEndpoints.id, id), isNull(webhookEndpoints.removedAt)));
  if (!row) throw notFound("WEBHOOK");
  return row;
}

async function put(tx: Tx, ctx: Ctx, row: Row, set: Partial<Row>): Promise<WebhookView> {
  const [changed] = await tx.update(webhookEndpoints).set(set).where(eq(webhookEndpoints.id, row.id)).returning();
  if (!changed) throw notFound("WEBHOOK");
  return view(changed, ctx.clock.now());
}

/** Every address that is told of things; no secrets. @throws DomainError 403 FORBIDDEN, SECOND_FACTOR_REQUIRED */
export async function listWebhooks({ ctx }: { ctx: Ctx }): Promise<WebhookView[]> {
  authorize(ctx, "webhooks:write");
  const rows = await db
    .select()
    .from(webhookEndpoints)
    .where(isNull(webhookEndpoints.removedAt))
    .orderBy(asc(webhookEndpoints.createdAt), asc(webhookEndpoints.id));
  return rows.map((row) => view(row, ctx.clock.now()));
}

/**
 * Adds an address. Its secret is shown this once.
 * @throws DomainError 403 FORBIDDEN, SECOND_FACTOR_REQUIRED, 409 TOO_MANY_WEBHOOKS, 422 WEBHOOK_URL
 */
export async function addWebhook({ ctx, input }: { ctx: Ctx; input: SaveWebhook }) {
  authorize(ctx, "webhooks:write");
  const { name, url, topics, enabled } = saveWebhookSchema.parse(input);
  checked(url);
  return transact(async (tx) => {
    const [found] = await tx.select({ n: count() }).from(webhookEndpoints).where(isNull(webhookEndpoints.removedAt));
    if (Number(found?.n ?? 0) >= MAX_ENDPOINTS) {
      throw conflict("TOO_MANY_WEBHOOKS", `There are ${MAX_ENDPOINTS} of them already.`);
    }
    const id = newId();
    const secret = newSecret();
    const [row] = await tx
      .insert(webhookEndpoints)
      .values({
        ...{ id, name, url, topics, enabled, secrets: sealSecrets(id, [secret]) },
        ...{ createdAt: ctx.clock.now(), createdByName: ctx.actor.name },
      })
      .returning();
    if (!row) throw new Error("The webhook was not written.");
    await appendAudit(tx, ctx, { action: "webhook.added", subject: `webhook:${id}`, data: { name, topics, enabled } });
    return { ...view(row, ctx.clock.now()), secret };
  });
}

/** Changes an address. @throws DomainError 403 FORBIDDEN, SECOND_FACTOR_REQUIRED, 404 WEBHOOK_NOT_FOUND, 422 WEBHOOK_URL */
export async function changeWebhook({ ctx, input }: { ctx: Ctx; input: z.input<typeof changeWebhookSchema> }) {
  authorize(ctx, "webhooks:write");
  const { id, ...set } = changeWebhookSchema.parse(input);
  if (set.url !== undefined) checked(set.url);
  return transact(async (tx) => {
    const row = await find(tx, id);
    const { url: _, ...shown } = set;
    const data = { ...shown, urlChanged: set.url !== undefined };
    await appendAudit(tx, ctx, { action: "webhook.changed", subject: `webhook:${id}`, data });
    return put(tx, ctx, row, { ...set, ...(set.enabled ? { disabledReason: null } : {}) });
  });
}

/**
 * Replaces an address's secret; the one before signs as well for a day, so that the receiver can change over. Shown this once.
 * @throws DomainError 403 FORBIDDEN, SECOND_FACTOR_REQUIRED, 404 WEBHOOK_NOT_FOUND
 */
export async function rotateWebhook({ ctx, input }: { ctx: Ctx; input: { id: string } }) {
  authorize(ctx, "webhooks:write");
  return transact(async (tx) => {
    const row = await find(tx, input.id);
    const [before] = openSecrets(row.id, row.secrets);
    const secret = newSecret();
    const oldSecretUntil = new Date(ctx.clock.now().getTime() + DAY_MS);
    const shown = await put(tx, ctx, row, { secrets: sealSecrets(row.id, [secret, before]), oldSecretUntil });
    await appendAudit(tx, ctx, { action: "webhook.rotated", subject: `webhook:${row.id}`, data: {} });
    return { ...shown, secret };
  });
}

/** Takes an address away; what still waits for it is not sent. @throws DomainError 403 FORBIDDEN, SECOND_FACTOR_REQUIRED, 404 WEBHOOK_NOT_FOUND */
export async function removeWebhook({ ctx, input }: { ctx: Ctx; input: { id: string } }): Promise<void> {
  authorize(ctx, "webhooks:write");
  await transact(async (tx) => {
    const row = await find(tx, input.id);
    await put(tx, ctx, row, { removedAt: ctx.clock.now(), enabled: false });
    await appendAudit(tx, ctx, { action: "webhook.removed", subject: `webhook:${row.id}`, data: { name: row.name } });
  });
}

/**
 * Plans a `webhook.test` for an address, which goes out like any other.
 * @returns the id of the delivery
 * @throws DomainError 403 FORBIDDEN, SECOND_FACTOR_REQUIRED, 404 WEBHOOK_NOT_FOUND, 409 WEBHOOK_OFF
 */
export async function testWebhook({
  ctx,
  input,
}: {
  ctx: Ctx;
  input: { id: string };
}): Promise<{ deliveryId: string }> {
  authorize(ctx, "webhooks:write");
  return transact(async (tx) => {
    const row = await find(tx, input.id);
    if (!row.enabled) throw conflict("WEBHOOK_OFF", "Switch it on first.");
    const told = { type: "webhook.test" as const, timestamp: ctx.clock.now().toISOString(), data: {} };
    const planned = { id: `test:${newId()}`, subject: `webhook:${row.id}`, told };
    const deliveryId = await planOne(tx, ctx.clock, row.id, planned);
    await appendAudit(tx, ctx, { action: "webhook.tested", subject: `webhook:${row.id}`, data: { deliveryId } });
    return { deliveryId };
  });
}
