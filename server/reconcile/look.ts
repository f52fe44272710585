import { eq } from "drizzle-orm";
import { db, type Tx, transact } from "#db/client.ts";
import { moneyWatch } from "#db/schema/index.ts";
import type { Ctx } from "#server/core/context.ts";
import { conflict, isDomainError } from "#server/core/errors.ts";
import { logger } from "#server/core/logger.ts";
import { refundOrder, topUpOrder } from "#server/tickets/index.ts";
import { orderLock, prepareMoney } from "#server/topup/index.ts";
import { syncItems } from "./items.ts";
import { carryMoney, type Moved } from "./move-money.ts";
import { type Known, readFacts } from "./read-facts.ts";
import { CALLBACK_OVERDUE_MS, decide, type Limits, type Plan } from "./rules.ts";
import { loadLimits } from "./settings.ts";
import { tellHandedOver } from "./tell-owner.ts";
import { schedule } from "./watch.ts";

/**
 * Looks at an order whose money may wait: asks its gateways when that could matter, then decides and acts in one transaction that
 * holds the order. Whoever else moves this order's money (an agent, another worker, a callback) comes before or after it as a whole.
 * @param ctx a system actor; it never decides what a second person has to
 * @returns what was decided; undefined when there is nothing to look at
 */
export async function lookAt(ctx: Ctx, orderNo: string): Promise<Plan | undefined> {
  const limits = await loadLimits(db);
  if (await isRipe(ctx, orderNo, limits)) await prepareMoney({ ctx, orderNo });
  const run = (refused: boolean) =>
    transact((tx) => look(tx, ctx, orderNo, limits, refused), { serializeOn: orderLock(orderNo) });
  try {
    const looked = await run(false);
    if (looked?.moved) await carryMoney(ctx, looked.moved);
    return looked?.plan;
  } catch (error) {
    if (!isDomainError(error)) throw error;
    // What we began was refused and taken back as a whole; now a person gets it.
    logger.warn({ orderNo, code: error.code }, "an order could not be put right by itself");
    return (await run(true))?.plan;
  }
}

/** Whether this look may come to a decision, for which the gateway's word has to be fresh. */
async function isRipe(ctx: Ctx, orderNo: string, { graceMs }: Limits): Promise<boolean> {
  const known = await readFacts(ctx, orderNo, { gates: false });
  if (!known || known.facts.settled) return false;
  const before = ctx.clock.now().getTime() - Math.min(graceMs, CALLBACK_OVERDUE_MS);
  return known.facts.payments.some((payment) => payment.outstandingFen > 0 && payment.paidAt.getTime() <= before);
}

async function look(
  tx: Tx,
  ctx: Ctx,
  orderNo: string,
  limits: Limits,
  refused: boolean,
): Promise<{ plan: Plan; moved: Moved | null } | undefined> {
  const [watch] = await tx.select().from(moneyWatch).where(eq(moneyWatch.orderNo, orderNo));
  let known = await readFacts({ ...ctx, tx }, orderNo, { refused });
  if (!known) {
    await tx.delete(moneyWatch).where(eq(moneyWatch.orderNo, orderNo));
    return undefined;
  }
  const now = ctx.clock.now();
  const plan = decide(known.facts, limits, now, watch?.looks ?? 0);
  let then = plan;
  let moved: Moved | null = null;
  if (plan.act) {
    moved = await actOn(tx, ctx, known, plan.act);
    known = (await readFacts({ ...ctx, tx }, orderNo, { refused: true })) ?? known;
    // Done at once: then nothing waits any more. Otherwise it is on its way, and looked at again.
    if (known.facts.settled) then = decide(known.facts, limits, now);
  }
  await syncItems(tx, ctx, known, then);
  const tell = plan.handOver !== null && !watch?.toldAt;
  if (tell && plan.handOver) await tellHandedOver(tx, ctx, known, plan.handOver, limits.stuckAfterMs);
  await schedule(tx, orderNo, watch, then, tell ? now : (watch?.toldAt ?? null));
  return { plan, moved };
}

async function actOn(tx: Tx, ctx: Ctx, { case: known, facts }: Known, act: NonNullable<Plan["act"]>): Promise<Moved> {
  const { orderNo } = known.order;
  const inside = { ...ctx, tx };
  const input = { orderNo, reasonCode: act.reasonCode };
  const paymentNo = facts.payments.findLast((payment) => payment.outstandingFen > 0)?.outTradeNo;
  const { id, state, amountFen } =
    act.kind === "credit"
      ? await topUpOrder({ ctx: inside, input })
      : await refundOrder({ ctx: inside, input: { ...input, ...(paymentNo ? { paymentNo } : {}) } });
  requireAlone(state);
  return { kind: act.kind === "credit" ? "topup" : "refund", id, state, amountFen };
}

/** A system actor neither asks for a second person nor is one. The same transaction just saw that none is needed. */
function requireAlone(state: string): void {
  if (state !== "pending_approval") return;
  throw conflict("SECOND_PERSON_NEEDED", "What was to be done by itself needs a second person.");
}
