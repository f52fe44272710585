import { appealWordsOf } from "#server/appeals/index.ts";
import { formatFen } from "#server/core/money.ts";
import type { NoticeKind } from "./schemas.ts";

export type NoticeLocale = "zh-CN" | "en";
/** What a notice is about; `order` is its number where there is one. */
export type Told = { order: string | null; ticket: string | null; params: Record<string, string | number> };
/** The words of a notice: a title, a sentence or two, and what the link says. */
export type NoticeText = { title: string; body: string; action: string };

type Words = (told: Named) => readonly [title: string, body: string];
type Named = {
  order: string;
  ticket: string;
  product: string;
  money: string;
  due: string | null;
  restock: string | null;
  /** What becomes of the order and its money after an appeal, in a sentence. */
  follows: string | null;
};
type Action = "look" | "check" | "ticket" | "order";

const zh: Record<NoticeKind, Words> = {
  ticket_opened: ({ ticket }) => ["工单已收到", `工单${ticket}已经提交，客服会在承诺的时间内回复您。`],
  ticket_replied: ({ ticket }) => ["客服回复了您", `工单${ticket}有新的回复。`],
  ticket_resolved: ({ ticket }) => ["工单已解决", `工单${ticket}已处理完。如果问题还在，可以重新打开。`],
  ticket_reopened: ({ ticket }) => ["工单已重新打开", `工单${ticket}正在继续处理。`],
  credited: ({ order, money }) => ["充值已到账", `${order}已到账${money}。`],
  refunded: ({ order, money }) => ["已退款", `${order}已退款${money}，按原支付方式退回。`],
  order_handed_over: ({ order, due }) => [
    "订单已有专人处理",
    `${order}已经付款但还没到账，专人正在核查${due ? `，最晚 ${due} 前给您结果` : ""}。请不要重复支付。`,
  ],
  gateway_silent: ({ order }) => ["支付渠道还没有答复", `${order}已请支付渠道核查，对方还没有答复，我们在继续催办。`],
  wait_solved: ({ order }) => ["有结果了：问题已解决", `我们一直在替您核实，${order}已经有了结果。`],
  wait_changed: ({ order }) => ["情况有变化", `我们在核实时发现，${order}的情况变了，请看看现在该怎么办。`],
  wait_ticket: ({ ticket }) => [
    "已替您提交工单",
    `等待已到时限还没有解决，我们已替您提交工单${ticket}，资料都已带上。`,
  ],
  payment_failed: ({ order }) => ["支付没有成功", `${order}的支付没有成功。花一分钟自查原因，确认没有扣款后再付。`],
  payment_closed: ({ order }) => ["支付已关闭", `${order}的支付因出错被关闭。花一分钟自查原因，确认没有扣款后再付。`],
  payment_stuck: ({ order }) => [
    "已付款，还没到账",
    `${order}已经付款，但还没有到账。钱是有记录的，请不要重复支付；点开看看进展。`,
  ],
  callback_rejected: ({ order }) => [
    "付款正在核实",
    `${order}的付款通知没有通过核对，我们正在向支付渠道核实。请不要重复支付。`,
  ],
  sold_out: ({ order, product, restock }) => [
    "商品暂时缺货",
    `${order}的${product}暂时缺货${restock ? `，预计 ${restock} 补货` : ""}。已经付款的，可以等补货，也可以申请退款。`,
  ],
  restock_dated: ({ order, product, restock }) => [
    "补货时间已定",
    `${order}的${product}${restock ? `预计 ${restock} 补货` : "很快会补货"}。已经付款的，可以等补货，也可以申请退款。`,
  ],
  restocked: ({ order, product }) => ["商品已补货", `${order}的${product}已经补货。`],
  review_opened: ({ order, due }) => [
    "订单正在安全审核",
    `${order}正在做安全审核${due ? `，预计 ${due} 前完成` : ""}。款项安全，不用重复支付。`,
  ],
  review_passed: ({ order }) => ["安全审核已通过", `${order}的安全审核已通过，继续为您充值。`],
  review_denied: ({ order }) => ["安全审核没有通过", `${order}的安全审核没有通过。您可以提交材料申诉，或申请退款。`],
  appeal_opened: ({ order, due }) => [
    "申诉已收到",
    `${order}的申诉材料已收到${due ? `，最晚 ${due} 前给您结果` : ""}。`,
  ],
  appeal_progress: ({ order, due }) => ["申诉正在审核", `${order}的申诉正在审核${due ? `，预计 ${due} 前完成` : ""}。`],
  appeal_passed: ({ order, follows }) => ["申诉已通过", `${order}的申诉已通过。${follows ?? "点开看看接下来怎么办。"}`],
  appeal_denied: ({ order, follows }) => [
    "申诉没有通过",
    `${order}的申诉没有通过。${follows ?? ""}点开看看原因和接下来能做什么。`,
  ],
  incident_told: ({ ticket }) => [
    "您遇到的问题正在处理",
    `工单${ticket}遇到的问题影响了不少人，我们正在处理，点开看看进展。`,
  ],
  call_due: ({ ticket, due }) => [
    "马上给您打电话",
    `工单${ticket}的电话回访就要开始了${due ? `（${due}）` : ""}，请保持电话畅通。`,
  ],
  call_missed: ({ ticket }) => [
    "电话回访没有打通",
    `工单${ticket}的电话回访没有打通。您可以重新预约时间，也可以直接留言。`,
  ],
};

