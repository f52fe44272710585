import { and, eq, isNotNull, isNull, or } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { orders, slaTargets, tickets } from "#db/schema/index.ts";
import { type Addend, NO_KEYS, type NumberKeys } from "#server/core/deltas.ts";
import { orderNumbers, PAID_TO_CREDITED } from "#server/orders/index.ts";
import {
  type CountedTicket,
  clockNumbers,
  countedClock,
  inSlice,
  isAhead,
  keysOf,
  type Period,
  type Slice,
  ticketIsOpen,
  ticketNumbers,
  within,
} from "#server/tickets/index.ts";
import { countedColumns } from "./rebuild.ts";

/** Counts tickets themselves: the ends of a period that are no whole days or hours, and combinations that no cell is kept of. */

/** When each number's tickets are found. What stands for now is in every open ticket. */
const whenBy = {
  open: () => ticketIsOpen,
  opened: (period: Period) => within(tickets.openedAt, period),
  replied: (period: Period) => within(tickets.firstReplyAt, period),
  firstResolved: (period: Period) => within(tickets.firstResolvedAt, period),
  resolved: (period: Period) => within(tickets.resolvedAt, period),
  closed: (period: Period) => within(tickets.closedAt, period),
};
const foundBy: Record<string, (keyof typeof whenBy)[]> = {
  ...{ open: ["open"], amount_at_risk: ["open"], opened: ["opened"], ended: ["resolved", "closed"] },
  ...{ first_response: ["replied"], first_resolution: ["firstResolved"], reopened: ["firstResolved"] },
  ...{ full_resolution: ["resolved"], requester_wait: ["resolved"], agent_work: ["resolved"] },
  ...{ one_touch: ["resolved"], rated: ["resolved"], satisfied: ["resolved"] },
};

/** And those of orders, which belong to no slice. */
async function orderParts(reader: Db, period: Period, slice: Slice): Promise<Part[]> {
  if (inSlice(slice)) throw new Error("No cells are kept of the orders of some tickets.");
  const { paidAt, creditedAt } = orders;
  const rows = await reader
    .select({ paidAt, creditedAt })
    .from(orders)
    .where(and(isNotNull(creditedAt), within(creditedAt, period), isNotNull(paidAt)));
  return rows.flatMap(orderNumbers).map((part) => ({ ...part, keys: NO_KEYS }));
}

/** And its clocks. */
const clocksBy = {
  decided: (period: Period) => within(slaTargets.decidedAt, period),
  due: (period: Period) => and(isNull(slaTargets.outcome), within(slaTargets.dueAt, period)),
  agentDue: (period: Period) => and(isNull(slaTargets.outcome), within(slaTargets.agentDueAt, period)),
};
function clockFoundBy(metric: string): keyof typeof clocksBy | undefined {
  if (!/^(sla|work)\./.test(metric)) return undefined;
  if (!isAhead(metric)) return "decided";
  return metric.startsWith("sla.") ? "due" : "agentDue";
}

export type Part = Addend & { keys: NumberKeys };

/** Every addend of these numbers in a period. */
export async function partsIn(reader: Db, metrics: readonly string[], period: Period, slice: Slice): Promise<Part[]> {
  const wanted = new Set(metrics);
  const counts = (part: Addend) => wanted.has(part.metric) && part.at >= period.from && part.at < period.to;
  const found: Part[] = wanted.has(PAID_TO_CREDITED) ? await orderParts(reader, period, slice) : [];
  const ways = [...new Set(metrics.flatMap((metric) => foundBy[metric] ?? []))];
  if (ways.length > 0) {
    for (const row of await ticketsOf(reader, ways, period, slice)) {
      for (const part of ticketNumbers(row)) if (counts(part)) found.push({ ...part, keys: keysOf(row) });
    }
  }
  const clockWays = [...new Set(metrics.flatMap((metric) => clockFoundBy(metric) ?? []))];
  if (clockWays.length === 0) return found;
  const clocks = await reader
    .select({ clock: countedClock, ticket: { causeCode, channel, assigneeId, queue } })
    .from(slaTargets)
    .innerJoin(tickets, eq(tickets.id, slaTargets.ticketId))
    .where(and(or(...clockWays.map((way) => clocksBy[way](period))), inSlice(slice)));
  for (const { clock, ticket } of clocks) {
    for (const part of clockNumbers(clock)) if (counts(part)) found.push({ ...part, keys: keysOf(ticket) });
  }
  return found;
}

const { openedAt, amountFen, mergedInto, causeCode, channel, assigneeId, queue } = tickets;
/** All that counting what was opened looks at: half a day of it is many, and the rest of each is long. */
const openedColumns = { openedAt, amountFen, mergedInto, causeCode, channel, assigneeId, queue };
const nothingElse: Omit<CountedTicket, keyof typeof openedColumns> = {
  ...{ status: "closed", chargeState: "none", firstReplyAt: null, firstResolvedAt: null, resolvedAt: null },
  ...{ moneyStuck: false, moneySettled: false },
  ...{ closedAt: null, reopenCount: 0, publicReplyCount: 0, requesterWaitMs: null, agentWorkMs: null, ratedGood: null },
};

async function ticketsOf(
  reader: Db,
  ways: readonly (keyof typeof whenBy)[],
  period: Period,
  slice: Slice,
): Promise<CountedTicket[]> {
  const found = and(or(...ways.map((way) => whenBy[way](period))), inSlice(slice));
  if (ways.some((way) => way !== "opened")) return reader.select(countedColumns).from(tickets).where(found);
  const rows = await reader.select(openedColumns).from(tickets).where(found);
  return rows.map((row) => ({ ...nothingElse, ...row }));
}
