import { formatFen } from "#server/core/money.ts";
import type { GatewayState } from "#server/gateways/schemas.ts";
import type { GateCode, GateResult, SecondPersonReason } from "./schemas.ts";

/** The languages of the gate: English first, then Chinese, in every pair below. */
export type GateLocale = "en" | "zh-CN";
export type Pair = readonly [en: string, zh: string];

const sentences: Record<GateCode, Pair> = {
  ORDER_KNOWN: ["The platform told of this order.", "平台已上报该订单。"],
  ORDER_UNKNOWN: ["The platform never told of this order.", "平台没有上报过该订单。"],
  PAID: [
    "The platform's signed word: {amountFen} paid in {count} payment(s).",
    "平台签名确认：已支付 {amountFen}，共 {count} 笔。",
  ],
  GATEWAY_PAID: [
    "{channel}, asked {seconds} s ago: {amountFen} paid in {count} payment(s).",
    "刚刚向{channel}查询：已付款 {amountFen}，共 {count} 笔（{seconds} 秒前）。",
  ],
  GATEWAY_UNREACHABLE: [
    "{channel} could not be asked about payment {paymentNo} just now. Try again in a moment.",
    "暂时无法向{channel}核实支付单 {paymentNo}，请稍后重试。",
  ],
  GATEWAY_NOT_PAID: [
    "{channel} says of payment {paymentNo}: {gatewayState}.",
    "{channel}显示支付单 {paymentNo}：{gatewayState}。",
  ],
  GATEWAY_DIFFERS: [
    "{channel} has {gatewayFen} for payment {paymentNo}, our records {paidFen}.",
    "支付单 {paymentNo} 金额对不上：{channel}为 {gatewayFen}，本系统记录为 {paidFen}。",
  ],
  NOT_PAID: ["No signed event says that this order was paid.", "没有平台签名的支付成功记录。"],
  PAYMENT_CLEAR: ["One payment, for the order's amount.", "只有一笔支付，金额与订单一致。"],
  PAYMENT_NONE: ["There is no payment to judge.", "没有可核对的支付。"],
  PAYMENT_DIFFERS: [
    "Paid {paidFen} for an order of {amountFen}: a second person decides.",
    "实付 {paidFen}，订单金额 {amountFen}，不一致，需要第二人确认。",
  ],
  PAYMENT_SHARED: [
    "Payment {paymentNo} is also claimed by order {orderNo}.",
    "支付单 {paymentNo} 同时出现在订单 {orderNo} 中。",
  ],
  PAID_TWICE: [
    "Paid {count} times: credited once, {refundDueFen} is for refund.",
    "重复支付 {count} 笔：只补一次，其余 {refundDueFen} 应退款。",
  ],
  NOT_CREDITED: ["Nothing was credited, neither by us nor by the platform.", "本系统和平台都没有入账记录。"],
  CREDITED_BY_US: [
    "Already credited here: {amountFen} by top-up {topupId}.",
    "本系统已补单入账 {amountFen}（补单号 {topupId}）。",
  ],
  CREDITED_BY_PLATFORM: ["The platform already credited {amountFen}.", "平台已自行入账 {amountFen}。"],
  CREDITED_PARTLY: [
    "The platform credited {amountFen} of it; only the rest can be credited.",
    "平台已入账其中的 {amountFen}，只能补足剩余部分。",
  ],
  FULFILMENT_NONE: ["No supplier was asked to deliver.", "没有向供货方提交过。"],
  FULFILMENT_FAILED: ["All {count} deliveries ended in failure.", "{count} 次供货均已明确失败。"],
  FULFILMENT_PARTIAL: [
    "Delivered in part: {creditedFen}; only the rest can be credited.",
    "已部分到账 {creditedFen}，只能补足剩余部分。",
  ],
  FULFILMENT_PARTIAL_UNKNOWN: ["Delivered in part, and nobody said how much.", "已部分到账，但到账金额未知。"],
  FULFILMENT_SUCCEEDED: ["Supplier {supplier} delivered.", "供货方 {supplier} 已发货成功。"],
  FULFILMENT_RUNNING: [
    "Supplier {supplier} was asked {minutes} minutes ago and has not answered: it may still deliver.",
    "已于 {minutes} 分钟前提交给供货方 {supplier}，尚未答复，仍可能到账。",
  ],
  FULFILMENT_STALE: [
    "Supplier {supplier} has not answered for {hours} hours. It may still deliver: get a final answer first.",
    "供货方 {supplier} 已 {hours} 小时没有答复，仍可能到账。请先取得最终结果。",
  ],
  ORDER_COMPLETED: ["The platform reports the order as completed.", "平台显示该订单已完成。"],
  ORDER_FULFILLING: ["The platform is delivering the order now.", "平台正在发货。"],
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
  REFUNDED: ["The payment was refunded: {amountFen}.", "款项已退回：{amountFen}。"],
  REFUND_RUNNING: ["A refund is under way at the platform.", "平台正在退款。"],
  REFUND_CLAIMED: ["A refund holds the claim on this money ({holderId}).", "退款流程已占用该笔款项（{holderId}）。"],
  GATEWAY_REFUNDED: [
    "{channel} says that payment {paymentNo} was refunded.",
    "{channel}显示支付单 {paymentNo} 已退款。",
  ],
  CLAIM_FREE: ["Nobody else is crediting this order.", "没有其他人正在给该订单补单。"],
  TOPUP_LIVE: ["Top-up {topupId} of this order is {state}.", "该订单已有补单 {topupId}，状态：{state}。"],
  CREDIT_CLAIMED: ["The right to credit this order is taken ({holderId}).", "该订单的入账权已被占用（{holderId}）。"],
  AMOUNT_OK: ["{amountFen} of at most {creditableFen}.", "补 {amountFen}，最多可补 {creditableFen}。"],
  AMOUNT_TOO_HIGH: [
    "{amountFen} is outside what can be credited: at most {creditableFen}.",
    "金额 {amountFen} 超出可补范围，最多可补 {creditableFen}。",
  ],
  AMOUNT_NONE: ["Nothing is left to credit.", "没有可补的金额。"],
  REASON_GIVEN: ["Reason: {reasonCode}.", "原因：{reasonCode}。"],
  REASON_MISSING: ["Choose a reason.", "请选择原因。"],
  NOTE_MISSING: ["The reason OTHER needs a note.", "选择“其他”时必须填写说明。"],
  SECOND_NOT_NEEDED: ["One person is enough.", "无需第二人确认。"],
  SECOND_NEEDED: ["A second person must approve: {reasons}.", "需要第二人审批：{reasons}。"],
  SECOND_GIVEN: ["Approved by {name}.", "已由 {name} 审批。"],
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
