import { and, eq, ne, or } from "drizzle-orm";
import type { Tx } from "#db/client.ts";
import { isUniqueViolation } from "#db/errors.ts";
import { claims, gatewayPayments, orders, payments } from "#db/schema/index.ts";
import { type Ctx, systemContext } from "#server/core/context.ts";
import { conflict, notFound } from "#server/core/errors.ts";
import { type GatewayWord, recordGatewayWords } from "#server/orders/index.ts";
import { resolveItem } from "#server/payments/index.ts";
import { changeItem } from "./act-on-item.ts";
import type { ItemRow } from "./queue.ts";
import { paymentClaimKey } from "./read-facts.ts";

/**
 * Ties a gateway's payment that nobody knew to an order: its word goes into the event log under the order's number, and the order
 * is folded with it from then on. A payment is one order's: it cannot be tied when another has it, and only once.
 * @param tx serialises on the event log
 * @throws DomainError 404 ORDER_NOT_FOUND, 409 PAYMENT_TAKEN
 */
export async function linkPayment(
  tx: Tx,
  ctx: Ctx,
  item: ItemRow,
  { orderNo, note }: { orderNo: string; note: string | null },
): Promise<void> {
  const { channel, outTradeNo } = item;
  if (!channel || !outTradeNo) throw new Error("An item without a payment offers to tie it");
  const [order] = await tx.select({ orderNo: orders.orderNo }).from(orders).where(eq(orders.orderNo, orderNo));
  if (!order) throw notFound("ORDER", { details: { orderNo } });
  await requireFree(tx, item, orderNo);
  await claim(tx, ctx, outTradeNo, orderNo);
  const [answer] = await tx
    .select()
    .from(gatewayPayments)
    .where(and(eq(gatewayPayments.channel, channel), eq(gatewayPayments.outTradeNo, outTradeNo)));
  await recordGatewayWords(tx, { ...systemContext("link", ctx.clock), tx }, [wordOf(item, orderNo, answer, ctx)]);
  await tx
    .update(gatewayPayments)
    .set({ orderNo })
    .where(and(eq(gatewayPayments.channel, channel), eq(gatewayPayments.outTradeNo, outTradeNo)));
  await changeItem(tx, ctx, item, {
    set: { detail: { ...item.detail, linkedTo: orderNo } },
    action: "money.payment_linked",
    data: { orderNo, channel, outTradeNo, note },
  });
  await resolveItem(tx, ctx, { id: item.id }, "linked", note);
}

/** @throws DomainError 409 PAYMENT_TAKEN when another order has the number, the shop's or the gateway's */
async function requireFree(tx: Tx, { outTradeNo, gatewayTradeNo }: ItemRow, orderNo: string): Promise<void> {
  const [other] = await tx
    .select({ orderNo: payments.orderNo })
    .from(payments)
    .where(
      and(
        ne(payments.orderNo, orderNo),
        or(
          eq(payments.outTradeNo, outTradeNo ?? ""),
          gatewayTradeNo ? eq(payments.gatewayTradeNo, gatewayTradeNo) : undefined,
        ),
      ),
    )
    .limit(1);
  if (other) throw taken(other.orderNo);
}

const taken = (orderNo: string | null) =>
  conflict("PAYMENT_TAKEN", "This payment belongs to another order.", { details: { orderNo } });

async function claim(tx: Tx, ctx: Ctx, outTradeNo: string, orderNo: string): Promise<void> {
  const key = paymentClaimKey(outTradeNo);
  const [held] = await tx.select().from(claims).where(eq(claims.key, key));
  if (held && held.holderId !== orderNo) throw taken(held.holderId);
  if (held) return;
  try {
    await tx.insert(claims).values({ key, orderNo: null, holderId: orderNo, claimedAt: ctx.clock.now() });
  } catch (error) {
    if (isUniqueViolation(error)) throw taken(null);
    throw error;
  }
}

type Answer = typeof gatewayPayments.$inferSelect;

/** What the gateway says of the payment: its answer, or else the line of its bill. */
function wordOf(item: ItemRow, orderNo: string, answer: Answer | undefined, ctx: Ctx): GatewayWord {
  const at = ctx.clock.now();
  const answered = answer?.state && answer.state !== "missing" ? { ...answer, state: answer.state } : undefined;
  const paidAt = answered?.paidAt?.toISOString() ?? textOf(item.detail.paidAt);
  return {
    kind: "payment",
    id: `link:${item.id}`,
    at,
    orderNo,
    observation: {
      outTradeNo: item.outTradeNo ?? "",
      channel: item.channel ?? "",
      via: answered ? "query" : "bill",
      state: answered?.state ?? "paid",
      amountFen: answered?.amountFen ?? item.amountFen,
      refundedFen: answered?.refundedFen ?? 0,
      gatewayTradeNo: answered?.gatewayTradeNo ?? item.gatewayTradeNo,
      paidAt,
    },
  };
}

const textOf = (value: unknown): string | null =>
  typeof value === "string" && !Number.isNaN(Date.parse(value)) ? new Date(value).toISOString() : null;
