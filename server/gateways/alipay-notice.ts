import type { AlipaySdk } from "alipay-sdk";
import { claimedNumber, formOf } from "./form.ts";
import type { CallbackFault, CallbackNotice, CallbackVerdict, RawRequest } from "./gateway.ts";
import { strictBase64 } from "./keys.ts";
import { fenOfText } from "./money.ts";
import { shanghaiTime } from "./time.ts";

type Fields = Readonly<Record<string, string>>;

/**
 * Judges an Alipay notification. The signature covers everything but `sign` and `sign_type`, empty values included; app and
 * seller are compared besides, because the same key signs for every app of a merchant.
 */
export function verifyAlipayNotice(
  sdk: AlipaySdk,
  own: { appId: string; sellerId: string },
  request: RawRequest,
): CallbackVerdict {
  const form = formOf(request);
  if (!form.ok) return form;
  const { fields } = form;
  const refuse = (fault: CallbackFault): CallbackVerdict => ({
    ok: false,
    fault,
    claimed: claimedNumber(fields.out_trade_no),
  });
  if (!fields.sign || !strictBase64(fields.sign)) return refuse("BAD_SIGNATURE");
  // The SDK would also take SHA-1 when the sender asks for it.
  if (fields.sign_type !== "RSA2") return refuse("BAD_SIGNATURE");
  if (!sdk.checkNotifySignV2(fields)) return refuse("BAD_SIGNATURE");
  const notice = noticeOf(fields, own);
  return notice ? { ok: true, notice } : refuse("MALFORMED");
}

function noticeOf(fields: Fields, own: { appId: string; sellerId: string }): CallbackNotice | null {
  const outTradeNo = claimedNumber(fields.out_trade_no);
  const amountFen = fenOfText(fields.total_amount ?? "");
  if (!outTradeNo || amountFen === null || amountFen < 0 || !fields.notify_id) return null;
  const refundFen = fields.refund_fee ? fenOfText(fields.refund_fee) : null;
  if (fields.refund_fee && (refundFen === null || refundFen < 0)) return null;
  const event = eventOf(fields, refundFen);
  return {
    event,
    notifyId: fields.notify_id.slice(0, 128),
    outTradeNo,
    gatewayTradeNo: claimedNumber(fields.trade_no),
    amountFen,
    refundFen: event === "refunded" ? refundFen : null,
    outRefundNo: event === "refunded" ? claimedNumber(fields.out_biz_no) : null,
    refundedTotalFen: refundFen,
    at: shanghaiTime(timeOf(fields, event)),
    ours: fields.app_id === own.appId && fields.seller_id === own.sellerId,
  };
}

/** A partial refund repeats TRADE_SUCCESS: any sign of a refund makes it one, and never a payment. */
function eventOf(fields: Fields, refundFen: number | null): CallbackNotice["event"] {
  if ((refundFen ?? 0) > 0 || fields.gmt_refund || fields.out_biz_no) return "refunded";
  switch (fields.trade_status) {
    case "TRADE_SUCCESS":
    case "TRADE_FINISHED":
      return "paid";
    case "TRADE_CLOSED":
      return "closed";
    case "WAIT_BUYER_PAY":
      return "waiting";
    default:
      return "other";
  }
}

function timeOf(fields: Fields, event: CallbackNotice["event"]): string | undefined {
  if (event === "refunded") return fields.gmt_refund;
  return event === "closed" ? fields.gmt_close : fields.gmt_payment;
}
