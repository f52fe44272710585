import { enFates } from "./fates/en.ts";
import type { Fate, Offered } from "./fates/schema.ts";
import { zhFates } from "./fates/zh.ts";
import type { StoryKind } from "./stories.ts";

export type Locale = "zh" | "en";

/** The outcomes that are shown first. */
export const commonFates: readonly Offered[] = [
  "CB_MISSING",
  "OK",
  "FUL_UPSTREAM_SLOW",
  "RISK_PLATFORM_HOLD",
  "INP_TARGET_WRONG",
  "FUL_OUT_OF_STOCK",
  "ORD_DUP_PAYMENT",
  "PAY_UNPAID",
  "PAY_NOT_SENT",
  "PAY_CLOSED",
  "PAY_BUYER_LIMIT",
  "PAY_CHANNEL_DOWN",
  "RISK_PLATFORM_BLOCK",
  "ACC_FROZEN",
  "ACC_UNVERIFIED",
  "UNKNOWN",
];

/** The others, by the stage at which they happen. */
export const moreFates: readonly { stage: keyof Words["stage"]; kinds: readonly Offered[] }[] = [
  { stage: "account", kinds: ["ACC_LEVEL_RESTRICTED", "ACC_SESSION_EXPIRED"] },
  {
    stage: "input",
    kinds: [
      "INP_PRODUCT_WRONG",
      "INP_AMOUNT_WRONG",
      "INP_COUPON_RULE",
      "INP_VERIFY_INCOMPLETE",
      "INP_DUP_SUBMIT",
      "INP_UNOFFICIAL_LINK",
    ],
  },
  {
    stage: "payment",
    kinds: [
      "PAY_USER_PAYING",
      "PAY_FUNDS_SHORT",
      "PAY_MERCHANT_LIMIT",
      "PAY_CARD_INVALID",
      "PAY_METHOD_OFF",
      "PAY_PASSWORD_LOCKED",
      "PAY_METHOD_UNSUPPORTED",
      "PAY_CONFIG_ERROR",
      "PAY_TRADE_FAILED",
      "PAY_BANK_REVERSAL",
      "POL_CHANNEL_BLOCKED",
      "RISK_GATEWAY_REJECT",
    ],
  },
  {
    stage: "callback",
    kinds: ["CB_BAD_SIGN", "CB_IDENTITY_MISMATCH", "CB_AMOUNT_MISMATCH", "CB_PROCESS_ERROR", "CB_LATE"],
  },
  { stage: "order", kinds: ["ORD_STATE_LAG", "ORD_LOST"] },
  {
    stage: "fulfilment",
    kinds: ["FUL_UPSTREAM_DOWN", "FUL_NO_MATCH", "FUL_FAILED", "FUL_UPSTREAM_FUNDS", "FUL_PARTIAL", "CR_NOT_CREDITED"],
  },
];

/** Every outcome that the shop offers. */
export const offered: readonly StoryKind[] = [...commonFates, ...moreFates.flatMap(({ kinds }) => kinds)];

export const fateOf = (kind: StoryKind, locale: Locale): Fate =>
  (locale === "zh" ? zhFates : enFates)[kind === "CR_DELIVERED_UNSEEN" ? "OK" : kind];

const zh = {
  shop: "星桥卡盟",
  fake: "沙盒商店：不会真的扣款，发出的事件是真的",
  product: "买什么",
  target: { phone: "手机号", game: "游戏账号", account: "会员账号", email: "收卡邮箱" },
  targetTitle: "充到哪里",
  targetHint: "随便填，默认是一个虚构的账号",
  pay: "怎么付",
  fate: "这一单会怎样",
  fateHint: "挑一个故障，然后像顾客一样去自查",
  more: "更多故障",
  stage: {
    account: "账号",
    input: "下单填写",
    payment: "付款",
    callback: "支付通知",
    order: "订单",
    fulfilment: "发货到账",
  },
  buy: "下单",
  recent: "刚才的订单",
  order: "订单",
  orderNo: "订单号",
  paymentNo: "支付单号",
  lastSix: "后六位",
  unpaid: "没有支付单号（还没有付款）",
  amount: "金额",
  channel: "支付方式",
  phone: "下单手机号",
  placed: "下单时间",
  help: "没到账？去自查",
  helpHint: "自查页会问您支付单号的后六位，来确认这是您的订单。",
  support: "我的订单 / 联系客服",
  supportHint: "商城替您登录，不用再证明订单是您的。",
  director: "导演台",
  directorHint: "顾客看不到这里。商店已经把这些事件发给了到账：",
  mended: "已补上，事件发出去了。",
  again: "再买一单",
  missing: "没有这个订单。沙盒商店重启后，之前的订单页就没有了。",
  badInput: "请选一个商品和一种结果，并填写充值账号（最多 60 个字）。",
  down: "事件没有送到：到账没有应答，请确认它在运行，再试一次。",
  status: {
    waiting: "待付款",
    processing: "充值中",
    done: "充值成功",
    failed: "充值失败",
    review: "审核中",
    closed: "已关闭",
  },
  language: "English",
};
const en: typeof zh = {
  shop: "Starbridge Cards",
  fake: "A sandbox shop: nothing is charged, the events it sends are real",
  product: "What to buy",
  target: { phone: "Phone number", game: "Game account", account: "Member account", email: "Email for the card" },
  targetTitle: "Where it goes",
  targetHint: "Anything will do; an invented one is filled in",
  pay: "How to pay",
  fate: "What becomes of it",
  fateHint: "Pick a failure, then look for help as a customer would",
  more: "More failures",
  stage: {
    account: "Account",
    input: "Filling in",
    payment: "Paying",
    callback: "Payment notice",
    order: "Order",
    fulfilment: "Delivery",
  },
  buy: "Place the order",
  recent: "Recent orders",
  order: "Order",
  orderNo: "Order number",
  paymentNo: "Payment number",
  lastSix: "last six",
  unpaid: "No payment number (nothing was paid)",
  amount: "Amount",
  channel: "Paid with",
  phone: "Customer's phone",
  placed: "Placed at",
  help: "Nothing arrived? Find out why",
  helpHint: "You will be asked for the last six digits of the payment number, to show that the order is yours.",
  support: "My orders / Support",
  supportHint: "The shop signs you in: nothing to prove.",
  director: "Behind the scenes",
  directorHint: "Customers do not see this. The shop has sent these events to Daozhang:",
  mended: "Mended: the events are sent.",
  again: "Buy another",
  missing: "There is no such order. Orders of this sandbox are forgotten when it restarts.",
  badInput: "Choose a product and an outcome, and fill in where it goes (up to 60 characters).",
  down: "The events did not arrive: Daozhang does not answer. Make sure that it runs and try again.",
  status: {
    waiting: "Waiting for payment",
    processing: "Processing",
    done: "Delivered",
    failed: "Failed",
    review: "Under review",
    closed: "Closed",
  },
  language: "中文",
};
export const wordsOf = (locale: Locale) => (locale === "zh" ? zh : en);
export type Words = typeof zh;
