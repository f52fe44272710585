import { inArray } from "drizzle-orm";
import { db, transact } from "#db/client.ts";
import { callbacks, channelSamples, payments } from "#db/schema/index.ts";
import { MINUTE_MS } from "#server/core/clock.ts";
import type { Ctx } from "#server/core/context.ts";
import { consume } from "#server/jobs/index.ts";
import { isPayersOwn, LONG_MS } from "./rules.ts";

const MAX_BATCHES_A_RUN = 20;
const BATCH = 100;
/** A platform's clock may be a little ahead of ours. */
const SKEW_MS = 5 * MINUTE_MS;

type SampleRow = typeof channelSamples.$inferInsert;
type PaymentRow = typeof payments.$inferSelect;
type CallbackRow = typeof callbacks.$inferSelect;

/**
 * Takes samples from orders that moved: payments that ended, and how long after the payment its first callback came. Each
 * payment counts once, however often its order moves: the sample's id says what it is of.
 * @returns how many events were looked at
 */
export async function followOrders(ctx: Ctx): Promise<number> {
  let seen = 0;
  for (let batch = 0; batch < MAX_BATCHES_A_RUN; batch++) {
    const moved = new Set<string>();
    const handled = await consume("channels.samples", ctx.clock, async (_tx, event) => {
      if (event.topic === "order.updated" && event.subject.startsWith("order:")) moved.add(event.subject.slice(6));
    });
    if (handled === 0) break;
    // After the cursor, outside its transaction: samples that a crash loses are a gap of a moment in an average.
    await sampleOrders([...moved], ctx.clock.now());
    seen += handled;
  }
  return seen;
}

async function sampleOrders(orderNos: readonly string[], now: Date): Promise<void> {
  for (let start = 0; start < orderNos.length; start += BATCH) {
    const some = orderNos.slice(start, start + BATCH);
    const paid = await db.select().from(payments).where(inArray(payments.orderNo, some));
    const called = await db.select().from(callbacks).where(inArray(callbacks.orderNo, some));
    const samples = paid.flatMap((payment) => samplesOf(payment, called)).filter(({ at }) => isRecent(at, now));
    for (let first = 0; first < samples.length; first += BATCH) {
      const rows = samples.slice(first, first + BATCH);
      await transact((tx) => tx.insert(channelSamples).values(rows).onConflictDoNothing());
    }
  }
}

const isRecent = (at: Date, now: Date) =>
  at.getTime() > now.getTime() - LONG_MS && at.getTime() < now.getTime() + SKEW_MS;

function samplesOf(payment: PaymentRow, called: readonly CallbackRow[]): SampleRow[] {
  const { channel, state, paidAt, decidedAt, outTradeNo, orderNo } = payment;
  if (channel === null) return [];
  const id = (what: string) => `${what}:${orderNo}|${outTradeNo}`;
  if (state === "failed" && decidedAt && !isPayersOwn(payment.errorCode, payment.errorMessage)) {
    return [{ id: id("failed"), channel, kind: "payment", ok: false, tookMs: null, at: decidedAt }];
  }
  if (!paidAt || (state !== "succeeded" && state !== "refunded")) return [];
  const samples: SampleRow[] = [{ id: id("paid"), channel, kind: "payment", ok: true, tookMs: null, at: paidAt }];
  const times = called.flatMap((one) =>
    one.orderNo === orderNo && one.outTradeNo === outTradeNo && one.verified ? [one.receivedAt.getTime()] : [],
  );
  if (times.length > 0) {
    const at = new Date(Math.min(...times));
    const tookMs = Math.min(Math.max(0, at.getTime() - paidAt.getTime()), 2 ** 31 - 1);
    samples.push({ id: id("callback"), channel, kind: "callback", ok: true, tookMs, at });
  }
  return samples;
}
