import { constants, type KeyObject, privateDecrypt } from "node:crypto";
import { asObject, badAnswer, type Fields, fenMember, numberMember, textOf } from "./answer.ts";
import { claimedNumber } from "./form.ts";
import type { Complaint, ComplaintDesk } from "./gateway.ts";
import { strictBase64 } from "./keys.ts";
import { rfcTime } from "./time.ts";
import type { WechatApi } from "./wechatpay-client.ts";
import { openNotice, type WechatOwn } from "./wechatpay-notice.ts";

const LIST = "/v3/merchant-service/complaints-v2";
const MAX_PAGE = 50;

/** WeChat Pay's consumer complaints: notifications, list and detail. */
export function complaintDesk(own: WechatOwn, api: WechatApi, privateKey: KeyObject): ComplaintDesk {
  return {
    parseComplaint(request, now) {
      const opened = openNotice(own, request, now);
      if (!opened.ok) return opened;
      const { id, eventType, at, plain } = opened.notice;
      if (!eventType.startsWith("COMPLAINT.")) return null;
      const complaintId = claimedNumber(textOf(plain, "complaint_id"));
      if (!complaintId) return { ok: false, fault: "MALFORMED" };
      const action = (textOf(plain, "action_type") ?? eventType).slice(0, 64);
      return { ok: true, notice: { notifyId: id, complaintId, action, at } };
    },
    async list({ from, to, offset = 0, limit = MAX_PAGE }) {
      const query = new URLSearchParams({
        limit: String(Math.min(limit, MAX_PAGE)),
        offset: String(offset),
        begin_date: from,
        end_date: to,
        complainted_mchid: own.mchId,
      });
      const fields = await api.get("complaints", `${LIST}?${query.toString()}`);
      const items = Array.isArray(fields.data) ? fields.data : [];
      const total = Number(textOf(fields, "total_count") ?? items.length);
      if (!Number.isSafeInteger(total)) throw badAnswer("has a total_count that is no number");
      return { items: items.slice(0, MAX_PAGE).map((item) => complaintOf(asObject(item), privateKey)), total };
    },
    get: async (complaintId) =>
      complaintOf(await api.get("complaints", `${LIST}/${encodeURIComponent(complaintId)}`), privateKey),
  };
}

const states = { PENDING: "pending", PROCESSING: "processing", PROCESSED: "processed" } as const;

function complaintOf(fields: Fields | null, privateKey: KeyObject): Complaint {
  const complaintId = fields && numberMember(fields, "complaint_id");
  const state = states[(fields?.complaint_state ?? "") as keyof typeof states];
  const at = fields && rfcTime(textOf(fields, "complaint_time"));
  if (!fields || !complaintId || !state || !at) throw badAnswer("has a complaint that lacks its id, state or time");
  const orders = Array.isArray(fields.complaint_order_info) ? fields.complaint_order_info : [];
  return {
    complaintId,
    state,
    at,
    detail: (textOf(fields, "complaint_detail") ?? "").slice(0, 1_000),
    problemType: textOf(fields, "problem_type")?.slice(0, 64) ?? null,
    payerPhone: decrypted(textOf(fields, "payer_phone"), privateKey),
    payerWaits: fields.incoming_user_response === true,
    fullyRefunded: fields.complaint_full_refunded === true,
    askedRefundFen: fenMember(fields, "apply_refund_amount"),
    orders: orders.slice(0, 20).flatMap((item) => orderOf(asObject(item))),
  };
}

function orderOf(fields: Fields | null): Complaint["orders"] {
  const outTradeNo = fields && numberMember(fields, "out_trade_no");
  if (!fields || !outTradeNo) return [];
  return [
    { outTradeNo, gatewayTradeNo: numberMember(fields, "transaction_id"), amountFen: fenMember(fields, "amount") },
  ];
}

/** The phone number is encrypted with our certificate; one that we cannot open (an old key) is left out. */
function decrypted(text: string | null, key: KeyObject): string | null {
  const bytes = text && strictBase64(text);
  if (!bytes) return null;
  try {
    const padding = constants.RSA_PKCS1_OAEP_PADDING;
    return privateDecrypt({ key, padding, oaepHash: "sha1" }, bytes).toString("utf8").slice(0, 64);
  } catch {
    return null;
  }
}
