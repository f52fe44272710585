import { carryTopup, requestTopup } from "#server/topup/index.ts";
import type { Topup, TopupRequest } from "#server/topup/schemas.ts";
import { requesting } from "./request-order.ts";
import { tellTicketOfTopup } from "./tell-topup.ts";

/** Asks for an order to be credited: see `requesting`. @throws what `requestTopup` throws */
export const { ask: topUpOrder, askOnce: topUpOrderOnce } = requesting<{ orderNo: string } & TopupRequest, Topup>({
  request: requestTopup,
  carry: carryTopup,
  tell: tellTicketOfTopup,
});
