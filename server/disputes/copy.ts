/** What the fast lane says in a ticket's conversation. It becomes part of the record, in the language of the ticket. */
type Words = {
  filed(payment: string, due: string): string;
  answered: string;
  escalated: string;
  noteAnswer(answer: string, by: string): string;
  noteOverdue(channel: string, due: string): string;
  noteComplaint(channel: string, complaintNo: string, text: string): string;
  noteComplaintDone(complaintNo: string): string;
};

const zh: Words = {
  filed: (payment, due) =>
    `我们已请支付渠道核查这笔付款（${payment}），渠道应在 ${due} 前答复。您不需要做什么，也请不要重复付款。`,
  answered: "支付渠道已经答复，我们正在据此处理，有结果会马上告诉您。",
  escalated:
    "支付渠道超过 24 小时没有答复，很抱歉让您久等。我们仍在跟进；同时，您也可以自己向支付渠道发起投诉，步骤和需要的单号已经放在本页，证据也可以一并下载。",
  noteAnswer: (answer, by) => `渠道答复（${by} 登记）：${answer}`,
  noteOverdue: (channel, due) => `渠道 ${channel} 没有在 ${due} 前答复，已超过绿色通道 2 小时的时限，请催办。`,
  noteComplaint: (channel, complaintNo, text) => `客户在 ${channel} 发起投诉（${complaintNo}）：${text}`,
  noteComplaintDone: (complaintNo) => `渠道投诉 ${complaintNo} 已处理完成。`,
};

const en: Words = {
  filed: (payment, due) =>
    `We asked the payment provider to check this payment (${payment}). An answer is due by ${due}. You need not do anything; please do not pay again.`,
  answered: "The payment provider answered. We are acting on it and will tell you the result at once.",
  escalated:
    "The payment provider has not answered for 24 hours. We are sorry that you have to wait. We keep asking; you can also complain to the provider yourself: the steps and the numbers you need are on this page, and your evidence can be downloaded.",
  noteAnswer: (answer, by) => `Answer of the gateway (entered by ${by}): ${answer}`,
  noteOverdue: (channel, due) =>
    `Channel ${channel} did not answer by ${due}: past the two hours of the fast lane. Please press them.`,
  noteComplaint: (channel, complaintNo, text) => `The customer complained at ${channel} (${complaintNo}): ${text}`,
  noteComplaintDone: (complaintNo) => `Complaint ${complaintNo} at the gateway is settled.`,
};

export const words = (locale: string): Words => (locale.startsWith("zh") ? zh : en);

const parts = (locale: string) =>
  new Intl.DateTimeFormat(locale, {
    timeZone: "Asia/Shanghai",
    month: locale === "zh-CN" ? "long" : "short",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
const zhMoment = parts("zh-CN");
const enMoment = parts("en-GB");

/** A moment as people in Beijing write it. */
export function momentText(at: Date, locale: string): string {
  return locale.startsWith("zh") ? zhMoment.format(at) : `${enMoment.format(at)} (Beijing time)`;
}
