import { asc, eq } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { tickets } from "#db/schema/index.ts";
import type { TicketRow } from "../access.ts";

const MAX_MERGED = 20;

type Owned = Pick<TicketRow, "customerId" | "orderNo">;

/** True when both are proven to be one customer's: what one of them says may then be read by whoever reads the other. */
export const sameCustomer = (a: Owned, b: Owned): boolean =>
  a.customerId !== null && a.customerId === b.customerId && a.orderNo !== null && b.orderNo !== null;

/** The tickets that were joined to this one, by their number. */
export async function joinedTo(reader: Db, ticketId: string) {
  return reader
    .select({ id: tickets.id, number: tickets.number, customerId: tickets.customerId, orderNo: tickets.orderNo })
    .from(tickets)
    .where(eq(tickets.mergedInto, ticketId))
    .orderBy(asc(tickets.number))
    .limit(MAX_MERGED);
}
