import { AlipaySdk } from "alipay-sdk";
import type { Clock } from "#server/core/clock.ts";
import { type AlipayApi, alipayApi } from "./alipay-client.ts";
import { verifyAlipayNotice } from "./alipay-notice.ts";
import { badAnswer, type Fields, numberMember, requireSame, textOf, yuanMember } from "./answer.ts";
import { billOfDay } from "./bill/download.ts";
import { type Caller, followUp, settleRefusal, unknownIfSent } from "./call.ts";
import { type Gateway, GatewayError, type GatewayPayment, type GatewayRefund, type RefundCall } from "./gateway.ts";
import { loadPrivateKey, loadPublicKey } from "./keys.ts";
import { yuanOfFen } from "./money.ts";
import type { GatewayConfigs } from "./schemas.ts";
import { billIsDue, shanghaiTime } from "./time.ts";

const QUERY = "/v3/alipay/trade/query";
const REFUND = "/v3/alipay/trade/refund";
const QUERY_REFUND = "/v3/alipay/trade/fastpay/refund/query";
const BILL_URL = "/v3/alipay/data/dataservice/bill/downloadurl/query";

const missing: GatewayPayment = {
  state: "missing",
  amountFen: null,
  refundedFen: 0,
  gatewayTradeNo: null,
  paidAt: null,
  ours: true,
};

/** Alipay, by its v3 API and its official SDK. @throws GatewayError MISCONFIGURED for keys that cannot be read */
export function alipay(
  config: GatewayConfigs["alipay"],
  deps: { clock: Clock; call: Caller; allowPrivate: boolean },
): Gateway {
  const privateKey = loadPrivateKey(config.privateKey, "privateKey");
  const publicKey = loadPublicKey(config.alipayPublicKey, "alipayPublicKey");
  const sdk = new AlipaySdk({
    appId: config.appId,
    privateKey: privateKey.export({ type: "pkcs1", format: "pem" }).toString(),
    alipayPublicKey: publicKey.export({ type: "spki", format: "pem" }).toString(),
  });
  const api = alipayApi({ sdk, privateKey, appId: config.appId, gatewayUrl: config.gatewayUrl }, deps.clock, deps.call);
  const queryRefund = (call: { outTradeNo: string; outRefundNo: string }) => askRefund(api, call);
  return {
    kind: "alipay",
    refundsRepeatable: true,
    refundsApartMs: 3_000,
    verifyCallback: (request) => verifyAlipayNotice(sdk, config, request),
    answer: (taken) => ({ status: 200, contentType: "text/plain; charset=utf-8", body: taken ? "success" : "fail" }),
    query: (outTradeNo, insist) => query(api, outTradeNo, insist),
    refund: (call) =>
      unknownIfSent(call.amountFen, () =>
        sendRefund(api, call, () => queryRefund(call)).catch((error: unknown) =>
          settleRefusal(error, () => queryRefund(call)),
        ),
      ),
    queryRefund,
    fetchBill: (day) =>
      billOfDay({ kind: "alipay", allowPrivate: deps.allowPrivate, locate: () => locateBill(api, day, deps.clock) }),
  };
}

async function query(api: AlipayApi, outTradeNo: string, insist?: boolean): Promise<GatewayPayment> {
  let fields: Fields;
  try {
    fields = await api.post("query", QUERY, { out_trade_no: outTradeNo }, insist);
  } catch (error) {
    if (error instanceof GatewayError && error.gatewayCode === "ACQ.TRADE_NOT_EXIST") return missing;
    throw error;
  }
  requireSame(fields, "out_trade_no", outTradeNo);
  const amountFen = yuanMember(fields, "total_amount");
  if (amountFen === null) throw badAnswer("has no total_amount");
  const paidAt = shanghaiTime(textOf(fields, "send_pay_date"));
  const state = stateOf(textOf(fields, "trade_status"), paidAt);
  return {
    state,
    amountFen,
    refundedFen: state === "refunded" ? amountFen : 0,
    gatewayTradeNo: numberMember(fields, "trade_no"),
    paidAt,
    // The answer names no merchant: it is signed for the app that asked, and Alipay answers for no other.
    ours: true,
  };
}

/** A trade is closed when nobody paid in time, and when all of it was refunded: only then it has a time of payment. */
function stateOf(status: string | null, paidAt: Date | null): GatewayPayment["state"] {
  if (status === "TRADE_SUCCESS" || status === "TRADE_FINISHED") return "paid";
  if (status === "TRADE_CLOSED") return paidAt ? "refunded" : "closed";
  if (status === "WAIT_BUYER_PAY") return "waiting";
  throw badAnswer("has an unknown trade_status");
}

/** Only `fund_change: "Y"` says that money moved; everything else is asked for. */
async function sendRefund(api: AlipayApi, call: RefundCall, ask: () => Promise<GatewayRefund>): Promise<GatewayRefund> {
  const fields = await api.post("refund", REFUND, {
    out_trade_no: call.outTradeNo,
    out_request_no: call.outRefundNo,
    refund_amount: yuanOfFen(call.amountFen),
    refund_reason: call.reason.slice(0, 100),
  });
  requireSame(fields, "out_trade_no", call.outTradeNo);
  if (textOf(fields, "fund_change") !== "Y") {
    const found = await followUp(ask);
    // Alipay may need some seconds until a refund that it took can be asked for.
    return found.state === "missing" ? { ...found, state: "pending", code: "FUND_CHANGE_N" } : found;
  }
  return { state: "succeeded", amountFen: call.amountFen, gatewayRefundNo: null, code: null, message: null };
}

async function askRefund(api: AlipayApi, call: { outTradeNo: string; outRefundNo: string }): Promise<GatewayRefund> {
  const none: GatewayRefund = { state: "missing", amountFen: null, gatewayRefundNo: null, code: null, message: null };
  let fields: Fields;
  try {
    fields = await api.post("query_refund", QUERY_REFUND, {
      out_trade_no: call.outTradeNo,
      out_request_no: call.outRefundNo,
    });
  } catch (error) {
    if (!(error instanceof GatewayError) || !/NOT_EXIST$/.test(error.gatewayCode ?? "")) throw error;
    return { ...none, code: error.gatewayCode };
  }
  const status = textOf(fields, "refund_status");
  const amountFen = yuanMember(fields, "refund_amount");
  // An answer without a status means that there is no refund under this number.
  if (status === null) return none;
  requireSame(fields, "out_trade_no", call.outTradeNo);
  requireSame(fields, "out_request_no", call.outRefundNo);
  if (status === "REFUND_SUCCESS") return { ...none, state: "succeeded", amountFen };
  return { ...none, state: status === "REFUND_FAIL" ? "failed" : "pending", amountFen, code: status.slice(0, 100) };
}

async function locateBill(api: AlipayApi, day: string, clock: Clock): Promise<{ url: string }> {
  try {
    const fields = await api.get("bill", BILL_URL, { bill_type: "trade", bill_date: day });
    const url = textOf(fields, "bill_download_url");
    if (!url) throw badAnswer("has no bill_download_url");
    return { url };
  } catch (error) {
    if (!(error instanceof GatewayError) || !/bill.not.exist/i.test(error.gatewayCode ?? "")) throw error;
    // One code for two things: a day on which nothing happened, and a bill that is still being made.
    const empty = billIsDue(day, clock.now());
    throw new GatewayError(empty ? "BILL_EMPTY" : "BILL_NOT_READY", `there is no bill of ${day}`, {
      sent: true,
      gatewayCode: error.gatewayCode,
      cause: error,
    });
  }
}
