import { and, asc, eq, lte } from "drizzle-orm";
import { db, transact } from "#db/client.ts";
import { gatewayCallbacks } from "#db/schema/index.ts";
import { SECOND_MS } from "#server/core/clock.ts";
import type { Ctx } from "#server/core/context.ts";
import { isDomainError } from "#server/core/errors.ts";
import { logger } from "#server/core/logger.ts";
import type { CallbackRow } from "./callback-case.ts";
import { raiseUnjudged } from "./callback-items.ts";
import { judgeStored } from "./judge-stored.ts";

/** Whoever took it in is judging it until then. */
const OWN_TIME_MS = 30 * SECOND_MS;
const BATCH = 50;

/**
 * Judges the callbacks that were stored and never judged, because the process died in between.
 * @returns how many there were
 */
export async function judgePending(ctx: Ctx): Promise<number> {
  const before = new Date(ctx.clock.now().getTime() - OWN_TIME_MS);
  const rows = await db
    .select()
    .from(gatewayCallbacks)
    .where(and(eq(gatewayCallbacks.verdict, "pending"), lte(gatewayCallbacks.receivedAt, before)))
    .orderBy(asc(gatewayCallbacks.receivedAt))
    .limit(BATCH);
  for (const row of rows) await judgeOne(ctx, row);
  return rows.length;
}

async function judgeOne(ctx: Ctx, row: CallbackRow): Promise<void> {
  try {
    await judgeStored(ctx, row);
  } catch (error) {
    // Whoever enters the secrets anew mends all that waits: nothing of it is wrong by itself.
    if (isDomainError(error, "CHANNEL_SECRETS_UNREADABLE")) return;
    logger.error({ err: error, callbackId: row.id }, "a callback cannot be judged: somebody has to look and replay it");
    const failed = { verdict: "error" as const, reason: "INTERNAL", judgedAt: ctx.clock.now() };
    await transact(async (tx) => {
      const [marked] = await tx
        .update(gatewayCallbacks)
        .set(failed)
        .where(and(eq(gatewayCallbacks.id, row.id), eq(gatewayCallbacks.verdict, "pending")))
        .returning();
      if (marked) await raiseUnjudged(tx, ctx, marked);
    });
  }
}
