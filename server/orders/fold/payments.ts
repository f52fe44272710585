import type { GatewayState } from "#server/gateways/schemas.ts";
import type { GatewayVia, PaymentState } from "../schemas.ts";
import { ofType, type TypedEvent } from "./events.ts";
import { type GatewayWords, hear, weigh, wordsAbout } from "./gateway-words.ts";

export type PaymentRow = {
  orderNo: string;
  outTradeNo: string;
  channel: string | null;
  method: string | null;
  amountFen: number;
  state: PaymentState;
  gatewayTradeNo: string | null;
  paidFen: number;
  refundedFen: number;
  errorCode: string | null;
  errorMessage: string | null;
  attemptedAt: Date;
  paidAt: Date | null;
  decidedAt: Date | null;
  gatewayState: GatewayState | null;
  gatewayVia: GatewayVia | null;
  gatewayFen: number | null;
};

/**
 * Folds the payment attempts of an order, one row for each of the shop's payment numbers.
 *
 * What the gateway itself says of a payment outweighs what the platform says. Otherwise evidence of money only ever grows: a
 * payment that succeeded once stays paid whatever "closed" or "failed" says before or after it, and refunds add up. Only what the
 * shop says about the same payment twice (two successes) counts once.
 */
export function foldPayments(orderNo: string, events: readonly TypedEvent[]): PaymentRow[] {
  const rows = new Map<string, PaymentRow>();
  const told = ofType(
    events,
    "topup.payment.attempted",
    "topup.payment.succeeded",
    "topup.payment.failed",
    "topup.payment.closed",
    "topup.payment.refunded",
  );
  const words: GatewayWords = new Map();
  for (const event of ofType(events, "gateway.payment.observed")) hear(words, event);
  for (const event of told) {
    const row =
      rows.get(event.data.outTradeNo) ?? emptyRow(orderNo, event.data.outTradeNo, event.data.amountFen, event.at);
    rows.set(row.outTradeNo, row);
    apply(row, event);
  }
  for (const [outTradeNo, heard] of words) {
    if (rows.has(outTradeNo)) continue;
    // A payment that the platform never told of, or purged, is rebuilt from the gateway's record.
    const begun = wordsAbout(null, heard).find((word) => word.amountFen !== null && word.state !== "waiting");
    if (!begun) continue;
    rows.set(outTradeNo, emptyRow(orderNo, outTradeNo, begun.amountFen ?? 0, begun.paidAt ?? begun.at));
  }
  for (const row of rows.values()) {
    weigh(row, words.get(row.outTradeNo) ?? []);
    settle(row);
  }
  return [...rows.values()];
}

function emptyRow(orderNo: string, outTradeNo: string, amountFen: number, at: Date): PaymentRow {
  return {
    orderNo,
    outTradeNo,
    channel: null,
    method: null,
    amountFen,
    state: "attempted",
    gatewayTradeNo: null,
    paidFen: 0,
    refundedFen: 0,
    errorCode: null,
    errorMessage: null,
    attemptedAt: at,
    paidAt: null,
    decidedAt: null,
    gatewayState: null,
    gatewayVia: null,
    gatewayFen: null,
  };
}

function apply(row: PaymentRow, event: TypedEvent<`topup.payment.${PaymentState}`>): void {
  if (event.type === "topup.payment.attempted") {
    row.channel = event.data.channel;
    row.method = event.data.method;
    row.amountFen = event.data.amountFen;
    // Gateways let a refused payment be tried again under the same number: until the next word it is open.
    if (row.state === "failed" && row.decidedAt && event.at > row.decidedAt) {
      row.state = "attempted";
      row.attemptedAt = event.at;
      row.decidedAt = null;
    }
    return;
  }
  const { gatewayTradeNo, errorCode, errorMessage, amountFen } = event.data;
  row.gatewayTradeNo = gatewayTradeNo ?? row.gatewayTradeNo;
  row.decidedAt = event.at;
  switch (event.type) {
    case "topup.payment.succeeded":
      if (!row.paidAt) {
        row.paidAt = event.at;
        row.paidFen = amountFen;
      }
      return;
    case "topup.payment.refunded":
      row.refundedFen += amountFen;
      return;
    default:
      row.state = event.type === "topup.payment.closed" ? "closed" : row.state === "closed" ? "closed" : "failed";
      row.errorCode = errorCode ?? row.errorCode;
      row.errorMessage = errorMessage ?? row.errorMessage;
  }
}

function settle(row: PaymentRow): void {
  // Money that was given back must have been taken first, even when nobody told of the taking.
  row.paidFen = Math.max(row.paidFen, row.refundedFen);
  if (row.refundedFen > 0) row.paidAt ??= row.decidedAt;
  if (row.paidFen > 0 && row.refundedFen >= row.paidFen) row.state = "refunded";
  else if (row.paidFen > 0) row.state = "succeeded";
}
