import { and, asc, count, eq, gt, inArray, isNotNull, lte, notInArray, type SQL, sql } from "drizzle-orm";
import { type Db, db, type Tx, transact } from "#db/client.ts";
import { deskDeltas, tickets, viewCounts } from "#db/schema/index.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { ticketQueues as queues, type ticketQueues } from "../schemas.ts";
import { companiesOf } from "./company.ts";
import { type CountedView, countedViews, countKey, sharesOf } from "./counted.ts";
import type { MatchRow } from "./match.ts";
import { isOpenOnly, ME, type ViewFilter } from "./schemas.ts";
import { columnsOf, whereAmong, whereOf } from "./where.ts";

const IN_A_TURN = 500;
const TURNS_A_RUN = 40;

/**
 * How many tickets each queue holds: kept by every write of a ticket, never counted here.
 * @throws DomainError 403 FORBIDDEN
 */
export async function queueCounts({ ctx }: { ctx: Ctx }): Promise<Record<(typeof ticketQueues)[number], number>> {
  authorize(ctx, "tickets:read");
  const numbers = await countsOf(ctx.tx ?? db, queues, ctx.actor.id);
  return Object.fromEntries(queues.map((queue) => [queue, numbers.get(queue) ?? 0])) as never;
}

/** The kept numbers of these lists for who looks: what was folded and what was not yet, read in one statement. */
export async function countsOf(reader: Db, views: readonly string[], me: string): Promise<Map<string, number>> {
  const keys = views.flatMap((view) => [countKey(view), countKey(view, me)]);
  if (keys.length === 0) return new Map();
  const rows = await reader
    .select({ key: viewCounts.key, n: viewCounts.n })
    .from(viewCounts)
    .where(inArray(viewCounts.key, keys))
    .unionAll(
      reader
        .select({ key: deskDeltas.key, n: sql<number>`cast(sum(${deskDeltas.n}) as integer)` })
        .from(deskDeltas)
        .where(and(eq(deskDeltas.kind, "view"), inArray(deskDeltas.key, keys)))
        .groupBy(deskDeltas.key),
    );
  const sums = new Map<string, number>();
  for (const { key, n } of rows) sums.set(key, (sums.get(key) ?? 0) + Number(n));
  return new Map(
    views.map((view) => [view, (sums.get(countKey(view)) ?? 0) + (sums.get(countKey(view, me)) ?? 0)] as const),
  );
}

/**
 * Adds what writes appended to the kept numbers, so that reading them stays short.
 * @returns how many rows were folded
 */
export async function foldCounts(_ctx?: Ctx): Promise<number> {
  let folded = 0;
  for (let turn = 0; turn < TURNS_A_RUN; turn++) {
    const done = await transact(foldSome, { serializeOn: "desk:fold" });
    folded += done;
    if (done < IN_A_TURN) break;
  }
  return folded;
}

async function foldSome(tx: Tx): Promise<number> {
  const rows = await tx
    .select({ id: deskDeltas.id, key: deskDeltas.key, n: deskDeltas.n })
    .from(deskDeltas)
    .where(eq(deskDeltas.kind, "view"))
    .limit(IN_A_TURN);
  if (rows.length === 0) return 0;
  const sums = new Map<string, number>();
  for (const { key, n } of rows) sums.set(key, (sums.get(key) ?? 0) + n);
  await addCounts(tx, sums);
  await tx.delete(deskDeltas).where(
    inArray(
      deskDeltas.id,
      rows.map(({ id }) => id),
    ),
  );
  return rows.length;
}

async function addCounts(tx: Tx, sums: ReadonlyMap<string, number>): Promise<void> {
  const values = [...sums].filter(([, n]) => n !== 0).map(([key, n]) => ({ key, n }));
  if (values.length === 0) return;
  await tx
    .insert(viewCounts)
    .values(values)
    .onConflictDoUpdate({ target: viewCounts.key, set: { n: sql`${viewCounts.n} + excluded.n` } });
}

/** Counts a list once, as it begins, or what of it has these ids: from here on writes keep it. */
export async function countAnew(tx: Tx, view: CountedView, ids?: SQL): Promise<void> {
  await addCounts(tx, view.company ? await sharesByRow(tx, view, ids) : await sharesByQuery(tx, view, ids));
}

