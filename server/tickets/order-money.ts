import type { Tx } from "#db/client.ts";
import type { TicketRow } from "./access.ts";
import { type OrderFields, orderFields } from "./order-fields.ts";

/** How the money of a ticket's order stands. Its lists, its place in them and the sum at risk go by it. */
export type OrderMoney = Pick<TicketRow, "moneyStuck" | "moneySettled" | "stuckSince">;

/** The same from what is known of an order. Pure. */
export function moneyOf(fields: OrderFields): OrderMoney {
  const { chargedNotCredited: moneyStuck, creditedFen, refundedFen, stuckSince } = fields;
  return { moneyStuck, moneySettled: !moneyStuck && creditedFen + refundedFen > 0, stuckSince };
}

/** @returns nothing to write where no order is known */
export async function currentMoney(tx: Tx, orderNo: string | null): Promise<Partial<OrderMoney>> {
  const fields = orderNo === null ? undefined : await orderFields(tx, orderNo);
  return fields ? moneyOf(fields) : {};
}
