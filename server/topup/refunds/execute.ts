import { eq } from "drizzle-orm";
import type { Tx } from "#db/client.ts";
import { claims, refunds } from "#db/schema/index.ts";
import { appendAudit } from "#server/audit/index.ts";
import { SECOND_MS } from "#server/core/clock.ts";
import type { Ctx } from "#server/core/context.ts";
import { raiseItem } from "#server/payments/index.ts";
import { placeCommand } from "../commands/index.ts";
import { decidedBy } from "../view.ts";
import type { JudgedRefund, RefundRow } from "./load.ts";
import { refundClaimKey } from "./number.ts";
import { tellRefund } from "./tell.ts";

/** Whoever began it sends it right after its transaction. The job is for those who did not live to. */
const GRACE_MS = 20 * SECOND_MS;

/**
 * Begins a refund in the caller's transaction: takes the exclusive claim on that part of the payment, and writes down that it is
 * to be made. It leaves afterwards: `carryRefund`.
 * @param judged the verdict it was let through with
 * @throws a unique violation when the claim is taken
 */
export async function executeRefund(
  tx: Tx,
  ctx: Ctx,
  row: RefundRow,
  judged: JudgedRefund,
  decisionNote: string | null = null,
): Promise<RefundRow> {
  const at = ctx.clock.now();
  const { orderNo, outTradeNo, amountFen } = row;
  const { route, payment } = judged;
  await tx.insert(claims).values({ key: refundClaimKey(row), orderNo, holderId: row.id, claimedAt: at });
  const [begun] = await tx
    .update(refunds)
    .set({
      state: "executing",
      gate: judged.gate,
      route,
      refundedBeforeFen: payment?.refundedFen ?? 0,
      decidedAt: at,
      decisionNote,
      nextAttemptAt: route === "gateway" ? new Date(at.getTime() + GRACE_MS) : null,
      ...(row.secondPersonReasons.length > 0 && decidedBy(ctx.actor)),
    })
    .where(eq(refunds.id, row.id))
    .returning();
  if (!begun) throw new Error("The refund that is being made is not there");
  if (route === "platform") {
    await placeCommand(tx, ctx, {
      kind: "refund",
      subjectId: row.id,
      orderNo,
      customerId: row.customerId,
      target: outTradeNo,
      amountFen,
      reason: row.reasonCode,
    });
  }
  if (route === "by_hand") {
    await raiseItem(tx, ctx, {
      kind: "refund_by_hand",
      about: row.id,
      channel: row.channel,
      orderNo,
      outTradeNo,
      amountFen,
      detail: { refundId: row.id },
    });
  }
  await appendAudit(tx, ctx, {
    action: "refund.executing",
    subject: `order:${orderNo}`,
    data: { refundId: row.id, outTradeNo, amountFen, route, factsHash: row.factsHash },
  });
  await tellRefund(tx, ctx, "refund.executing", begun);
  return begun;
}
