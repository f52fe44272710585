import { and, asc, eq, inArray, isNull, lte, or } from "drizzle-orm";
import { db, transact } from "#db/client.ts";
import { refunds } from "#db/schema/index.ts";
import { type Clock, HOUR_MS, systemClock } from "#server/core/clock.ts";
import { type Ctx, systemContext } from "#server/core/context.ts";
import { logger } from "#server/core/logger.ts";
import { orderLock } from "../lock.ts";
import { loadPolicy } from "../policy.ts";
import { moveRefund } from "./carry.ts";
import { voidRefund } from "./void.ts";

const BATCH = 32;
const SIDE_BY_SIDE = 4;
const EXPIRED_BATCH = 100;

/**
 * A job: takes every refund at a gateway whose time has come one step on, those whose worker died among them.
 * @returns how many it took up, at most a batch
 * @throws the first failure of our own, after all others had their turn
 */
export async function runDueRefunds(ctx: Ctx): Promise<number> {
  const now = ctx.clock.now();
  const due = await db
    .select({ id: refunds.id })
    .from(refunds)
    .where(
      and(
        lte(refunds.nextAttemptAt, now),
        inArray(refunds.state, ["executing", "unknown"]),
        eq(refunds.route, "gateway"),
        or(isNull(refunds.leaseUntil), lte(refunds.leaseUntil, now)),
      ),
    )
    .orderBy(asc(refunds.nextAttemptAt))
    .limit(BATCH);
  const waiting = due.map(({ id }) => id);
  const failures: unknown[] = [];
  const worker = async () => {
    for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) {
      await moveRefund(ctx, id).catch((error: unknown) => {
        logger.error({ err: error, refundId: id }, "a refund could not be carried on with");
        failures.push(error);
      });
    }
  };
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, worker));
  if (failures.length > 0) throw failures[0];
  return due.length;
}

/**
 * A job: ends requests for refunds that nobody decided in time, so that they do not hold their payments for ever.
 * @returns how many it ended, at most a batch; run it again while that is full
 */
export async function expireRefunds(clock: Clock = systemClock): Promise<number> {
  const policy = await loadPolicy(db);
  const before = new Date(clock.now().getTime() - policy.approvalTtlHours * HOUR_MS);
  const due = await db
    .select()
    .from(refunds)
    .where(and(eq(refunds.state, "pending_approval"), lte(refunds.requestedAt, before)))
    .orderBy(asc(refunds.requestedAt))
    .limit(EXPIRED_BATCH);
  let ended = 0;
  for (const row of due) {
    const ctx = systemContext("topup", clock);
    const done = await transact((tx) => voidRefund(tx, ctx, row, "EXPIRED"), { serializeOn: orderLock(row.orderNo) });
    if (done) ended++;
  }
  return ended;
}
