import type { Proposal } from "./next-action.ts";
import type { NextStep } from "./schemas.ts";

type Locale = "zh-CN" | "en";
type Words = { label: string; consequence: string };

const zh: Record<NextStep, Words> = {
  link_order: { label: "先关联订单", consequence: "向客户要订单号或支付单号。没有订单，就不能动钱。" },
  approve: { label: "去审批", consequence: "有一笔申请在等第二个人。批准之前会再核对一次全部条件。" },
  ask_command: { label: "向平台询问结果", consequence: "用同一个编号再问一次，不会重新发一条。" },
  wait: { label: "等结果", consequence: "已经有人或系统在处理。到账或失败都会写进这张工单。" },
  tell_credited: { label: "告诉客户已到账", consequence: "钱已经到账。说明在哪里看，然后解决工单。" },
  tell_refunded: { label: "告诉客户已退款", consequence: "钱已经退回。说明退到哪里、多久到，然后解决工单。" },
  credit: { label: "补单", consequence: "给客户补上这一笔。同一个订单只会补一次。" },
  refund: { label: "退款", consequence: "把这笔付款退回付款人。同一笔付款不会退两次。" },
  replay_callback: { label: "重新判断回调", consequence: "用现在的密钥和记录再判断一次。同一笔付款只会采用一次。" },
  ask_gateway: {
    label: "再查一次支付渠道",
    consequence: "钱付了没有，以渠道的答复为准。答复之前不补单，也不让客户再付。",
  },
  decide_risk: { label: "处理风控审核", consequence: "放行后自动继续充值；不放行就退款。" },
  settle_item: { label: "处理资金待办", consequence: "这笔钱有一条待办，逐项核对后处理。" },
  finish_paying: { label: "请客户完成付款", consequence: "没有查到扣款，原订单还可以付。" },
  pay_again: { label: "请客户重新付款", consequence: "没有查到扣款，可以重新发起支付。" },
  switch_channel: { label: "请客户换一种支付方式", consequence: "没有查到扣款，换一种方式不会扣两次。" },
  ask_fix: { label: "请客户更正信息", consequence: "告诉客户哪里要改。改之前不要让客户再付款。" },
  ask_verify: { label: "请客户完成验证", consequence: "告诉客户去哪里验证。通过后自动继续。" },
  escalate_gateway: { label: "请支付渠道核查", consequence: "复制给渠道的文字已备好，带上流水号提交。" },
  fix_platform: { label: "通知平台处理", consequence: "问题在平台的配置或余额，客户做什么都没有用。" },
  triage: { label: "人工判断", consequence: "现有事实不足以给出一步。请看下面的时间线，弄清后写下原因。" },
};

const en: Record<NextStep, Words> = {
  link_order: {
    label: "Link the order first",
    consequence: "Ask for the order or payment number. Without an order no money moves.",
  },
  approve: {
    label: "Go to the approval",
    consequence: "A request waits for its second person. Everything is checked once more before it counts.",
  },
  ask_command: {
    label: "Ask the platform what became of it",
    consequence: "Asks under the same number; nothing is sent a second time.",
  },
  wait: {
    label: "Wait for the result",
    consequence: "Somebody is at it already. Whether it is credited or fails will be written here.",
  },
  tell_credited: {
    label: "Tell the customer it is credited",
    consequence: "The money arrived. Say where to see it, then resolve.",
  },
  tell_refunded: {
    label: "Tell the customer it is refunded",
    consequence: "The money went back. Say where to and how long it takes, then resolve.",
  },
  credit: { label: "Credit the order", consequence: "The customer gets what was paid for. An order is credited once." },
  refund: {
    label: "Refund the payment",
    consequence: "The payment goes back to its payer. No payment goes back twice.",
  },
  replay_callback: {
    label: "Judge the callback again",
    consequence: "With today's keys and records. A payment is applied once.",
  },
  ask_gateway: {
    label: "Ask the gateway again",
    consequence: "Whether it was paid is for the gateway to say. Until then nothing is credited and nobody pays again.",
  },
  decide_risk: {
    label: "Decide the risk review",
    consequence: "Released, the order goes on by itself; held, it is refunded.",
  },
  settle_item: {
    label: "Settle the money item",
    consequence: "Something about this money waits for a person: check it point by point.",
  },
  finish_paying: {
    label: "Ask the customer to finish paying",
    consequence: "No charge was found, and the order can still be paid.",
  },
  pay_again: {
    label: "Ask the customer to pay anew",
    consequence: "No charge was found; a new payment takes nothing twice.",
  },
  switch_channel: {
    label: "Ask the customer to pay another way",
    consequence: "No charge was found; another way takes nothing twice.",
  },
  ask_fix: {
    label: "Ask the customer to put it right",
    consequence: "Say what has to change. Until then they should not pay again.",
  },
  ask_verify: { label: "Ask the customer to verify", consequence: "Say where. Once it is done the order goes on." },
  escalate_gateway: {
    label: "Ask the gateway to look into it",
    consequence: "The text for the gateway is ready to copy, numbers included.",
  },
  fix_platform: {
    label: "Tell the platform's people",
    consequence: "A setting or a balance of the platform is at fault; there is nothing the customer can do.",
  },
  triage: {
    label: "Look at it yourself",
    consequence: "What is known does not point to one step. Read the timeline, then write down the cause.",
  },
};

const because: Record<Locale, Record<Proposal["because"], string>> = {
  "zh-CN": {
    cause: "这个原因的第一步",
    settled: "钱已经有结果",
    under_way: "已经在处理，不要重复做",
    fallback: "前面的步骤现在走不通",
    no_order: "工单没有关联订单",
  },
  en: {
    cause: "The first step for this cause",
    settled: "The money has its result",
    under_way: "It is under way; do not do it twice",
    fallback: "What comes first is not possible now",
    no_order: "No order is linked",
  },
};

const stopped: Record<Locale, string> = { "zh-CN": "现在不满足条件", en: "Not possible as things stand" };

export const stepText = (step: NextStep, locale: Locale): Words => (locale === "en" ? en : zh)[step];
export const becauseText = (why: Proposal["because"], locale: Locale): string => because[locale][why];
export const stoppedText = (locale: Locale): string => stopped[locale];
