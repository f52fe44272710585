import { and, eq, inArray } from "drizzle-orm";
import type { Tx } from "#db/client.ts";
import { moneyItems } from "#db/schema/index.ts";
import type { Ctx } from "#server/core/context.ts";
import type { OrderCase } from "#server/orders/index.ts";
import { raiseItem, resolveItem } from "#server/payments/index.ts";
import type { MoneyItemResolution } from "#server/payments/schemas.ts";
import type { Facts, Plan, Raise } from "./rules.ts";
import { orderItemKinds } from "./schemas.ts";

type Row = typeof moneyItems.$inferSelect;

/** Brings the items of an order in line with what was decided about it. */
export async function syncItems(tx: Tx, ctx: Ctx, known: { case: OrderCase; facts: Facts }, plan: Plan): Promise<void> {
  const { orderNo } = known.case.order;
  const open = await openItems(tx, orderNo);
  for (const item of open) {
    if (cameRight(item, plan)) await resolveItem(tx, ctx, { id: item.id }, endOf(item, known.facts.settled));
  }
  for (const raise of plan.raise) await raiseOne(tx, ctx, known, raise, open);
}

/** The open items that looking at the order raised. */
export async function openItems(tx: Tx, orderNo: string): Promise<Row[]> {
  return tx
    .select()
    .from(moneyItems)
    .where(
      and(eq(moneyItems.orderNo, orderNo), eq(moneyItems.state, "open"), inArray(moneyItems.kind, [...orderItemKinds])),
    );
}

function cameRight(item: Row, { settle }: Plan): boolean {
  if (settle === "all") return true;
  return item.kind === "paid_no_callback" && item.outTradeNo !== null && settle.includes(item.outTradeNo);
}

/** What a person began by way of the item counts as their doing, whenever it comes to its end. */
function endOf(item: Row, settled: boolean): MoneyItemResolution {
  const began = settled ? item.detail.began : undefined;
  if (began === "apply") return "applied";
  return began === "refund" ? "refunded" : "settled";
}

async function raiseOne(
  tx: Tx,
  ctx: Ctx,
  { case: known, facts }: { case: OrderCase; facts: Facts },
  { kind, about, payment, why }: Raise,
  open: readonly Row[],
): Promise<void> {
  const { orderNo } = known.order;
  const way = facts.credit.amountFen > 0 ? facts.credit : facts.refund;
  const detail = { why, failed: way.possible ? [] : [...way.failed], policy: facts.policy, paidAt: payment.paidAt };
  const dedupe = about === "" ? orderNo : about;
  const there = open.find((item) => item.kind === kind && item.dedupeKey === `${kind}:${dedupe}`);
  if (there) {
    // Why a person is needed may have changed since; the reader sees it as it is now.
    if (there.detail.why === why) return;
    await tx
      .update(moneyItems)
      .set({ detail: { ...there.detail, ...detail } })
      .where(eq(moneyItems.id, there.id));
    return;
  }
  const row = known.payments.find((each) => each.outTradeNo === payment.outTradeNo);
  await raiseItem(tx, ctx, {
    kind,
    about: dedupe,
    orderNo,
    channel: payment.channel || null,
    outTradeNo: payment.outTradeNo,
    gatewayTradeNo: row?.gatewayTradeNo ?? null,
    amountFen: kind === "order_stuck" ? outstanding(facts) : payment.outstandingFen,
    detail,
  });
}

/** What was paid for an order and reached nobody. */
export const outstanding = (facts: Facts): number =>
  facts.payments.reduce((sum, payment) => sum + payment.outstandingFen, 0);
