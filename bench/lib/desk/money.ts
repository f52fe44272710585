import type { orders, payments } from "#db/schema/index.ts";
import { paymentNumber } from "./texts.ts";

const MINUTE = 60_000;

type Money = {
  n: number;
  at: number;
  number: string;
  channel: string;
  amountFen: number;
  stuck: boolean;
  customerId: string;
  target: string;
};

/** The order as the platform's events would have left it. */
export function moneyOf({ n, at, number, channel, amountFen, stuck, customerId, target }: Money) {
  const placed = new Date(at - 25 * MINUTE);
  const paidAt = new Date(at - 20 * MINUTE);
  const order: typeof orders.$inferInsert = {
    ...{ orderNo: number, customerId, productType: "wallet", productName: "钱包充值", sku: `W${amountFen}` },
    ...{
      faceValueFen: amountFen,
      amountFen,
      target,
      createdAt: placed,
      status: stuck ? "awaiting_payment" : "completed",
    },
    ...{ statusAt: paidAt, statusesSeen: [], paidFen: amountFen, paidAt, paidCount: 1, refundedFen: 0 },
    ...{ platformCreditedFen: stuck ? 0 : amountFen, creditedAt: stuck ? null : paidAt, lastEventAt: paidAt },
  };
  const payment: typeof payments.$inferInsert = {
    ...{ orderNo: number, outTradeNo: `P${number}`, channel, method: "app", amountFen, state: "succeeded" },
    ...{
      gatewayTradeNo: paymentNumber(n),
      paidFen: amountFen,
      refundedFen: 0,
      attemptedAt: placed,
      paidAt,
      decidedAt: paidAt,
    },
  };
  return { order, payment };
}
