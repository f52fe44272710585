import { eq } from "drizzle-orm";
import type { Tx } from "#db/client.ts";
import { slaTargets, tickets } from "#db/schema/index.ts";
import { type Contribution, contributionsOf, noteDeltas } from "#server/core/deltas.ts";
import type { TicketRow } from "./access.ts";
import { companiesOf } from "./desk-views/company.ts";
import { type CountedView, countedViews, sharesOf } from "./desk-views/counted.ts";
import { type Company, noCompany } from "./desk-views/match.ts";
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
  const company = before ? await companyFor(tx, views, after.id) : noCompany;
  await noteDeltas(tx, before ? [...givenBy(before, moved.before), ...viewsOf(views, before, company)] : [], [
    ...givenBy(after, moved.after),
    ...viewsOf(views, after, company),
  ]);
}

/**
 * Every change of a ticket's company comes through here: what lists about it hold then is noted beside it.
 * @param change writes who follows, or who was called
 */
export async function companyWritten(tx: Tx, ticketId: string, change: () => Promise<unknown>): Promise<void> {
  const views = (await countedViews(tx)).filter(({ company }) => company);
  if (views.length === 0) return void (await change());
  const [row] = await tx.select().from(tickets).where(eq(tickets.id, ticketId));
  if (!row) throw new Error("There is no such ticket.");
  const before = viewsOf(views, row, await companyFor(tx, views, ticketId));
  await change();
  await noteDeltas(tx, before, viewsOf(views, row, await companyFor(tx, views, ticketId)));
}

/** Who is in a ticket's company, read only where a list asks. */
const companyFor = async (tx: Tx, views: readonly CountedView[], id: string): Promise<Company> =>
  views.some(({ company }) => company) ? (await companiesOf(tx, [id]))(id) : noCompany;

/** A ticket counts one in each list that holds it. */
const viewsOf = (views: readonly CountedView[], row: TicketRow, company: Company): Contribution[] =>
  sharesOf(views, row, company).map((share) => ({ kind: "view", ...share, fen: 0, ms: 0, bucket: null }));

/** Clocks are counted under their ticket's cause, channel, agent and queue: where one of these changed, they go along. */
async function clocksThatGoAlong(tx: Tx, before: TicketRow | null, after: TicketRow): Promise<ClocksWritten> {
  if (before === null || JSON.stringify(keysOf(before)) === JSON.stringify(keysOf(after)))
    return { before: [], after: [] };
  const rows = await tx.select(countedClock).from(slaTargets).where(eq(slaTargets.ticketId, after.id));
  return { before: rows, after: rows };
}
