import { and, asc, gt, isNotNull } from "drizzle-orm";
import { transact } from "#db/client.ts";
import { tickets } from "#db/schema/index.ts";
import type { Ctx } from "#server/core/context.ts";
import { keepMoney } from "./follow-orders.ts";
import { ticketIsOpen } from "./open-tickets.ts";
import { orderFields } from "./order-fields.ts";

const PAGE = 100;

/**
 * Brings open tickets in line with their orders' money that were written before it was kept; some a transaction, so that nobody waits
 * long. It may be cut off and run again.
 */
export async function fillMoney({ clock }: Ctx): Promise<void> {
  for (let after = ""; ; ) {
    const last = await transact(async (tx) => {
      const rows = await tx
        .select()
        .from(tickets)
        .where(and(gt(tickets.id, after), ticketIsOpen, isNotNull(tickets.orderNo)))
        .orderBy(asc(tickets.id))
        .limit(PAGE);
      for (const row of rows) {
        const fields = await orderFields(tx, row.orderNo ?? "");
        if (fields) await keepMoney(tx, row, fields, clock.now());
      }
      return rows.length < PAGE ? undefined : rows.at(-1)?.id;
    });
    if (last === undefined) return;
    after = last;
  }
}
