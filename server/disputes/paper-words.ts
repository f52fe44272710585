import type { AttachmentKind, Claim } from "#server/diagnosis/schemas.ts";
import type { GatewayState } from "#server/gateways/schemas.ts";
import type { CallbackOutcome, PaymentState, Stage, StageState } from "#server/orders/schemas.ts";
import type { InboxVerdict } from "#server/payments/schemas.ts";
import type { MessageAuthor } from "#server/tickets/schemas.ts";

/** The words of case files and evidence packs. Files go out of the house and are read by themselves, so they stand here. */
type PaperWords = {
  headings: readonly [string, string, string, string];
  page(n: number, of: number): string;
  made(at: string): string;
  caseTitle(no: string): string;
  packTitle(no: string): string;
  caseFoot: string;
  packFoot: string;
  yes: string;
  no: string;
  none: string;
  block: Record<
    | "case"
    | "order"
    | "money"
    | "payments"
    | "answers"
    | "inbox"
    | "reported"
    | "customer"
    | "steps"
    | "events"
    | "talk"
    | "proofs"
    | "pictures",
    string
  >;
  note: Record<"answers" | "inbox" | "events" | "talk" | "proofs", string>;
  empty: Record<"payments" | "answers" | "inbox" | "reported" | "events" | "talk" | "proofs", string>;
  label: Record<
    | "caseId"
    | "ticket"
    | "channel"
    | "merchant"
    | "filedAt"
    | "dueAt"
    | "ask"
    | "orderNo"
    | "product"
    | "target"
    | "createdAt"
    | "orderStatus"
    | "paid"
    | "credited"
    | "refunded"
    | "open"
    | "outTradeNo"
    | "tradeNo"
    | "method"
    | "amount"
    | "began"
    | "paidAt"
    | "state"
    | "askedAt"
    | "at"
    | "verified"
    | "verdict"
    | "reason"
    | "event"
    | "notifyId"
    | "answered"
    | "outcome"
    | "claim"
    | "since"
    | "said"
    | "openedAt"
    | "stage"
    | "what"
    | "who"
    | "kind"
    | "file"
    | "size"
    | "hash"
    | "lane",
    string
  >;
  ask: string;
  lane(filed: string, due: string): string;
  paymentState: Record<PaymentState, string>;
  gatewayState: Record<GatewayState, string>;
  verdict: Record<InboxVerdict, string>;
  outcome: Record<CallbackOutcome, string>;
  stage: Record<Stage, string>;
  stageState: Record<StageState, string>;
  claim: Record<Claim, string>;
  author: Record<MessageAuthor, string>;
  proof: Record<AttachmentKind, string>;
};

