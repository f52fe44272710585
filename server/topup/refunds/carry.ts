import { eq } from "drizzle-orm";
import { db, transact } from "#db/client.ts";
import { payments, refunds } from "#db/schema/index.ts";
import { gatewayFor } from "#server/channels/index.ts";
import type { Ctx } from "#server/core/context.ts";
import { isDomainError } from "#server/core/errors.ts";
import { type Gateway, GatewayError, type GatewayRefund } from "#server/gateways/index.ts";
import { carryOut } from "../commands/index.ts";
import { orderLock } from "../lock.ts";
import type { Refund } from "../schemas.ts";
import { keepApart } from "./apart.ts";
import { takeLease, whileHeld } from "./lease.ts";
import type { RefundRow } from "./load.ts";
import { refundNoOf } from "./number.ts";
import { recordAnswer } from "./record.ts";
import { refundView } from "./view.ts";

/**
 * Makes a refund that its transaction only wrote down, and says how it is then. Outside transactions only. What is still open
 * after that, the jobs bring to its end.
 * @param refund as the transaction left it; one that is not being made comes back as it is
 */
export async function carryRefund(ctx: Ctx, refund: Refund): Promise<Refund> {
  if (refund.state !== "executing") return refund;
  if (refund.route === "by_hand") return refund;
  if (refund.route === "gateway") await moveRefund(ctx, refund.id);
  else await carryOut({ ctx, commandId: refund.id });
  const [row] = await db.select().from(refunds).where(eq(refunds.id, refund.id));
  return row ? refundView(row) : refund;
}

/** What a gateway made of one attempt. `not_sent`: it certainly did not act on it. */
export type Answer = GatewayRefund | { state: "not_sent"; code: string; message: string };

/**
 * Takes a refund at a gateway one step on: sends it, or asks what became of it. Of any number of callers one does. Before anything
 * leaves it is durable that something may have left; from then on it is asked about, and sent again only under its own number,
 * after the gateway said that it never had it, and only where the number makes a repetition harmless. Outside transactions only.
 */
export async function moveRefund(ctx: Ctx, id: string): Promise<void> {
  const [seen] = await db.select().from(refunds).where(eq(refunds.id, id));
  if (!seen) throw new Error("The refund that is to be made is not there");
  const lease = await takeLease(ctx, seen);
  if (!lease) return;
  const { answer, repeatable } = await whileHeld(ctx, lease, () => attempt(ctx, lease.row));
  await transact((tx) => recordAnswer(tx, ctx, lease, answer, repeatable), {
    serializeOn: orderLock(seen.orderNo),
  });
}

async function attempt(ctx: Ctx, row: RefundRow): Promise<{ answer: Answer; repeatable: boolean }> {
  const opened = await open(row.channel ?? "");
  if (!("refund" in opened)) return { answer: opened, repeatable: true };
  const repeatable = opened.refundsRepeatable;
  const outRefundNo = refundNoOf(row);
  try {
    if (row.attempts > 0) {
      const found = await opened.queryRefund({ outTradeNo: row.outTradeNo, outRefundNo });
      if (found.state !== "missing" || !repeatable) return { answer: found, repeatable };
    }
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    // That the question failed says nothing about the refund.
    return { answer: { ...silent, code: error.code, message: error.message }, repeatable };
  }
  await keepApart(ctx, opened, row);
  return { answer: await send(opened, row, outRefundNo), repeatable };
}

const silent: GatewayRefund = {
  state: "unknown",
  amountFen: null,
  gatewayRefundNo: null,
  code: null,
  message: null,
};

async function open(channel: string): Promise<Gateway | (Answer & { state: "not_sent" })> {
  try {
    // Also of a disabled channel: what was begun there is to be brought to its end.
    const gateway = await gatewayFor(channel, true);
    return gateway ?? { state: "not_sent", code: "NO_GATEWAY", message: "the channel is not set up" };
  } catch (error) {
    if (!isDomainError(error) && !(error instanceof GatewayError)) throw error;
    return { state: "not_sent", code: error.code, message: error.message };
  }
}

async function send(gateway: Gateway, row: RefundRow, outRefundNo: string): Promise<Answer> {
  const { outTradeNo, orderNo, amountFen, reasonCode } = row;
  const payment = (await db.select().from(payments).where(eq(payments.outTradeNo, outTradeNo))).find(
    (each) => each.orderNo === orderNo,
  );
  try {
    return await gateway.refund({
      outTradeNo,
      gatewayTradeNo: payment?.gatewayTradeNo ?? null,
      outRefundNo,
      amountFen,
      totalFen: payment?.gatewayFen ?? payment?.paidFen ?? amountFen,
      reason: reasonCode,
    });
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    const { code, message } = error;
    return error.sent ? { ...silent, code, message } : { state: "not_sent", code, message };
  }
}
