import type { Tx } from "#db/client.ts";
import type { refunds } from "#db/schema/index.ts";
import type { Ctx } from "#server/core/context.ts";
import { emit } from "#server/jobs/outbox.ts";

export type RefundTopic =
  | "refund.requested"
  | "refund.executing"
  | "refund.succeeded"
  | "refund.failed"
  | "refund.unknown"
  | "refund.rejected"
  | "refund.voided"
  | "refund.expired";

/**
 * Tells consumers and live screens what became of a refund; the subject is its order.
 * @param later true when it happened after the request or approval that began it, so that nobody has told its ticket
 */
export async function tellRefund(
  tx: Tx,
  ctx: Ctx,
  topic: RefundTopic,
  row: typeof refunds.$inferSelect,
  later = false,
): Promise<void> {
  await emit(tx, ctx.clock, {
    topic,
    subject: `order:${row.orderNo}`,
    payload: {
      refundId: row.id,
      orderNo: row.orderNo,
      outTradeNo: row.outTradeNo,
      ticketNumber: row.ticketNumber,
      customerId: row.customerId,
      amountFen: row.amountFen,
      state: row.state,
      later,
    },
  });
}