const en: Record<NoticeKind, Words> = {
  ticket_opened: ({ ticket }) => [
    "Your ticket has arrived",
    `Ticket${ticket} is with us. You will hear from us by the time promised in it.`,
  ],
  ticket_replied: ({ ticket }) => ["We have answered", `There is a new answer in ticket${ticket}.`],
  ticket_resolved: ({ ticket }) => [
    "Your ticket is resolved",
    `Ticket${ticket} is done. If the trouble is still there, open it again.`,
  ],
  ticket_reopened: ({ ticket }) => ["Your ticket is open again", `We are working on ticket${ticket} again.`],
  credited: ({ order, money }) => ["Your top-up has arrived", `${order}: ${money} arrived.`],
  refunded: ({ order, money }) => ["Refunded", `${order}: ${money} went back the way it was paid.`],
  order_handed_over: ({ order, due }) => [
    "A person has your order",
    `${order} is paid and has not arrived. A person is looking into it${due ? ` and you will have a result by ${due}` : ""}. Please do not pay again.`,
  ],
  gateway_silent: ({ order }) => [
    "The payment channel has not answered yet",
    `${order}: we asked the payment channel and keep asking.`,
  ],
  wait_solved: ({ order }) => ["There is a result: it is solved", `We kept checking for you. ${order} has its result.`],
  wait_changed: ({ order }) => [
    "Something has changed",
    `While checking we found that ${order} has changed. Please see what to do now.`,
  ],
  wait_ticket: ({ ticket }) => [
    "We opened a ticket for you",
    `The time to wait is over and it is not solved, so we opened ticket${ticket} for you with everything filled in.`,
  ],
  payment_failed: ({ order }) => [
    "The payment did not succeed",
    `${order}: the payment did not succeed. Take a minute to find out why, and pay only once you know that nothing was taken.`,
  ],
  payment_closed: ({ order }) => [
    "The payment was closed",
    `${order}: the payment was closed because of an error. Take a minute to find out why, and pay only once you know that nothing was taken.`,
  ],
  payment_stuck: ({ order }) => [
    "Paid, and not there yet",
    `${order} is paid and has not arrived yet. The money is on record, please do not pay again. See how far it is.`,
  ],
  callback_rejected: ({ order }) => [
    "Your payment is being checked",
    `${order}: the notification of the payment did not pass our checks, so we are asking the payment channel. Please do not pay again.`,
  ],
  sold_out: ({ order, product, restock }) => [
    "Out of stock for now",
    `${order}: ${product} is out of stock${restock ? ` and expected back on ${restock}` : ""}. If you have paid, you may wait for it or ask for your money back.`,
  ],
  restock_dated: ({ order, product, restock }) => [
    "When it is back is known",
    `${order}: ${product} is expected back ${restock ? `on ${restock}` : "soon"}. If you have paid, you may wait for it or ask for your money back.`,
  ],
  restocked: ({ order, product }) => ["Back in stock", `${order}: ${product} is back in stock.`],
  review_opened: ({ order, due }) => [
    "Your order is in a security review",
    `${order} is in a security review${due ? ` that should be done by ${due}` : ""}. The money is safe, there is no need to pay again.`,
  ],
  review_passed: ({ order }) => ["The security review was passed", `${order} passed its security review and goes on.`],
  review_denied: ({ order }) => [
    "The security review was not passed",
    `${order} did not pass its security review. You may appeal with documents, or ask for your money back.`,
  ],
  appeal_opened: ({ order, due }) => [
    "Your appeal has arrived",
    `${order}: we have your documents${due ? ` and answer by ${due}` : ""}.`,
  ],
  appeal_progress: ({ order, due }) => [
    "Your appeal is being reviewed",
    `${order}: your appeal is being reviewed${due ? ` and should be done by ${due}` : ""}.`,
  ],
  appeal_passed: ({ order, follows }) => [
    "Your appeal was accepted",
    `${order}: your appeal was accepted. ${follows ?? "Open it to see what happens next."}`,
  ],
  appeal_denied: ({ order, follows }) => [
    "Your appeal was not accepted",
    `${order}: your appeal was not accepted.${follows ? ` ${follows}` : ""} Open it to see why, and what you can do.`,
  ],
  incident_told: ({ ticket }) => [
    "We are working on it",
    `What happened in ticket${ticket} happened to others as well, and we are working on it. Open it to see how far we are.`,
  ],
  call_due: ({ ticket, due }) => [
    "We are about to call you",
    `The call about ticket${ticket} begins soon${due ? ` (${due})` : ""}. Please keep your phone at hand.`,
  ],
  call_missed: ({ ticket }) => [
    "The call did not happen",
    `The call about ticket${ticket} did not happen. You can choose another time, or simply write to us.`,
  ],
};

