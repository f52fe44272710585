import { eq } from "drizzle-orm";
import { transact } from "#db/client.ts";
import { evidencePushes } from "#db/schema/index.ts";
import type { Ctx } from "#server/core/context.ts";
import { logger } from "#server/core/logger.ts";
import { newestCheckpoint, proveConsistency } from "#server/evidence/index.ts";
import { nextPushAt } from "./rules.ts";
import { type Pushed, type Sink, sinks } from "./sinks.ts";

type Row = typeof evidencePushes.$inferSelect;

/**
 * Sends the newest signed head to each place outside that is set and has not got it: with the proof that it continues the one
 * sent before. What fails comes again, by then with the newest head; 410 ends it until another address or secret is set.
 * It is no verb and leaves no audit row: that would be a new leaf, and so a new head to send, without end.
 */
export async function pushHeads({ ctx }: { ctx: Ctx }): Promise<void> {
  const newest = await newestCheckpoint();
  if (!newest) return;
  for (const sink of sinks()) {
    const row = await rowOf(sink, ctx.clock.now());
    if (row.disabledAt || row.size >= newest.size || row.nextAttemptAt > ctx.clock.now()) continue;
    const { size, rootHash, note, createdAt } = newest;
    const head = { size, rootHash, note, createdAt: createdAt.toISOString() };
    const from = row.size === 0 ? null : row.size;
    const consistency = from === null ? [] : (await proveConsistency({ from, to: size })).proof;
    const pushed = await sink.send({ ...head, previousSize: from, consistency });
    await record(row, size, pushed, ctx.clock.now());
  }
}

/** How far a place has come; from the beginning when it is another than before. */
function rowOf(sink: Sink, now: Date): Promise<Row> {
  return transact(async (tx) => {
    const [row] = await tx.select().from(evidencePushes).where(eq(evidencePushes.sink, sink.name));
    if (row?.target === sink.target) return row;
    const nothing = { deliveredAt: null, lastError: null, disabledAt: null };
    const fresh = { sink: sink.name, target: sink.target, size: 0, attempts: 0, nextAttemptAt: now, ...nothing };
    await tx.insert(evidencePushes).values(fresh).onConflictDoUpdate({ target: evidencePushes.sink, set: fresh });
    return fresh;
  });
}

async function record(row: Row, size: number, pushed: Pushed, now: Date): Promise<void> {
  const attempts = pushed.ok ? 0 : row.attempts + 1;
  const gone = !pushed.ok && pushed.gone === true;
  if (!pushed.ok) {
    const { error } = pushed;
    logger.warn({ sink: row.sink, size, attempts, error, gone }, "a head of the evidence log was not taken outside");
  }
  const set: Partial<Row> = pushed.ok
    ? { size, attempts, deliveredAt: now, nextAttemptAt: now, lastError: null }
    : {
        attempts,
        nextAttemptAt: nextPushAt(attempts, now, Math.random()),
        lastError: pushed.error,
        disabledAt: gone ? now : null,
      };
  await transact((tx) => tx.update(evidencePushes).set(set).where(eq(evidencePushes.sink, row.sink)));
}
