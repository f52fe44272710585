import { carryTopup, decideTopup, endStale, topupOrder } from "#server/topup/index.ts";
import type { Topup } from "#server/topup/schemas.ts";
import { deciding } from "./decide-order.ts";
import { tellTicketOfTopup } from "./tell-topup.ts";

/** Approves or rejects a top-up that waits for a second person: see `deciding`. @throws what `decideTopup` throws */
export const { decide: decideOrderTopup, decideOnce: decideOrderTopupOnce } = deciding<Topup>({
  orderOf: topupOrder,
  decide: decideTopup,
  carry: carryTopup,
  endStale,
  tell: tellTicketOfTopup,
});
