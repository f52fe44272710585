import type { Db } from "#db/client.ts";
import { creditedFen, loadCase, type OrderCase } from "#server/orders/index.ts";

/** What a ticket writes down about its order when it is opened or linked. The trace beside it stays live. */
export type OrderFields = {
  customerId: string;
  productName: string;
  channel: string | null;
  paymentNo: string | null;
  target: string;
  errorText: string | null;
  occurredAt: Date;
  stuckSince: Date | null;
  /** What is paid and neither credited nor refunded; when nothing was paid, the price. */
  amountFen: number;
  chargedNotCredited: boolean;
  creditedFen: number;
  refundedFen: number;
};

/** @returns undefined when the platform never told of such an order */
export async function orderFields(reader: Db, orderNo: string): Promise<OrderFields | undefined> {
  const found = await loadCase(reader, orderNo);
  return found ? fieldsOf(found) : undefined;
}

/** The same from a case that was loaded before. */
export function fieldsOf(found: OrderCase): OrderFields {
  const { order } = found;
  const credited = creditedFen(found).total;
  const outstandingFen = Math.max(0, order.paidFen - credited - order.refundedFen);
  const paid = found.payments.filter((payment) => payment.paidFen > 0);
  const told = paid[0] ?? found.payments.at(-1);
  const failure = [...found.fulfilments].reverse().find((f) => f.errorMessage ?? f.errorCode);
  return {
    customerId: order.customerId,
    productName: order.productName,
    channel: told?.channel ?? null,
    paymentNo: told ? (told.gatewayTradeNo ?? told.outTradeNo) : null,
    target: order.targetServer ? `${order.target} / ${order.targetServer}` : order.target,
    errorText:
      failure?.errorMessage ??
      failure?.errorCode ??
      told?.errorMessage ??
      told?.errorCode ??
      order.statusReason ??
      null,
    occurredAt: order.paidAt ?? order.createdAt,
    stuckSince: outstandingFen > 0 ? (order.paidAt ?? order.createdAt) : null,
    amountFen: outstandingFen > 0 ? outstandingFen : order.amountFen,
    chargedNotCredited: outstandingFen > 0,
    creditedFen: credited,
    refundedFen: order.refundedFen,
  };
}
