import { eq } from "drizzle-orm";
import type { Tx } from "#db/client.ts";
import { slaTargets } from "#db/schema/index.ts";
import { type Contribution, contributionsOf, noteDeltas } from "#server/core/deltas.ts";
import type { TicketRow } from "./access.ts";
import { type CountedView, countedViews, countKeysOf } from "./desk-views/counted.ts";
import { type CountedClock, keysOf, numbersOf } from "./numbers.ts";

/** What a ticket, as it stands, gives to every number that is kept. Pure: a rebuild adds the same up over all rows. */
const givenBy = (row: TicketRow, clocks: readonly CountedClock[]): Contribution[] =>
  contributionsOf(numbersOf(row, clocks), keysOf(row));

/** What the numbers look at of a clock. */
export const countedClock = {
  ...{ metric: slaTargets.metric, outcome: slaTargets.outcome, decidedAt: slaTargets.decidedAt },
  ...{ agentOutcome: slaTargets.agentOutcome, dueAt: slaTargets.dueAt, pausedAt: slaTargets.pausedAt },
  ...{ agentDueAt: slaTargets.agentDueAt, agentPausedAt: slaTargets.agentPausedAt },
};

/** All the ticket's clocks, as they were and as they are. */
export type ClocksWritten = { before: readonly CountedClock[]; after: readonly CountedClock[] };

/**
 * Every write of a ticket comes through here: what the row gave before is taken back and what it gives now is added, as new rows
 * that a job folds.
 * @param before null for a new ticket
 * @param clocks when they were started or moved with it
 */
export async function ticketWritten(
  tx: Tx,
  before: TicketRow | null,
  after: TicketRow,
  clocks?: ClocksWritten,
): Promise<void> {
  const moved = clocks ?? (await clocksThatGoAlong(tx, before, after));
  const views = await countedViews(tx);
  await noteDeltas(tx, before ? [...givenBy(before, moved.before), ...viewsOf(views, before)] : [], [
    ...givenBy(after, moved.after),
    ...viewsOf(views, after),
  ]);
}

/** A ticket counts one in each list that holds it. */
const viewsOf = (views: readonly CountedView[], row: TicketRow): Contribution[] =>
  countKeysOf(views, row).map((key) => ({ kind: "view", key, n: 1, fen: 0, ms: 0, bucket: null }));

/** Clocks are counted under their ticket's cause, channel, agent and queue: where one of these changed, they go along. */
async function clocksThatGoAlong(tx: Tx, before: TicketRow | null, after: TicketRow): Promise<ClocksWritten> {
  if (before === null || JSON.stringify(keysOf(before)) === JSON.stringify(keysOf(after)))
    return { before: [], after: [] };
  const rows = await tx.select(countedClock).from(slaTargets).where(eq(slaTargets.ticketId, after.id));
  return { before: rows, after: rows };
}
