import { and, eq } from "drizzle-orm";
import type { Tx } from "#db/client.ts";
import { refunds } from "#db/schema/index.ts";
import { appendAudit } from "#server/audit/index.ts";
import type { Ctx } from "#server/core/context.ts";
import type { Refund, systemDecisionNotes } from "../schemas.ts";
import { judgeRefund, type RefundRow } from "./load.ts";
import { tellRefund } from "./tell.ts";
import { refundView } from "./view.ts";

/** What was asked for, to judge it again. */
export const refundRequestOf = (row: RefundRow) => ({
  amountFen: row.amountFen,
  paymentNo: row.outTradeNo,
  reasonCode: row.reasonCode,
  note: row.note ?? undefined,
});

/** A request that waits can no longer be approved once its facts moved on: it is void and does not hold its payment. */
export async function isStaleRefund(tx: Tx, row: RefundRow, now: Date): Promise<boolean> {
  if (row.state !== "pending_approval") return false;
  const { orderNo, id } = row;
  const fresh = await judgeRefund(tx, { orderNo, request: refundRequestOf(row), now, except: id });
  return fresh.factsHash !== row.factsHash;
}

/**
 * Ends a request that nobody may approve any more, so that a new one can be made.
 * @returns false when it was decided in the meantime
 */
export async function voidRefund(
  tx: Tx,
  ctx: Ctx,
  row: RefundRow,
  why: (typeof systemDecisionNotes)[number],
): Promise<boolean> {
  const [changed] = await tx
    .update(refunds)
    .set({
      state: "rejected",
      decidedByKind: "system",
      decidedById: "system:topup",
      decidedByName: "topup",
      decidedAt: ctx.clock.now(),
      decisionNote: why,
    })
    .where(and(eq(refunds.id, row.id), eq(refunds.state, "pending_approval")))
    .returning();
  if (!changed) return false;
  const topic = why === "EXPIRED" ? "refund.expired" : "refund.voided";
  await appendAudit(tx, ctx, { action: topic, subject: `order:${row.orderNo}`, data: { refundId: row.id } });
  await tellRefund(tx, ctx, topic, changed);
  return true;
}

/**
 * Ends a request whose facts moved on, in a transaction of its own right after the refusal; what happened in between counts.
 * @returns the refund as it ended; undefined when somebody decided it meanwhile, or its facts hold again
 */
export async function endStaleRefund(tx: Tx, ctx: Ctx, id: string): Promise<Refund | undefined> {
  const read = async () => (await tx.select().from(refunds).where(eq(refunds.id, id)))[0];
  const row = await read();
  if (!row || !(await isStaleRefund(tx, row, ctx.clock.now()))) return undefined;
  if (!(await voidRefund(tx, ctx, row, "FACTS_CHANGED"))) return undefined;
  const ended = await read();
  return ended && refundView(ended);
}
