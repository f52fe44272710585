import { formatFen } from "#server/core/money.ts";
import type { SlaTarget } from "./sla.ts";

/**
 * What the product itself says in a ticket's conversation. It becomes part of the record, in the language of the ticket at
 * that moment; so it stands here and not with the words of the pages.
 */
type Words = {
  name: string;
  opened(number: string, due: { first?: string; verification?: string; resolution?: string }, charged: boolean): string;
  credited(amount: string, orderNo: string): string;
  resolved: string;
  reopened: string;
  confirmed: string;
  settled(orderNo: string, credited: string | null, refunded: string | null): string;
  linked(orderNo: string): string;
  waitLapsed: string;
  complained: string;
  addedProofs: string;
  /** @param number of the ticket that goes on; null where whoever reads this may not see it */
  merged(number: string | null): string;
  parted: string;
  callBooked(slot: string): string;
  callMissed: string;
  callLapsed: string;
  callForgotten: string;
  callCancelled: string;
  notePending(amount: string, by: string): string;
  noteRejected(amount: string, note: string | null): string;
  noteVoided(amount: string): string;
};

const zh: Words = {
  name: "到账助手",
  opened: (number, due, charged) =>
    [
      `已收到您的问题，工单号 ${number}。`,
      due.verification ? `我们会在 ${due.verification} 前核实这笔款项。` : "",
      due.first ? `客服最晚 ${due.first} 回复您。` : "",
      due.resolution ? `处理结果最晚 ${due.resolution} 给出。` : "",
      charged ? "处理期间请不要为这笔订单再次付款。" : "",
      "有新的凭证或情况，可以随时在这里补充。",
    ].join(""),
  credited: (amount, orderNo) =>
    `已为您补单 ${amount}（订单 ${orderNo}），款项已经入账。如果您没有看到，请在 7 天内重新打开本工单。`,
  resolved: "客服已将本工单标记为已解决。如果问题还在，请在 7 天内重新打开。",
  reopened: "工单已重新打开，我们会继续处理。",
  confirmed: "您已确认问题解决，感谢您的耐心。",
  settled: (orderNo, credited, refunded) =>
    [
      `订单 ${orderNo} `,
      [credited ? `已到账 ${credited}` : "", refunded ? `已退款 ${refunded}` : ""]
        .filter((part) => part !== "")
        .join("，"),
      "，本工单已自动解决。如果您没有看到，请在 7 天内重新打开。",
    ].join(""),
  linked: (orderNo) => `已核实订单 ${orderNo} 属于您，并关联到本工单。`,
  waitLapsed: "等待时间已过，款项仍未到账，系统已自动为您提交本工单，您不需要再做什么。",
  complained: "我们收到了您在支付渠道提交的投诉，已为您建立本工单一并处理，您不需要重复提交。",
  addedProofs: "补充了凭证。",
  merged: (number) =>
    number
      ? `这张工单与工单 ${number} 是同一件事，我们已合并处理，请在工单 ${number} 中继续沟通。`
      : "这张工单与另一张工单是同一件事，我们已合并处理。如果您认为不是同一件事，请在 7 天内重新打开本工单。",
  parted: "这张工单已恢复单独处理，请在这里继续沟通。",
  callBooked: (slot) => `已预约电话回访：${slot}。届时请保持电话畅通。`,
  callMissed: "我们刚才拨打了您的电话，没有接通。您可以重新预约时间，也可以直接在这里留言。",
  callLapsed: "很抱歉，我们没能在约定的时间给您打电话。您可以重新预约时间，也可以直接在这里留言。",
  callForgotten: "这次回访已有人接手，但没有记录结果，系统按未接通处理。",
  callCancelled: "电话回访已取消。",
  notePending: (amount, by) => `${by} 申请补单 ${amount}，付款已通过核对，等待第二位同事复核。`,
  noteRejected: (amount, note) => `补单 ${amount} 的申请未通过复核。${note ? `原因：${note}` : "复核人没有填写原因。"}`,
  noteVoided: (amount) => `补单 ${amount} 的申请已自动作废：申请之后订单情况有变化。如仍需补单，请重新核对后再发起。`,
};

