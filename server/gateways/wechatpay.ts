import type { Clock } from "#server/core/clock.ts";
import { asObject, badAnswer, type Fields, fenMember, numberMember, requireSame, textOf } from "./answer.ts";
import { billOfDay } from "./bill/download.ts";
import { type Caller, settleRefusal, unknownIfSent } from "./call.ts";
import { type Gateway, GatewayError, type GatewayPayment, type GatewayRefund, type RefundCall } from "./gateway.ts";
import { loadPrivateKey, loadPublicKey } from "./keys.ts";
import type { GatewayConfigs } from "./schemas.ts";
import { billIsDue, rfcTime } from "./time.ts";
import { type WechatApi, wechatApi } from "./wechatpay-client.ts";
import { complaintDesk } from "./wechatpay-complaints.ts";
import { verifyWechatNotice, type WechatOwn } from "./wechatpay-notice.ts";

const TAKEN = { status: 204, contentType: "application/json", body: "" };
const NOT_TAKEN = { status: 500, contentType: "application/json", body: '{"code":"FAIL","message":"not taken"}' };
/** Also to WeChat Pay's own probes, which look for receivers that take what is signed badly. */
const NOT_BELIEVED = { ...NOT_TAKEN, status: 401, body: '{"code":"FAIL","message":"not verified"}' };

/** WeChat Pay v3. @throws GatewayError MISCONFIGURED for keys that cannot be read */
export function wechatpay(
  config: GatewayConfigs["wechatpay"],
  deps: { clock: Clock; call: Caller; allowPrivate: boolean },
): Gateway {
  const { mchId, appId, apiV3Key } = config;
  const platformKeys = new Map(
    Object.entries(config.platformKeys).map(([id, pem]) => [id, loadPublicKey(pem, `platformKeys.${id}`)]),
  );
  const own: WechatOwn = { mchId, appId, apiV3Key, platformKeys };
  const privateKey = loadPrivateKey(config.merchantPrivateKey, "merchantPrivateKey");
  const { merchantSerial, baseUrl } = config;
  const api = wechatApi(own, { mchId, merchantSerial, privateKey, baseUrl }, deps.clock, deps.call);
  const queryRefund = (outRefundNo: string) => askRefund(api, outRefundNo);
  return {
    kind: "wechatpay",
    refundsRepeatable: true,
    complaints: complaintDesk(own, api, privateKey),
    verifyCallback: (request, now) => verifyWechatNotice(own, request, now),
    answer: (taken, fault) => (taken ? TAKEN : fault ? NOT_BELIEVED : NOT_TAKEN),
    query: (outTradeNo, insist) => query(api, own, outTradeNo, insist),
    refund: (call) =>
      unknownIfSent(call.amountFen, () =>
        sendRefund(api, call).catch((error: unknown) => settleRefusal(error, () => queryRefund(call.outRefundNo))),
      ),
    queryRefund: ({ outRefundNo }) => queryRefund(outRefundNo),
    fetchBill: (day) =>
      billOfDay({
        kind: "wechatpay",
        allowPrivate: deps.allowPrivate,
        locate: () => locateBill(api, day, deps.clock),
        headers: (url) => api.downloadHeaders(url),
      }),
  };
}

async function query(api: WechatApi, own: WechatOwn, outTradeNo: string, insist?: boolean): Promise<GatewayPayment> {
  const path = `/v3/pay/transactions/out-trade-no/${encodeURIComponent(outTradeNo)}?mchid=${encodeURIComponent(own.mchId)}`;
  let fields: Fields;
  try {
    fields = await api.get("query", path, insist);
  } catch (error) {
    if (!isMissing(error)) throw error;
    return { state: "missing", amountFen: null, refundedFen: 0, gatewayTradeNo: null, paidAt: null, ours: true };
  }
  requireSame(fields, "out_trade_no", outTradeNo);
  return {
    state: stateOf(textOf(fields, "trade_state")),
    amountFen: fenMember(asObject(fields.amount), "total"),
    refundedFen: 0,
    gatewayTradeNo: numberMember(fields, "transaction_id"),
    paidAt: rfcTime(textOf(fields, "success_time")),
    ours: fields.mchid === own.mchId && fields.appid === own.appId,
  };
}

const isMissing = (error: unknown): error is GatewayError =>
  error instanceof GatewayError && /^(ORDER_NOT_?EXIST|RESOURCE_NOT_EXISTS?)$/.test(error.gatewayCode ?? "");

function stateOf(state: string | null): GatewayPayment["state"] {
  switch (state) {
    case "SUCCESS":
      return "paid";
    case "REFUND":
      return "refunded";
    case "CLOSED":
    case "REVOKED":
      return "closed";
    // A failed attempt leaves the order open for another one.
    case "NOTPAY":
    case "USERPAYING":
    case "PAYERROR":
      return "waiting";
    default:
      throw badAnswer("has an unknown trade_state");
  }
}

async function sendRefund(api: WechatApi, call: RefundCall): Promise<GatewayRefund> {
  const fields = await api.post("refund", "/v3/refund/domestic/refunds", {
    out_trade_no: call.outTradeNo,
    out_refund_no: call.outRefundNo,
    reason: call.reason.slice(0, 80),
    amount: { refund: call.amountFen, total: call.totalFen, currency: "CNY" },
  });
  return refundOf(fields, call.outRefundNo);
}

async function askRefund(api: WechatApi, outRefundNo: string): Promise<GatewayRefund> {
  try {
    const path = `/v3/refund/domestic/refunds/${encodeURIComponent(outRefundNo)}`;
    return refundOf(await api.get("query_refund", path), outRefundNo);
  } catch (error) {
    if (!isMissing(error)) throw error;
    return { state: "missing", amountFen: null, gatewayRefundNo: null, code: error.gatewayCode, message: null };
  }
}

/** ABNORMAL: the payer's card could not take the money back; a person must refund it another way in the console. */
const refundStates = { SUCCESS: "succeeded", PROCESSING: "pending", CLOSED: "failed", ABNORMAL: "failed" } as const;

function refundOf(fields: Fields, outRefundNo: string): GatewayRefund {
  requireSame(fields, "out_refund_no", outRefundNo);
  const status = textOf(fields, "status") ?? "";
  const state = refundStates[status as keyof typeof refundStates];
  if (!state) throw badAnswer("has an unknown refund status");
  return {
    state,
    amountFen: fenMember(asObject(fields.amount), "refund"),
    gatewayRefundNo: numberMember(fields, "refund_id"),
    code: state === "succeeded" ? null : status,
    message: null,
  };
}

async function locateBill(api: WechatApi, day: string, clock: Clock): Promise<{ url: string; sha1: string }> {
  try {
    const fields = await api.get("bill", `/v3/bill/tradebill?bill_date=${encodeURIComponent(day)}&bill_type=ALL`);
    const [url, hash] = [textOf(fields, "download_url"), textOf(fields, "hash_value")];
    if (!url || !hash || fields.hash_type !== "SHA1") throw badAnswer("has no download_url with a SHA1");
    return { url, sha1: hash.toLowerCase() };
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    const code = error.gatewayCode ?? "";
    const creating = code === "STATEMENT_CREATING";
    if (!creating && code !== "NO_STATEMENT_EXIST") throw error;
    const empty = !creating && billIsDue(day, clock.now());
    throw new GatewayError(empty ? "BILL_EMPTY" : "BILL_NOT_READY", `there is no bill of ${day}`, {
      sent: true,
      gatewayCode: code,
      cause: error,
    });
  }
}
