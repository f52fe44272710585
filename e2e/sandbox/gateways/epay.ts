import { createHash } from "node:crypto";
import { type Keys, strangersKey } from "./keys.ts";
import { RefundRefused, type Till } from "./till.ts";
import type {
  ApiAnswer,
  ApiRequest,
  CallbackOptions,
  Endpoint,
  RawCallback,
  SandboxKind,
  SandboxPayment,
  Signing,
} from "./types.ts";
import { json, localTime, rsaSign, rsaVerify, yuan } from "./words.ts";

export const pids = { epay: "1001", epay2: "1002" } as const;
type Version = keyof typeof pids;
type Fields = Record<string, string | number>;
const SKEW_S = 600;

export function endpointOf(path: string, query: URLSearchParams): { kind: Version; endpoint: Endpoint } | undefined {
  if (path === "/api.php") {
    const act = query.get("act");
    if (act === "order") return { kind: "epay", endpoint: "query" };
    return act === "refund" ? { kind: "epay", endpoint: "refund" } : undefined;
  }
  const found = { query: "query", refund: "refund", refundquery: "query_refund" }[
    /^\/api\/pay\/(\w+)$/.exec(path)?.[1] ?? ""
  ] as Endpoint | undefined;
  return found && { kind: "epay2", endpoint: found };
}

export function config(keys: Keys, url: string, kind: Version) {
  if (kind === "epay") return { pid: pids.epay, signType: "MD5", key: keys.get("epay").key, apiUrl: url };
  const { merchant, platform } = keys.get("epay2");
  const both = { platformPublicKey: platform.publicKey, merchantPrivateKey: merchant.privateKey };
  return { pid: pids.epay2, signType: "RSA", ...both, apiUrl: url };
}

/** Version 1 takes the key itself and signs nothing; version 2 signs both ways. */
export function answer(keys: Keys, till: Till, request: ApiRequest, signing: Signing): ApiAnswer {
  const where = endpointOf(request.path, request.query);
  const form = new URLSearchParams(request.body.toString("utf8"));
  if (where?.kind === "epay2") return answerTwo(keys, till, where.endpoint, form, signing);
  const given = where?.endpoint === "refund" ? form : request.query;
  if (given.get("pid") !== pids.epay || given.get("key") !== keys.get("epay").key) {
    return json(200, { code: -3, msg: "商户密钥错误" });
  }
  const result = respond(till, "epay", where?.endpoint ?? "query", given);
  return json(200, result.error ? { code: -1, msg: result.error } : { code: 1, msg: "succ", ...result.fields });
}

function answerTwo(keys: Keys, till: Till, endpoint: Endpoint, form: URLSearchParams, signing: Signing): ApiAnswer {
  const fields = Object.fromEntries(form);
  const { merchant, platform } = keys.get("epay2");
  const fresh = Math.abs(Date.now() / 1_000 - Number(fields.timestamp)) <= 300;
  const signed = rsaVerify(signedText(fields), fields.sign ?? "", merchant.publicKey);
  if (fields.pid !== pids.epay2) return json(200, { code: -1, msg: "商户ID不存在" });
  if (!signed || !fresh) return json(200, { code: -1, msg: "签名校验失败" });
  const result = respond(till, "epay2", endpoint, form);
  // A no is not signed, as on the real sites.
  if (result.error) return json(200, { code: -1, msg: result.error });
  const timestamp = String(Math.floor(Date.now() / 1_000) - (signing === "skewed" ? SKEW_S : 0));
  const body: Fields = { code: 0, msg: "成功", ...result.fields, some_new_field: "未来的字段", timestamp };
  if (signing === "none") return json(200, body);
  const sign = rsaSign(signedText(body), signing === "bad" ? strangersKey() : platform.privateKey);
  return json(200, { ...body, sign, sign_type: "RSA" });
}

/** What both versions sign: sorted, without empty values, `sign` and `sign_type`. */
function signedText(fields: Readonly<Fields>): string {
  return Object.entries(fields)
    .filter(([name, value]) => !["sign", "sign_type"].includes(name) && String(value) !== "")
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join("&");
}

