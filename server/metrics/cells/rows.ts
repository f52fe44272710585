import { and, eq, isNotNull, isNull, or, type SQL } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { orders, slaTargets, tickets } from "#db/schema/index.ts";
import { type Addend, NO_KEYS, type NumberKeys } from "#server/core/deltas.ts";
import { orderNumbers, PAID_TO_CREDITED } from "#server/orders/index.ts";
import {
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
const foundBy: Record<string, (period: Period) => SQL | undefined> = {
  open: () => ticketIsOpen,
  amount_at_risk: () => ticketIsOpen,
  opened: (period) => within(tickets.openedAt, period),
  first_response: (period) => within(tickets.firstReplyAt, period),
  first_resolution: (period) => within(tickets.firstResolvedAt, period),
  reopened: (period) => within(tickets.firstResolvedAt, period),
  full_resolution: (period) => within(tickets.resolvedAt, period),
  requester_wait: (period) => within(tickets.resolvedAt, period),
  agent_work: (period) => within(tickets.resolvedAt, period),
  one_touch: (period) => within(tickets.resolvedAt, period),
  rated: (period) => within(tickets.resolvedAt, period),
  satisfied: (period) => within(tickets.resolvedAt, period),
  ended: (period) => or(within(tickets.resolvedAt, period), within(tickets.closedAt, period)),
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
  const ways = [...new Set(metrics)].flatMap((metric) => foundBy[metric]?.(period) ?? []);
  if (ways.length > 0) {
    const rows = await reader
      .select(countedColumns)
      .from(tickets)
      .where(and(or(...ways), inSlice(slice)));
    for (const row of rows) {
      for (const part of ticketNumbers(row)) if (counts(part)) found.push({ ...part, keys: keysOf(row) });
    }
  }
  const clockWays = [...new Set(metrics.flatMap((metric) => clockFoundBy(metric) ?? []))];
  if (clockWays.length === 0) return found;
  const { causeCode, channel, assigneeId, queue } = tickets;
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
