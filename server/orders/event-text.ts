import { channelName } from "#server/channels/schemas.ts";
import { formatFen } from "#server/core/money.ts";
import type { GatewayState } from "#server/gateways/schemas.ts";
import { type Locale, statusText } from "./copy.ts";
import type { CallbackOutcome, GatewayVia, OrderStatus } from "./schemas.ts";

type Data = Record<string, unknown>;
type Sentence = (data: Data) => string;

const money = (data: Data, key = "amountFen") => (typeof data[key] === "number" ? formatFen(data[key]) : "");
const text = (data: Data, key: string) => (typeof data[key] === "string" ? data[key] : "");
const list = (...parts: string[]) => parts.filter((part) => part !== "").join(" · ");

const outcomes: Record<CallbackOutcome, readonly [zh: string, en: string]> = {
  applied: ["已采用", "applied"],
  duplicate: ["重复", "seen before"],
  rejected: ["已拒绝", "refused"],
  error: ["处理出错", "failed"],
};
const outcome = (data: Data, language: 0 | 1): string =>
  outcomes[data.outcome as CallbackOutcome]?.[language] ?? text(data, "outcome");

const gatewayWords: Record<Locale, { via: Record<GatewayVia, string>; state: Record<GatewayState, string> }> = {
  "zh-CN": {
    via: { callback: "支付渠道回调", query: "查询支付渠道", bill: "支付渠道账单" },
    state: {
      waiting: "等待付款",
      paid: "已付款",
      closed: "交易已关闭",
      refunded: "已退款",
      frozen: "资金冻结",
      missing: "查无此交易",
    },
  },
  en: {
    via: { callback: "The gateway called", query: "We asked the gateway", bill: "On the gateway's bill" },
    state: {
      waiting: "waits for payment",
      paid: "paid",
      closed: "closed",
      refunded: "refunded",
      frozen: "frozen",
      missing: "no such payment",
    },
  },
};
const observed =
  (locale: Locale): Sentence =>
  (d) => {
    const { via, state } = gatewayWords[locale];
    const refunded = typeof d.refundedFen === "number" && d.refundedFen > 0 ? `-${money(d, "refundedFen")}` : "";
    return list(via[d.via as GatewayVia], state[d.state as GatewayState], money(d), refunded);
  };

const zh: Record<string, Sentence> = {
  "gateway.payment.observed": observed("zh-CN"),
  "topup.order.created": (d) => list("创建订单", text(d, "productName"), money(d)),
  "topup.order.status_changed": (d) =>
    list(`订单变为${statusText(d.status as OrderStatus, "zh-CN")}`, text(d, "reason")),
  "topup.payment.attempted": (d) => list("发起支付", channelName(text(d, "channel"), null, "zh-CN"), money(d)),
  "topup.payment.succeeded": (d) => list("支付成功", money(d)),
  "topup.payment.failed": (d) => list("支付失败", text(d, "errorCode"), text(d, "errorMessage")),
  "topup.payment.closed": (d) => list("支付关闭", text(d, "errorCode")),
  "topup.payment.refunded": (d) => list("退款", money(d)),
  "topup.callback.received": (d) =>
    list(d.verified ? "收到回调" : "收到回调（验签未通过）", outcome(d, 0), text(d, "reason")),
  "topup.fulfilment.submitted": (d) => list("提交供应商", text(d, "supplier")),
  "topup.fulfilment.succeeded": (d) => list("供应商充值成功", text(d, "supplier")),
  "topup.fulfilment.failed": (d) =>
    list("供应商充值失败", text(d, "supplier"), text(d, "errorCode"), text(d, "errorMessage")),
  "topup.fulfilment.partial": (d) => list("部分到账", text(d, "supplier"), money(d, "creditedFen")),
  "topup.credit.posted": (d) => list("已到账", money(d)),
  "topup.risk.flagged": (d) => list("风控拦截", text(d, "rule"), text(d, "side")),
  "topup.risk.cleared": (d) => list("风控放行", text(d, "rule")),
  "topup.risk.upheld": (d) => list("风控维持拦截", text(d, "rule")),
};

