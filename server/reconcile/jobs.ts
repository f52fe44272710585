import { asc, eq, lte } from "drizzle-orm";
import { db, type Tx } from "#db/client.ts";
import { moneyWatch, orders } from "#db/schema/index.ts";
import { MINUTE_MS, SECOND_MS } from "#server/core/clock.ts";
import { type Ctx, systemContext } from "#server/core/context.ts";
import { logger } from "#server/core/logger.ts";
import { consume, type Job, type OutboxRow } from "#server/jobs/index.ts";
import { lookAt } from "./look.ts";
import { linkSamePayment } from "./same-payment.ts";
import { putOff, stir } from "./watch.ts";

const MAX_BATCHES_A_RUN = 20;
const LOOKS_A_BATCH = 100;
/** A look may wait for a gateway; so many wait side by side. */
const SIDE_BY_SIDE = 8;

/** What may change where an order's money stands. */
const stirring = /^(order\.updated|topup\.|refund\.|money\.item_resolved)/;

/**
 * Notes which orders something happened to. Only those that took money are looked at.
 * @returns how many events were seen
 */
export async function watchOrders(ctx: Ctx): Promise<number> {
  let seen = 0;
  for (let batch = 0; batch < MAX_BATCHES_A_RUN; batch++) {
    const handled = await consume("reconcile.orders", ctx.clock, (tx, event) => notice(tx, ctx, event));
    if (handled === 0) break;
    seen += handled;
  }
  return seen;
}

async function notice(tx: Tx, ctx: Ctx, event: OutboxRow): Promise<void> {
  if (event.topic === "ticket.opened") return linkSamePayment(tx, ctx, event);
  if (!stirring.test(event.topic)) return;
  const orderNo = orderOf(event);
  if (orderNo === null) return;
  const [order] = await tx.select({ paidFen: orders.paidFen }).from(orders).where(eq(orders.orderNo, orderNo));
  if (order && order.paidFen > 0) await stir(tx, orderNo, ctx.clock.now());
}

function orderOf({ subject, payload }: OutboxRow): string | null {
  if (subject.startsWith("order:")) return subject.slice("order:".length);
  return typeof payload.orderNo === "string" ? payload.orderNo : null;
}

/**
 * Looks at the orders whose time has come, those that wait longest first. One that fails is tried again a minute later and stops
 * no other.
 * @returns how many were looked at
 */
export async function lookAtDue(caller: Ctx): Promise<number> {
  const ctx = systemContext("reconcile", caller.clock);
  let looked = 0;
  for (let batch = 0; batch < MAX_BATCHES_A_RUN; batch++) {
    const due = await dueLooks(ctx.clock.now());
    let next = 0;
    const work = async () => {
      for (let watch = due[next++]; watch; watch = due[next++]) {
        await lookOnce(ctx, watch);
      }
    };
    await Promise.all(Array.from({ length: SIDE_BY_SIDE }, work));
    looked += due.length;
    if (due.length < LOOKS_A_BATCH) break;
  }
  return looked;
}

type Watch = typeof moneyWatch.$inferSelect;

/** The next orders to look at. */
export async function dueLooks(now: Date): Promise<Watch[]> {
  return db
    .select()
    .from(moneyWatch)
    .where(lte(moneyWatch.nextLookAt, now))
    .orderBy(asc(moneyWatch.nextLookAt))
    .limit(LOOKS_A_BATCH);
}

async function lookOnce(ctx: Ctx, watch: Watch): Promise<void> {
  try {
    await lookAt(ctx, watch.orderNo);
  } catch (error) {
    logger.error({ err: error, orderNo: watch.orderNo }, "an order could not be looked at and will be again");
    await putOff(watch, ctx.clock.now());
  }
}

/** The jobs of this module, for whoever runs the job loop. */
export const reconcileJobs: readonly Job[] = [
  { name: "reconcile.orders", everyMs: 2 * SECOND_MS, run: watchOrders },
  { name: "reconcile.looks", everyMs: SECOND_MS, leaseMs: 10 * MINUTE_MS, run: lookAtDue },
];
