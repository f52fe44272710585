import { and, eq, inArray, isNotNull } from "drizzle-orm";
import { type Db, db } from "#db/client.ts";
import { tickets, user } from "#db/schema/index.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { masked } from "#server/core/mask.ts";
import { type TicketSummary, ticketQueues } from "../schemas.ts";
import { summaryColumns, summaryView } from "../views.ts";
import { findView } from "./access.ts";
import { builtInViews } from "./built-in.ts";
import { isOpenOnly, type ViewFilter, type ViewListInput, type ViewSort, viewListSchema } from "./schemas.ts";
import { after, columnsOfSort, orderBy, type Position, positionOf, readCursor, sortFor, writeCursor } from "./sorts.ts";
import { whereInOrder, whereOf } from "./where.ts";
import { WINDOW, windowOf } from "./window.ts";

export type ViewPage = {
  items: TicketSummary[];
  nextCursor: string | null;
  /** The order it is in: of lists with ended tickets not every one is to be had. */
  sort: ViewSort;
  /** How far back was looked, when that is not yet all and the page is not full: there may be more. */
  searchedTo: string | null;
};

/**
 * A page of a list: of a saved one, of one that every desk has, or of what a filter says. Looks at open tickets, or at so many
 * others that a page takes the same time however many there are.
 * @throws DomainError 403 FORBIDDEN, 404 VIEW_NOT_FOUND, 422 BAD_CURSOR
 */
export async function listView({ ctx, input }: { ctx: Ctx; input: ViewListInput }): Promise<ViewPage> {
  authorize(ctx, "tickets:read");
  const call = viewListSchema.parse(input);
  const reader = ctx.tx ?? db;
  const { filter, sort: wanted } = await definitionOf(reader, call, ctx.actor.id);
  const sort = sortFor(call.sort ?? wanted, isOpenOnly(filter));
  const from = call.cursor ? readCursor(sort, call.cursor) : undefined;
  const found = await pageOf(reader, { filter, sort, from, limit: call.limit, me: ctx.actor.id });
  const items = await summariesOf(reader, found.ids);
  return {
    items: masked(ctx, items),
    nextCursor: found.end ? writeCursor(sort, found.end) : null,
    sort,
    searchedTo: found.searchedTo,
  };
}

/** What a call asks for: with both, the list as narrowed or changed by what the filter says. @throws DomainError as {@link listView} */
export async function definitionOf(
  reader: Db,
  { view, filter }: { view?: string | undefined; filter?: ViewFilter | undefined },
  me: string,
): Promise<{ filter: ViewFilter; sort: ViewSort }> {
  if (view === undefined) return { filter: filter ?? builtInViews.open, sort: "due" };
  const queue = ticketQueues.find((each) => each === view);
  const named = queue ? { filter: builtInViews[queue], sort: "due" as const } : await findView(reader, view, me);
  return { filter: { ...named.filter, ...filter }, sort: named.sort };
}

type Asked = { filter: ViewFilter; sort: ViewSort; from: Position | undefined; limit: number; me: string };

async function pageOf(reader: Db, asked: Asked): Promise<{ ids: string[]; end?: Position; searchedTo: string | null }> {
  const { sort, limit } = asked;
  const rows = await pageQuery(reader, asked);
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  const ids = page.map(({ id }) => id);
  if (rows.length > limit && last) return { ids, end: positionOf(sort, last), searchedTo: null };
  if (isOpenOnly(asked.filter)) return { ids, searchedTo: null };
  // Nothing more in what was looked at: was that all there is?
  const [end] = await reader
    .select(keys)
    .from(tickets)
    .where(asked.from && after(sort, asked.from))
    .orderBy(...orderBy(sort))
    .offset(WINDOW - 1)
    .limit(1);
  if (!end) return { ids, searchedTo: null };
  return { ids, end: positionOf(sort, end), searchedTo: reachedAt(sort, end) };
}

/** How far a search came, in what its order is about: a time, or an amount in fen. */
function reachedAt(sort: ViewSort, { openedAt, updatedAt, amountKey }: Reached): string {
  if (sort === "amount" || sort === "amount_up") return String(amountKey);
  return (sort === "touched" || sort === "untouched" ? updatedAt : openedAt).toISOString();
}
type Reached = { openedAt: Date; updatedAt: Date; amountKey: number };

const keys = {
  ...{ id: tickets.id, nextDueAt: tickets.nextDueAt, openedAt: tickets.openedAt, updatedAt: tickets.updatedAt },
  ...{ amountKey: tickets.amountKey, rank: tickets.rank, unansweredSince: tickets.unansweredSince },
  ...{ status: tickets.status, assigneeId: tickets.assigneeId, causeCode: tickets.causeCode, channel: tickets.channel },
};

/** The one statement that finds a page. */
export function pageQuery(reader: Db, { filter, sort, from, limit, me }: Asked) {
  if (isOpenOnly(filter)) {
    const waits = sort === "unanswered" ? isNotNull(tickets.unansweredSince) : undefined;
    return reader
      .select(keys)
      .from(tickets)
      .where(and(whereInOrder(filter, me, sort === "due"), waits, from && after(sort, from)))
      .orderBy(...orderBy(sort))
      .limit(limit + 1);
  }
  const part = windowOf(reader, filter, { sort, from }).as("part");
  // It has the columns that were asked for, the id and what is sorted by among them.
  const inner = part as unknown as typeof keys;
  const picked = Object.fromEntries([...columnsOfSort(sort), "id" as const].map((name) => [name, inner[name]]));
  return reader
    .select(picked as typeof keys)
    .from(part)
    .where(whereOf(filter, me, inner as never))
    .orderBy(...orderBy(sort, inner as never))
    .limit(limit + 1);
}

/** The rows of a page, in its order. */
export async function summariesOf(reader: Db, ids: readonly string[]): Promise<TicketSummary[]> {
  if (ids.length === 0) return [];
  const rows = await reader
    .select({ ticket: summaryColumns, assigneeName: user.name })
    .from(tickets)
    .leftJoin(user, eq(user.id, tickets.assigneeId))
    .where(inArray(tickets.id, [...ids]));
  const byId = new Map(rows.map((row) => [row.ticket.id, summaryView(row.ticket, row.assigneeName)]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

/** The numbers of the tickets that a list holds now, in its order, at most so many. */
export async function numbersOfView(
  { reader, me }: { reader: Db; me: string },
  list: { view?: string | undefined; filter?: ViewFilter | undefined },
  most: number,
): Promise<string[]> {
  const { filter, sort: wanted } = await definitionOf(reader, list, me);
  const sort = sortFor(wanted, isOpenOnly(filter));
  const { ids } = await pageOf(reader, { filter, sort, from: undefined, limit: most, me });
  const numbers = new Map<string, string>();
  for (let start = 0; start < ids.length; start += 500) {
    const some = ids.slice(start, start + 500);
    const rows = await reader
      .select({ id: tickets.id, number: tickets.number })
      .from(tickets)
      .where(inArray(tickets.id, some));
    for (const { id, number } of rows) numbers.set(id, number);
  }
  return ids.flatMap((id) => numbers.get(id) ?? []);
}
