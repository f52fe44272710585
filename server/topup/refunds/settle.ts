import { eq } from "drizzle-orm";
import { type Tx, transact } from "#db/client.ts";
import { refunds } from "#db/schema/index.ts";
import { appendAudit } from "#server/audit/index.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { conflict, DomainError, notFound } from "#server/core/errors.ts";
import { completeRefund } from "../complete-refund.ts";
import { orderLock } from "../lock.ts";
import { type Refund, type RefundSettlement, refundSettlementSchema } from "../schemas.ts";
import { askedBy } from "../view.ts";
import { refundOrderNo } from "./decide.ts";
import type { RefundRow } from "./load.ts";
import { refundView } from "./view.ts";

type Args = { ctx: Ctx; input: { id: string } & RefundSettlement };

/**
 * Says how a refund ended that no machine can tell: one that a person made in the merchant console (two people approved it), or
 * one whose result the gateway never gave. The latter needs somebody who may approve, and who did not ask for it: to call it
 * failed sets the money free again. Works in `ctx.tx` when there is one.
 * @param input.reference the gateway's number of the refund; needed when it was made
 * @throws DomainError 403 FORBIDDEN, SAME_ACTOR; 404 REFUND_NOT_FOUND; 409 ALREADY_DECIDED, REFUND_RUNNING, SETTLE_COMMAND;
 *   ZodError on bad input
 */
export async function settleRefund(args: Args): Promise<Refund> {
  const { id } = args.input;
  const settlement = refundSettlementSchema.parse(args.input);
  const unit = (tx: Tx) => settle(tx, args.ctx, id, settlement);
  if (args.ctx.tx) return unit(args.ctx.tx);
  return transact(unit, { serializeOn: orderLock(await refundOrderNo(id)) });
}

async function settle(tx: Tx, caller: Ctx, id: string, settlement: RefundSettlement): Promise<Refund> {
  const [row] = await tx.select().from(refunds).where(eq(refunds.id, id));
  const byHand = row?.route === "by_hand";
  const ctx = authorize(caller, byHand ? "refunds:request" : "topups:approve");
  if (!row) throw notFound("REFUND");
  refuseUnfit(row, ctx);
  const { result, reference = null, note } = settlement;
  await appendAudit(tx, ctx, {
    action: "refund.settled_by_hand",
    subject: `order:${row.orderNo}`,
    data: { refundId: row.id, result, reference, note },
  });
  return refundView(await completeRefund(tx, ctx, row.id, { state: result, reference, code: null, message: note }));
}

function refuseUnfit(row: RefundRow, ctx: Ctx): void {
  const details = { refundId: row.id, state: row.state };
  if (row.state !== "executing" && row.state !== "unknown") {
    throw conflict("ALREADY_DECIDED", `This refund is ${row.state}.`, { details });
  }
  if (row.route === "by_hand") return;
  if (row.route === "platform") {
    throw conflict("SETTLE_COMMAND", "The platform was told to make it: settle its command.", { details });
  }
  const held = row.leaseUntil !== null && row.leaseUntil > ctx.clock.now();
  if (row.state === "executing" || held) {
    throw conflict("REFUND_RUNNING", "The gateway is still at it: wait for its answer.", { details });
  }
  if (askedBy(row, ctx.actor)) {
    throw new DomainError(403, "SAME_ACTOR", "Who asked for a refund may not say how it ended.", { details });
  }
}
