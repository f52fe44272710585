import { fillIn, type GateLocale, type Pair } from "../texts.ts";
import type { RefundCode, RefundGateResult } from "./schemas.ts";

const sentences: Record<RefundCode, Pair> = {
  ORDER_KNOWN: ["The platform told of this order.", "平台已上报该订单。"],
  ORDER_UNKNOWN: ["The platform never told of this order.", "平台没有上报过该订单。"],
  PAYMENT_KNOWN: ["Payment {paymentNo} of {paidFen}.", "支付单 {paymentNo}，金额 {paidFen}。"],
  PAYMENT_UNKNOWN: ["This order has no such paid payment.", "该订单没有这笔已付款的支付单。"],
  PAYMENT_NONE: ["Nothing was paid for this order.", "该订单没有已付款的支付单。"],
  PAYMENT_SHARED: [
    "Payment {paymentNo} is also claimed by order {orderNo}.",
    "支付单 {paymentNo} 同时出现在订单 {orderNo} 中。",
  ],
  PAID: ["The platform's signed word: {amountFen} paid.", "平台签名确认：已支付 {amountFen}。"],
  GATEWAY_PAID: [
    "{channel}, asked {seconds} s ago: {amountFen} paid.",
    "刚刚向{channel}查询：已付款 {amountFen}（{seconds} 秒前）。",
  ],
  NOT_PAID: ["No signed event says that this payment was made.", "没有平台签名的支付成功记录。"],
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
  NOT_CREDITED: ["Nothing was credited, neither by us nor by the platform.", "本系统和平台都没有入账记录。"],
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
  FULFILMENT_NONE: ["No supplier was asked to deliver.", "没有向供货方提交过。"],
  FULFILMENT_FAILED: ["All {count} deliveries ended in failure.", "{count} 次供货均已明确失败。"],
  FULFILMENT_PARTIAL: [
    "Delivered in part: {creditedFen}; only the rest can go back.",
    "已部分到账 {creditedFen}，只能退剩余部分。",
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
  NOT_REFUNDED: ["Nothing of this payment was refunded.", "这笔支付没有退过款。"],
  REFUNDED_PARTLY: [
    "{amountFen} of this payment was refunded; only the rest can go back.",
    "这笔支付已退 {amountFen}，只能退剩余部分。",
  ],
  REFUNDED: ["The payment was refunded: {amountFen}.", "款项已退回：{amountFen}。"],
  REFUND_RUNNING: ["A refund is under way at the platform.", "平台正在退款。"],
  CLAIM_FREE: ["Nobody else is moving this payment.", "没有其他人正在处理这笔支付。"],
  TOPUP_LIVE: [
    "Top-up {topupId} of this order is {state}. One of the two can be done.",
    "该订单有补单 {topupId}（{state}）。补单和退款只能做一个。",
  ],
  CREDIT_CLAIMED: ["The right to credit this order is taken ({holderId}).", "该订单的入账权已被占用（{holderId}）。"],
  REFUND_LIVE: ["Refund {refundId} of this payment is {state}.", "这笔支付已有退款 {refundId}，状态：{state}。"],
  AMOUNT_OK: ["{amountFen} of at most {refundableFen}.", "退 {amountFen}，最多可退 {refundableFen}。"],
  AMOUNT_TOO_HIGH: [
    "{amountFen} is outside what can go back: at most {refundableFen}.",
    "金额 {amountFen} 超出可退范围，最多可退 {refundableFen}。",
  ],
  AMOUNT_NONE: ["Nothing of this payment is left to refund.", "这笔支付没有可退的金额。"],
  REASON_GIVEN: ["Reason: {reasonCode}.", "原因：{reasonCode}。"],
  REASON_MISSING: ["Choose a reason.", "请选择原因。"],
  NOTE_MISSING: ["The reason OTHER needs a note.", "选择“其他”时必须填写说明。"],
  ROUTE_GATEWAY: ["It goes back the way it came, by the gateway's own refund ({channel}).", "通过{channel}原路退回。"],
  ROUTE_PLATFORM: ["The platform is told to refund payment {paymentNo}.", "由平台执行退款，支付单 {paymentNo}。"],
  ROUTE_BY_HAND: [
    "The channel cannot be asked to refund: a person does it in the merchant console, and enters the gateway's number.",
    "该渠道无法自动退款：需要由人在商户后台操作，再填回渠道退款单号。",
  ],
  SECOND_NOT_NEEDED: ["One person is enough.", "无需第二人确认。"],
  SECOND_NEEDED: ["A second person must approve: {reasons}.", "需要第二人审批：{reasons}。"],
  SECOND_GIVEN: ["Approved by {name}.", "已由 {name} 审批。"],
};

/** The sentence for what a check of the refund's gate found. */
export function refundText(code: RefundCode, params: RefundGateResult["params"], locale: GateLocale): string {
  return fillIn(sentences[code], params, locale);
}

/** The gate of a refund with its details in the reader's language. */
export function explainRefundGate(gate: readonly RefundGateResult[], locale: GateLocale): RefundGateResult[] {
  return gate.map((entry) => ({ ...entry, detail: refundText(entry.code, entry.params, locale) }));
}
