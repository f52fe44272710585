import { badAnswer, type Fields, numberMember, requireSame, textOf, yuanMember } from "./answer.ts";
import { GatewayError, type GatewayPayment } from "./gateway.ts";
import { shanghaiTime } from "./time.ts";

const states = { "0": "waiting", "1": "paid", "2": "refunded", "3": "frozen", "4": "waiting" } as const;

export const missingOrder: GatewayPayment = {
  state: "missing",
  amountFen: null,
  refundedFen: 0,
  gatewayTradeNo: null,
  paidAt: null,
  ours: true,
};

/** An order as both versions of epay describe it. 4 is an authorisation that nobody captured: no money has come. */
export function orderOf(fields: Fields, pid: string, outTradeNo: string): GatewayPayment {
  requireSame(fields, "out_trade_no", outTradeNo);
  const state = states[(textOf(fields, "status") ?? "") as keyof typeof states];
  const amountFen = yuanMember(fields, "money");
  if (!state || amountFen === null) throw badAnswer("has no status or no money");
  // Only sites that know partial refunds say how much; for the others 2 means all of it.
  const refundedFen = yuanMember(fields, "refundmoney") ?? (state === "refunded" ? amountFen : 0);
  const tookMoney = state !== "waiting";
  return {
    state,
    amountFen,
    refundedFen,
    gatewayTradeNo: numberMember(fields, "trade_no"),
    paidAt: tookMoney ? shanghaiTime(textOf(fields, "endtime")) : null,
    ours: textOf(fields, "pid") === pid,
  };
}

/** Says no in the site's own words, which are all there is: every refusal has the code -1. */
export function refusal(fields: Fields): GatewayError {
  const message = (textOf(fields, "msg") ?? "no reason given").slice(0, 300);
  const gatewayCode = textOf(fields, "code")?.slice(0, 100) ?? null;
  return new GatewayError("REFUSED", message, { sent: true, gatewayCode });
}

/** True where the site says that it has no such order or refund, and does not complain of something else. */
export const saysMissing = (error: unknown): boolean =>
  error instanceof GatewayError &&
  error.code === "REFUSED" &&
  /(订单|退款|单)[^，。]{0,10}不存在|order[^.]{0,20}not (found|exist)/i.test(error.message);