type Result = { error: string; fields?: never } | { error?: never; fields: Fields };

function respond(till: Till, kind: Version, endpoint: Endpoint, given: URLSearchParams): Result {
  const [outTradeNo, outRefundNo] = [given.get("out_trade_no"), given.get("out_refund_no")];
  till.note({ kind, endpoint, outTradeNo, outRefundNo });
  if (endpoint === "query_refund") {
    const found = till.findRefund(kind, outRefundNo ?? "");
    if (!found) return { error: "退款单号不存在" };
    const status = found.refund.state === "failed" ? 0 : 1;
    return { fields: { ...refundFields(found.row, found.refund.outRefundNo), status } };
  }
  const row = till.find(kind, outTradeNo ?? "");
  if (!row) return { error: "订单号不存在" };
  if (endpoint === "query") return { fields: orderFields(till, row) };
  try {
    const amountFen = Math.round(Number(given.get("money")) * 100);
    const { refund } = till.refund(row, { amountFen, outRefundNo: outRefundNo ?? undefined });
    return { fields: kind === "epay2" ? refundFields(row, refund.outRefundNo) : {} };
  } catch (error) {
    if (!(error instanceof RefundRefused)) throw error;
    return { error: `退款失败：${error.reason}` };
  }
}

function orderFields(till: Till, row: SandboxPayment): Fields {
  const states = { waiting: 0, paid: 1, closed: 0, frozen: 3 };
  const refunded = till.refundedFen(row);
  return {
    trade_no: row.tradeNo,
    out_trade_no: row.outTradeNo,
    type: "alipay",
    pid: Number(pids[row.kind as Version]),
    addtime: localTime(row.createdAt),
    endtime: row.paidAt ? localTime(row.paidAt) : "",
    name: "VIP会员",
    // The float of a PHP site: "200.00" becomes 200.
    money: String(row.amountFen / 100),
    ...(refunded > 0 && { refundmoney: yuan(refunded) }),
    status: refunded > 0 ? 2 : states[row.state],
  };
}

function refundFields(row: SandboxPayment, outRefundNo: string): Fields {
  const refund = row.refunds.find((one) => one.outRefundNo === outRefundNo);
  return {
    refund_no: refund?.refundNo ?? "",
    out_refund_no: outRefundNo,
    trade_no: row.tradeNo,
    out_trade_no: row.outTradeNo,
    money: yuan(refund?.amountFen ?? 0),
    reducemoney: yuan(refund?.amountFen ?? 0),
  };
}

/** A callback of epay: a GET with everything in the query. It knows of payments only. */
export function callback(keys: Keys, kind: SandboxKind, row: SandboxPayment, options: CallbackOptions): RawCallback {
  const version = kind as Version;
  const amountFen = options.twist === "wrong_amount" ? (options.amountFen ?? row.amountFen + 1) : row.amountFen;
  const timestamp = Math.floor(Date.now() / 1_000) - (options.twist === "skewed" ? SKEW_S : 0);
  const fields: Record<string, string> = {
    pid: options.twist === "foreign_merchant" ? "9999" : pids[version],
    trade_no: row.tradeNo,
    out_trade_no: row.outTradeNo,
    type: "alipay",
    name: "会员 product",
    money: version === "epay" ? String(amountFen / 100) : yuan(amountFen),
    trade_status: (options.event ?? "paid") === "paid" ? "TRADE_SUCCESS" : "TRADE_CLOSED",
    ...(version === "epay2" && { addtime: localTime(row.createdAt), timestamp: String(timestamp), param: "" }),
  };
  const forged = options.twist === "forged" || options.twist === "unknown_key";
  const text = signedText(fields);
  const sign =
    version === "epay"
      ? createHash("md5")
          .update(text + (forged ? "not the key" : keys.get("epay").key))
          .digest("hex")
      : rsaSign(text, forged ? strangersKey() : keys.get("epay2").platform.privateKey);
  const query = new URLSearchParams({ ...fields, sign, sign_type: version === "epay" ? "MD5" : "RSA" }).toString();
  return { method: "GET", query, headers: {}, body: Buffer.alloc(0) };
}
