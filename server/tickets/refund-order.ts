import { carryRefund, requestRefund } from "#server/topup/index.ts";
import type { Refund, RefundRequest } from "#server/topup/schemas.ts";
import { requesting } from "./request-order.ts";
import { tellTicketOfRefund } from "./tell-refund.ts";

/** Asks for a payment of an order to go back: see `requesting`. @throws what `requestRefund` throws */
export const { ask: refundOrder, askOnce: refundOrderOnce } = requesting<{ orderNo: string } & RefundRequest, Refund>({
  request: requestRefund,
  carry: carryRefund,
  tell: tellTicketOfRefund,
});
