import { and, asc, count, eq, gt, isNotNull, or, type SQL, sql } from "drizzle-orm";
import { refunds, tickets, topups } from "#db/schema/index.ts";
import { inSlice, type Period, recovered, type Slice, within } from "#server/tickets/index.ts";
import type { Found, PageCall } from "./list.ts";

/** Credits by hand that succeeded, by when they were decided. */
export async function creditsByHand(call: PageCall): Promise<Found[]> {
  const { id, decidedAt, orderNo, ticketNumber, amountFen, reasonCode, requestedAt } = topups;
  const rows = await call.reader
    .select({ id, decidedAt, orderNo, ticketNumber, amountFen, reasonCode, requestedAt })
    .from(topups)
    .leftJoin(tickets, and(isNotNull(ticketNumber), eq(tickets.number, ticketNumber)))
    .where(
      and(
        recovered(call.period),
        inSlice(call.slice),
        call.after && or(gt(decidedAt, call.after.at), and(eq(decidedAt, call.after.at), gt(id, call.after.id))),
      ),
    )
    .orderBy(asc(decidedAt), asc(id))
    .limit(call.limit);
  return rows.map((row) => found("topup", { ...row, at: row.decidedAt ?? row.requestedAt }));
}

const refunded = (period: Period): SQL | undefined =>
  and(eq(refunds.state, "succeeded"), within(refunds.settledAt, period));

/** How many refunds succeeded, and how much they were; with a slice, only those of its tickets. */
export async function refundedIn(reader: PageCall["reader"], period: Period, slice: Slice) {
  const [row] = await reader
    .select({ n: count(), fen: sql<number | string>`coalesce(sum(${refunds.amountFen}), 0)` })
    .from(refunds)
    .leftJoin(tickets, and(isNotNull(refunds.ticketNumber), eq(tickets.number, refunds.ticketNumber)))
    .where(and(refunded(period), inSlice(slice)));
  return { n: Number(row?.n ?? 0), fen: Number(row?.fen ?? 0) };
}

/** Refunds that succeeded, by when they did. */
export async function moneyBack(call: PageCall): Promise<Found[]> {
  const { id, settledAt, orderNo, ticketNumber, amountFen, reasonCode, requestedAt } = refunds;
  const rows = await call.reader
    .select({ id, settledAt, orderNo, ticketNumber, amountFen, reasonCode, requestedAt })
    .from(refunds)
    .leftJoin(tickets, and(isNotNull(ticketNumber), eq(tickets.number, ticketNumber)))
    .where(
      and(
        refunded(call.period),
        inSlice(call.slice),
        call.after && or(gt(settledAt, call.after.at), and(eq(settledAt, call.after.at), gt(id, call.after.id))),
      ),
    )
    .orderBy(asc(settledAt), asc(id))
    .limit(call.limit);
  return rows.map((row) => found("refund", { ...row, at: row.settledAt ?? row.requestedAt }));
}

type Transfer = {
  id: string;
  at: Date;
  requestedAt: Date;
  orderNo: string;
  ticketNumber: string | null;
  amountFen: number;
  reasonCode: string;
};

const found = (kind: "topup" | "refund", row: Transfer): Found => ({
  place: { part: 0, at: row.at, id: row.id },
  record: {
    ...{ id: row.id, kind, at: row.at.toISOString(), ticketNumber: row.ticketNumber, orderNo: row.orderNo },
    ...{ what: row.reasonCode, dueAt: null, outcome: null, amountFen: row.amountFen },
    tookMs: row.at.getTime() - row.requestedAt.getTime(),
    n: 1,
  },
});
