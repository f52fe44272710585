/** What is made of a callback, by what the shop or our inbox says of it. Pure. */

export const callbackVerdicts = [
  "applied",
  "duplicate",
  "bad_sign",
  "identity",
  "amount",
  "late",
  "error",
  "untagged",
] as const;
export type CallbackVerdict = (typeof callbackVerdicts)[number];

export type SeenCallback = {
  verified: boolean;
  outcome: "applied" | "duplicate" | "rejected" | "error";
  reason: string | null;
  httpStatus: number | null;
};

/** A gateway's own probe and what is no callback at all say nothing of any payment. */
const NOISE = /sign_?test|\bprobe\b|malformed|探测|NOT_PAID_YET|NOTHING_TO_DO|ALREADY_REFUNDED|REFUND_FAILED/i;
const TAG =
  /(product|goods|sku|server|zone|card) ?(tag|type|info|id)?.{0,12}(missing|lack|absent|not found|unmapped|unknown)|(missing|lacks?|without|no).{0,10}(product|goods|sku|server|zone|card type|tag)|mapping|(缺|无|没有|未带|未找到).{0,8}(商品|产品|区服|卡种|标识|标签|映射)|映射/i;
const AMOUNT = /amount|total_?fee|\bmoney\b|金额|实付|少付|多付/i;
const IDENTITY =
  /app_?id|seller|mch_?id|merchant|\bpid\b|partner|foreign|payee|receiver|receiving|TRADE_NO_TAKEN|CHANNEL_DIFFERS|SHARED_NUMBER|ORDER_UNKNOWN|268447843|商户|收款|卖家|other (order|account)|another (order|account|shop)|(order|trade|订单).{0,14}(mismatch|differ|not match|no match|unknown|not found|不符|不一致|不匹配|不存在)|订单号/i;
const LATE = /expired|closed|cancel|\blate\b|after.{0,12}(expiry|close)|过期|已?关闭|取消|超过(支付)?时限|迟到/i;
const SIGN =
  /sign|签名|验签|密钥|公钥|\bkey\b|UNKNOWN_KEY|decrypt|解密|cert|证书|serial|stale|timestamp|nonce|digest|\bmac\b|verif|re-?serial|query param/i;

/**
 * What a callback came to.
 * @returns undefined for noise, which says nothing
 */
export function callbackVerdict({ verified, outcome, reason, httpStatus }: SeenCallback): CallbackVerdict | undefined {
  const why = (reason ?? "").replaceAll(/[\n\r]/g, " ").slice(0, 500);
  if (NOISE.test(why)) return undefined;
  if (!verified) return refusedWithoutSignature(why);
  if (outcome === "applied" || outcome === "duplicate") return TAG.test(why) ? "untagged" : outcome;
  if (TAG.test(why)) return "untagged";
  if (outcome === "error") return "error";
  if (AMOUNT.test(why)) return "amount";
  if (LATE.test(why) && !IDENTITY.test(why.replaceAll(/订单号?|order/gi, ""))) return "late";
  if (IDENTITY.test(why)) return "identity";
  if (SIGN.test(why)) return "bad_sign";
  // It was believed and yet refused: not its sum, so whose it is; where our own side broke, that.
  return (httpStatus ?? 0) >= 500 || why !== "" ? "error" : "identity";
}

/** Some shops call a callback unverified when its payee or sum is wrong; all others mean the signature. */
function refusedWithoutSignature(why: string): CallbackVerdict {
  if (SIGN.test(why.replaceAll(/verif\w*|unverified/gi, "")) || why === "") return "bad_sign";
  if (AMOUNT.test(why)) return "amount";
  return IDENTITY.test(why) ? "identity" : "bad_sign";
}
