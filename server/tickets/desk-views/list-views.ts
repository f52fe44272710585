import { type Db, db } from "#db/client.ts";
import { tickets } from "#db/schema/index.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { type ViewRow, viewsOf } from "./access.ts";
import { countsOf } from "./counts.ts";
import { type DeskView, isOpenOnly } from "./schemas.ts";
import { orderBy } from "./sorts.ts";
import { whereOf } from "./where.ts";
import { WINDOW, windowOf } from "./window.ts";

/** As far as a list is counted whose number is not whole yet. */
const COUNT_TO = 500;

/**
 * The saved lists that the caller sees, with how many tickets each holds.
 * @throws DomainError 403 FORBIDDEN
 */
export async function listViews({ ctx }: { ctx: Ctx }): Promise<{ items: DeskView[] }> {
  authorize(ctx, "tickets:read");
  const reader = ctx.tx ?? db;
  const me = ctx.actor.id;
  const rows = await viewsOf(reader, me);
  const kept = await countsOf(
    reader,
    rows.filter(isWhole).map((row) => row.id),
    me,
  );
  const items: DeskView[] = [];
  let all: boolean | undefined;
  for (const row of rows) {
    const counted = isWhole(row);
    const n = counted ? (kept.get(row.id) ?? 0) : await probe(reader, row, me);
    if (!counted && all === undefined) all = await windowHoldsAll(reader);
    items.push({
      ...{ id: row.id, name: row.name, shared: row.ownerId === null, filter: row.filter, sort: row.sort },
      ...{ position: row.position, counted, version: row.version },
      count: counted ? n : Math.min(n, COUNT_TO),
      more: !counted && (n > COUNT_TO || !(all || isOpenOnly(row.filter))),
    });
  }
  return { items };
}

const isWhole = (row: ViewRow): boolean => row.countedTo === null;

/** How many of the newest tickets are in a list, up to a bound: nothing grows with how many there ever were. */
async function probe(reader: Db, { filter }: ViewRow, me: string): Promise<number> {
  const part = windowOf(reader, filter, { sort: "newest" }).as("part");
  const rows = await reader
    .select({ id: part.id as unknown as typeof tickets.id })
    .from(part)
    .where(whereOf(filter, me, part as never))
    .limit(COUNT_TO + 1);
  return rows.length;
}

/** Whether there are so few tickets that a probe looks at every one of them. */
async function windowHoldsAll(reader: Db): Promise<boolean> {
  const [beyond] = await reader
    .select({ id: tickets.id })
    .from(tickets)
    .orderBy(...orderBy("newest"))
    .offset(WINDOW)
    .limit(1);
  return beyond === undefined;
}
