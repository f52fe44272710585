import { and, eq } from "drizzle-orm";
import type { Tx } from "#db/client.ts";
import { claims, refunds } from "#db/schema/index.ts";
import { appendAudit } from "#server/audit/index.ts";
import type { Ctx } from "#server/core/context.ts";
import { raiseItem, resolveItem } from "#server/payments/index.ts";
import { failureText } from "./complete-topup.ts";
import { post, REFUNDS, takeLines } from "./ledger.ts";
import { refundClaimKey } from "./refunds/number.ts";
import { tellRefund } from "./refunds/tell.ts";
import type { CommandResult } from "./schemas.ts";

type RefundRow = typeof refunds.$inferSelect;

/**
 * Writes down what became of a refund that is being made. Success posts it to the books; failure gives the claim on the payment
 * back and puts the refund before a person; while nobody knows, the claim stays and nothing else may move that payment.
 * Idempotent: one that has its result keeps it.
 * @param tx the caller's transaction; serialise on the order
 * @returns the refund as it is now
 */
export async function completeRefund(tx: Tx, ctx: Ctx, refundId: string, result: CommandResult): Promise<RefundRow> {
  const [row] = await tx.select().from(refunds).where(eq(refunds.id, refundId));
  if (!row) throw new Error("The refund that is being completed is not there");
  if (row.state !== "executing" && row.state !== "unknown") return row;
  switch (result.state) {
    case "succeeded":
      return succeed(tx, ctx, row, result);
    case "failed":
      return fail(tx, ctx, row, result);
    default:
      return row.state === "unknown" ? row : doubt(tx, ctx, row, result);
  }
}

async function succeed(tx: Tx, ctx: Ctx, row: RefundRow, result: CommandResult): Promise<RefundRow> {
  const { orderNo, amountFen, outTradeNo, channel } = row;
  const at = ctx.clock.now();
  const entryId = await post(tx, {
    kind: "refund",
    orderNo,
    reference: row.id,
    postedAt: at,
    lines: [...(await takeLines(tx, [{ outTradeNo, channel, amountFen }])), { account: REFUNDS, amountFen }],
  });
  const done = await change(tx, row, {
    state: "succeeded",
    reference: result.reference ?? row.reference,
    failure: null,
    settledAt: at,
    ...atRest,
  });
  for (const kind of ["refund_by_hand", "refund_failed"] as const) {
    await resolveItem(tx, ctx, { kind, about: row.id }, kind === "refund_by_hand" ? "refunded" : "settled");
  }
  await record(tx, ctx, "refund.succeeded", done, { entryId, reference: done.reference });
  return done;
}

async function fail(tx: Tx, ctx: Ctx, row: RefundRow, result: CommandResult): Promise<RefundRow> {
  const failure = failureText(result);
  const done = await change(tx, row, {
    state: "failed",
    reference: result.reference ?? row.reference,
    failure,
    settledAt: ctx.clock.now(),
    ...atRest,
  });
  await tx.delete(claims).where(and(eq(claims.key, refundClaimKey(row)), eq(claims.holderId, row.id)));
  await resolveItem(tx, ctx, { kind: "refund_by_hand", about: row.id }, "settled", failure);
  await raiseItem(tx, ctx, {
    kind: "refund_failed",
    about: row.id,
    channel: row.channel,
    orderNo: row.orderNo,
    outTradeNo: row.outTradeNo,
    amountFen: row.amountFen,
    detail: { refundId: row.id, failure },
  });
  await record(tx, ctx, "refund.failed", done, { failure });
  return done;
}

async function doubt(tx: Tx, ctx: Ctx, row: RefundRow, result: CommandResult): Promise<RefundRow> {
  const failure = failureText(result);
  const done = await change(tx, row, { state: "unknown", failure });
  await record(tx, ctx, "refund.unknown", done, { failure });
  return done;
}

const atRest = { leaseUntil: null, nextAttemptAt: null };

async function change(tx: Tx, row: RefundRow, values: Partial<RefundRow>): Promise<RefundRow> {
  const [done] = await tx
    .update(refunds)
    .set({ ...values, decidedAt: row.decidedAt ?? values.settledAt ?? null })
    .where(and(eq(refunds.id, row.id), eq(refunds.state, row.state)))
    .returning();
  if (!done) throw new Error("The refund changed inside its own transaction");
  return done;
}

type Ended = "refund.succeeded" | "refund.failed" | "refund.unknown";

async function record(tx: Tx, ctx: Ctx, action: Ended, row: RefundRow, data: Record<string, unknown>): Promise<void> {
  await appendAudit(tx, ctx, {
    action,
    subject: `order:${row.orderNo}`,
    data: { refundId: row.id, outTradeNo: row.outTradeNo, amountFen: row.amountFen, ...data },
  });
  // A refund is made outside of the transaction that began it: whoever began it has not told its ticket of this.
  await tellRefund(tx, ctx, action, row, true);
}