const en: Words = {
  name: "Daozhang",
  opened: (number, due, charged) =>
    [
      `We have your report, ticket ${number}.`,
      due.verification ? `We will have checked the payment by ${due.verification}.` : "",
      due.first ? `A person will answer you by ${due.first}.` : "",
      due.resolution ? `You will have a result by ${due.resolution}.` : "",
      charged ? "Please do not pay for this order again in the meantime." : "",
      "You can add proofs or details here at any time.",
    ]
      .filter((sentence) => sentence !== "")
      .join(" "),
  credited: (amount, orderNo) =>
    `We have credited ${amount} for order ${orderNo}. If you cannot see it, please re-open this ticket within 7 days.`,
  resolved: "This ticket was marked as resolved. If the problem is still there, please re-open it within 7 days.",
  reopened: "The ticket is open again and we are working on it.",
  confirmed: "You confirmed that the problem is solved. Thank you for your patience.",
  settled: (orderNo, credited, refunded) =>
    [
      `Order ${orderNo}:`,
      [credited ? `${credited} was credited` : "", refunded ? `${refunded} was refunded` : ""]
        .filter((part) => part !== "")
        .join(" and "),
      "meanwhile, so this ticket was resolved. If you cannot see it, please re-open it within 7 days.",
    ].join(" "),
  linked: (orderNo) => `We checked that order ${orderNo} is yours and linked it to this ticket.`,
  waitLapsed:
    "The waiting time is over and the money has not arrived, so this ticket was opened for you. You need not do anything.",
  complained:
    "We received the complaint that you made with the payment provider and opened this ticket for it. You need not report it again.",
  addedProofs: "Added proofs.",
  merged: (number) =>
    number
      ? `This ticket and ticket ${number} are about the same thing, so we go on in ticket ${number}. Please write to us there.`
      : "This ticket is about the same thing as another one, so we handle them together. If you think it is not, please re-open it within 7 days.",
  parted: "This ticket is handled on its own again. Please write to us here.",
  callBooked: (slot) => `We will call you: ${slot}. Please keep your phone at hand.`,
  callMissed: "We have just called you and could not reach you. You can choose another time, or simply write here.",
  callLapsed:
    "We are sorry that nobody called you at the time we had agreed on. You can choose another time, or simply write here.",
  callForgotten: "Somebody took this call and nobody said how it went: it counts as not reached.",
  callCancelled: "The call was cancelled.",
  notePending: (amount, by) =>
    `${by} asked to credit ${amount}. The payment passed the checks; a second person must approve.`,
  noteRejected: (amount, note) =>
    `The credit of ${amount} was not approved. ${note ? `Reason: ${note}` : "No reason was given."}`,
  noteVoided: (amount) =>
    `The request to credit ${amount} is void: the order changed after it was asked for. If it is still needed, check and ask again.`,
};

export function words(locale: string): Words {
  return locale.startsWith("zh") ? zh : en;
}

const momentFormat = (locale: string, month: "long" | "short") =>
  new Intl.DateTimeFormat(locale, {
    timeZone: "Asia/Shanghai",
    month,
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
// Making one takes longer than all else about opening a ticket.
const zhMoment = momentFormat("zh-CN", "long");
const enMoment = momentFormat("en-GB", "short");

/** A moment as people in Beijing write it: 11月23日 14:05 / 23 Nov, 14:05 (Beijing time). */
export function formatMoment(at: Date, locale: string): string {
  return locale.startsWith("zh") ? zhMoment.format(at) : `${enMoment.format(at)} (Beijing time)`;
}

/** The first message of a ticket: what happens next and by when. */
export function openedMessage(ticket: { number: string; locale: string; chargeState: string }, targets: SlaTarget[]) {
  const due = (metric: SlaTarget["metric"]) => {
    const target = targets.find((t) => t.metric === metric);
    return target ? formatMoment(target.dueAt, ticket.locale) : undefined;
  };
  return words(ticket.locale).opened(
    ticket.number,
    { first: due("first_response"), verification: due("verification"), resolution: due("resolution") },
    ticket.chargeState !== "none",
  );
}

export function creditedMessage(locale: string, amountFen: number, orderNo: string): string {
  return words(locale).credited(formatFen(amountFen), orderNo);
}

/** The money arrived or went back by itself. */
export function settledMessage(locale: string, orderNo: string, creditedFen: number, refundedFen: number): string {
  const sum = (fen: number) => (fen > 0 ? formatFen(fen) : null);
  return words(locale).settled(orderNo, sum(creditedFen), sum(refundedFen));
}
