import { eq } from "drizzle-orm";
import type { Tx } from "#db/client.ts";
import { deskDeltas, slaTargets } from "#db/schema/index.ts";
import { newId } from "#server/core/ids.ts";
import type { TicketRow } from "./access.ts";
import { type CountedView, countedViews, countKeysOf } from "./desk-views/counted.ts";
import { type CountedClock, keysOf, metricContributions } from "./numbers.ts";

/** One addend of a list's count or of a number: what a ticket, as it stands, gives to it. `fen` in fen, `ms` in milliseconds. */
export type Contribution = {
  kind: "view" | "metric";
  key: string;
  n: number;
  fen: number;
  ms: number;
  /** Of the sketch of durations; null for what has none. */
  bucket: number | null;
};

/** What a ticket, as it stands, gives to every number that is kept. Pure: a rebuild adds the same up over all rows. */
export function contributionsOf(row: TicketRow, clocks: readonly CountedClock[]): Contribution[] {
  return metricContributions(row, clocks);
}

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
  const rows = difference(before ? [...contributionsOf(before, moved.before), ...viewsOf(views, before)] : [], [
    ...contributionsOf(after, moved.after),
    ...viewsOf(views, after),
  ]);
  if (rows.length > 0) await tx.insert(deskDeltas).values(rows.map((row) => ({ ...row, id: newId() })));
}

/** A ticket counts one in each list that holds it. */
const viewsOf = (views: readonly CountedView[], row: TicketRow): Contribution[] =>
  countKeysOf(views, row).map((key) => ({ kind: "view", key, n: 1, fen: 0, ms: 0, bucket: null }));

/** What has to be added to `before` to get `after`, one row a key, none that adds nothing. */
export function difference(before: readonly Contribution[], after: readonly Contribution[]): Contribution[] {
  const sums = new Map<string, Contribution>();
  for (const [list, sign] of [
    [before, -1],
    [after, 1],
  ] as const) {
    for (const { kind, key, n, fen, ms, bucket } of list) {
      const id = `${kind} ${key} ${bucket}`;
      const sum = sums.get(id) ?? { kind, key, n: 0, fen: 0, ms: 0, bucket };
      sums.set(id, { ...sum, n: sum.n + sign * n, fen: sum.fen + sign * fen, ms: sum.ms + sign * ms });
    }
  }
  return [...sums.values()].filter(({ n, fen, ms }) => n !== 0 || fen !== 0 || ms !== 0);
}

/** Clocks are counted under their ticket's cause, channel, agent and queue: where one of these changed, they go along. */
async function clocksThatGoAlong(tx: Tx, before: TicketRow | null, after: TicketRow): Promise<ClocksWritten> {
  if (before === null || JSON.stringify(keysOf(before)) === JSON.stringify(keysOf(after)))
    return { before: [], after: [] };
  const rows = await tx.select(countedClock).from(slaTargets).where(eq(slaTargets.ticketId, after.id));
  return { before: rows, after: rows };
}