async function sharesByQuery(tx: Tx, view: CountedView, ids?: SQL): Promise<Map<string, number>> {
  const holds = (filter: ViewFilter) => (ids ? and(ids, whereAmong(filter, undefined)) : whereOf(filter, undefined));
  const sums = new Map<string, number>();
  const [all] = await tx.select({ n: count() }).from(tickets).where(holds(view.filter));
  sums.set(countKey(view.id), Number(all?.n ?? 0));
  if (!view.mine) return sums;
  const { assignee = [], ...rest } = view.filter;
  const named = assignee.filter((person) => person !== ME);
  const rows = await tx
    .select({ person: tickets.assigneeId, n: count() })
    .from(tickets)
    .where(
      and(
        holds(rest),
        isNotNull(tickets.assigneeId),
        named.length > 0 ? notInArray(tickets.assigneeId, named) : undefined,
      ),
    )
    .groupBy(tickets.assigneeId);
  for (const { person, n } of rows) if (person !== null) sums.set(countKey(view.id, person), Number(n));
  return sums;
}

/** As writes count: what a ticket's company makes of it is asked of the row and the company, for some tickets at a time. */
async function sharesByRow(tx: Tx, view: CountedView, ids?: SQL): Promise<Map<string, number>> {
  const names = new Set([...columnsOf(view.filter), "id" as const, "assigneeId" as const]);
  const columns = Object.fromEntries([...names].map((name) => [name, tickets[name]]));
  // Of a list of open tickets the others need not be read.
  const open = isOpenOnly(view.filter) ? whereAmong({ open: true }, undefined) : undefined;
  const rows = (await tx.select(columns).from(tickets).where(and(ids, open))) as unknown as MatchRow[];
  const companyOf = await companiesOf(
    tx,
    rows.map(({ id }) => id),
  );
  const sums = new Map<string, number>();
  const whole = [{ ...view, to: null }];
  for (const { key, n } of rows.flatMap((row) => sharesOf(whole, row, companyOf(row.id)))) {
    sums.set(key, (sums.get(key) ?? 0) + n);
  }
  return sums;
}

/**
 * The next step of tickets by their ids.
 * @returns the condition of being in it, and the id that ends it: undefined when it is the last
 */
export async function nextStep(tx: Tx, after: string, step: number): Promise<Step> {
  const [end] = await tx
    .select({ id: tickets.id })
    .from(tickets)
    .where(gt(tickets.id, after))
    .orderBy(asc(tickets.id))
    .offset(step - 1)
    .limit(1);
  if (!end) return { ids: gt(tickets.id, after), end: undefined };
  return { ids: and(gt(tickets.id, after), lte(tickets.id, end.id)), end: end.id };
}
type Step = { ids: SQL | undefined; end: string | undefined };

/** As many tickets as one step looks at: other writes stand behind it for some milliseconds. */
const A_STEP = 2_000;
/** The same where of most tickets nothing but their ids and states is read. */
const A_STEP_OF_OPEN = 50_000;
export const stepOf = ({ filter }: CountedView): number => (isOpenOnly(filter) ? A_STEP_OF_OPEN : A_STEP);

/** Counts every list anew, from the tickets themselves: after rows were brought in past the verbs. */
export async function recountViews(): Promise<void> {
  await transact(
    async (tx) => {
      await tx.delete(viewCounts);
      await tx.delete(deskDeltas).where(eq(deskDeltas.kind, "view"));
      for (const view of await countedViews(tx)) await recount(tx, view);
    },
    { serializeOn: "desk:fold" },
  );
}

async function recount(tx: Tx, view: CountedView): Promise<void> {
  const counted = view.to === null ? undefined : lte(tickets.id, view.to);
  if (!view.company) return countAnew(tx, view, counted);
  for (let after: string | undefined = ""; after !== undefined; ) {
    const step: Step = await nextStep(tx, after, stepOf(view));
    await countAnew(tx, view, and(counted, step.ids));
    after = step.end;
  }
}
