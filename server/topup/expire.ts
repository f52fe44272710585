import { and, asc, eq, lte } from "drizzle-orm";
import { db, transact } from "#db/client.ts";
import { topups } from "#db/schema/index.ts";
import { type Clock, HOUR_MS, systemClock } from "#server/core/clock.ts";
import { systemContext } from "#server/core/context.ts";
import { orderLock } from "./lock.ts";
import { loadPolicy } from "./policy.ts";
import type { TopupPolicy } from "./schemas.ts";
import { voidTopup } from "./void.ts";

const BATCH = 100;

/** When a request that nobody decided lapses. */
export const lapsesAt = (row: { requestedAt: Date }, policy: TopupPolicy) =>
  new Date(row.requestedAt.getTime() + policy.approvalTtlHours * HOUR_MS);

/**
 * A job: ends requests that nobody decided in time, so that they do not hold their orders for ever.
 * @returns how many it ended, at most a batch; run it again while that is full
 */
export async function expireTopups(clock: Clock = systemClock): Promise<number> {
  const policy = await loadPolicy(db);
  const before = new Date(clock.now().getTime() - policy.approvalTtlHours * HOUR_MS);
  const due = await db
    .select()
    .from(topups)
    .where(and(eq(topups.state, "pending_approval"), lte(topups.requestedAt, before)))
    .orderBy(asc(topups.requestedAt))
    .limit(BATCH);
  let ended = 0;
  for (const row of due) {
    const ctx = systemContext("topup", clock);
    const done = await transact((tx) => voidTopup(tx, ctx, row, "EXPIRED"), { serializeOn: orderLock(row.orderNo) });
    if (done) ended++;
  }
  return ended;
}
