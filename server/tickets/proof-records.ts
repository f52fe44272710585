import type { Db } from "#db/client.ts";
import { loadCase, type OrderCase } from "#server/orders/index.ts";
import { type GatewayPaymentRow, gatewayAnswers } from "#server/payments/index.ts";
import type { RecordedPayment, Records } from "./proof-rules.ts";

/** What gateway and platform say of an order's payments, the gateway's word first. Undefined when there is no such order. */
export async function recordsOf(reader: Db, orderNo: string): Promise<Records | undefined> {
  const found = await loadCase(reader, orderNo);
  if (!found) return undefined;
  const answers = await gatewayAnswers(
    reader,
    found.payments.map((payment) => payment.outTradeNo),
  );
  return {
    orderNo,
    payments: found.payments.map((payment) =>
      recorded(
        payment,
        answers.find((answer) => answer.outTradeNo === payment.outTradeNo && answer.channel === payment.channel),
      ),
    ),
  };
}

type Payment = OrderCase["payments"][number];

function recorded(payment: Payment, asked: GatewayPaymentRow | undefined): RecordedPayment {
  const answered = asked?.answeredAt ? asked : undefined;
  const gatewayFen = answered?.amountFen ?? payment.gatewayFen;
  const gatewayState = answered?.state ?? payment.gatewayState;
  return {
    outTradeNo: payment.outTradeNo,
    gatewayTradeNo: answered?.gatewayTradeNo ?? payment.gatewayTradeNo,
    amountFen: gatewayFen ?? (payment.paidFen > 0 ? payment.paidFen : payment.amountFen),
    amountBy: gatewayFen === null ? "platform" : "gateway",
    paidAt: answered?.paidAt ?? payment.paidAt,
    paidAtBy: answered?.paidAt ? "gateway" : "platform",
    status: gatewayState === null ? platformStatus(payment) : gatewayStatus(gatewayState),
    statusBy: gatewayState === null ? "platform" : "gateway",
  };
}

function gatewayStatus(state: NonNullable<Payment["gatewayState"]>): RecordedPayment["status"] {
  if (state === "paid" || state === "frozen") return "paid";
  return state === "refunded" ? "refunded" : "unpaid";
}

function platformStatus({ state }: Payment): RecordedPayment["status"] {
  if (state === "succeeded") return "paid";
  if (state === "refunded") return "refunded";
  // Begun and nothing more: nobody knows yet.
  return state === "attempted" ? null : "unpaid";
}