const zh: PaperWords = {
  headings: ["类别", "序号", "项目", "内容"],
  page: (n, of) => `第 ${n} / ${of} 页`,
  made: (at) => `生成时间：${at}。时间均为北京时间（UTC+8），金额单位为元。`,
  caseTitle: (no) => `交易核查申请 ${no}`,
  packTitle: (no) => `订单 ${no} 的证据材料`,
  caseFoot: "由到账系统根据原始记录生成",
  packFoot: "由订单本人从到账系统下载",
  yes: "是",
  no: "否",
  none: "—",
  block: {
    case: "申请信息",
    order: "订单",
    money: "金额",
    payments: "支付记录",
    answers: "向渠道查询的结果",
    inbox: "收到的渠道回调",
    reported: "平台上报的回调",
    customer: "客户描述",
    steps: "订单走到哪一步",
    events: "订单记录",
    talk: "与客服的沟通记录",
    proofs: "我提交的凭证",
    pictures: "凭证图片",
  },
  note: {
    answers: "以最后一次查询得到的答复为准。",
    inbox: "原始请求在判断之前就已落盘，可随时提供。",
    events: "来自平台的签名记录，按发生时间排列。",
    talk: "仅包含您和客服之间的公开沟通。",
    proofs: "指纹（SHA-256）可用来核对文件没有被改动过。",
  },
  empty: {
    payments: "没有支付记录。",
    answers: "还没有得到渠道的答复。",
    inbox: "没有收到过这笔交易的回调。",
    reported: "平台没有上报过回调。",
    events: "没有记录。",
    talk: "没有沟通记录。",
    proofs: "没有提交过凭证。",
  },
  label: {
    caseId: "申请编号",
    ticket: "工单号",
    channel: "支付渠道",
    merchant: "商户标识",
    filedAt: "提交时间",
    dueAt: "应答复时间",
    ask: "请核查",
    orderNo: "订单号",
    product: "商品",
    target: "充值账号",
    createdAt: "下单时间",
    orderStatus: "订单状态",
    paid: "已支付",
    credited: "已到账",
    refunded: "已退款",
    open: "未到账也未退款",
    outTradeNo: "商户订单号",
    tradeNo: "渠道交易号",
    method: "支付方式",
    amount: "金额",
    began: "发起时间",
    paidAt: "支付时间",
    state: "状态",
    askedAt: "查询时间",
    at: "时间",
    verified: "验签通过",
    verdict: "处理结果",
    reason: "原因",
    event: "内容",
    notifyId: "通知编号",
    answered: "我方应答",
    outcome: "结果",
    claim: "诉求",
    since: "发生时间",
    said: "描述",
    openedAt: "反馈时间",
    stage: "环节",
    what: "情况",
    who: "发送方",
    kind: "类型",
    file: "文件名",
    size: "大小",
    hash: "SHA-256",
    lane: "渠道核查",
  },
  ask: "请核查该笔交易的真实状态与资金去向；如已支付成功，请补发支付通知并说明未通知的原因；如资金未清算，请说明原路退回的时间。",
  lane: (filed, due) => `平台于 ${filed} 请支付渠道核查，渠道应在 ${due} 前答复，至今没有答复。`,
  paymentState: { attempted: "已发起", failed: "失败", closed: "已关闭", succeeded: "已支付", refunded: "已退款" },
  gatewayState: {
    waiting: "等待付款",
    paid: "已付款",
    closed: "交易关闭",
    refunded: "已退款",
    frozen: "资金冻结",
    missing: "查无此交易",
  },
  verdict: {
    pending: "待判断",
    applied: "已采用",
    duplicate: "重复通知",
    waiting: "等待订单",
    ignored: "无需处理",
    rejected: "已拒绝",
    error: "处理出错",
  },
  outcome: { applied: "已处理", duplicate: "重复", rejected: "已拒绝", error: "出错" },
  stage: { order: "下单", payment: "付款", callback: "支付通知", risk: "安全检查", fulfilment: "发货", credit: "到账" },
  stageState: { ok: "已完成", pending: "进行中", failed: "失败", skipped: "无需进行", unknown: "还不清楚" },
  claim: {
    complete_topup: "把充值补到账",
    refund: "退款",
    trace_funds: "查清钱在哪里",
    lift_risk_hold: "解除限制",
    other: "其他",
  },
  author: { customer: "我", staff: "客服", system: "到账助手" },
  proof: {
    debit_proof: "扣款凭证",
    order_page: "订单页截图",
    error_page: "报错截图",
    identity: "身份证明",
    other: "其他材料",
  },
};

