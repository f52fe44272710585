import { sha256Hex } from "#server/core/ids.ts";
import { claimedNumber, formOf } from "./form.ts";
import type { CallbackFault, CallbackNotice, CallbackVerdict, RawRequest } from "./gateway.ts";
import { fenOfText } from "./money.ts";

type Fields = Readonly<Record<string, string>>;
export const MAX_SKEW_S = 300;

export type EpayScheme = {
  pid: string;
  signType: "MD5" | "RSA";
  verify(fields: Fields): boolean;
};

/**
 * Judges an epay callback, which comes as a query or as a form. The text is signed as it was received ("200" and "200.00" are
 * two texts and one amount). It proves who sent it and not that money came: ask before crediting anything.
 */
export function verifyEpayNotice(scheme: EpayScheme, request: RawRequest, now: Date): CallbackVerdict {
  const form = formOf(request);
  if (!form.ok) return form;
  const { fields } = form;
  const refuse = (fault: CallbackFault): CallbackVerdict => ({
    ok: false,
    fault,
    claimed: claimedNumber(fields.out_trade_no),
  });
  if (!fields.sign) return refuse("BAD_SIGNATURE");
  if ((fields.sign_type || "MD5") !== scheme.signType || !scheme.verify(fields)) return refuse("BAD_SIGNATURE");
  if (scheme.signType === "RSA" && !isFresh(fields.timestamp, now)) return refuse("STALE");
  const notice = noticeOf(scheme, fields);
  return notice ? { ok: true, notice } : refuse("MALFORMED");
}

/** Version 2 signs a time in seconds; five minutes either way are let pass. */
export function isFresh(timestamp: string | null | undefined, now: Date): boolean {
  if (!timestamp || !/^\d{1,12}$/.test(timestamp)) return false;
  return Math.abs(now.getTime() / 1_000 - Number(timestamp)) <= MAX_SKEW_S;
}

function noticeOf(scheme: EpayScheme, fields: Fields): CallbackNotice | null {
  const outTradeNo = claimedNumber(fields.out_trade_no);
  const amountFen = fenOfText(fields.money ?? "");
  if (!outTradeNo || amountFen === null || amountFen < 0 || !fields.pid || !fields.trade_status) return null;
  // There is no id of the notice, and its time changes with each retry: what it says makes the id.
  const said = ["pid", "trade_no", "out_trade_no", "trade_status"].map((name) => fields[name] ?? "");
  return {
    event: fields.trade_status === "TRADE_SUCCESS" ? "paid" : "other",
    notifyId: sha256Hex(JSON.stringify([...said, amountFen])),
    outTradeNo,
    gatewayTradeNo: claimedNumber(fields.trade_no),
    amountFen,
    refundFen: null,
    outRefundNo: null,
    refundedTotalFen: null,
    at: null,
    ours: fields.pid === scheme.pid,
  };
}
