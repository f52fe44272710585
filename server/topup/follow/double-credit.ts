import type { Tx } from "#db/client.ts";
import type { Ctx } from "#server/core/context.ts";
import { creditedFen, type OrderCase } from "#server/orders/index.ts";
import { raiseItem } from "#server/payments/index.ts";
import { paidPayments } from "../money.ts";

/**
 * Puts before a person, once, that we and the platform both credited an order and that it got more than was paid: a late callback
 * found the order that we had helped by hand. What the platform tells of our own credit is ours and counts once.
 */
export async function noteDoubleCredit(tx: Tx, ctx: Ctx, known: OrderCase): Promise<void> {
  const { order } = known;
  const { platform, ours, total } = creditedFen(known);
  if (platform === 0 || ours === 0 || total <= order.paidFen) return;
  const [payment] = paidPayments(known);
  await raiseItem(tx, ctx, {
    kind: "credited_twice",
    about: order.orderNo,
    channel: payment?.channel ?? null,
    orderNo: order.orderNo,
    outTradeNo: payment?.outTradeNo ?? null,
    gatewayTradeNo: payment?.gatewayTradeNo ?? null,
    amountFen: total - order.paidFen,
    otherFen: order.paidFen,
    detail: { platformFen: platform, oursFen: ours },
  });
}