const en: Record<string, Sentence> = {
  "gateway.payment.observed": observed("en"),
  "topup.order.created": (d) => list("Order created", text(d, "productName"), money(d)),
  "topup.order.status_changed": (d) =>
    list(`Order became ${statusText(d.status as OrderStatus, "en")}`, text(d, "reason")),
  "topup.payment.attempted": (d) => list("Payment started", channelName(text(d, "channel"), null, "en"), money(d)),
  "topup.payment.succeeded": (d) => list("Payment succeeded", money(d)),
  "topup.payment.failed": (d) => list("Payment failed", text(d, "errorCode"), text(d, "errorMessage")),
  "topup.payment.closed": (d) => list("Payment closed", text(d, "errorCode")),
  "topup.payment.refunded": (d) => list("Refunded", money(d)),
  "topup.callback.received": (d) =>
    list(d.verified ? "Callback received" : "Callback with a bad signature", outcome(d, 1), text(d, "reason")),
  "topup.fulfilment.submitted": (d) => list("Submitted to supplier", text(d, "supplier")),
  "topup.fulfilment.succeeded": (d) => list("Supplier delivered", text(d, "supplier")),
  "topup.fulfilment.failed": (d) =>
    list("Supplier failed", text(d, "supplier"), text(d, "errorCode"), text(d, "errorMessage")),
  "topup.fulfilment.partial": (d) => list("Partly delivered", text(d, "supplier"), money(d, "creditedFen")),
  "topup.credit.posted": (d) => list("Credited", money(d)),
  "topup.risk.flagged": (d) => list("Stopped by risk control", text(d, "rule"), text(d, "side")),
  "topup.risk.cleared": (d) => list("Released by risk control", text(d, "rule")),
  "topup.risk.upheld": (d) => list("Stop upheld by risk control", text(d, "rule")),
};

/** What the owner may read of their order's history: no rules, suppliers, raw codes or channel internals. */
const ownerWords: Record<Locale, Record<string, Sentence>> = {
  "zh-CN": {
    "topup.order.created": (d) => list("创建订单", text(d, "productName"), money(d)),
    "topup.order.status_changed": (d) => `订单变为${statusText(d.status as OrderStatus, "zh-CN")}`,
    "topup.payment.attempted": (d) => list("发起支付", money(d)),
    "topup.payment.succeeded": (d) => list("支付成功", money(d)),
    "topup.payment.failed": () => "支付没有成功",
    "topup.payment.closed": () => "支付已关闭",
    "topup.payment.refunded": (d) => list("退款", money(d)),
    "topup.fulfilment.submitted": () => "开始充值",
    "topup.fulfilment.succeeded": () => "充值成功",
    "topup.fulfilment.failed": () => "充值没有成功",
    "topup.fulfilment.partial": () => "部分到账",
    "topup.credit.posted": (d) => list("已到账", money(d)),
    "topup.risk.flagged": () => "进入安全审核",
    "topup.risk.cleared": () => "安全审核已通过",
    "topup.risk.upheld": () => "安全审核未通过",
  },
  en: {
    "topup.order.created": (d) => list("Order created", text(d, "productName"), money(d)),
    "topup.order.status_changed": (d) => `Order became ${statusText(d.status as OrderStatus, "en")}`,
    "topup.payment.attempted": (d) => list("Payment started", money(d)),
    "topup.payment.succeeded": (d) => list("Payment succeeded", money(d)),
    "topup.payment.failed": () => "Payment did not go through",
    "topup.payment.closed": () => "Payment closed",
    "topup.payment.refunded": (d) => list("Refunded", money(d)),
    "topup.fulfilment.submitted": () => "Delivery started",
    "topup.fulfilment.succeeded": () => "Delivered",
    "topup.fulfilment.failed": () => "Delivery did not succeed",
    "topup.fulfilment.partial": () => "Partly delivered",
    "topup.credit.posted": (d) => list("Credited", money(d)),
    "topup.risk.flagged": () => "Security review started",
    "topup.risk.cleared": () => "Security review passed",
    "topup.risk.upheld": () => "Security review did not pass",
  },
};

/** One event in a line for staff. A type this version does not know is shown as it is. */
export function staffEventText(type: string, data: Data, locale: Locale): string {
  return (locale === "en" ? en : zh)[type]?.(data) ?? type;
}

/** One event in a line for the order's owner; undefined for what they have no use for. */
export function ownerEventText(type: string, data: Data, locale: Locale): string | undefined {
  return ownerWords[locale][type]?.(data);
}
