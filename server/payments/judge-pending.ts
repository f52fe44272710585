import { and, asc, eq, lte, notInArray } from "drizzle-orm";
import { db, transact } from "#db/client.ts";
import { gatewayCallbacks } from "#db/schema/index.ts";
import { SECOND_MS } from "#server/core/clock.ts";
import type { Ctx } from "#server/core/context.ts";
import { isDomainError } from "#server/core/errors.ts";
import { logger } from "#server/core/logger.ts";
import type { CallbackRow } from "./callback-case.ts";
import { raiseShut, raiseUnjudged, settleShut } from "./callback-items.ts";
import { judgeStored } from "./judge-stored.ts";

/** Whoever took it in is judging it until then. */
const OWN_TIME_MS = 30 * SECOND_MS;
const BATCH = 50;
const MAX_BATCHES = 20;

/**
 * Judges the callbacks that were stored and never judged, because the process died in between. Those of a channel whose secrets
 * cannot be opened wait for whoever enters them anew; they are put before a person, and hold up no other channel.
 * @returns how many it looked at
 */
export async function judgePending(ctx: Ctx): Promise<number> {
  const before = new Date(ctx.clock.now().getTime() - OWN_TIME_MS);
  const shut = new Set<string>();
  let seen = 0;
  for (let batch = 0; batch < MAX_BATCHES; batch++) {
    const rows = await pendingBefore(before, [...shut]);
    const opened = new Set<string>();
    for (const row of rows) {
      if (shut.has(row.channel)) continue;
      if ((await judgeOne(ctx, row)) === "shut") shut.add(row.channel);
      else opened.add(row.channel);
    }
    for (const channel of opened) await transact((tx) => settleShut(tx, ctx, channel));
    seen += rows.length;
    if (rows.length < BATCH) break;
  }
  return seen;
}

function pendingBefore(before: Date, without: string[]): Promise<CallbackRow[]> {
  return db
    .select()
    .from(gatewayCallbacks)
    .where(
      and(
        eq(gatewayCallbacks.verdict, "pending"),
        lte(gatewayCallbacks.receivedAt, before),
        without.length > 0 ? notInArray(gatewayCallbacks.channel, without) : undefined,
      ),
    )
    .orderBy(asc(gatewayCallbacks.receivedAt))
    .limit(BATCH);
}

/** @returns that its channel is shut: of its other callbacks none can be judged either */
async function judgeOne(ctx: Ctx, row: CallbackRow): Promise<"done" | "shut"> {
  try {
    await judgeStored(ctx, row);
  } catch (error) {
    // Whoever enters the secrets anew mends all that waits: nothing of it is wrong by itself.
    if (isDomainError(error, "CHANNEL_SECRETS_UNREADABLE")) {
      await transact((tx) => raiseShut(tx, ctx, row.channel, error.code));
      return "shut";
    }
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
  return "done";
}
