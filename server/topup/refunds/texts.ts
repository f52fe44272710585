import { sharedSentences } from "../common/sentences.ts";
import { fillIn, type GateLocale, type Pair } from "../texts.ts";
import type { RefundCode, RefundGateResult } from "./schemas.ts";

const sentences: Record<RefundCode, Pair> = {
  ...sharedSentences,
  PAYMENT_KNOWN: ["Payment {paymentNo} of {paidFen}.", "支付单 {paymentNo}，金额 {paidFen}。"],
  PAYMENT_UNKNOWN: ["This order has no such paid payment.", "该订单没有这笔已付款的支付单。"],
  PAYMENT_NONE: ["Nothing was paid for this order.", "该订单没有已付款的支付单。"],
  PAID: ["The platform's signed word: {amountFen} paid.", "平台签名确认：已支付 {amountFen}。"],
  GATEWAY_PAID: [
    "{channel}, asked {seconds} s ago: {amountFen} paid.",
    "刚刚向{channel}查询：已付款 {amountFen}（{seconds} 秒前）。",
  ],
  NOT_PAID: ["No signed event says that this payment was made.", "没有平台签名的支付成功记录。"],
  CREDITED_BY_US: [
    "Already credited here: {amountFen} by top-up {topupId}.",
    "本系统已补单入账 {amountFen}（补单号 {topupId}），不能再退这笔款。",
  ],
  CREDITED_BY_PLATFORM: ["The platform already credited {amountFen}.", "平台已入账 {amountFen}，不能再退这笔款。"],
  CREDITED_PARTLY: [
    "The platform credited {amountFen} of it; only the rest can go back.",
    "平台已入账其中的 {amountFen}，只能退剩余部分。",
  ],
  SURPLUS: [
    "The order is paid for without it: {refundableFen} of this payment is surplus.",
    "订单另有款项入账，这笔支付多出 {refundableFen} 可退。",
  ],
  FULFILMENT_PARTIAL: [
    "Delivered in part: {creditedFen}; only the rest can go back.",
    "已部分到账 {creditedFen}，只能退剩余部分。",
  ],
  NOT_REFUNDED: ["Nothing of this payment was refunded.", "这笔支付没有退过款。"],
  REFUNDED_PARTLY: [
    "{amountFen} of this payment was refunded; only the rest can go back.",
    "这笔支付已退 {amountFen}，只能退剩余部分。",
  ],
  CLAIM_FREE: ["Nobody else is moving this payment.", "没有其他人正在处理这笔支付。"],
  TOPUP_LIVE: [
    "Top-up {topupId} of this order is {state}. One of the two can be done.",
    "该订单有补单 {topupId}（{state}）。补单和退款只能做一个。",
  ],
  REFUND_LIVE: ["Refund {refundId} of this payment is {state}.", "这笔支付已有退款 {refundId}，状态：{state}。"],
  AMOUNT_OK: ["{amountFen} of at most {refundableFen}.", "退 {amountFen}，最多可退 {refundableFen}。"],
  AMOUNT_TOO_HIGH: [
    "{amountFen} is outside what can go back: at most {refundableFen}.",
    "金额 {amountFen} 超出可退范围，最多可退 {refundableFen}。",
  ],
  AMOUNT_NONE: ["Nothing of this payment is left to refund.", "这笔支付没有可退的金额。"],
  ROUTE_GATEWAY: ["It goes back the way it came, by the gateway's own refund ({channel}).", "通过{channel}原路退回。"],
  ROUTE_PLATFORM: ["The platform is told to refund payment {paymentNo}.", "由平台执行退款，支付单 {paymentNo}。"],
  ROUTE_BY_HAND: [
    "The channel cannot be asked to refund: a person does it in the merchant console, and enters the gateway's number.",
    "该渠道无法自动退款：需要由人在商户后台操作，再填回渠道退款单号。",
  ],
};

/** The sentence for what a check of the refund's gate found. */
export function refundText(code: RefundCode, params: RefundGateResult["params"], locale: GateLocale): string {
  return fillIn(sentences[code], params, locale);
}

/** The gate of a refund with its details in the reader's language. */
export function explainRefundGate(gate: readonly RefundGateResult[], locale: GateLocale): RefundGateResult[] {
  return gate.map((entry) => ({ ...entry, detail: refundText(entry.code, entry.params, locale) }));
}
