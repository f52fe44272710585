import { eq, max } from "drizzle-orm";
import { type Tx, transact } from "#db/client.ts";
import { isUniqueViolation } from "#db/errors.ts";
import { refunds } from "#db/schema/index.ts";
import { appendAudit } from "#server/audit/index.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { conflict } from "#server/core/errors.ts";
import { newId } from "#server/core/ids.ts";
import { orderLock } from "../lock.ts";
import { prepareMoney } from "../prepare.ts";
import { type Refund, type RefundRequest, refundRequestSchema } from "../schemas.ts";
import { carryRefund } from "./carry.ts";
import { executeRefund } from "./execute.ts";
import { type JudgedRefund, judgeRefund, type RefundRow } from "./load.ts";
import { refuseRefund } from "./refuse.ts";
import { tellRefund } from "./tell.ts";
import { refundView } from "./view.ts";
import { isStaleRefund, voidRefund } from "./void.ts";

/**
 * Asks for a payment of an order, or a part of it, to go back. When the gate lets it pass it is made if one person is enough, and
 * else waits for a second one. Works in `ctx.tx` when there is one: then the caller serialises on the order (`orderLock`), asks
 * the gateways before (`prepareMoney`), and after its transaction has what is `executing` carried out (`carryRefund`).
 * @param input.paymentNo the payment; needed only where an order has several: without it the newest that may go back
 * @param input.amountFen by default all that the payment has left
 * @returns the refund: `pending_approval`, `executing`, `succeeded`, `unknown` or `failed`
 * @throws DomainError 403 FORBIDDEN; 404 ORDER_NOT_FOUND, PAYMENT_NOT_FOUND; 409 ALREADY_CREDITED, REFUND_CLAIMED
 *   (details.refundId), TOPUP_IN_PROGRESS (details.topupId); 422 GATE_FAILED, AMOUNT_TOO_HIGH (details.gate has the failed
 *   checks, details.fullGate all); ZodError on bad input
 */
export async function requestRefund(args: { ctx: Ctx; input: { orderNo: string } & RefundRequest }): Promise<Refund> {
  const ctx = authorize(args.ctx, "refunds:request");
  const { orderNo } = args.input;
  const request = refundRequestSchema.parse(args.input);
  const unit = async (tx: Tx) => refundView(await place(tx, ctx, orderNo, request));
  if (ctx.tx) return translating(unit(ctx.tx), orderNo);
  await prepareMoney({ ctx, orderNo });
  const run = () => transact(unit, { serializeOn: orderLock(orderNo) });
  // Who lost a race to a unique index reads again, and then finds the winner.
  const made = await run().catch((error: unknown) => {
    if (isUniqueViolation(error)) return translating(run(), orderNo);
    throw error;
  });
  return carryRefund(ctx, made);
}

async function translating<T>(work: Promise<T>, orderNo: string): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw conflict("REFUND_CLAIMED", "Somebody else is refunding this payment.", {
      details: { orderNo },
      cause: error,
    });
  }
}

async function place(tx: Tx, ctx: Ctx, orderNo: string, request: RefundRequest): Promise<RefundRow> {
  const now = ctx.clock.now();
  let judged = await judgeRefund(tx, { orderNo, request, now });
  if (judged.other && (await isStaleRefund(tx, judged.other, now))) {
    await voidRefund(tx, ctx, judged.other, "FACTS_CHANGED");
    judged = await judgeRefund(tx, { orderNo, request, now });
  }
  if (judged.blocking || !judged.case || !judged.payment) throw refuseRefund(judged, orderNo);
  const row = await insert(tx, ctx, judged, orderNo, request);
  await appendAudit(tx, ctx, {
    action: "refund.requested",
    subject: `order:${orderNo}`,
    data: {
      refundId: row.id,
      outTradeNo: row.outTradeNo,
      n: row.n,
      amountFen: row.amountFen,
      reasonCode: row.reasonCode,
      ticketNumber: row.ticketNumber,
      factsHash: row.factsHash,
      secondPersonReasons: row.secondPersonReasons,
    },
  });
  await tellRefund(tx, ctx, "refund.requested", row);
  if (row.secondPersonReasons.length > 0) return row;
  return executeRefund(tx, ctx, row, judged);
}

async function insert(
  tx: Tx,
  ctx: Ctx,
  judged: JudgedRefund,
  orderNo: string,
  request: RefundRequest,
): Promise<RefundRow> {
  const { payment, case: known } = judged;
  if (!payment || !known) throw new Error("A refund without a payment");
  const { outTradeNo, channel, refundedFen } = payment;
  const [before] = await tx
    .select({ n: max(refunds.n) })
    .from(refunds)
    .where(eq(refunds.outTradeNo, outTradeNo));
  const id = newId();
  await tx.insert(refunds).values({
    id,
    orderNo,
    outTradeNo,
    channel,
    n: Number(before?.n ?? 0) + 1,
    ticketNumber: request.ticketNumber ?? null,
    customerId: known.order.customerId,
    amountFen: judged.amountFen,
    refundedBeforeFen: refundedFen,
    reasonCode: request.reasonCode,
    note: request.note ?? null,
    state: judged.secondPersonReasons.length > 0 ? "pending_approval" : "executing",
    route: judged.route,
    gate: judged.gate,
    secondPersonReasons: judged.secondPersonReasons,
    factsHash: judged.factsHash,
    requestedByKind: ctx.actor.kind,
    requestedById: ctx.actor.id,
    requestedByName: ctx.actor.name,
    requestedAt: ctx.clock.now(),
    attempts: 0,
  });
  const [row] = await tx.select().from(refunds).where(eq(refunds.id, id));
  if (!row) throw new Error("The refund that was just written is not there");
  return row;
}
