import type { KeyObject } from "node:crypto";
import type { Clock } from "#server/core/clock.ts";
import type { OutboundAnswer } from "#server/http/index.ts";
import { type Fields, jsonObject, numberMember, requireSame, requireSaneStatus, textOf, yuanMember } from "./answer.ts";
import { type Caller, type CallName, settleRefusal, unknownIfSent } from "./call.ts";
import { isFresh } from "./epay-notice.ts";
import { missingOrder, orderOf, refusal, saysMissing } from "./epay-order.ts";
import { rsaSign, rsaVerify } from "./epay-sign.ts";
import { type Gateway, GatewayError, type GatewayRefund, type RefundCall } from "./gateway.ts";
import { yuanOfFen } from "./money.ts";

type Own = { pid: string; base: string; publicKey: KeyObject; privateKey: KeyObject };
type Calls = Pick<Gateway, "query" | "refund" | "queryRefund" | "refundsRepeatable">;
type Ask = (name: CallName, path: string, fields: Record<string, string>, insist?: boolean) => Promise<Fields>;

/** Version 2: calls and answers are signed and dated, and `out_refund_no` makes a refund repeatable. */
export function epayRsa(own: Own, clock: Clock, call: Caller): Calls {
  const ask: Ask = (name, path, fields, insist) =>
    call({
      name,
      repeatable: true,
      insist,
      make: () => {
        const dated = { ...fields, pid: own.pid, timestamp: String(Math.floor(clock.now().getTime() / 1_000)) };
        const sign = rsaSign(dated, own.privateKey);
        return {
          url: `${own.base}${path}`,
          method: "POST",
          headers: { "content-type": "application/x-www-form-urlencoded" },
          body: new URLSearchParams({ ...dated, sign, sign_type: "RSA" }).toString(),
        };
      },
      read: (answer) => readAnswer(own, answer, clock.now()),
    });
  const queryRefund = (outRefundNo: string) => askRefund(ask, outRefundNo);
  return {
    refundsRepeatable: true,
    query: (outTradeNo, insist) =>
      ask("query", "/api/pay/query", { out_trade_no: outTradeNo }, insist).then(
        (fields) => orderOf(fields, own.pid, outTradeNo),
        (error: unknown) => {
          if (saysMissing(error)) return missingOrder;
          throw error;
        },
      ),
    refund: (wanted) =>
      unknownIfSent(wanted.amountFen, () =>
        sendRefund(ask, wanted).catch((error: unknown) => settleRefusal(error, () => queryRefund(wanted.outRefundNo))),
      ),
    queryRefund: ({ outRefundNo }) => queryRefund(outRefundNo),
  };
}

/** A yes (code 0) must be signed and fresh. Sites do not sign a no, so it is held to its signature only where it has one. */
function readAnswer(own: Own, answer: OutboundAnswer, now: Date): Fields {
  requireSaneStatus(answer);
  const fields = jsonObject(answer.body);
  const accepted = textOf(fields, "code") === "0";
  if (accepted || fields.sign !== undefined) {
    const fault = (what: string) => new GatewayError("BAD_SIGNATURE", `the site's answer ${what}`, { sent: true });
    if (!rsaVerify(signable(fields), own.publicKey)) throw fault("has a bad signature");
    if (!isFresh(textOf(fields, "timestamp"), now)) throw fault("is old");
  }
  if (!accepted) throw refusal(fields);
  return fields;
}

/** The members that the site signs: as text; lists and objects are left out, as its own SDK does. */
function signable(fields: Fields): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) =>
      typeof value === "string" || typeof value === "number" ? [[name, String(value)]] : [],
    ),
  );
}

async function sendRefund(ask: Ask, wanted: RefundCall): Promise<GatewayRefund> {
  const fields = await ask("refund", "/api/pay/refund", {
    out_trade_no: wanted.outTradeNo,
    out_refund_no: wanted.outRefundNo,
    money: yuanOfFen(wanted.amountFen),
  });
  requireSame(fields, "out_refund_no", wanted.outRefundNo);
  const amountFen = yuanMember(fields, "money") ?? wanted.amountFen;
  return {
    state: "succeeded",
    amountFen,
    gatewayRefundNo: numberMember(fields, "refund_no"),
    code: null,
    message: null,
  };
}

async function askRefund(ask: Ask, outRefundNo: string): Promise<GatewayRefund> {
  const none: GatewayRefund = { state: "missing", amountFen: null, gatewayRefundNo: null, code: null, message: null };
  let fields: Fields;
  try {
    fields = await ask("query_refund", "/api/pay/refundquery", { out_refund_no: outRefundNo });
  } catch (error) {
    if (!saysMissing(error)) throw error;
    return none;
  }
  requireSame(fields, "out_refund_no", outRefundNo);
  const status = textOf(fields, "status");
  const state = status === "1" ? "succeeded" : status === "0" ? "failed" : "pending";
  const gatewayRefundNo = numberMember(fields, "refund_no");
  return {
    ...none,
    state,
    amountFen: yuanMember(fields, "money"),
    gatewayRefundNo,
    code: state === "failed" ? "0" : null,
  };
}
