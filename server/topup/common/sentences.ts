import type { Pair } from "../texts.ts";

/** What the gates of a top-up and of a refund say in the same words: English first, then Chinese. */
export const sharedSentences = {
  ORDER_KNOWN: ["The platform told of this order.", "平台已上报该订单。"],
  ORDER_UNKNOWN: ["The platform never told of this order.", "平台没有上报过该订单。"],
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
  PAYMENT_SHARED: [
    "Payment {paymentNo} is also claimed by order {orderNo}.",
    "支付单 {paymentNo} 同时出现在订单 {orderNo} 中。",
  ],
  NOT_CREDITED: ["Nothing was credited, neither by us nor by the platform.", "本系统和平台都没有入账记录。"],
  FULFILMENT_NONE: ["No supplier was asked to deliver.", "没有向供货方提交过。"],
  FULFILMENT_FAILED: ["Every delivery ended in failure ({count}).", "{count} 次供货均已明确失败。"],
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
  REFUNDED: ["The payment was refunded: {amountFen}.", "款项已退回：{amountFen}。"],
  REFUND_RUNNING: ["A refund is under way at the platform.", "平台正在退款。"],
  CREDIT_CLAIMED: ["The right to credit this order is taken ({holderId}).", "该订单的入账权已被占用（{holderId}）。"],
  REASON_GIVEN: ["Reason: {reasonCode}.", "原因：{reasonCode}。"],
  REASON_MISSING: ["Choose a reason.", "请选择原因。"],
  NOTE_MISSING: ["The reason OTHER needs a note.", "选择“其他”时必须填写说明。"],
  SECOND_NOT_NEEDED: ["One person is enough.", "无需第二人确认。"],
  SECOND_NEEDED: ["A second person must approve: {reasons}.", "需要第二人审批：{reasons}。"],
  SECOND_GIVEN: ["Approved by {name}.", "已由 {name} 审批。"],
} as const satisfies Record<string, Pair>;
