import { and, asc, type Column, eq, getTableColumns, gt, inArray, or, type SQL, sql } from "drizzle-orm";
import { type Tx, transact } from "#db/client.ts";
import { erasures, idempotencyKeys } from "#db/schema/index.ts";
import { appendAudit } from "#server/audit/index.ts";
import { canonicalJson } from "#server/core/canonical.ts";
import type { Ctx } from "#server/core/context.ts";
import { type Erased, eraseEvidence } from "#server/evidence/index.ts";
import { type TicketRow, ticketWritten } from "#server/tickets/index.ts";
import type { Holder } from "./hold.ts";
import { holders } from "./holders.ts";
import { chunked, type Scope, type Who } from "./who.ts";

type ErasureRow = typeof erasures.$inferSelect;
type Row = Record<string, unknown>;

/** One step a table, and one for answers that are kept to be repeated. */
export const LAST_STEP = holders.length + 1;

/** Rows in one transaction: other writers get their turn between, and no customer has more than can be erased. */
export const paging = { rows: 1_000 };

/**
 * Erases what one table holds, a transaction for each page of rows, and notes how far it got. What was erased before is passed
 * over, so a step that was cut off is simply done again.
 */
export async function eraseStep(ctx: Ctx, erasure: ErasureRow, who: Who, step: number): Promise<ErasureRow> {
  const holder = holders[step];
  let row = erasure;
  const unit = async (name: string, work: (tx: Tx) => Promise<Done>, next: number) => {
    const unitOf = async (tx: Tx) => {
      // Another process may be at it as well: its counts are not lost.
      const [kept] = await tx.select().from(erasures).where(eq(erasures.id, row.id));
      if (kept?.state === "running") row = { ...kept, step: row.step };
      const { count, evidence } = await work(tx);
      if (evidence) {
        await appendAudit(tx, ctx, {
          action: "customer.erased",
          subject: `customer:${row.customerId}`,
          data: { erasureId: row.id, table: name, count, evidence },
        });
      }
      // A repetition that finds nothing writes nothing.
      if (count === 0 && row.state === "done") return row;
      const counts = count === 0 ? row.counts : { ...row.counts, [name]: (row.counts[name] ?? 0) + count };
      // Something came in since it was erased once: the time before ends now.
      const again = row.state === "done" ? { startedAt: ctx.clock.now(), files: row.files } : {};
      const values = { ...again, state: "running" as const, counts, step: next };
      await tx.update(erasures).set(values).where(eq(erasures.id, row.id));
      return { ...row, ...values };
    };
    row = await transact(unitOf, { serializeOn: `erasure:${row.customerId}` });
  };
  if (!holder) {
    for (const some of chunked([...who.order, ...who.ticketNumber])) {
      await unit("idempotency_keys", (tx) => eraseAnswers(tx, some), step);
    }
    await unit("idempotency_keys", async () => ({ count: 0 }), step + 1);
    return row;
  }
  if (holder.erase !== "keep") {
    for (const scope of Object.keys(holder.by) as Scope[]) {
      for (const some of chunked(who[scope])) {
        for (let last: Row | undefined, more = true; more; ) {
          let page: Row[] = [];
          const onePage = async (tx: Tx) => {
            page = await pageOf(tx, holder, scope, some, last);
            return eraseRows(tx, ctx, holder, page);
          };
          await unit(holder.name, onePage, step);
          last = page.at(-1);
          more = page.length === paging.rows;
        }
      }
    }
  }
  await unit(holder.name, async () => ({ count: 0 }), step + 1);
  return row;
}

type Done = { count: number; evidence?: Erased };

/** The next rows by their key, so that a page that needs no change is left behind as well. */
async function pageOf(tx: Tx, holder: Holder, scope: Scope, keys: string[], after?: Row): Promise<Row[]> {
  const column = holder.by[scope];
  if (!column || keys.length === 0) return [];
  return (await tx
    .select()
    .from(holder.table as never)
    .where(and(inArray(column, keys), after && beyond(holder, after)))
    .orderBy(...keyOf(holder).map(([, one]) => asc(one)))
    .limit(paging.rows)) as Row[];
}

async function eraseRows(tx: Tx, ctx: Ctx, holder: Holder, rows: Row[]): Promise<Done> {
  const table = holder.table as never;
  if (rows.length === 0 || holder.erase === "keep") return { count: 0 };
  const changed: Row[] = [];
  for (const row of rows) {
    const one = and(...named(holder, row));
    if (holder.erase === "delete") {
      await tx.delete(table).where(one);
    } else {
      const values = holder.erase(row);
      if (Object.entries(values).every(([name, value]) => same(row[name], value))) continue;
      await tx
        .update(table)
        .set(values as never)
        .where(one);
      // Lists that hold tickets by their tags or fields hold one less.
      if (holder.name === "tickets") await ticketWritten(tx, row as TicketRow, { ...row, ...values } as TicketRow);
    }
    changed.push(row);
  }
  const { evidence: kind } = holder;
  if (!kind) return { count: changed.length };
  // Also of rows that needed no change: their digests could be tried against all the same.
  const evidence = await eraseEvidence(
    tx,
    rows.map((row) => ({ kind, ref: String(row.id) })),
    ctx.clock,
  );
  return { count: changed.length, ...(evidence && { evidence }) };
}

const same = (a: unknown, b: unknown): boolean => a === b || canonicalJson(a) === canonicalJson(b);

function keyOf(holder: Holder): [string, Column][] {
  const columns = getTableColumns(holder.table);
  return holder.key.flatMap((name): [string, Column][] => (columns[name] ? [[name, columns[name]]] : []));
}

const named = (holder: Holder, row: Row): SQL[] => keyOf(holder).map(([name, column]) => eq(column, row[name]));

/** The rows whose key comes after this one's, its columns compared from the first on. */
const beyond = (holder: Holder, row: Row): SQL | undefined =>
  keyOf(holder).reduceRight<SQL | undefined>(
    (rest, [name, column]) => or(gt(column, row[name]), rest && and(eq(column, row[name]), rest)),
    undefined,
  );

/** Answers that were kept for a repetition may hold notes about an order. */
async function eraseAnswers(tx: Tx, names: string[]): Promise<Done> {
  let count = 0;
  for (const name of names) {
    const text = `%${JSON.stringify(name).replaceAll(/[\\%_]/g, (character) => `\\${character}`)}%`;
    const gone = await tx
      .delete(idempotencyKeys)
      .where(sql`cast(${idempotencyKeys.body} as text) like ${text} escape '\\'`)
      .returning({ key: idempotencyKeys.key });
    count += gone.length;
  }
  return { count };
}
