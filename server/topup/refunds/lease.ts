import { and, eq, inArray } from "drizzle-orm";
import { transact } from "#db/client.ts";
import { refunds } from "#db/schema/index.ts";
import { SECOND_MS } from "#server/core/clock.ts";
import type { Ctx } from "#server/core/context.ts";
import { logger } from "#server/core/logger.ts";
import { orderLock } from "../lock.ts";
import type { RefundRow } from "./load.ts";

/** Short, and renewed while its holder works: one that died is missed soon, however long a gateway may take. */
const LEASE_MS = 30 * SECOND_MS;
const RENEW_MS = 10 * SECOND_MS;

/** The right to one attempt, with the row as it was before. `until` moves on while it is renewed. */
export type Lease = { row: RefundRow; until: Date };

/**
 * Takes the right to one attempt at a refund, and makes it durable that from here on something may have left.
 * @returns undefined when there is nothing to do at the gateway, or somebody else holds it
 */
export async function takeLease(ctx: Ctx, { id, orderNo }: RefundRow): Promise<Lease | undefined> {
  return transact(
    async (tx) => {
      const now = ctx.clock.now();
      const [row] = await tx.select().from(refunds).where(eq(refunds.id, id));
      if (row?.route !== "gateway" || (row.state !== "executing" && row.state !== "unknown")) return undefined;
      if (row.leaseUntil && row.leaseUntil > now) return undefined;
      const until = new Date(now.getTime() + LEASE_MS);
      const attempts = row.attempts + 1;
      await tx.update(refunds).set({ leaseUntil: until, nextAttemptAt: until, attempts }).where(eq(refunds.id, id));
      return { row, until };
    },
    { serializeOn: orderLock(orderNo) },
  );
}

/** Does the work that a lease was taken for, and renews the lease until it is done. */
export async function whileHeld<T>(ctx: Ctx, lease: Lease, work: () => Promise<T>, everyMs = RENEW_MS): Promise<T> {
  let renewing = Promise.resolve();
  const timer = setInterval(() => {
    renewing = renewing
      .then(() => renew(ctx, lease))
      // It may still be held: the next renewal, or the record of the result, finds out.
      .catch((err: unknown) => logger.warn({ err, refundId: lease.row.id }, "a refund's lease could not be renewed"));
  }, everyMs);
  try {
    return await work();
  } finally {
    clearInterval(timer);
    await renewing;
  }
}

async function renew(ctx: Ctx, lease: Lease): Promise<void> {
  const { id, orderNo } = lease.row;
  const until = new Date(ctx.clock.now().getTime() + LEASE_MS);
  const mine = and(
    eq(refunds.id, id),
    eq(refunds.leaseUntil, lease.until),
    inArray(refunds.state, ["executing", "unknown"]),
  );
  const renewed = await transact(
    (tx) =>
      tx.update(refunds).set({ leaseUntil: until, nextAttemptAt: until }).where(mine).returning({ id: refunds.id }),
    { serializeOn: orderLock(orderNo) },
  );
  if (renewed.length > 0) lease.until = until;
}