const en: PaperWords = {
  headings: ["Section", "Row", "Item", "Content"],
  page: (n, of) => `Page ${n} of ${of}`,
  made: (at) => `Made ${at}. All times are Beijing time (UTC+8), amounts in yuan.`,
  caseTitle: (no) => `Request to check a transaction: ${no}`,
  packTitle: (no) => `Evidence for order ${no}`,
  caseFoot: "Made by Daozhang from the original records",
  packFoot: "Downloaded from Daozhang by the order's owner",
  yes: "yes",
  no: "no",
  none: "—",
  block: {
    case: "Request",
    order: "Order",
    money: "Amounts",
    payments: "Payments",
    answers: "What the gateway says when asked",
    inbox: "Callbacks received from the gateway",
    reported: "Callbacks reported by the platform",
    customer: "What the customer says",
    steps: "How far the order got",
    events: "History of the order",
    talk: "Conversation with support",
    proofs: "Proofs that I gave",
    pictures: "Pictures of proofs",
  },
  note: {
    answers: "The last answer that we got.",
    inbox: "The raw requests were stored before they were judged and can be provided.",
    events: "From the platform's signed records, in the order in which it happened.",
    talk: "Only what you and support wrote to each other.",
    proofs: "The fingerprint (SHA-256) shows that a file was not changed.",
  },
  empty: {
    payments: "No payments.",
    answers: "The gateway has not answered yet.",
    inbox: "No callback of this transaction ever came.",
    reported: "The platform reported no callbacks.",
    events: "Nothing is recorded.",
    talk: "Nothing was said.",
    proofs: "No proofs were given.",
  },
  label: {
    caseId: "Case",
    ticket: "Ticket",
    channel: "Channel",
    merchant: "Merchant",
    filedAt: "Filed at",
    dueAt: "Answer due by",
    ask: "Please check",
    orderNo: "Order number",
    product: "Product",
    target: "Account to top up",
    createdAt: "Ordered at",
    orderStatus: "Order status",
    paid: "Paid",
    credited: "Credited",
    refunded: "Refunded",
    open: "Neither credited nor refunded",
    outTradeNo: "Merchant's number",
    tradeNo: "Gateway's number",
    method: "Method",
    amount: "Amount",
    began: "Started at",
    paidAt: "Paid at",
    state: "State",
    askedAt: "Asked at",
    at: "Time",
    verified: "Signature good",
    verdict: "Outcome",
    reason: "Reason",
    event: "Says",
    notifyId: "Notice id",
    answered: "Our answer",
    outcome: "Outcome",
    claim: "Claim",
    since: "Happened at",
    said: "Description",
    openedAt: "Reported at",
    stage: "Step",
    what: "State",
    who: "From",
    kind: "Kind",
    file: "File",
    size: "Size",
    hash: "SHA-256",
    lane: "Check by the gateway",
  },
  ask: "Please check the true state of this transaction and where the money is. If it was paid, send the notification again and say why it did not come; if it was not settled, say when the money goes back.",
  lane: (filed, due) =>
    `The platform asked the payment provider at ${filed}. An answer was due by ${due}; there is none so far.`,
  paymentState: { attempted: "started", failed: "failed", closed: "closed", succeeded: "paid", refunded: "refunded" },
  gatewayState: {
    waiting: "waits for payment",
    paid: "paid",
    closed: "closed",
    refunded: "refunded",
    frozen: "frozen",
    missing: "no such payment",
  },
  verdict: {
    pending: "not judged yet",
    applied: "applied",
    duplicate: "duplicate",
    waiting: "waits for its order",
    ignored: "nothing to do",
    rejected: "refused",
    error: "error",
  },
  outcome: { applied: "applied", duplicate: "duplicate", rejected: "refused", error: "error" },
  stage: {
    order: "Order",
    payment: "Payment",
    callback: "Payment notice",
    risk: "Security check",
    fulfilment: "Delivery",
    credit: "Credit",
  },
  stageState: { ok: "done", pending: "under way", failed: "failed", skipped: "not needed", unknown: "not known yet" },
  claim: {
    complete_topup: "Complete the top-up",
    refund: "Refund",
    trace_funds: "Find the money",
    lift_risk_hold: "Lift the hold",
    other: "Other",
  },
  author: { customer: "Me", staff: "Support", system: "Daozhang" },
  proof: {
    debit_proof: "Proof of debit",
    order_page: "Order page",
    error_page: "Error page",
    identity: "Identity document",
    other: "Other",
  },
};

export type PaperLocale = "zh-CN" | "en";
export const paperWords = (locale: PaperLocale): PaperWords => (locale === "en" ? en : zh);

const BEIJING_MS = 8 * 3_600_000;

/** 2026-11-23 14:05:09, in Beijing. */
export function beijing(at: Date | string | null): string {
  if (at === null) return "—";
  return new Date(new Date(at).getTime() + BEIJING_MS).toISOString().slice(0, 19).replace("T", " ");
}

/** Fen as yuan in plain digits, for machines and people: 20000 → 200.00. */
export function yuan(fen: number | null): string {
  if (fen === null) return "—";
  const digits = Math.abs(fen).toString().padStart(3, "0");
  return `${fen < 0 ? "-" : ""}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}
