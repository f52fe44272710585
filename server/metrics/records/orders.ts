import { type AnyColumn, and, asc, eq, gt, inArray, isNotNull, not, or, type SQL, sql } from "drizzle-orm";
import { ledgerEntries, moneyItems, orders, tickets, topups } from "#db/schema/index.ts";
import { rankOf } from "#server/payments/index.ts";
import { moneyItemStates } from "#server/payments/schemas.ts";
import { inSlice, type Period, type Slice, within } from "#server/tickets/index.ts";
import type { Found, PageCall } from "./list.ts";

/** Orders that were paid and credited by the platform, of those credited in a period; with a slice, only those with one of its tickets. */
export const isCredited = (period: Period, slice: Slice): SQL | undefined =>
  and(
    isNotNull(orders.creditedAt),
    within(orders.creditedAt, period),
    isNotNull(orders.paidAt),
    hasTicketOf(orders.orderNo, slice),
  );

/** An order with a ticket of the slice; of a slice of those that have none, an order without any as well. */
function hasTicketOf(orderNo: AnyColumn, slice: Slice): SQL | undefined {
  const condition = inSlice(slice);
  if (!condition) return undefined;
  const any = (more?: SQL) => sql`exists (select 1 from ${tickets} where ${and(eq(tickets.orderNo, orderNo), more)})`;
  const none = Object.values(slice).every((key) => key === "");
  return none ? or(any(condition), not(any())) : any(condition);
}

/** By when they were credited. */
export function creditedOrders(call: PageCall): Promise<Found[]> {
  return page(call, isCredited(call.period, call.slice));
}

/**
 * Orders that got more than they paid: our own credits of an order in the period come, together, to more than its payments; it was
 * found in the period that the platform had credited as well; or a loss was booked in it, since something was delivered after its
 * money had gone back.
 */
export async function wrongOrders(
  reader: PageCall["reader"],
  period: Period,
  slice: Slice,
): Promise<{ orderNo: string; at: Date | null }[]> {
  const ours = reader
    .select({ orderNo: topups.orderNo })
    .from(topups)
    .where(and(eq(topups.state, "succeeded"), within(topups.decidedAt, period)));
  const credited = sql`(select coalesce(sum(${topups.amountFen}), 0) from ${topups} where ${topups.orderNo} = ${orders.orderNo} and ${topups.state} = 'succeeded')`;
  const more = await reader
    .select({ orderNo: orders.orderNo })
    .from(orders)
    .where(and(inArray(orders.orderNo, ours), sql`${credited} > ${orders.paidFen}`, hasTicketOf(orders.orderNo, slice)))
    .limit(MAX_WRONG);
  const lost = await reader
    .select({ orderNo: ledgerEntries.orderNo, at: ledgerEntries.postedAt })
    .from(ledgerEntries)
    .where(
      and(
        eq(ledgerEntries.kind, "loss"),
        isNotNull(ledgerEntries.orderNo),
        within(ledgerEntries.postedAt, period),
        hasTicketOf(ledgerEntries.orderNo, slice),
      ),
    )
    .limit(MAX_WRONG);
  const twice = await reader
    .select({ orderNo: moneyItems.orderNo, at: moneyItems.openedAt })
    .from(moneyItems)
    .where(
      and(
        // The queue's index, of which this is a stretch for each state.
        inArray(moneyItems.state, [...moneyItemStates]),
        eq(moneyItems.rank, rankOf("credited_twice")),
        within(moneyItems.openedAt, period),
        eq(moneyItems.kind, "credited_twice"),
        isNotNull(moneyItems.orderNo),
        hasTicketOf(moneyItems.orderNo, slice),
      ),
    )
    .limit(MAX_WRONG);
  const found = new Map<string, Date | null>(more.map(({ orderNo }) => [orderNo, null]));
  for (const { orderNo, at } of [...twice, ...lost]) if (orderNo !== null) found.set(orderNo, at);
  return [...found].map(([orderNo, at]) => ({ orderNo, at })).sort((a, b) => (a.orderNo < b.orderNo ? -1 : 1));
}
/** There must be none at all: so many are listed before somebody has stopped everything. */
const MAX_WRONG = 1_000;

/** By their numbers; also those of which only the books know. */
export async function wrongCredits(call: PageCall): Promise<Found[]> {
  const after = call.after?.id ?? "";
  const wrong = (await wrongOrders(call.reader, call.period, call.slice))
    .filter(({ orderNo }) => orderNo > after)
    .slice(0, call.limit);
  if (wrong.length === 0) return [];
  const rows = await call.reader
    .select(columns)
    .from(orders)
    .where(
      inArray(
        orders.orderNo,
        wrong.map(({ orderNo }) => orderNo),
      ),
    );
  const known = new Map(rows.map((row) => [row.orderNo, row]));
  return wrong.map(({ orderNo, at }) => {
    const row = known.get(orderNo) ?? { orderNo, paidAt: null, creditedAt: null, createdAt: null, paidFen: 0 };
    return found(row, at ?? row.creditedAt ?? row.paidAt ?? row.createdAt ?? call.period.from);
  });
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
    n: 1,
  },
});
