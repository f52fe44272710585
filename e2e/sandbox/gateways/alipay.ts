import { randomUUID } from "node:crypto";
import { alipayBill } from "./bills.ts";
import { type Keys, strangersKey } from "./keys.ts";
import { RefundRefused, type Till } from "./till.ts";
import type {
  ApiAnswer,
  ApiRequest,
  CallbackOptions,
  Endpoint,
  RawCallback,
  SandboxPayment,
  Signing,
} from "./types.ts";
import { json, localTime, rsaSign, rsaVerify, yuan } from "./words.ts";

export const merchant = { appId: "2021000000000001", sellerId: "2088000000000001" };
const paths: Record<string, Endpoint> = {
  "/v3/alipay/trade/query": "query",
  "/v3/alipay/trade/refund": "refund",
  "/v3/alipay/trade/fastpay/refund/query": "query_refund",
  "/v3/alipay/data/dataservice/bill/downloadurl/query": "bill",
  "/alipay/bill": "bill_file",
};
export const endpointOf = (path: string): Endpoint | undefined => paths[path];

export function config(keys: Keys, url: string) {
  const { merchant: own, platform } = keys.get("alipay");
  return { ...merchant, alipayPublicKey: platform.publicKey, privateKey: own.privateKey, gatewayUrl: url };
}

/** Answers a call to Alipay's v3 API, signed as `signing` says. */
export async function answer(
  keys: Keys,
  till: Till,
  request: ApiRequest,
  signing: Signing,
  origin: string,
): Promise<ApiAnswer> {
  const endpoint = endpointOf(request.path);
  if (endpoint === "bill_file") return billFile(till, request.query.get("day") ?? "");
  const refusal = authorize(keys, request);
  const result = refusal ?? (await respond(till, endpoint, request, origin));
  return signed(keys, result, signing);
}

function authorize(keys: Keys, request: ApiRequest): ApiAnswer | undefined {
  const [, auth = "", sign = ""] =
    /^ALIPAY-SHA256withRSA (app_id=.+),sign=([^,]+)$/.exec(request.headers.authorization ?? "") ?? [];
  const text = `${auth}\n${request.method}\n${request.path}${request.search}\n${request.body.toString("utf8")}\n`;
  const known = auth.startsWith(`app_id=${merchant.appId},`);
  if (known && rsaVerify(text, sign, keys.get("alipay").merchant.publicKey)) return undefined;
  return json(400, { code: "invalid-signature", message: "验签出错" });
}

async function respond(
  till: Till,
  endpoint: Endpoint | undefined,
  request: ApiRequest,
  origin: string,
): Promise<ApiAnswer> {
  if (endpoint === "bill") return billUrl(till, request.query.get("bill_date") ?? "", origin);
  const body = JSON.parse(request.body.toString("utf8")) as Record<string, string>;
  const outTradeNo = body.out_trade_no ?? "";
  const outRefundNo = body.out_request_no ?? null;
  if (endpoint) till.note({ kind: "alipay", endpoint, outTradeNo, outRefundNo });
  const row = till.find("alipay", outTradeNo);
  if (!row) return json(400, { code: "ACQ.TRADE_NOT_EXIST", message: "交易不存在" });
  if (endpoint === "query") return json(200, tradeOf(till, row));
  if (endpoint === "refund") return refund(till, row, body);
  const found = row.refunds.find((one) => one.outRefundNo === outRefundNo);
  if (!found) return json(200, {});
  return json(200, {
    trade_no: row.tradeNo,
    out_trade_no: row.outTradeNo,
    out_request_no: found.outRefundNo,
    total_amount: yuan(row.amountFen),
    refund_amount: yuan(found.amountFen),
    ...(found.state === "succeeded" && { refund_status: "REFUND_SUCCESS" }),
    ...(found.state === "pending" && { refund_status: "REFUND_PROCESSING" }),
    ...(found.state === "failed" && { refund_status: "REFUND_FAIL" }),
  });
}

const statusOf = (till: Till, row: SandboxPayment): string => {
  if (row.state === "waiting") return "WAIT_BUYER_PAY";
  return row.state === "closed" || till.refundedFen(row) >= row.amountFen ? "TRADE_CLOSED" : "TRADE_SUCCESS";
};

function tradeOf(till: Till, row: SandboxPayment) {
  return {
    trade_no: row.tradeNo,
    out_trade_no: row.outTradeNo,
    buyer_logon_id: "159****5620",
    trade_status: statusOf(till, row),
    // The real one writes a number here and text elsewhere.
    total_amount: row.amountFen / 100,
    ...(row.paidAt && { send_pay_date: localTime(row.paidAt) }),
  };
}

