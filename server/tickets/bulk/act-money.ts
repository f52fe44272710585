import { db } from "#db/client.ts";
import type { Ctx } from "#server/core/context.ts";
import { conflict } from "#server/core/errors.ts";
import { findTicket } from "../access.ts";
import { topUpOrderOnce } from "../top-up-order.ts";
import type { Money } from "./act.ts";
import type { BulkRow } from "./rows.ts";

/**
 * Asks for the order of one row's ticket to be credited, through the same gate as one by one. What is outside the database is
 * prepared and carried out around it, so it is no part of the row's transaction; its key makes it count once, also when the work
 * was cut off between the two.
 * @throws DomainError what asking throws; 409 TICKET_HAS_NO_ORDER
 */
export async function actMoney(ctx: Ctx, row: BulkRow, { reasonCode, note }: Money): Promise<void> {
  const { orderNo, number } = await findTicket(db, row.number);
  if (orderNo === null) throw conflict("TICKET_HAS_NO_ORDER", "This ticket speaks for no order.");
  const asked = { reasonCode, ...(note !== undefined && { note }), ticketNumber: number };
  await topUpOrderOnce({
    ctx,
    key: `bulk-${row.jobId}-${row.n}`,
    request: { method: "BULK", path: `topUp/${orderNo}`, body: asked },
    input: { ...asked, orderNo },
  });
}
