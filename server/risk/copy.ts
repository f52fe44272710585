import type { Judged } from "./rules/judge.ts";

export type RiskLocale = "zh-CN" | "en";
type Params = Judged["params"];

/** Yuan as people say them: whole ones without decimals, in Chinese without grouping ("5000元"). */
export function yuan(fen: number, locale: RiskLocale): string {
  const whole = Math.trunc(fen / 100);
  const rest = fen % 100 === 0 ? "" : `.${String(fen % 100).padStart(2, "0")}`;
  return locale === "zh-CN" ? `${whole}${rest}元` : `¥${String(whole).replace(/\B(?=(\d{3})+(?!\d))/g, ",")}${rest}`;
}

/** The time in China, to the minute. */
function time(iso: string, locale: RiskLocale): string {
  const format = new Intl.DateTimeFormat(locale, {
    timeZone: "Asia/Shanghai",
    month: "short",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
  return format.format(new Date(iso));
}

/**
 * The sentence of a reason. Of a risk rule it says what will happen and what the person can do, never what it looks at.
 * @param label what people call a channel
 * @param next the channel to use instead, as people call it; null where none is named
 */
export function reasonText(
  reason: Pick<Judged, "words" | "params">,
  locale: RiskLocale,
  label: (channel: string) => string,
  next: string | null,
): string {
  const name = reason.params.channel === undefined ? "" : label(String(reason.params.channel));
  if (reason.words === "single" || reason.words === "daily")
    return limitText(reason.words, reason.params, locale, name, next);
  if (reason.words === "restocks") {
    const at = time(String(reason.params.at), locale);
    return locale === "zh-CN"
      ? `商品暂时缺货，预计 ${at} 补货。补货前请不要付款。`
      : `The product is sold out and is expected back on ${at}. Please do not pay before that.`;
  }
  const sentence = sentences[reason.words]?.[locale];
  if (!sentence) throw new Error(`There are no words for ${reason.words}`);
  return sentence(name) + (reason.params.channel === undefined ? "" : instead(locale, next));
}

function instead(locale: RiskLocale, next: string | null): string {
  if (next === null) return "";
  return locale === "zh-CN" ? `建议使用${next.replace(/渠道$/, "")}渠道。` : ` We suggest paying with ${next}.`;
}

const whose: Record<string, Record<RiskLocale, (name: string) => string>> = {
  channel: { "zh-CN": (name) => name, en: (name) => `${name}: ` },
  own: { "zh-CN": () => "您的账户", en: () => "Your account: " },
  platform: { "zh-CN": () => "本站", en: () => "This shop: " },
};

function limitText(
  kind: "single" | "daily",
  params: Params,
  locale: RiskLocale,
  name: string,
  next: string | null,
): string {
  const owner = whose[String(params.whose)]?.[locale](name) ?? "";
  const money = (key: string) => yuan(Number(params[key]), locale);
  const paid = Number(params.paidFen) > 0 && kind === "daily";
  if (locale === "zh-CN") {
    const word = kind === "single" ? "单笔" : "单日";
    const today = paid ? `（今天已支付${money("paidFen")}）` : "";
    return `${owner}${word}支付限额${money("limitFen")}，当前充值${money("amountFen")}将失败${today}。${instead(locale, next) || "限额由支付机构或平台设定，可向其咨询如何提高。"}`;
  }
  const word = kind === "single" ? "the limit of one payment is" : "the daily limit is";
  const today = paid ? ` (${money("paidFen")} was paid today already)` : "";
  const hint = instead(locale, next) || " Ask the bank, the payment app or the shop how the limit can be raised.";
  return `${owner}${word} ${money("limitFen")}, so paying ${money("amountFen")} now will fail${today}.${hint}`;
}

type Sentence = Record<RiskLocale, (name: string) => string>;
const plain = (zh: string, en: string): Sentence => ({ "zh-CN": () => zh, en: () => en });

const sentences: Record<string, Sentence> = {
  unresolved: plain(
    "您之前有一笔付款还没有查清，请先查清上一笔，现在不要付款。",
    "An earlier payment of yours is not cleared up yet. Please find out about that one first, and do not pay now.",
  ),
  unpaidTwin: plain(
    "您有一笔相同商品的订单还没有付款，请完成那一笔，不要重复下单。",
    "You have an order of the same product that is not paid yet. Please finish that one instead of ordering again.",
  ),
  runningTwin: plain(
    "您有一笔相同商品的订单正在处理，请等它有结果，不要重复付款。",
    "An order of yours of the same product is being processed. Please wait for its result and do not pay twice.",
  ),
  down: {
    "zh-CN": (name) => `当前支付通道异常：${name}暂时无法付款。`,
    en: (name) => `A payment channel is having trouble: ${name} cannot be used at the moment.`,
  },
  maintenance: {
    "zh-CN": (name) => `当前支付通道异常：${name}正在维护。`,
    en: (name) => `A payment channel is having trouble: ${name} is being maintained.`,
  },
  suspended: {
    "zh-CN": (name) => `${name}目前暂停使用。`,
    en: (name) => `${name} is suspended at the moment.`,
  },
  degraded: {
    "zh-CN": (name) => `当前支付通道异常：${name}不稳定，支付可能延迟1-5分钟，请不要重复付款。`,
    en: (name) => `${name} is unstable: a payment may take 1 to 5 minutes longer. Please do not pay twice.`,
  },
  merchantCap: {
    "zh-CN": (name) => `${name}今天的收款额度已满，现在付款会失败。`,
    en: (name) => `What the shop can take through ${name} today is used up: paying now will fail.`,
  },
  method: {
    "zh-CN": (name) => `${name}不支持您选的支付方式。`,
    en: (name) => `${name} does not take the way of paying that you chose.`,
  },
  frozen: plain(
    "账户已被冻结，付款会失败。请先联系客服核实身份并解冻。",
    "The account is frozen, so that paying will fail. Please contact support first to prove who you are.",
  ),
  session: plain("登录已过期，请重新登录后再付款。", "You were signed out. Please sign in again before you pay."),
  outOfStock: plain(
    "商品暂时缺货，请不要付款，补货后再来。",
    "The product is sold out. Please do not pay; come back once it is there again.",
  ),
  noTarget: plain(
    "还没有填写充值账号，请填写后再付款。",
    "The account to be topped up is missing. Please fill it in first.",
  ),
  target: plain(
    "充值手机号看起来不对，请核对后再付款。",
    "The phone number to be topped up does not look right. Please check it before you pay.",
  ),
  couponOver: plain("优惠券已过期，请去掉后再付款。", "The coupon has expired. Please take it off before you pay."),
  couponMinimum: plain(
    "订单金额没有达到优惠券的使用条件，请去掉优惠券。",
    "The order does not meet the coupon’s minimum. Please take the coupon off.",
  ),
  couponFirst: plain(
    "这张优惠券只能用于首次购买，请去掉后再付款。",
    "This coupon is for a first purchase only. Please take it off before you pay.",
  ),
  couponStack: plain(
    "这些优惠券不能叠加使用，请只保留一张。",
    "These coupons cannot be combined. Please keep one of them.",
  ),
  unverified: plain(
    "账户还没有实名认证，付款时可能需要认证，建议先完成实名认证。",
    "The account is not verified and may have to be while you pay. We suggest verifying it first.",
  ),
  unverifiedCap: plain(
    "账户还没有实名认证，这个金额会支付失败。请先完成实名认证。",
    "The account is not verified, so that this sum will fail. Please verify your identity first.",
  ),
  levelCap: plain(
    "这个金额超过您的账户目前可以支付的额度，付款会失败。完成实名认证、积累成功的订单后额度会提高，也可以联系客服。",
    "This sum is more than your account can pay at the moment and will fail. Verifying your identity and successful orders raise what you can pay; support can help, too.",
  ),
  delay: plain(
    "支付可能延迟1-5分钟，请耐心等待，不要重复付款。",
    "The payment may take 1 to 5 minutes longer. Please wait and do not pay twice.",
  ),
  verify: plain(
    "付款时可能需要再核实一次身份，请准备好手机接收验证码。",
    "You may have to confirm your identity once more while you pay. Please keep your phone at hand.",
  ),
  review: plain(
    "付款后可能需要人工审核，一般 1 小时内有结果，期间请不要重复付款。",
    "The order may be reviewed by a person after you paid, usually within an hour. Please do not pay twice meanwhile.",
  ),
  cap: plain(
    "这笔付款现在不能完成，请联系客服。",
    "This payment cannot be made at the moment. Please contact support.",
  ),
};

const limitParams: Params = {
  channel: "alipay",
  limitFen: 12_300,
  amountFen: 45_600,
  paidFen: 7_800,
  at: "2026-11-02T04:00:00Z",
};

/** For tests: every sentence that a person may be shown, those with sums and times in them too. */
export const allSentences = (): string[] =>
  [...Object.keys(sentences), "single", "daily", "restocks"].flatMap((words) =>
    Object.keys(whose).flatMap((owner) =>
      [null, "微信支付"].flatMap((next) => {
        const reason = { words, params: { ...limitParams, whose: owner } };
        return [reasonText(reason, "zh-CN", () => "支付宝", next), reasonText(reason, "en", () => "Alipay", next)];
      }),
    ),
  );
