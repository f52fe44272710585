import { eq } from "drizzle-orm";
import type { Tx } from "#db/client.ts";
import { refunds } from "#db/schema/index.ts";
import type { Ctx } from "#server/core/context.ts";
import type { GatewayRefund } from "#server/gateways/index.ts";
import { raiseItem } from "#server/payments/index.ts";
import { completeRefund } from "../complete-refund.ts";
import { failureText } from "../complete-topup.ts";
import type { CommandResult } from "../schemas.ts";
import type { Answer } from "./carry.ts";
import type { Lease } from "./lease.ts";
import type { RefundRow } from "./load.ts";
import { GIVE_UP_MS, nextLook, TELL_MS } from "./schedule.ts";
import { tellRefund } from "./tell.ts";

/**
 * Writes down what a gateway made of one attempt at a refund. A result counts whoever brings it; anything less only from whoever
 * still holds the lease.
 */
export async function recordAnswer(tx: Tx, ctx: Ctx, lease: Lease, answer: Answer, repeatable: boolean): Promise<void> {
  const [row] = await tx.select().from(refunds).where(eq(refunds.id, lease.row.id));
  if (!row || (row.state !== "executing" && row.state !== "unknown")) return;
  const result = resultOf(row, answer, repeatable);
  if (result.state === "succeeded" || result.state === "failed") {
    await completeRefund(tx, ctx, row.id, { ...result, state: result.state });
    return;
  }
  if (row.leaseUntil?.getTime() !== lease.until.getTime()) return;
  const now = ctx.clock.now();
  const begunAt = row.decidedAt ?? row.requestedAt;
  const ageMs = now.getTime() - begunAt.getTime();
  if (answer.state === "not_sent") {
    // Nothing left at this attempt: if nothing did before it, the next one may send it as if it were the first.
    const attempts = lease.row.attempts;
    if (attempts === 0 && ageMs >= GIVE_UP_MS) {
      await completeRefund(tx, ctx, row.id, { ...result, state: "failed" });
      return;
    }
    await wait(tx, row, { attempts, failure: failureText(answer), nextAttemptAt: nextLook(begunAt, now) });
    return;
  }
  if (answer.state === "pending") {
    await wait(tx, row, { state: "executing", failure: null, nextAttemptAt: nextLook(begunAt, now) });
    if (row.state === "unknown") await tellRefund(tx, ctx, "refund.executing", { ...row, state: "executing" });
    return;
  }
  const doubted = await completeRefund(tx, ctx, row.id, { ...result, state: "unknown" });
  await wait(tx, doubted, { failure: failureText(result), nextAttemptAt: nextLook(begunAt, now) });
  // What can never be sent again may wait for an answer that never comes.
  if (!repeatable || ageMs >= TELL_MS) await putBefore(tx, ctx, row, answer);
}

/** `null`: nothing that a refund could be completed with. */
type Result = Omit<CommandResult, "state"> & { state: CommandResult["state"] | null };

function resultOf(row: RefundRow, answer: Answer, repeatable: boolean): Result {
  const { code, message } = answer;
  if (answer.state === "not_sent" || answer.state === "pending" || answer.state === "missing") {
    return { state: null, reference: null, code, message };
  }
  const reference = answer.gatewayRefundNo;
  const other = answer.state === "succeeded" && answer.amountFen !== null && answer.amountFen !== row.amountFen;
  // Under our own number it has to be our own sum. Where there is no such number, the gateway tells the sum of the payment.
  if (other && repeatable) {
    return { state: "unknown", reference, code: "AMOUNT_DIFFERS", message: `the gateway says ${answer.amountFen} fen` };
  }
  return { state: answer.state, reference, code, message };
}

async function wait(tx: Tx, row: RefundRow, values: Partial<RefundRow>): Promise<void> {
  await tx
    .update(refunds)
    .set({ ...values, leaseUntil: null })
    .where(eq(refunds.id, row.id));
}

async function putBefore(tx: Tx, ctx: Ctx, row: RefundRow, answer: GatewayRefund): Promise<void> {
  await raiseItem(tx, ctx, {
    kind: "refund_by_hand",
    about: row.id,
    channel: row.channel,
    orderNo: row.orderNo,
    outTradeNo: row.outTradeNo,
    amountFen: row.amountFen,
    detail: { refundId: row.id, unknown: true, failure: failureText(answer) },
  });
}
