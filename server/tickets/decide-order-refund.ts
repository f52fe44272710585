import { carryRefund, decideRefund, endStaleRefund, refundOrderNo } from "#server/topup/index.ts";
import type { Refund } from "#server/topup/schemas.ts";
import { deciding } from "./decide-order.ts";
import { tellTicketOfRefund } from "./tell-refund.ts";

/** Approves or rejects a refund that waits for a second person: see `deciding`. @throws what `decideRefund` throws */
export const { decide: decideOrderRefund, decideOnce: decideOrderRefundOnce } = deciding<Refund>({
  orderOf: refundOrderNo,
  decide: decideRefund,
  carry: carryRefund,
  endStale: endStaleRefund,
  tell: tellTicketOfRefund,
});
