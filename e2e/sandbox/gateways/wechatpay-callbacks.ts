import { createCipheriv, createHash, randomBytes, randomUUID } from "node:crypto";
import type { Keys } from "./keys.ts";
import type { CallbackOptions, RawCallback, SandboxComplaint, SandboxPayment } from "./types.ts";
import { own, refundOf, signatureHeaders, transactionOf } from "./wechatpay.ts";
import { offsetTime } from "./words.ts";

/** A payment or refund notification of WeChat Pay. */
export function callback(keys: Keys, row: SandboxPayment, options: CallbackOptions): RawCallback {
  const event = options.event ?? "paid";
  const foreign = options.twist === "foreign_merchant";
  const amountFen = options.twist === "wrong_amount" ? (options.amountFen ?? row.amountFen + 1) : row.amountFen;
  if (event !== "refunded" && event !== "refund_failed") {
    const states = { paid: "SUCCESS", closed: "CLOSED", waiting: "NOTPAY" };
    const plain = { ...transactionOf({ ...row, refunds: [] }, amountFen, foreign), trade_state: states[event] };
    const at = row.paidAt ?? row.createdAt;
    const paid = { transaction_id: row.tradeNo, success_time: offsetTime(at) };
    const id = noticeId(row, event);
    return sealed(keys, id, "TRANSACTION.SUCCESS", "transaction", { ...plain, ...(event === "paid" && paid) }, options);
  }
  const made = row.refunds.find(({ outRefundNo }) => outRefundNo === options.outRefundNo) ?? row.refunds.at(-1);
  if (!made) throw new Error(`${row.outTradeNo} has no refund to tell of`);
  const { status, ...rest } = refundOf({ ...row, amountFen }, made);
  const failed = event === "refund_failed";
  const plain = { mchid: own(foreign).mchid, ...rest, refund_status: failed ? "ABNORMAL" : status };
  const id = noticeId(row, event, made.outRefundNo);
  return sealed(keys, id, failed ? "REFUND.ABNORMAL" : "REFUND.SUCCESS", "refund", plain, options);
}

/** A notification of a complaint, which names it and says nothing else of it. */
export function complaintCallback(keys: Keys, one: SandboxComplaint, action: string, options: CallbackOptions) {
  const id = createHash("md5").update(`${one.complaintId}${action}`).digest("hex");
  const type = action === "CREATE_COMPLAINT" ? "COMPLAINT.CREATE" : "COMPLAINT.STATE_CHANGE";
  return sealed(keys, id, type, "complaint", { complaint_id: one.complaintId, action_type: action }, options);
}

const noticeId = (row: SandboxPayment, event: string, outRefundNo = "") =>
  createHash("md5").update(`${row.tradeNo} ${event} ${outRefundNo}`).digest("hex");

function sealed(
  keys: Keys,
  id: string,
  eventType: string,
  originalType: string,
  plain: object,
  { twist }: CallbackOptions,
): RawCallback {
  const [nonce, aad] = [randomBytes(6).toString("hex"), originalType];
  const cipher = createCipheriv("aes-256-gcm", keys.get("wechatpay").apiV3Key, nonce).setAAD(Buffer.from(aad));
  const bytes = Buffer.concat([cipher.update(JSON.stringify(plain)), cipher.final(), cipher.getAuthTag()]);
  if (twist === "bad_tag") bytes.writeUInt8(bytes.readUInt8(bytes.length - 1) ^ 1, bytes.length - 1);
  const resource = {
    original_type: originalType,
    algorithm: "AEAD_AES_256_GCM",
    ciphertext: bytes.toString("base64"),
    associated_data: aad,
    nonce,
  };
  const outer = {
    id,
    create_time: offsetTime(new Date()),
    resource_type: "encrypt-resource",
    event_type: eventType,
    summary: "通知",
    resource,
  };
  const body = Buffer.from(JSON.stringify(outer));
  const headers = signatureHeaders(keys, body, {
    stranger: twist === "forged",
    unknownKey: twist === "unknown_key",
    skewed: twist === "skewed",
  });
  if (twist === "probe") headers["wechatpay-signature"] = `WECHATPAY/SIGNTEST/${randomUUID()}`;
  return { method: "POST", query: "", headers: { "content-type": "application/json", ...headers }, body };
}
