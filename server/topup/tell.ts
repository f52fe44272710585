import type { Tx } from "#db/client.ts";
import type { Ctx } from "#server/core/context.ts";
import { emit } from "#server/jobs/outbox.ts";
import type { TopupRow } from "./load.ts";

export type TopupTopic =
  | "topup.requested"
  | "topup.executing"
  | "topup.succeeded"
  | "topup.failed"
  | "topup.unknown"
  | "topup.rejected"
  | "topup.voided"
  | "topup.expired";

/**
 * Tells consumers and live screens what became of a top-up; the subject is its order.
 * @param later true when it happened after the request or approval that began it, so that nobody has told its ticket
 */
export async function tell(tx: Tx, ctx: Ctx, topic: TopupTopic, row: TopupRow, later = false): Promise<void> {
  await emit(tx, ctx.clock, {
    topic,
    subject: `order:${row.orderNo}`,
    payload: {
      topupId: row.id,
      orderNo: row.orderNo,
      ticketNumber: row.ticketNumber,
      customerId: row.customerId,
      amountFen: row.amountFen,
      state: row.state,
      later,
    },
  });
}
