import type { OutboundAnswer } from "#server/http/index.ts";
import { jsonObject, numberMember, requireSaneStatus, textOf } from "./answer.ts";
import { type Caller, settleRefusal, unknownIfSent, unknownRefund } from "./call.ts";
import { missingOrder, orderOf, refusal, saysMissing } from "./epay-order.ts";
import { type Gateway, GatewayError, type GatewayPayment, type GatewayRefund, type RefundCall } from "./gateway.ts";
import { yuanOfFen } from "./money.ts";

type Own = { pid: string; key: string; base: string };
type Calls = Pick<Gateway, "query" | "refund" | "queryRefund" | "refundsRepeatable">;

/**
 * Version 1: answers are not signed, the key travels with each call, and a refund has no number of ours. So a refund is sent only
 * for an order that is plainly paid, once, and whatever may have reached the site is unknown until the order says refunded. Only
 * a plain no has failed, when the order is after it as it was before.
 */
export function epayMd5(own: Own, call: Caller): Calls {
  const query = (outTradeNo: string, insist?: boolean) => queryOrder(own, call, outTradeNo, insist);
  return {
    refundsRepeatable: false,
    query,
    refund: (wanted) => unknownIfSent(wanted.amountFen, () => refund(own, call, wanted, query)),
    queryRefund: async ({ outTradeNo }) => {
      const order = await query(outTradeNo);
      // A paid order does not say that the refund will not happen: only that it has not yet.
      if (order.state !== "refunded") return unknownRefund("NOT_REFUNDED_YET", null);
      return { ...done, amountFen: order.refundedFen };
    },
  };
}

const done: GatewayRefund = {
  state: "succeeded",
  amountFen: null,
  gatewayRefundNo: null,
  code: null,
  message: null,
};

async function queryOrder(own: Own, call: Caller, outTradeNo: string, insist?: boolean): Promise<GatewayPayment> {
  const { pid, key } = own;
  const query = new URLSearchParams({ act: "order", pid, key, out_trade_no: outTradeNo });
  try {
    return await call({
      name: "query",
      repeatable: true,
      insist,
      make: () => ({ url: `${own.base}/api.php?${query.toString()}` }),
      read: (answer) => orderOf(accepted(answer), pid, outTradeNo),
    });
  } catch (error) {
    if (saysMissing(error)) return missingOrder;
    throw error;
  }
}

function accepted(answer: OutboundAnswer) {
  requireSaneStatus(answer);
  const fields = jsonObject(answer.body);
  if (textOf(fields, "code") !== "1") throw refusal(fields);
  return fields;
}

async function refund(
  own: Own,
  call: Caller,
  wanted: RefundCall,
  query: (outTradeNo: string) => Promise<GatewayPayment>,
): Promise<GatewayRefund> {
  const order = await notSent(query(wanted.outTradeNo));
  // The site may have made this very refund before: only a person can tell it from another one.
  if (order.state === "refunded") return unknownRefund("ALREADY_REFUNDED", null);
  if (order.state !== "paid" || !order.ours) {
    return { ...done, state: "failed", code: "NOT_PAID", message: `the order is ${order.state}` };
  }
  const form = new URLSearchParams({
    pid: own.pid,
    key: own.key,
    out_trade_no: wanted.outTradeNo,
    money: yuanOfFen(wanted.amountFen),
  });
  const made = call<GatewayRefund>({
    name: "refund",
    repeatable: false,
    make: () => ({
      url: `${own.base}/api.php?act=refund`,
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: form.toString(),
    }),
    read: (answer) => {
      const fields = accepted(answer);
      return { ...done, amountFen: wanted.amountFen, gatewayRefundNo: numberMember(fields, "refund_no") };
    },
  });
  return made.catch((error: unknown) =>
    settleRefusal(error, async () => {
      const after = await query(wanted.outTradeNo);
      const same = after.state === order.state && after.refundedFen === order.refundedFen;
      return same ? { ...done, state: "missing" } : unknownRefund("REFUSED_YET_CHANGED", null);
    }),
  );
}

/** The question before the refund: whatever becomes of it, no refund was sent. */
async function notSent<T>(question: Promise<T>): Promise<T> {
  try {
    return await question;
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    throw new GatewayError(error.code, error.message, { sent: false, gatewayCode: error.gatewayCode, cause: error });
  }
}
