import { constants, createHash, publicEncrypt, randomBytes } from "node:crypto";
import { wechatpayBill } from "./bills.ts";
import { type Keys, strangersKey } from "./keys.ts";
import { RefundRefused, type Till } from "./till.ts";
import type {
  ApiAnswer,
  ApiRequest,
  Endpoint,
  SandboxComplaint,
  SandboxPayment,
  SandboxRefund,
  Signing,
} from "./types.ts";
import { json, localDay, offsetTime, rsaSign, rsaVerify } from "./words.ts";

export const merchant = { mchId: "1900000001", appId: "wx0000000000000001" };
const SERIAL = "5157F09EFDC096DE15EBE81A47057A7232F1B8E1";
const SKEW_S = 600;
const COMPLAINTS = "/v3/merchant-service/complaints-v2";

export function endpointOf(path: string, method: string): Endpoint | undefined {
  if (path.startsWith("/v3/pay/transactions/out-trade-no/")) return "query";
  if (path === "/v3/refund/domestic/refunds" && method === "POST") return "refund";
  if (path.startsWith("/v3/refund/domestic/refunds/")) return "query_refund";
  if (path === "/v3/bill/tradebill") return "bill";
  if (path === "/v3/billdownload/file") return "bill_file";
  return path.startsWith(COMPLAINTS) ? "complaints" : undefined;
}

/** All keys that the gateway may sign with, the newest first. */
export function config(keys: Keys, url: string) {
  const { merchant: own, platform, apiV3Key } = keys.get("wechatpay");
  const platformKeys = Object.fromEntries(platform.map(({ serial, pair }) => [serial, pair.publicKey]));
  const merchantPrivateKey = own.privateKey;
  return { ...merchant, apiV3Key, merchantPrivateKey, merchantSerial: SERIAL, platformKeys, baseUrl: url };
}

export function answer(keys: Keys, till: Till, request: ApiRequest, signing: Signing, origin: string): ApiAnswer {
  const endpoint = endpointOf(request.path, request.method);
  const refusal = authorize(keys, request);
  if (endpoint === "bill_file" && !refusal) {
    const body = wechatpayBill(till, request.query.get("token") ?? "").file;
    return { status: 200, headers: { "content-type": "text/plain" }, body };
  }
  return signed(keys, refusal ?? respond(keys, till, endpoint, request, origin), signing);
}

function authorize(keys: Keys, request: ApiRequest): ApiAnswer | undefined {
  const header = request.headers.authorization ?? "";
  const member = (name: string) => new RegExp(`${name}="([^"]*)"`).exec(header)?.[1] ?? "";
  const url = `${request.path}${request.search}`;
  const [timestamp, nonce] = [member("timestamp"), member("nonce_str")];
  const text = `${request.method}\n${url}\n${timestamp}\n${nonce}\n${request.body.toString("utf8")}\n`;
  const known = member("mchid") === merchant.mchId && member("serial_no") === SERIAL;
  const fresh = Math.abs(Date.now() / 1_000 - Number(timestamp)) < 300;
  const schemed = header.startsWith("WECHATPAY2-SHA256-RSA2048 ");
  const publicKey = keys.get("wechatpay").merchant.publicKey;
  if (schemed && known && fresh && rsaVerify(text, member("signature"), publicKey)) return undefined;
  return json(401, { code: "SIGN_ERROR", message: "签名错误" });
}

const notFound = () => json(404, { code: "RESOURCE_NOT_EXISTS", message: "订单不存在" });

function respond(
  keys: Keys,
  till: Till,
  endpoint: Endpoint | undefined,
  request: ApiRequest,
  origin: string,
): ApiAnswer {
  const last = decodeURIComponent(request.path.split("/").at(-1) ?? "");
  const note = (outTradeNo: string | null, outRefundNo: string | null) =>
    endpoint && till.note({ kind: "wechatpay", endpoint, outTradeNo, outRefundNo });
  switch (endpoint) {
    case "query": {
      note(last, null);
      const row = till.find("wechatpay", last);
      return row && request.query.get("mchid") === merchant.mchId ? json(200, transactionOf(row)) : notFound();
    }
    case "refund": {
      const body = JSON.parse(request.body.toString("utf8")) as RefundBody;
      note(body.out_trade_no, body.out_refund_no);
      return refund(till, body);
    }
    case "query_refund": {
      note(null, last);
      const found = till.findRefund("wechatpay", last);
      return found ? json(200, refundOf(found.row, found.refund)) : notFound();
    }
    case "bill": {
      note(null, null);
      const day = request.query.get("bill_date") ?? "";
      const { rows, file } = wechatpayBill(till, day);
      if (rows === 0) return json(400, { code: "NO_STATEMENT_EXIST", message: "账单文件不存在" });
      const hash = createHash("sha1").update(file).digest("hex");
      const url = `${origin}/v3/billdownload/file?token=${day}`;
      return json(200, { hash_type: "SHA1", hash_value: hash, download_url: url });
    }
    case "complaints":
      note(null, null);
      return complaints(keys, till, request, last);
    default:
      return notFound();
  }
}

type RefundBody = { out_trade_no: string; out_refund_no: string; amount: { refund: number; total: number } };

