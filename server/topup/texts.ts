import { channelName } from "#server/channels/schemas.ts";
import { formatFen } from "#server/core/money.ts";
import type { GatewayState } from "#server/gateways/schemas.ts";
import { sharedSentences } from "./common/sentences.ts";
import type { GateCode, GateResult, SecondPersonReason } from "./schemas.ts";

/** The languages of the gate: English first, then Chinese, in every pair below. */
export type GateLocale = "en" | "zh-CN";
export type Pair = readonly [en: string, zh: string];

const sentences: Record<GateCode, Pair> = {
  ...sharedSentences,
  PAID: [
    "The platform's signed word: {amountFen} paid, payments: {count}.",
    "平台签名确认：已支付 {amountFen}，共 {count} 笔。",
  ],
  GATEWAY_PAID: [
    "{channel}, asked {seconds} s ago: {amountFen} paid, payments: {count}.",
    "刚刚向{channel}查询：已付款 {amountFen}，共 {count} 笔（{seconds} 秒前）。",
  ],
  NOT_PAID: ["No signed event says that this order was paid.", "没有平台签名的支付成功记录。"],
  PAYMENT_CLEAR: ["One payment, for the order's amount.", "只有一笔支付，金额与订单一致。"],
  PAYMENT_NONE: ["There is no payment to judge.", "没有可核对的支付。"],
  PAYMENT_DIFFERS: [
    "Paid {paidFen} for an order of {amountFen}: a second person decides.",
    "实付 {paidFen}，订单金额 {amountFen}，不一致，需要第二人确认。",
  ],
  PAID_TWICE: [
    "Paid {count} times: credited once, {refundDueFen} is for refund.",
    "重复支付 {count} 笔：只补一次，其余 {refundDueFen} 应退款。",
  ],
  CREDITED_BY_US: [
    "Already credited here: {amountFen} by top-up {topupId}.",
    "本系统已补单入账 {amountFen}（补单号 {topupId}）。",
  ],
  CREDITED_BY_PLATFORM: ["The platform already credited {amountFen}.", "平台已自行入账 {amountFen}。"],
  CREDITED_PARTLY: [
    "The platform credited {amountFen} of it; only the rest can be credited.",
    "平台已入账其中的 {amountFen}，只能补足剩余部分。",
  ],
  FULFILMENT_PARTIAL: [
    "Delivered in part: {creditedFen}; only the rest can be credited.",
    "已部分到账 {creditedFen}，只能补足剩余部分。",
  ],
  RISK_NONE: ["No review of the platform holds it.", "没有未解除的平台风控。"],
  RISK_HELD: ["The platform's risk review ({rule}) is not over.", "平台风控审核（{rule}）尚未结束。"],
  RISK_UPHELD: [
    "The platform's risk review ({rule}) ended against the order.",
    "平台风控审核（{rule}）结论为不予放行。",
  ],
  ORDER_UNDER_REVIEW: ["The platform has the order under review.", "平台正在审核该订单。"],
  NOT_REFUNDED: ["Nothing was refunded and no refund is pending.", "没有退款，也没有进行中的退款。"],
  REFUNDED_PARTLY: [
    "{amountFen} was refunded; only the rest can be credited.",
    "已退款 {amountFen}，只能补足剩余部分。",
  ],
  REFUND_CLAIMED: ["A refund holds the claim on this money ({holderId}).", "退款流程已占用该笔款项（{holderId}）。"],
  GATEWAY_REFUNDED: [
    "{channel} says that payment {paymentNo} was refunded.",
    "{channel}显示支付单 {paymentNo} 已退款。",
  ],
  CLAIM_FREE: ["Nobody else is crediting this order.", "没有其他人正在给该订单补单。"],
  TOPUP_LIVE: ["Top-up {topupId} of this order is {state}.", "该订单已有补单 {topupId}，状态：{state}。"],
  AMOUNT_OK: ["{amountFen} of at most {creditableFen}.", "补 {amountFen}，最多可补 {creditableFen}。"],
  AMOUNT_TOO_HIGH: [
    "{amountFen} is outside what can be credited: at most {creditableFen}.",
    "金额 {amountFen} 超出可补范围，最多可补 {creditableFen}。",
  ],
  AMOUNT_NONE: ["Nothing is left to credit.", "没有可补的金额。"],
};

/** Why a second person is asked, in words. */
const reasonWords: Record<SecondPersonReason, Pair> = {
  channel_without_query: ["the gateway cannot be asked", "该渠道不支持主动查询"],
  over_threshold: ["the sum is above the limit for one person", "金额超过单人权限"],
  amount_differs: ["the sum differs from the default", "金额与默认值不同"],
  after_expiry: ["paid after the order lapsed", "订单失效后才支付"],
  second_compensation: ["part of it was already credited or refunded", "此前已部分入账或退款"],
  payment_mismatch: ["the payment does not match the order", "实付与订单金额不符"],
};

const stateWords: Record<string, Pair> = {
  pending_approval: ["waiting for approval", "待审批"],
  executing: ["being executed", "执行中"],
  unknown: ["without a result yet", "结果未知"],
};

const gatewayWords: Record<GatewayState, Pair> = {
  waiting: ["not paid yet", "尚未付款"],
  paid: ["paid", "已付款"],
  closed: ["closed without payment", "已关闭，未付款"],
  refunded: ["refunded", "已退款"],
  frozen: ["paid, and frozen", "款项已冻结"],
  missing: ["no such payment", "查无此笔"],
};

const pick = (pair: Pair, locale: GateLocale) => (locale === "en" ? pair[0] : pair[1]);

/** Why a second person is needed, in words. */
export function secondPersonText(reason: SecondPersonReason, locale: GateLocale): string {
  return pick(reasonWords[reason], locale);
}

/** The sentence for what a check found. Amounts (`…Fen`) are written as yuan. */
export function detailText(code: GateCode, params: GateResult["params"], locale: GateLocale): string {
  return fillIn(sentences[code], params, locale);
}

/** One of a pair of sentences with its gaps filled. */
export function fillIn(pair: Pair, params: GateResult["params"], locale: GateLocale): string {
  return pick(pair, locale).replace(/\{(\w+)\}/g, (_, name: string) => word(name, params[name], locale));
}

function word(name: string, value: string | number | undefined, locale: GateLocale): string {
  if (value === undefined) return "";
  if (typeof value === "number") return name.endsWith("Fen") ? formatFen(value) : `${value}`;
  if (name === "channel") return channelName(value, null, locale);
  if (name === "state") return stateWords[value] ? pick(stateWords[value], locale) : value;
  if (name === "gatewayState") return pick(gatewayWords[value as GatewayState] ?? ([value, value] as const), locale);
  if (name !== "reasons") return value;
  const words = value
    .split(",")
    .map((reason) => reasonWords[reason as SecondPersonReason] ?? ([reason, reason] as const));
  return words.map((pair) => pick(pair, locale)).join(locale === "en" ? ", " : "、");
}

/** The gate with its details in the reader's language. */
export function explainGate(gate: readonly GateResult[], locale: GateLocale): GateResult[] {
  return gate.map((entry) => ({ ...entry, detail: detailText(entry.code, entry.params, locale) }));
}
