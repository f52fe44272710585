import type { StoryKind } from "./stories.ts";

export type Locale = "zh" | "en";

/** What may go wrong with a purchase, in the words of the one it happens to. `mend` names the button that mends it. */
type Fate = { title: string; tells: string; mend?: string };
export const fateOrder: readonly StoryKind[] = [
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
/** Stories that look like another to the customer and are not offered twice. */
type Offered = Exclude<StoryKind, "CR_DELIVERED_UNSEEN">;

const zhFates: Record<Offered, Fate> = {
  OK: { title: "一切顺利", tells: "付款、回调、发货都正常" },
  CB_MISSING: {
    title: "已扣款，商家没收到通知",
    tells: "钱付了，支付回调丢了，订单还显示待付款",
    mend: "补发迟到的回调",
  },
  FUL_UPSTREAM_SLOW: { title: "一直在充值中", tells: "钱付了，上游迟迟没有结果", mend: "让上游发货成功" },
  RISK_PLATFORM_HOLD: { title: "付款后被风控审核", tells: "钱付了，订单卡在审核里", mend: "通过审核并发货" },
  INP_TARGET_WRONG: { title: "充值账号填错了", tells: "钱付了，上游说账号不存在" },
  FUL_OUT_OF_STOCK: { title: "付款后发现缺货", tells: "钱付了，库存没了" },
  ORD_DUP_PAYMENT: { title: "同一单付了两次", tells: "页面卡住又付了一遍，只到账一次" },
  PAY_UNPAID: { title: "还没付款", tells: "打开了支付页，没有付完", mend: "把这一单付完" },
  PAY_NOT_SENT: { title: "支付没有发出去", tells: "网络断了，支付渠道没有这笔交易" },
  PAY_CLOSED: { title: "超时关闭", tells: "过了付款时间，交易被关闭" },
  PAY_BUYER_LIMIT: { title: "支付超限", tells: "超过了当天的付款限额" },
  PAY_CHANNEL_DOWN: { title: "支付渠道故障", tells: "渠道在维护，谁都付不了", mend: "恢复渠道" },
  RISK_PLATFORM_BLOCK: { title: "付款前被风控拦下", tells: "下单后直接被取消" },
  ACC_FROZEN: { title: "账户被冻结", tells: "多次输错密码，不能下单", mend: "解冻账户" },
  ACC_UNVERIFIED: { title: "没有实名认证", tells: "金额超过未实名的上限" },
  UNKNOWN: { title: "说不清的失败", tells: "钱付了，只说处理失败，没有原因" },
};

const enFates: Record<Offered, Fate> = {
  OK: { title: "All is well", tells: "Paid, confirmed and delivered" },
  CB_MISSING: {
    title: "Charged, but the shop was never told",
    tells: "The callback got lost; the order still waits for payment",
    mend: "Deliver the late callback",
  },
  FUL_UPSTREAM_SLOW: {
    title: "Stuck in “processing”",
    tells: "Paid; the supplier gives no result",
    mend: "Let the supplier deliver",
  },
  RISK_PLATFORM_HOLD: {
    title: "Held for review after paying",
    tells: "Paid; a risk review holds the order",
    mend: "Pass the review and deliver",
  },
  INP_TARGET_WRONG: { title: "Wrong account filled in", tells: "Paid; the supplier knows no such account" },
  FUL_OUT_OF_STOCK: { title: "Out of stock after paying", tells: "Paid; nothing left to deliver" },
  ORD_DUP_PAYMENT: { title: "Paid twice", tells: "The page hung, so it was paid again; credited once" },
  PAY_UNPAID: {
    title: "Not paid yet",
    tells: "The payment page was opened and left",
    mend: "Finish paying this order",
  },
  PAY_NOT_SENT: { title: "The payment never left", tells: "The network dropped; the gateway has no such trade" },
  PAY_CLOSED: { title: "Closed after the time limit", tells: "Nobody paid in time" },
  PAY_BUYER_LIMIT: { title: "Over the payment limit", tells: "More than may be paid in a day" },
  PAY_CHANNEL_DOWN: {
    title: "Payment channel down",
    tells: "Under maintenance, for everybody",
    mend: "Bring the channel back",
  },
  RISK_PLATFORM_BLOCK: { title: "Refused before paying", tells: "Risk control cancels the order at once" },
  ACC_FROZEN: { title: "Account frozen", tells: "Too many wrong passwords", mend: "Unfreeze the account" },
  ACC_UNVERIFIED: { title: "Identity not verified", tells: "More than an unverified account may pay" },
  UNKNOWN: { title: "Failed, nobody says why", tells: "Paid, then just “failed”, without a reason" },
};

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