function refund(till: Till, body: RefundBody): ApiAnswer {
  const row = till.find("wechatpay", body.out_trade_no);
  try {
    if (row && body.amount.total !== row.amountFen)
      return json(400, { code: "PARAM_ERROR", message: "订单金额不一致" });
    const wanted = { amountFen: body.amount.refund, outRefundNo: body.out_refund_no };
    const { refund: made } = till.refund(row, wanted);
    return row ? json(200, refundOf(row, made)) : notFound();
  } catch (error) {
    if (!(error instanceof RefundRefused)) throw error;
    if (error.reason === "missing") return notFound();
    return json(400, { code: "INVALID_REQUEST", message: `退款失败：${error.reason}` });
  }
}

export function transactionOf(row: SandboxPayment, amountFen = row.amountFen, foreign = false) {
  const states = { waiting: "NOTPAY", paid: "SUCCESS", closed: "CLOSED", frozen: "SUCCESS" };
  return {
    ...own(foreign),
    out_trade_no: row.outTradeNo,
    trade_state: row.refunds.length > 0 ? "REFUND" : states[row.state],
    trade_state_desc: "见状态",
    amount: { total: amountFen, payer_total: amountFen, currency: "CNY", payer_currency: "CNY" },
    ...(row.paidAt && {
      transaction_id: row.tradeNo,
      trade_type: "NATIVE",
      success_time: offsetTime(row.paidAt),
      payer: { openid: "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o" },
    }),
  };
}

export const own = (foreign: boolean) => ({
  mchid: foreign ? "1999999999" : merchant.mchId,
  appid: foreign ? "wx9999999999999999" : merchant.appId,
});

const refundStatus = { succeeded: "SUCCESS", pending: "PROCESSING", failed: "ABNORMAL" };

export function refundOf(row: SandboxPayment, made: SandboxRefund) {
  return {
    refund_id: made.refundNo,
    out_refund_no: made.outRefundNo,
    transaction_id: row.tradeNo,
    out_trade_no: row.outTradeNo,
    channel: "ORIGINAL",
    user_received_account: "支付用户零钱",
    success_time: offsetTime(made.at),
    create_time: offsetTime(made.at),
    status: refundStatus[made.state],
    amount: { total: row.amountFen, refund: made.amountFen, payer_total: row.amountFen, currency: "CNY" },
  };
}

function complaints(keys: Keys, till: Till, request: ApiRequest, last: string): ApiAnswer {
  const view = (one: SandboxComplaint) => complaintOf(keys, one);
  if (request.path !== COMPLAINTS) {
    const found = till.complaints.get(last);
    return found ? json(200, view(found)) : notFound();
  }
  const [from, to] = [request.query.get("begin_date") ?? "", request.query.get("end_date") ?? ""];
  const [offset, limit] = [Number(request.query.get("offset") ?? 0), Number(request.query.get("limit") ?? 10)];
  const all = [...till.complaints.values()].filter(({ at }) => localDay(at) >= from && localDay(at) <= to);
  return json(200, { data: all.slice(offset, offset + limit).map(view), limit, offset, total_count: all.length });
}

function complaintOf(keys: Keys, one: SandboxComplaint) {
  const key = keys.get("wechatpay").merchant.publicKey;
  const padding = constants.RSA_PKCS1_OAEP_PADDING;
  return {
    complaint_id: one.complaintId,
    complaint_time: offsetTime(one.at),
    complaint_detail: one.detail,
    complaint_state: one.state,
    complainted_mchid: merchant.mchId,
    ...(one.payerPhone && {
      payer_phone: publicEncrypt({ key, padding, oaepHash: "sha1" }, Buffer.from(one.payerPhone)).toString("base64"),
    }),
    complaint_order_info: [{ transaction_id: one.tradeNo, out_trade_no: one.outTradeNo, amount: one.amountFen }],
    complaint_full_refunded: false,
    incoming_user_response: one.state === "PENDING",
    user_complaint_times: 1,
    problem_description: "充值未到账",
    problem_type: one.askedRefundFen === null ? "SERVICE_NOT_WORK" : "REFUND",
    ...(one.askedRefundFen !== null && { apply_refund_amount: one.askedRefundFen }),
  };
}

function signed(keys: Keys, answer: ApiAnswer, signing: Signing): ApiAnswer {
  if (signing === "none") return answer;
  const headers = signatureHeaders(keys, answer.body, { stranger: signing === "bad", skewed: signing === "skewed" });
  return { ...answer, headers: { ...answer.headers, ...headers } };
}

type SignatureOptions = { stranger?: boolean; skewed?: boolean; unknownKey?: boolean };

export function signatureHeaders(keys: Keys, body: Buffer, options: SignatureOptions): Record<string, string> {
  const current = keys.get("wechatpay").platform[0];
  const timestamp = String(Math.floor(Date.now() / 1_000) - (options.skewed ? SKEW_S : 0));
  const nonce = randomBytes(16).toString("hex");
  const text = Buffer.concat([Buffer.from(`${timestamp}\n${nonce}\n`), body, Buffer.from("\n")]);
  const key = options.stranger || options.unknownKey ? strangersKey() : (current?.pair.privateKey ?? "");
  return {
    "wechatpay-timestamp": timestamp,
    "wechatpay-nonce": nonce,
    "wechatpay-signature": rsaSign(text, key),
    "wechatpay-serial": options.unknownKey ? "PUB_KEY_ID_0000000000000000" : (current?.serial ?? ""),
    "wechatpay-signature-type": "WECHATPAY2-SHA256-RSA2048",
  };
}
