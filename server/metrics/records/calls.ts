import { and, asc, eq, gt, inArray, lte, or, type SQL, sql } from "drizzle-orm";
import { callbackRequests, ticketEvents, tickets } from "#db/schema/index.ts";
import { inSlice, type Period, type Slice, within } from "#server/tickets/index.ts";
import type { Found, PageCall } from "./list.ts";

const { id, number, slotFrom, slotTo, state, ticketId } = callbackRequests;

/** Somebody took the call up in its time, whether or not the customer answered. */
const kept = sql<boolean>`exists (select 1 from ${ticketEvents} where ${ticketEvents.ticketId} = ${ticketId} and ${ticketEvents.type} = 'call_taken' and ${ticketEvents.at} >= ${slotFrom} and ${ticketEvents.at} < ${slotTo})`;

/** Calls that were promised for a time that began in the period and is over; those that customers took back are not. */
const promised = (period: Period, now: Date): SQL | undefined =>
  and(inArray(state, ["booked", "calling", "done", "missed"]), within(slotFrom, period), lte(slotTo, now));

/** How many calls were promised, and how many of them were made in their time. */
export async function callsIn(reader: PageCall["reader"], period: Period, slice: Slice, now: Date) {
  const [row] = await reader
    .select({
      of: sql<number | string>`count(*)`,
      kept: sql<number | string>`coalesce(sum(case when ${kept} then 1 else 0 end), 0)`,
    })
    .from(callbackRequests)
    .innerJoin(tickets, eq(tickets.id, ticketId))
    .where(and(promised(period, now), inSlice(slice)));
  return { of: Number(row?.of ?? 0), kept: Number(row?.kept ?? 0) };
}

/** Those calls by their time: all, or those that were made in it. */
export async function promisedCalls(which: "calls" | "calls.kept", call: PageCall): Promise<Found[]> {
  const { after } = call;
  const made = sql<number | boolean>`case when ${kept} then 1 else 0 end`;
  const rows = await call.reader
    .select({ id, number, slotFrom, slotTo, state, made, tries: callbackRequests.tries, orderNo: tickets.orderNo })
    .from(callbackRequests)
    .innerJoin(tickets, eq(tickets.id, ticketId))
    .where(
      and(
        promised(call.period, call.now),
        inSlice(call.slice),
        which === "calls.kept" ? kept : undefined,
        after && or(gt(slotFrom, after.at), and(eq(slotFrom, after.at), gt(id, after.id))),
      ),
    )
    .orderBy(asc(slotFrom), asc(id))
    .limit(call.limit);
  return rows.map((row) => ({
    place: { part: 0, at: row.slotFrom, id: row.id },
    record: {
      ...{ id: row.id, kind: "call", at: row.slotFrom.toISOString(), ticketNumber: row.number, orderNo: row.orderNo },
      // One that nobody took ends as missed as well, when its time is over.
      what: row.state === "missed" && row.tries === 0 ? "booked" : row.state,
      ...{ dueAt: row.slotTo.toISOString(), outcome: Number(row.made) === 1 ? "met" : "breached" },
      ...{ amountFen: null, tookMs: null, n: 1 },
    },
  }));
}