function refund(till: Till, row: SandboxPayment, body: Record<string, string>): ApiAnswer {
  try {
    const amountFen = Math.round(Number(body.refund_amount) * 100);
    const { fresh, refund: made } = till.refund(row, { amountFen, outRefundNo: body.out_request_no });
    return json(200, {
      trade_no: row.tradeNo,
      out_trade_no: row.outTradeNo,
      fund_change: fresh && made.state === "succeeded" ? "Y" : "N",
      refund_fee: yuan(till.refundedFen(row)),
    });
  } catch (error) {
    if (!(error instanceof RefundRefused)) throw error;
    const codes = {
      missing: "ACQ.TRADE_NOT_EXIST",
      not_paid: "ACQ.TRADE_STATUS_ERROR",
      too_much: "ACQ.REFUND_AMT_NOT_EQUAL_TOTAL",
      other_amount: "ACQ.DISCORDANT_REPEAT_REQUEST",
    };
    return json(400, { code: codes[error.reason], message: "退款失败" });
  }
}

function billUrl(till: Till, day: string, origin: string): ApiAnswer {
  till.note({ kind: "alipay", endpoint: "bill", outTradeNo: null, outRefundNo: null });
  if (alipayBill(till, day).rows === 0) return json(400, { code: "isp.bill_not_exist", message: "账单不存在" });
  return json(200, { bill_download_url: `${origin}/alipay/bill?day=${day}` });
}

async function billFile(till: Till, day: string): Promise<ApiAnswer> {
  const body = await alipayBill(till, day).zip();
  return { status: 200, headers: { "content-type": "application/zip" }, body };
}

function signed(keys: Keys, answer: ApiAnswer, signing: Signing): ApiAnswer {
  if (signing === "none") return answer;
  const [timestamp, nonce] = [String(Date.now()), randomUUID()];
  const key = signing === "bad" ? strangersKey() : keys.get("alipay").platform.privateKey;
  const text = Buffer.concat([Buffer.from(`${timestamp}\n${nonce}\n`), answer.body, Buffer.from("\n")]);
  const headers = { "alipay-timestamp": timestamp, "alipay-nonce": nonce, "alipay-signature": rsaSign(text, key) };
  return { ...answer, headers: { ...answer.headers, ...headers } };
}

/** A notification of Alipay. Its refund notices carry TRADE_SUCCESS as long as the refund is partial. */
export function callback(keys: Keys, till: Till, row: SandboxPayment, options: CallbackOptions): RawCallback {
  const event = options.event ?? "paid";
  const refunded =
    event === "refunded" ? row.refunds.find(({ outRefundNo }) => outRefundNo === options.outRefundNo) : null;
  const wrong = options.twist === "wrong_amount" ? (options.amountFen ?? row.amountFen + 1) : row.amountFen;
  const status = { paid: "TRADE_SUCCESS", closed: "TRADE_CLOSED", waiting: "WAIT_BUYER_PAY" } as Record<string, string>;
  const at = row.paidAt ?? row.createdAt;
  const fields: Record<string, string> = {
    notify_id: noticeId(row, event, options.outRefundNo),
    notify_type: "trade_status_sync",
    notify_time: localTime(new Date()),
    charset: "utf-8",
    version: "1.0",
    app_id: options.twist === "foreign_merchant" ? "2021999999999999" : merchant.appId,
    auth_app_id: merchant.appId,
    seller_id: options.twist === "foreign_merchant" ? "2088999999999999" : merchant.sellerId,
    buyer_id: "2088102116773037",
    out_trade_no: row.outTradeNo,
    trade_no: row.tradeNo,
    trade_status: event === "refunded" ? statusOf(till, row) : (status[event] ?? "TRADE_SUCCESS"),
    total_amount: yuan(wrong),
    receipt_amount: yuan(wrong),
    subject: "充值 100% 到账 + 赠送",
    // Empty values are signed too.
    body: "",
    gmt_create: localTime(row.createdAt),
    gmt_payment: localTime(at),
    fund_bill_list: `[{"amount":"${yuan(wrong)}","fundChannel":"ALIPAYACCOUNT"}]`,
    ...(refunded && {
      refund_fee: yuan(till.refundedFen(row)),
      gmt_refund: `${localTime(refunded.at)}.320`,
      out_biz_no: refunded.outRefundNo,
    }),
  };
  const text = Object.keys(fields)
    .sort()
    .map((name) => `${name}=${fields[name]}`)
    .join("&");
  const forged = options.twist === "forged" || options.twist === "unknown_key";
  const sign = rsaSign(text, forged ? strangersKey() : keys.get("alipay").platform.privateKey);
  const body = new URLSearchParams({ ...fields, sign, sign_type: "RSA2" }).toString();
  return {
    method: "POST",
    query: "",
    headers: { "content-type": "application/x-www-form-urlencoded; charset=utf-8" },
    body: Buffer.from(body),
  };
}

/** Constant over the retries of one notice. */
const noticeId = (row: SandboxPayment, event: string, outRefundNo = "") =>
  Buffer.from(`${row.tradeNo}${event}${outRefundNo}`).toString("hex").slice(-60);
