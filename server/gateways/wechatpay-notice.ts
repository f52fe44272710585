import { createDecipheriv, type KeyObject } from "node:crypto";
import { asObject, type Fields, parseObject, textOf } from "./answer.ts";
import { claimedNumber } from "./form.ts";
import type { CallbackFault, CallbackNotice, CallbackVerdict, RawRequest } from "./gateway.ts";
import { strictBase64, verifyRsa } from "./keys.ts";
import { rfcTime } from "./time.ts";

export const MAX_SKEW_MS = 5 * 60_000;
const MAX_NOTICE_BYTES = 256 * 1024;
const TAG_BYTES = 16;
const NONCE_BYTES = 12;
const PROBE = "WECHATPAY/SIGNTEST/";

export type WechatOwn = {
  mchId: string;
  appId: string;
  apiV3Key: string;
  platformKeys: ReadonlyMap<string, KeyObject>;
};
/** A notification whose signature, age and ciphertext hold. */
export type OpenedNotice = { id: string; eventType: string; at: Date | null; plain: Fields };

/** Judges headers and raw body: the serial picks the key, the signature covers the bytes as they came. */
export function judgeSignature(
  keys: ReadonlyMap<string, KeyObject>,
  headers: Readonly<Record<string, string>>,
  body: Buffer,
  now: Date,
): CallbackFault | null {
  const [timestamp, nonce, signature, serial] = ["timestamp", "nonce", "signature", "serial"].map(
    (name) => headers[`wechatpay-${name}`] ?? "",
  ) as [string, string, string, string];
  if (signature.startsWith(PROBE)) return "PROBE";
  if (!/^\d{1,12}$/.test(timestamp) || nonce === "" || signature === "" || serial === "") return "MALFORMED";
  const key = keys.get(serial);
  if (!key) return "UNKNOWN_KEY";
  const text = Buffer.concat([Buffer.from(`${timestamp}\n${nonce}\n`), body, Buffer.from("\n")]);
  if (!verifyRsa(text, signature, key)) return "BAD_SIGNATURE";
  return Math.abs(now.getTime() - Number(timestamp) * 1_000) > MAX_SKEW_MS ? "STALE" : null;
}

/** Verifies and decrypts a notification, whatever it is about. */
export function openNotice(
  own: WechatOwn,
  request: RawRequest,
  now: Date,
): { ok: true; notice: OpenedNotice } | { ok: false; fault: CallbackFault } {
  const refuse = (fault: CallbackFault) => ({ ok: false as const, fault });
  if (request.body.length > MAX_NOTICE_BYTES) return refuse("MALFORMED");
  const fault = judgeSignature(own.platformKeys, request.headers, request.body, now);
  if (fault) return refuse(fault);
  const outer = parseObject(request.body);
  const resource = asObject(outer?.resource);
  const [id, eventType] = [outer && textOf(outer, "id"), outer && textOf(outer, "event_type")];
  if (!outer || !resource || !id || !eventType) return refuse("MALFORMED");
  if (resource.algorithm !== "AEAD_AES_256_GCM") return refuse("UNDECRYPTABLE");
  const bytes = decryptResource(own.apiV3Key, resource);
  if (!bytes) return refuse("UNDECRYPTABLE");
  const plain = parseObject(bytes);
  if (!plain) return refuse("MALFORMED");
  return { ok: true, notice: { id: id.slice(0, 128), eventType, at: rfcTime(textOf(outer, "create_time")), plain } };
}

/** AES-256-GCM; the last 16 bytes are the tag, and `final` refuses whatever does not match it. */
export function decryptResource(apiV3Key: string, resource: Fields): Buffer | null {
  const { ciphertext, nonce, associated_data: aad } = resource;
  if (typeof ciphertext !== "string" || typeof nonce !== "string") return null;
  const bytes = strictBase64(ciphertext);
  const iv = Buffer.from(nonce);
  if (!bytes || bytes.length < TAG_BYTES || iv.length !== NONCE_BYTES) return null;
  const decipher = createDecipheriv("aes-256-gcm", Buffer.from(apiV3Key), iv, { authTagLength: TAG_BYTES });
  decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
  if (typeof aad === "string") decipher.setAAD(Buffer.from(aad));
  try {
    return Buffer.concat([decipher.update(bytes.subarray(0, -TAG_BYTES)), decipher.final()]);
  } catch {
    return null;
  }
}

/** Judges a payment or refund notification of WeChat Pay. */
export function verifyWechatNotice(own: WechatOwn, request: RawRequest, now: Date): CallbackVerdict {
  const opened = openNotice(own, request, now);
  if (!opened.ok) return { ...opened, claimed: null };
  const { notice } = opened;
  const claimed = claimedNumber(textOf(notice.plain, "out_trade_no"));
  const found = notice.eventType.startsWith("REFUND.") ? refundNotice(own, notice) : paymentNotice(own, notice);
  return found ? { ok: true, notice: found } : { ok: false, fault: "MALFORMED", claimed };
}

function paymentNotice(own: WechatOwn, { id, plain }: OpenedNotice): CallbackNotice | null {
  const common = commonOf(plain, id);
  if (!common) return null;
  const ours = plain.mchid === own.mchId && plain.appid === own.appId;
  return {
    ...common,
    event: eventOf(textOf(plain, "trade_state")),
    refundFen: null,
    outRefundNo: null,
    refundedTotalFen: null,
    at: rfcTime(textOf(plain, "success_time")),
    ours,
  };
}

function eventOf(state: string | null): CallbackNotice["event"] {
  if (state === "SUCCESS") return "paid";
  if (state === "CLOSED" || state === "REVOKED") return "closed";
  return state === "NOTPAY" || state === "USERPAYING" ? "waiting" : "other";
}

function refundNotice(own: WechatOwn, { id, plain }: OpenedNotice): CallbackNotice | null {
  const common = commonOf(plain, id);
  const outRefundNo = claimedNumber(textOf(plain, "out_refund_no"));
  const refundFen = wholeFen(asObject(plain.amount)?.refund);
  if (!common || !outRefundNo || refundFen === null) return null;
  const status = textOf(plain, "refund_status");
  const failed = status === "ABNORMAL" || status === "CLOSED";
  return {
    ...common,
    event: status === "SUCCESS" ? "refunded" : failed ? "refund_failed" : "other",
    refundFen,
    outRefundNo,
    refundedTotalFen: null,
    at: rfcTime(textOf(plain, "success_time")),
    ours: plain.mchid === own.mchId,
  };
}

function commonOf(plain: Fields, notifyId: string) {
  const outTradeNo = claimedNumber(textOf(plain, "out_trade_no"));
  const amount = asObject(plain.amount);
  const amountFen = wholeFen(amount?.total);
  const yuan = amount?.currency === undefined || amount.currency === "CNY";
  if (!outTradeNo || amountFen === null || !yuan) return null;
  return { notifyId, outTradeNo, gatewayTradeNo: claimedNumber(textOf(plain, "transaction_id")), amountFen };
}

const wholeFen = (value: unknown): number | null =>
  typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : null;