const actions: Record<NoticeLocale, Record<Action, string>> = {
  "zh-CN": { look: "查看进展", check: "打开问题自查", ticket: "查看工单", order: "查看订单" },
  en: { look: "See how far it is", check: "Open the checklist", ticket: "Open the ticket", order: "Open the order" },
};

function actionOf(kind: NoticeKind): Action {
  if (kind.startsWith("ticket_") || kind === "wait_ticket" || kind === "incident_told") return "ticket";
  if (kind === "call_due" || kind === "call_missed") return "ticket";
  if (kind === "payment_failed" || kind === "payment_closed") return "check";
  return kind === "credited" || kind === "refunded" ? "order" : "look";
}

/** The words of a notice in a language. */
export function noticeText(kind: NoticeKind, told: Told, locale: NoticeLocale): NoticeText {
  const english = locale === "en";
  const [title, body] = (english ? en : zh)[kind](named(told, english));
  return { title, body, action: actions[locale][actionOf(kind)] };
}

/** What the variables of the shop's own words hold; null for what is not known. */
export function noticeValues(told: Told, locale: NoticeLocale): Record<string, string | null> {
  const { money, ...values } = named(told, locale === "en");
  return { ...values, amount: money };
}

/** The built-in words with variables where values stand, as somebody would begin to change them. */
export function noticeTemplate(kind: NoticeKind, locale: NoticeLocale): { title: string; body: string } {
  const holes = { order: "{{order}}", ticket: "{{ticket}}", product: "{{product}}", money: "{{amount}}" };
  const [title, body] = (locale === "en" ? en : zh)[kind]({
    ...{ ...holes, due: "{{due}}", restock: "{{restock}}", follows: "{{follows}}" },
  });
  return { title, body };
}

/** What a notice's link says. */
export const noticeAction = (kind: NoticeKind, locale: NoticeLocale): string => actions[locale][actionOf(kind)];

function named({ order, ticket, params }: Told, english: boolean): Named {
  const { amountFen, product, dueAt, restockAt } = params;
  const money = typeof amountFen === "number" ? formatFen(amountFen) : "";
  const nameless = english ? "Your order" : "您的订单";
  return {
    order: order === null ? nameless : english ? `Order ${order}` : `订单 ${order} `,
    ticket: ticket === null ? "" : english ? ` ${ticket}` : ` ${ticket} `,
    product: typeof product === "string" && product !== "" ? product : english ? "the product" : "商品",
    money: english ? money || "the money" : money === "" ? "" : ` ${money}`,
    due: momentOf(dueAt, english),
    restock: momentOf(restockAt, english),
    follows: followsOf(params.follows, english),
  };
}

function followsOf(follows: string | number | undefined, english: boolean): string | null {
  const said: Record<string, string> = appealWordsOf[english ? "en" : "zh-CN"].follow;
  return typeof follows === "string" && Object.hasOwn(said, follows) ? (said[follows] ?? null) : null;
}

/** A moment in Beijing, short. */
function momentOf(value: string | number | undefined, english: boolean): string | null {
  const at = typeof value === "string" ? new Date(value) : undefined;
  if (!at || Number.isNaN(at.getTime())) return null;
  const said = new Intl.DateTimeFormat(english ? "en" : "zh-CN", {
    ...{
      timeZone: "Asia/Shanghai",
      month: "short",
      day: "numeric",
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
    },
  } as Intl.DateTimeFormatOptions).format(at);
  // Who reads Chinese takes a time for one in Beijing; who reads English may be anywhere.
  return english ? `${said} Beijing time` : said;
}
