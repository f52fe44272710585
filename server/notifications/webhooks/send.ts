import { randomUUID } from "node:crypto";
import { and, asc, eq, inArray, lte } from "drizzle-orm";
import { db, type Tx, transact } from "#db/client.ts";
import { webhookDeliveries, webhookEndpoints } from "#db/schema/index.ts";
import { appendAudit } from "#server/audit/index.ts";
import { HOUR_MS, MINUTE_MS, SECOND_MS, systemClock } from "#server/core/clock.ts";
import type { Ctx } from "#server/core/context.ts";
import { env } from "#server/core/env.ts";
import { logger } from "#server/core/logger.ts";
import { callOut, OutboundError } from "#server/http/index.ts";
import { inPool } from "#server/jobs/index.ts";
import { openSecrets, type Secrets, signedHeaders } from "./secrets.ts";

const BATCH = 60;
/** Of one address in a batch, so that a slow one does not hold the others up. */
const PER_ENDPOINT = 10;
const AT_ONCE = 6;
const MAX_BATCHES_A_RUN = 5;
const TIMEOUT_MS = 15 * SECOND_MS;
const MAX_ANSWER_BYTES = 64 * 1024;
const LEASE_MS = 2 * MINUTE_MS;
const GONE = 410;

/** When it is tried again after each attempt: the schedule of Standard Webhooks, three days in all. */
export const retriesMs: readonly number[] = [
  ...[5 * SECOND_MS, 5 * MINUTE_MS, 30 * MINUTE_MS, 2 * HOUR_MS, 5 * HOUR_MS],
  ...[10 * HOUR_MS, 14 * HOUR_MS, 20 * HOUR_MS, 24 * HOUR_MS],
];

type Row = typeof webhookDeliveries.$inferSelect;
type Endpoint = typeof webhookEndpoints.$inferSelect;
type Taken = Row & { url: string; secrets: string; oldSecretUntil: Date | null };
type Answer = { status: number } | { error: string };

/**
 * Sends what other systems are to be told. What a worker died with is sent again: the `webhook-id` stays, and a receiver takes a
 * second one of the same id as none.
 * @returns how many were taken up
 */
export async function sendWebhooks(ctx: Ctx): Promise<number> {
  let taken = 0;
  for (let batch = 0; batch < MAX_BATCHES_A_RUN; batch++) {
    const mine = await claim(ctx);
    if (mine.length === 0) break;
    await inPool(mine, AT_ONCE, async (row) => {
      const answer = await handOver(row, ctx);
      await transact((tx) => record(tx, ctx, row, answer));
    });
    taken += mine.length;
  }
  return taken;
}

/** Takes up what is due; other workers take other ones. For this module's tests as well. */
export async function claim(ctx: Ctx): Promise<Taken[]> {
  const now = ctx.clock.now();
  const due = lte(webhookDeliveries.nextAttemptAt, now);
  const [any] = await db.select({ id: webhookDeliveries.id }).from(webhookDeliveries).where(due).limit(1);
  if (!any) return [];
  return transact(
    async (tx) => {
      const rows = await tx
        .select()
        .from(webhookDeliveries)
        .where(and(due, inArray(webhookDeliveries.state, ["queued", "sending"])))
        .orderBy(asc(webhookDeliveries.nextAttemptAt), asc(webhookDeliveries.id))
        .limit(BATCH);
      const owner = randomUUID();
      const mine: Taken[] = [];
      const each = new Map<string, number>();
      for (const row of rows) {
        const n = (each.get(row.endpointId) ?? 0) + 1;
        each.set(row.endpointId, n);
        if (n > PER_ENDPOINT) continue;
        const taken = await takeUp(tx, row, owner, now);
        if (taken) mine.push(taken);
      }
      return mine;
    },
    { serializeOn: "webhooks:send" },
  );
}

