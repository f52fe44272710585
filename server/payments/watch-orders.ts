import { and, eq, inArray, isNull } from "drizzle-orm";
import type { Tx } from "#db/client.ts";
import { gatewayCallbacks, gatewayPayments, payments } from "#db/schema/index.ts";
import { channelSetting } from "#server/channels/index.ts";
import type { Ctx } from "#server/core/context.ts";
import { consume, type OutboxRow } from "#server/jobs/index.ts";
import type { GatewayPaymentRow } from "./callback-case.ts";
import { orphanItem, resolveItem } from "./items.ts";
import { checkOrder } from "./order-items.ts";
import { gatewayAnswers } from "./refresh.ts";
import { hasTaken, isFinal, nextQueryAt } from "./rules.ts";

const MAX_BATCHES_A_RUN = 20;
type PaymentRow = typeof payments.$inferSelect;

/**
 * Follows orders as they move: payments that were begun are put on the schedule of questions, callbacks that waited for their
 * order have it, and what gateways confirmed is held against the order.
 * @returns how many events were looked at
 */
export async function watchOrders(ctx: Ctx): Promise<number> {
  let seen = 0;
  for (let batch = 0; batch < MAX_BATCHES_A_RUN; batch++) {
    const looked = new Set<string>();
    const handled = await consume("payments.orders", ctx.clock, async (tx, event) => {
      const orderNo = movedOrder(event);
      // Events of one batch see the same state: once is enough.
      if (orderNo === undefined || looked.has(orderNo)) return;
      looked.add(orderNo);
      await watchOrder(tx, ctx, orderNo);
    });
    if (handled === 0) break;
    seen += handled;
  }
  return seen;
}

const movedOrder = ({ topic, subject }: OutboxRow): string | undefined =>
  topic === "order.updated" && subject.startsWith("order:") ? subject.slice("order:".length) : undefined;

/** What is due when an order moved. */
export async function watchOrder(tx: Tx, ctx: Ctx, orderNo: string): Promise<void> {
  const attempts = await tx.select().from(payments).where(eq(payments.orderNo, orderNo));
  const numbers = attempts.map(({ outTradeNo }) => outTradeNo);
  const known = await gatewayAnswers(tx, numbers);
  for (const attempt of attempts) {
    const row = known.find((one) => one.channel === attempt.channel && one.outTradeNo === attempt.outTradeNo);
    if (row) await bringForward(tx, ctx, attempt, row);
    else await begin(tx, ctx, attempt);
  }
  await endWaiting(tx, orderNo, [orderNo, ...numbers]);
  await checkOrder(tx, ctx, orderNo);
}

async function begin(tx: Tx, ctx: Ctx, attempt: PaymentRow): Promise<void> {
  const { channel, outTradeNo, orderNo, attemptedAt: beganAt } = attempt;
  if (channel === null || !(await channelSetting(tx, channel))) return;
  const done = attempt.gatewayVia !== "callback" && attempt.gatewayState !== null && isFinal(attempt.gatewayState);
  const nextAt = done ? null : nextQueryAt(beganAt, 0, ctx.clock.now());
  await tx
    .insert(gatewayPayments)
    .values({ channel, outTradeNo, orderNo, refundedFen: 0, beganAt, attempts: 0, nextQueryAt: nextAt })
    .onConflictDoNothing();
}

/** The platform says that money came and the gateway was not asked since: that is worth a question at once. */
async function bringForward(tx: Tx, ctx: Ctx, attempt: PaymentRow, row: GatewayPaymentRow): Promise<void> {
  const now = ctx.clock.now();
  const said = attempt.paidFen > 0 && !hasTaken(row.state) ? (attempt.paidAt ?? attempt.decidedAt) : null;
  const unheard = said !== null && (row.answeredAt === null || row.answeredAt < said);
  const late = unheard && (row.nextQueryAt === null || row.nextQueryAt > now);
  if (!late && row.orderNo !== null) return;
  if (row.orderNo === null) await resolveItem(tx, ctx, orphanItem(row), "settled");
  await tx
    .update(gatewayPayments)
    .set({ orderNo: row.orderNo ?? attempt.orderNo, ...(late ? { nextQueryAt: now } : {}) })
    .where(and(eq(gatewayPayments.channel, row.channel), eq(gatewayPayments.outTradeNo, row.outTradeNo)));
}

/** Callbacks that came before their order was known are applied by now: the log that orders are folded from had them. */
async function endWaiting(tx: Tx, orderNo: string, numbers: readonly string[]): Promise<void> {
  const waiting = await tx
    .select({ id: gatewayCallbacks.id })
    .from(gatewayCallbacks)
    .where(and(inArray(gatewayCallbacks.outTradeNo, [...numbers]), eq(gatewayCallbacks.verdict, "waiting")));
  for (const { id } of waiting) {
    await tx
      .update(gatewayCallbacks)
      .set({ verdict: "applied", reason: null, orderNo })
      .where(and(eq(gatewayCallbacks.id, id), isNull(gatewayCallbacks.orderNo)));
  }
}
