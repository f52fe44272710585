import { and, asc, eq, gt, isNotNull, or } from "drizzle-orm";
import { refunds, tickets, topups } from "#db/schema/index.ts";
import { inSlice, recovered, within } from "#server/tickets/index.ts";
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

/** Refunds that succeeded, by when they did. */
export async function moneyBack(call: PageCall): Promise<Found[]> {
  const { id, settledAt, orderNo, ticketNumber, amountFen, reasonCode, requestedAt } = refunds;
  const rows = await call.reader
    .select({ id, settledAt, orderNo, ticketNumber, amountFen, reasonCode, requestedAt })
    .from(refunds)
    .leftJoin(tickets, and(isNotNull(ticketNumber), eq(tickets.number, ticketNumber)))
    .where(
      and(
        eq(refunds.state, "succeeded"),
        within(settledAt, call.period),
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
  },
});
