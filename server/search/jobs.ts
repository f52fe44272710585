import { setImmediate } from "node:timers/promises";
import { desc, eq, lt } from "drizzle-orm";
import { db, type Tx, transact } from "#db/client.ts";
import { searchState, ticketMessages, tickets } from "#db/schema/index.ts";
import { mergeIndex } from "#db/search.ts";
import { SECOND_MS } from "#server/core/clock.ts";
import type { Ctx } from "#server/core/context.ts";
import { newId } from "#server/core/ids.ts";
import { consume, type Job, type OutboxRow } from "#server/jobs/index.ts";
import {
  docOfMessage,
  docOfTicket,
  FIRST_DOC,
  indexed,
  indexTicket,
  messageColumns,
  ofOrder,
  searchedTickets,
  writeDocs,
  writeKeys,
} from "./index-tickets.ts";

const MAX_BATCHES_A_RUN = 20;
/** Tickets of one order: as many as have been opened anew for it. */
const MAX_OF_ORDER = 20;
/** Documents of the past in one transaction: short, since who writes to a ticket waits for it. */
const OLD_A_BATCH = 50;
/** For how long a run goes back, then others get their turn. */
const OLD_MS = 400;

/**
 * Follows what happens to tickets, and to their orders, and keeps what is searched by up to date.
 * @returns how many events were looked at
 */
export async function followSearch(ctx: Ctx): Promise<number> {
  let seen = 0;
  for (let batch = 0; batch < MAX_BATCHES_A_RUN; batch++) {
    // Each ticket once a transaction: what is indexed is how it stands now. A transaction that is tried again begins anew.
    const done = new WeakMap<Tx, Set<string>>();
    const handle = (tx: Tx, event: OutboxRow) => {
      const known = done.get(tx) ?? new Set();
      done.set(tx, known);
      return follow(tx, event, known);
    };
    const handled = await consume("search.index", ctx.clock, handle, { from: "now", soon: true });
    if (handled === 0) break;
    seen += handled;
    await transact(mergeIndex);
  }
  return seen;
}

async function follow(tx: Tx, { topic, subject }: OutboxRow, done: Set<string>): Promise<void> {
  const isTicket = topic.startsWith("ticket.") && topic !== "ticket.shown" && subject.startsWith("ticket:");
  if ((!isTicket && topic !== "order.updated") || done.has(subject)) return;
  done.add(subject);
  const name = subject.slice(subject.indexOf(":") + 1);
  const rows = isTicket
    ? await searchedTickets(tx).where(eq(tickets.number, name))
    : await searchedTickets(tx).where(ofOrder(name)).limit(MAX_OF_ORDER);
  // An order gives its tickets numbers of payments; their words are their own.
  if (isTicket) for (const row of rows) await indexTicket(tx, row);
  else await writeKeys(tx, rows);
}

/**
 * Indexes what was there before, the newest first: after this came with an update, and after a restore, whose backup has no index.
 * @returns how many documents were met; 0 once it is done
 */
export async function backfillSearch(_ctx: Ctx): Promise<number> {
  const started = performance.now();
  let seen = 0;
  while (performance.now() - started < OLD_MS) {
    const [state] = await db.select().from(searchState).where(eq(searchState.id, "old"));
    if (state?.done) break;
    const met = await transact(backfillBatch, { serializeOn: "search:old" });
    seen += met;
    if (seen % (OLD_A_BATCH * 4) < OLD_A_BATCH) await transact(mergeIndex);
    await setImmediate();
  }
  return seen;
}

/** One step back. Ids of tickets and messages are times: both are gone through as one. */
async function backfillBatch(tx: Tx): Promise<number> {
  const [kept] = await tx.select().from(searchState).where(eq(searchState.id, "old"));
  const state = kept ?? { id: "old", doc: FIRST_DOC, before: newId(), done: false };
  if (state.done) return 0;
  const before = state.before ?? "";
  const rows = await searchedTickets(tx).where(lt(tickets.id, before)).orderBy(desc(tickets.id)).limit(OLD_A_BATCH);
  const said = await tx
    .select(messageColumns)
    .from(ticketMessages)
    .where(lt(ticketMessages.id, before))
    .orderBy(desc(ticketMessages.id))
    .limit(OLD_A_BATCH);
  const met = [...rows.map(docOfTicket), ...said.map(docOfMessage)]
    .sort((a, b) => (a.ref < b.ref ? 1 : -1))
    .slice(0, OLD_A_BATCH);
  const there = await indexed(tx, met);
  const news = met.filter(({ kind, ref }) => !there.has(`${kind} ${ref}`));
  await writeKeys(
    tx,
    rows.filter(({ id }) => met.some((doc) => doc.kind === "ticket" && doc.ref === id)),
  );
  await writeDocs(tx, news, state.doc - 1, -1);
  const next = { doc: state.doc - news.length, before: met.at(-1)?.ref ?? null, done: met.length === 0 };
  await tx
    .insert(searchState)
    .values({ id: "old", ...next })
    .onConflictDoUpdate({ target: searchState.id, set: next });
  return met.length;
}

/** The jobs of this module, for whoever runs the job loop. */
export const searchJobs: readonly Job[] = [
  { name: "search.index", everyMs: 2 * SECOND_MS, soonMs: SECOND_MS / 4, run: followSearch },
  { name: "search.backfill", everyMs: SECOND_MS, run: backfillSearch },
];
