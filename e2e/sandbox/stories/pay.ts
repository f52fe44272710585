import type { CauseCode } from "#server/diagnosis/schemas.ts";
import type { Purchase } from "../purchase.ts";
import {
  attempted,
  type Beat,
  callback,
  created,
  delivered,
  payment,
  status,
  story,
  succeeded,
  type Teller,
} from "./beats.ts";

/** A payment that its gateway refused, in the gateway's words. */
const refused =
  (errorCode: string, errorMessage: string): Teller =>
  (p) =>
    story([created(p), attempted(p), payment(p, 19, "failed", { errorCode, errorMessage })]);

const channel = (p: Purchase, atS: number, to: string, notice: string): Beat => [
  atS,
  "channel.updated",
  { channel: p.channel.code, status: to, notice },
];

/** What goes wrong between the button and the money. */
export const payStories = {
  PAY_UNPAID: (p) =>
    story(
      [created(p), attempted(p)],
      [succeeded(p, 0), callback(p, 1, "applied"), status(p, 1, "paid"), ...delivered(p, 3)],
    ),
  // The network dropped before the payment page: the shop never asked the gateway for anything.
  PAY_NOT_SENT: (p) => story([created(p)]),
  PAY_USER_PAYING: (p) =>
    story(
      [
        created(p),
        attempted(p),
        payment(p, 11, "failed", { errorCode: "USERPAYING", errorMessage: "需要用户输入支付密码" }),
      ],
      [succeeded(p, 0), callback(p, 1, "applied"), status(p, 1, "paid"), ...delivered(p, 3)],
    ),
  PAY_FUNDS_SHORT: refused("ACQ.BUYER_BANKCARD_BALANCE_NOT_ENOUGH", "买家银行卡余额不足"),
  PAY_BUYER_LIMIT: refused("ACQ.BUYER_PAYMENT_AMOUNT_DAY_LIMIT_ERROR", "买家付款日限额超限"),
  PAY_MERCHANT_LIMIT: refused("ACQ.BEYOND_PAY_RESTRICTION", "商户收款额度超限"),
  PAY_CARD_INVALID: refused("ACCOUNT_ERROR", "银行卡已挂失，请换卡支付"),
  PAY_METHOD_OFF: refused("ACQ.MOBILE_PAYMENT_SWITCH_OFF", "手机支付开关未开启"),
  // The gateway does not tell why: only the customer saw it.
  PAY_PASSWORD_LOCKED: (p) => story([created(p), attempted(p)]),
  PAY_METHOD_UNSUPPORTED: refused("268435461", "请在微信外打开订单，进行支付"),
  PAY_CHANNEL_DOWN: (p) =>
    story(
      [
        created(p),
        channel(p, 2, "down", "渠道维护中，暂时不能支付"),
        attempted(p),
        payment(p, 40, "failed", { errorCode: "SYSTEM_ERROR", errorMessage: "系统繁忙" }),
      ],
      [channel(p, 0, "up", "")],
    ),
  PAY_CONFIG_ERROR: refused("APPID_MCHID_NOT_MATCH", "商户号与应用不匹配"),
  PAY_CLOSED: (p) =>
    story([created(p), attempted(p), payment(p, 1_800, "closed"), status(p, 1_801, "expired", "支付超时关闭")]),
  PAY_TRADE_FAILED: refused("ACQ.PAYMENT_FAIL", "支付失败"),
  // The bank took it and gives it back: the gateway never had it.
  PAY_BANK_REVERSAL: (p) =>
    story([created(p), attempted(p), payment(p, 1_800, "closed"), status(p, 1_801, "expired", "支付超时关闭")]),
  POL_CHANNEL_BLOCKED: (p) =>
    story(
      [
        created(p),
        channel(p, 2, "suspended", "按监管公告，境外卡支付暂停"),
        attempted(p),
        payment(p, 21, "failed", { errorCode: "NO_AUTH", errorMessage: "该支付方式已按公告暂停" }),
      ],
      [channel(p, 0, "up", "")],
    ),
} satisfies Partial<Record<CauseCode, Teller>>;
