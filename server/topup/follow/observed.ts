import { and, eq, inArray, isNull, lte, or } from "drizzle-orm";
import type { Tx } from "#db/client.ts";
import { payments, refunds } from "#db/schema/index.ts";
import type { Ctx } from "#server/core/context.ts";
import { completeRefund } from "../complete-refund.ts";

/**
 * Settles refunds that the other side tells of by itself. One that a gateway was told to make is asked about at once, under its
 * own number: only that tells it from any other refund of the same payment. For the others the payment's sum says it.
 */
export async function settleObserved(tx: Tx, ctx: Ctx, orderNo: string): Promise<void> {
  const moving = await tx
    .select()
    .from(refunds)
    .where(and(eq(refunds.orderNo, orderNo), inArray(refunds.state, ["executing", "unknown"])));
  for (const refund of moving) {
    const [payment] = await tx
      .select({ refundedFen: payments.refundedFen })
      .from(payments)
      .where(and(eq(payments.orderNo, orderNo), eq(payments.outTradeNo, refund.outTradeNo)));
    if (!payment || payment.refundedFen < refund.refundedBeforeFen + refund.amountFen) continue;
    if (refund.route === "gateway") {
      const now = ctx.clock.now();
      await tx
        .update(refunds)
        .set({ nextAttemptAt: now })
        .where(and(eq(refunds.id, refund.id), or(isNull(refunds.leaseUntil), lte(refunds.leaseUntil, now))));
    } else {
      const message = "the payment was reported as refunded";
      await completeRefund(tx, ctx, refund.id, { state: "succeeded", reference: null, code: null, message });
    }
  }
}
