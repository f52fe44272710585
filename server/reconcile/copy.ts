import { formatFen } from "#server/core/money.ts";

/**
 * What the product itself writes into a ticket about money that waits. It becomes part of the record, in the language of the
 * ticket at that moment; so it stands here and not with the words of the pages.
 */
type Words = {
  handedOver(orderNo: string, amount: string, minutes: number, by: string): string;
  samePayment(paymentNo: string, other: string): string;
};

const zh: Words = {
  handedOver: (orderNo, amount, minutes, by) =>
    `订单 ${orderNo} 的 ${amount} 已付款 ${minutes} 分钟以上，仍未到账，系统没能自动处理，已转给同事人工核对，最晚 ${by} 给您结果。在此之前请不要为这笔订单再次付款。`,
  samePayment: (paymentNo, other) =>
    `支付单号 ${paymentNo} 也出现在工单 ${other} 中。一笔付款只能属于一个订单，请两张工单一起核对。`,
};

const en: Words = {
  handedOver: (orderNo, amount, minutes, by) =>
    `${amount} for order ${orderNo} was paid more than ${minutes} minutes ago and has not arrived. It could not be put right automatically, so a colleague is checking it and you will have a result by ${by}. Please do not pay for this order again until then.`,
  samePayment: (paymentNo, other) =>
    `Payment number ${paymentNo} is also given in ticket ${other}. One payment belongs to one order only: check the two tickets together.`,
};

const words = (locale: string): Words => (locale.startsWith("zh") ? zh : en);

const format = (locale: string, month: "long" | "short") =>
  new Intl.DateTimeFormat(locale, {
    timeZone: "Asia/Shanghai",
    month,
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
const zhMoment = format("zh-CN", "long");
const enMoment = format("en-GB", "short");
const moment = (at: Date, locale: string) =>
  locale.startsWith("zh") ? zhMoment.format(at) : `${enMoment.format(at)} (Beijing time)`;

/** Tells an owner that a person has their stuck order, and by when there will be a result. */
export function handedOverMessage(
  locale: string,
  told: { orderNo: string; amountFen: number; minutes: number; by: Date },
): string {
  return words(locale).handedOver(told.orderNo, formatFen(told.amountFen), told.minutes, moment(told.by, locale));
}

/** Tells staff that another ticket speaks of the same payment. */
export const samePaymentNote = (locale: string, paymentNo: string, other: string): string =>
  words(locale).samePayment(paymentNo, other);