async function takeUp(tx: Tx, row: Row, owner: string, now: Date): Promise<Taken | undefined> {
  const [endpoint] = await tx.select().from(webhookEndpoints).where(eq(webhookEndpoints.id, row.endpointId));
  const off = !endpoint?.enabled || endpoint.removedAt !== null;
  const leaseUntil = new Date(now.getTime() + LEASE_MS);
  const change = off
    ? { ...over, state: "skipped" as const, lastError: "ENDPOINT_OFF" }
    : {
        state: "sending" as const,
        attempts: row.attempts + 1,
        leaseOwner: owner,
        leaseUntil,
        nextAttemptAt: leaseUntil,
      };
  await tx.update(webhookDeliveries).set(change).where(eq(webhookDeliveries.id, row.id));
  if (off) return undefined;
  const { url, secrets, oldSecretUntil } = endpoint;
  return { ...row, ...change, url, secrets, oldSecretUntil };
}

const over = { nextAttemptAt: null, leaseOwner: null, leaseUntil: null };

/** The secrets that sign at a moment: the one before goes on for a day after it was replaced. */
export function signing(endpoint: Pick<Endpoint, "id" | "secrets" | "oldSecretUntil">, now: Date): Secrets {
  const [present, ...before] = openSecrets(endpoint.id, endpoint.secrets);
  const both = endpoint.oldSecretUntil !== null && endpoint.oldSecretUntil > now;
  return both ? [present, ...before] : [present];
}

async function handOver(row: Taken, { clock }: Ctx): Promise<Answer> {
  try {
    const secrets = signing({ ...row, id: row.endpointId }, clock.now());
    const { status } = await callOut({
      ...{ url: row.url, method: "POST", body: row.body },
      headers: signedHeaders(row.id, systemClock.now(), row.body, secrets),
      ...{ timeoutMs: TIMEOUT_MS, maxBytes: MAX_ANSWER_BYTES, allowPrivate: env().ALLOW_PRIVATE_URLS },
    });
    return { status };
  } catch (error) {
    if (error instanceof OutboundError) return { error: error.code };
    logger.error({ err: error, delivery: row.id }, "a webhook could not be sent");
    return { error: "INTERNAL" };
  }
}

async function record(tx: Tx, ctx: Ctx, row: Taken, answer: Answer): Promise<void> {
  const now = ctx.clock.now();
  const [held] = await tx.select().from(webhookDeliveries).where(eq(webhookDeliveries.id, row.id));
  // Another worker took it for dead meanwhile, and what it wrote stands.
  if (held?.leaseOwner !== row.leaseOwner || held.state !== "sending") return;
  await tx
    .update(webhookDeliveries)
    .set(after(row, answer, now))
    .where(eq(webhookDeliveries.id, row.id));
  if ("status" in answer && answer.status === GONE) await switchOff(tx, ctx, row.endpointId);
}

function after(row: Row, answer: Answer, now: Date): Partial<Row> {
  const lastStatus = "status" in answer ? answer.status : null;
  if (lastStatus !== null && lastStatus >= 200 && lastStatus < 300) {
    return { ...over, state: "delivered", deliveredAt: now, lastStatus, lastError: null };
  }
  const lastError = "error" in answer ? answer.error : `HTTP_${answer.status}`;
  const wait = lastStatus === GONE ? undefined : retriesMs[row.attempts - 1];
  if (wait === undefined) return { ...over, state: "failed", lastStatus, lastError };
  const nextAttemptAt = new Date(now.getTime() + wait);
  return { state: "queued", nextAttemptAt, leaseOwner: null, leaseUntil: null, lastStatus, lastError };
}

/** 410 is how a receiver says that it wants no more of these. */
async function switchOff(tx: Tx, ctx: Ctx, id: string): Promise<void> {
  await tx.update(webhookEndpoints).set({ enabled: false, disabledReason: "GONE" }).where(eq(webhookEndpoints.id, id));
  await appendAudit(tx, ctx, { action: "webhook.switched_off", subject: `webhook:${id}`, data: { reason: "GONE" } });
}
