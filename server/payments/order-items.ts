import { and, eq, inArray } from "drizzle-orm";
import type { Tx } from "#db/client.ts";
import { moneyItems, orders, payments } from "#db/schema/index.ts";
import type { Ctx } from "#server/core/context.ts";
import { raiseItem, resolveItem } from "./items.ts";
import { type OrderTrouble, orderTroubles } from "./rules/order-troubles.ts";

/**
 * Holds what gateways confirmed against the order: a sum that differs and a second payment go before a person, and what came
 * right by itself is settled.
 */
export async function checkOrder(tx: Tx, ctx: Ctx, orderNo: string): Promise<void> {
  const paid = await tx
    .select()
    .from(payments)
    .where(eq(payments.orderNo, orderNo))
    .orderBy(payments.attemptedAt, payments.outTradeNo);
  if (paid.every((payment) => payment.gatewayState === null)) return;
  const [order] = await tx.select().from(orders).where(eq(orders.orderNo, orderNo));
  if (!order) return;
  const { raise, settle } = orderTroubles(order, paid);
  for (const trouble of raise) await raiseItem(tx, ctx, { ...trouble, orderNo, detail: { via: "query" } });
  await settleAll(tx, ctx, orderNo, settle);
}

async function settleAll(tx: Tx, ctx: Ctx, orderNo: string, settle: readonly Pick<OrderTrouble, "kind" | "about">[]) {
  if (settle.length === 0) return;
  // Most orders have no item at all: one look spares a write for each thing that is as it should be.
  const open = await tx
    .select({ key: moneyItems.dedupeKey })
    .from(moneyItems)
    .where(
      and(
        eq(moneyItems.orderNo, orderNo),
        eq(moneyItems.state, "open"),
        inArray(moneyItems.kind, ["amount_differs", "paid_twice"]),
      ),
    );
  for (const { kind, about } of settle) {
    if (open.some(({ key }) => key === `${kind}:${about}`)) await resolveItem(tx, ctx, { kind, about }, "settled");
  }
}
