import { and, asc, eq, gt, inArray, isNotNull, or, type SQL, sql } from "drizzle-orm";
import { ledgerEntries, orders, topups } from "#db/schema/index.ts";
import { type Period, within } from "#server/tickets/index.ts";
import type { Found, PageCall } from "./list.ts";

/** Orders that were paid and credited by the platform, of those credited in a period. */
export const isCredited = (period: Period): SQL | undefined =>
  and(isNotNull(orders.creditedAt), within(orders.creditedAt, period), isNotNull(orders.paidAt));

/** By when they were credited. */
export function creditedOrders(call: PageCall): Promise<Found[]> {
  return page(call, isCredited(call.period));
}

/**
 * Orders that got more than they paid: our own credits of an order in the period come, together, to more than its payments; or a
 * loss was booked in it, since something was delivered after its money had gone back.
 */
export async function wrongOrderNumbers(reader: PageCall["reader"], period: Period): Promise<string[]> {
  const ours = reader
    .select({ orderNo: topups.orderNo })
    .from(topups)
    .where(and(eq(topups.state, "succeeded"), within(topups.decidedAt, period)));
  const credited = sql`(select coalesce(sum(${topups.amountFen}), 0) from ${topups} where ${topups.orderNo} = ${orders.orderNo} and ${topups.state} = 'succeeded')`;
  const more = await reader
    .select({ orderNo: orders.orderNo })
    .from(orders)
    .where(and(inArray(orders.orderNo, ours), sql`${credited} > ${orders.paidFen}`))
    .limit(MAX_WRONG);
  const lost = await reader
    .selectDistinct({ orderNo: ledgerEntries.orderNo })
    .from(ledgerEntries)
    .where(and(eq(ledgerEntries.kind, "loss"), within(ledgerEntries.postedAt, period)))
    .limit(MAX_WRONG);
  return [...new Set([...more, ...lost].flatMap(({ orderNo }) => (orderNo === null ? [] : [orderNo])))].sort();
}
const MAX_WRONG = 1_000;

export async function wrongCredits(call: PageCall): Promise<Found[]> {
  const numbers = await wrongOrderNumbers(call.reader, call.period);
  if (numbers.length === 0) return [];
  const rows = await call.reader
    .select(columns)
    .from(orders)
    .where(and(inArray(orders.orderNo, numbers), call.after ? gt(orders.orderNo, call.after.id) : undefined))
    .orderBy(asc(orders.orderNo))
    .limit(call.limit);
  return rows.map((row) => found(row, row.creditedAt ?? row.paidAt ?? row.createdAt));
}

const columns = {
  ...{ orderNo: orders.orderNo, createdAt: orders.createdAt, paidAt: orders.paidAt, creditedAt: orders.creditedAt },
  paidFen: orders.paidFen,
};

async function page(call: PageCall, condition: SQL | undefined): Promise<Found[]> {
  const { creditedAt, orderNo } = orders;
  const { after } = call;
  const rows = await call.reader
    .select(columns)
    .from(orders)
    .where(and(condition, after && or(gt(creditedAt, after.at), and(eq(creditedAt, after.at), gt(orderNo, after.id)))))
    .orderBy(asc(creditedAt), asc(orderNo))
    .limit(call.limit);
  return rows.map((row) => found(row, row.creditedAt ?? row.createdAt));
}

const found = (
  row: { orderNo: string; paidAt: Date | null; creditedAt: Date | null; paidFen: number },
  at: Date,
): Found => ({
  place: { part: 0, at, id: row.orderNo },
  record: {
    ...{ id: row.orderNo, kind: "order", at: at.toISOString(), ticketNumber: null, orderNo: row.orderNo },
    ...{ what: null, dueAt: null, outcome: null, amountFen: row.paidFen },
    tookMs: row.paidAt && row.creditedAt ? row.creditedAt.getTime() - row.paidAt.getTime() : null,
  },
});
