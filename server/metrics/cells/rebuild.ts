import { and, asc, eq, gt, isNotNull } from "drizzle-orm";
import { type Tx, transact } from "#db/client.ts";
import { deskDeltas, metricBuilds, metricCells, orders, slaTargets, tickets } from "#db/schema/index.ts";
import type { Ctx } from "#server/core/context.ts";
import { orderNumbers } from "#server/orders/index.ts";
import { clockNumbers, countedClock, ticketNumbers } from "#server/tickets/index.ts";
import { CELLS_VERSION } from "./schemas.ts";
import { addToCells, ONE_AT_A_TIME } from "./store.ts";
import { CellSums } from "./sums.ts";

const PAGE = 500;
/** Cells held in memory; ids go by time, so that those of one page are close together. */
const MAX_HELD = 20_000;

/** What the numbers look at; never whole rows, which hold long texts. */
export const countedColumns = {
  ...{ status: tickets.status, causeCode: tickets.causeCode, channel: tickets.channel, assigneeId: tickets.assigneeId },
  ...{ queue: tickets.queue, chargeState: tickets.chargeState, amountFen: tickets.amountFen },
  ...{ moneyStuck: tickets.moneyStuck, moneySettled: tickets.moneySettled },
  ...{ openedAt: tickets.openedAt, firstReplyAt: tickets.firstReplyAt, firstResolvedAt: tickets.firstResolvedAt },
  ...{ resolvedAt: tickets.resolvedAt, closedAt: tickets.closedAt, reopenCount: tickets.reopenCount },
  ...{ publicReplyCount: tickets.publicReplyCount, mergedInto: tickets.mergedInto },
  ...{ requesterWaitMs: tickets.requesterWaitMs, agentWorkMs: tickets.agentWorkMs },
  ratedGood: tickets.ratedGood,
};
/**
 * Builds all cells anew from the tickets, their clocks and the orders, in one transaction: what was noted and not folded yet is in the rows that
 * are read, so it is thrown away with the old cells. Writers wait on SQLite while it runs, some seconds for each 100,000 tickets.
 */
export async function rebuildCells(ctx: Ctx): Promise<void> {
  await transact((tx) => rebuildIn(tx, ctx.clock.now()), ONE_AT_A_TIME);
}

/** {@link rebuildCells} in the caller's transaction. */
export async function rebuildIn(tx: Tx, now: Date): Promise<void> {
  await tx.delete(metricCells);
  await tx.delete(deskDeltas).where(eq(deskDeltas.kind, "metric"));
  const sums = new CellSums();
  await eachTicket(tx, sums);
  await eachClock(tx, sums);
  await eachOrder(tx, sums);
  await addToCells(tx, sums.take());
  const build = { version: CELLS_VERSION, builtAt: now };
  await tx
    .insert(metricBuilds)
    .values({ id: "cells", ...build })
    .onConflictDoUpdate({ target: metricBuilds.id, set: build });
}

async function eachTicket(tx: Tx, sums: CellSums): Promise<void> {
  for (let after = ""; ; ) {
    const rows = await tx
      .select({ id: tickets.id, ...countedColumns })
      .from(tickets)
      .where(gt(tickets.id, after))
      .orderBy(asc(tickets.id))
      .limit(PAGE);
    for (const row of rows) sums.addParts(ticketNumbers(row), row);
    if (sums.size > MAX_HELD) await addToCells(tx, sums.take());
    const last = rows.at(-1);
    if (!last || rows.length < PAGE) return;
    after = last.id;
  }
}

async function eachClock(tx: Tx, sums: CellSums): Promise<void> {
  const { causeCode, channel, assigneeId, queue } = tickets;
  for (let after = ""; ; ) {
    const rows = await tx
      .select({ id: slaTargets.id, clock: countedClock, ticket: { causeCode, channel, assigneeId, queue } })
      .from(slaTargets)
      .innerJoin(tickets, eq(tickets.id, slaTargets.ticketId))
      .where(gt(slaTargets.id, after))
      .orderBy(asc(slaTargets.id))
      .limit(PAGE);
    for (const { clock, ticket } of rows) sums.addParts(clockNumbers(clock), ticket);
    if (sums.size > MAX_HELD) await addToCells(tx, sums.take());
    const last = rows.at(-1);
    if (!last || rows.length < PAGE) return;
    after = last.id;
  }
}

async function eachOrder(tx: Tx, sums: CellSums): Promise<void> {
  const { orderNo, paidAt, creditedAt } = orders;
  for (let after = ""; ; ) {
    const rows = await tx
      .select({ orderNo, paidAt, creditedAt })
      .from(orders)
      .where(and(gt(orderNo, after), isNotNull(creditedAt)))
      .orderBy(asc(orderNo))
      .limit(PAGE);
    for (const row of rows) sums.addParts(orderNumbers(row));
    if (sums.size > MAX_HELD) await addToCells(tx, sums.take());
    const last = rows.at(-1);
    if (!last || rows.length < PAGE) return;
    after = last.orderNo;
  }
}
