import { and, asc, desc, eq, gt, inArray, lt, or, sql } from "drizzle-orm";
import { type Db, db } from "#db/client.ts";
import { moneyItems, tickets } from "#db/schema/index.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { DomainError, notFound } from "#server/core/errors.ts";
import { openTicketStatuses } from "#server/tickets/schemas.ts";
import { actionsOf } from "./actions.ts";
import {
  type MoneyItem,
  type MoneyItemCounts,
  type MoneyItemListInput,
  type MoneyItemPage,
  moneyItemListSchema,
} from "./schemas.ts";

const MAX_CHANNELS = 200;

export type ItemRow = typeof moneyItems.$inferSelect;

/**
 * What about money waits for a person, a page at a time: open items by rank and age, those that ended by when they did, newest first.
 * @throws DomainError 403 FORBIDDEN, 422 BAD_CURSOR; ZodError on bad input
 */
export async function listMoneyItems(args: { ctx: Ctx; input: MoneyItemListInput }): Promise<MoneyItemPage> {
  const ctx = authorize(args.ctx, "trace:read");
  const reader = ctx.tx ?? db;
  const { kind, channel, state, orderNo, q, limit, cursor } = moneyItemListSchema.parse(args.input);
  const open = state === "open";
  const rows = await reader
    .select()
    .from(moneyItems)
    .where(
      and(
        eq(moneyItems.state, state),
        kind && eq(moneyItems.kind, kind),
        channel === undefined ? undefined : eq(moneyItems.channel, channel),
        orderNo === undefined ? undefined : eq(moneyItems.orderNo, orderNo),
        q ? or(eq(moneyItems.orderNo, q), eq(moneyItems.outTradeNo, q), eq(moneyItems.gatewayTradeNo, q)) : undefined,
        cursor === undefined ? undefined : open ? afterOpen(cursor) : afterEnded(cursor),
      ),
    )
    .orderBy(
      ...(open
        ? [asc(moneyItems.rank), asc(moneyItems.openedAt), asc(moneyItems.id)]
        : [desc(moneyItems.resolvedAt), desc(moneyItems.id)]),
    )
    .limit(limit + 1);
  const page = rows.slice(0, limit);
  const last = rows.length > limit ? page.at(-1) : undefined;
  return {
    items: await viewsOf(reader, page),
    nextCursor: last ? writeCursor(last) : null,
    counts: await counts(reader),
    channels: await openChannels(reader),
  };
}

/** One item. @throws DomainError 403 FORBIDDEN, 404 MONEY_ITEM_NOT_FOUND */
export async function getMoneyItem(args: { ctx: Ctx; input: { id: string } }): Promise<MoneyItem> {
  const ctx = authorize(args.ctx, "trace:read");
  const reader = ctx.tx ?? db;
  return viewOf(reader, await findItem(reader, args.input.id));
}

/** The row of an item. @throws DomainError 404 MONEY_ITEM_NOT_FOUND */
export async function findItem(reader: Db, id: string): Promise<ItemRow> {
  const [row] = await reader.select().from(moneyItems).where(eq(moneyItems.id, id));
  if (!row) throw notFound("MONEY_ITEM");
  return row;
}

async function counts(reader: Db): Promise<MoneyItemCounts> {
  const rows = await reader
    .select({ kind: moneyItems.kind, count: sql<number>`count(*)` })
    .from(moneyItems)
    .where(eq(moneyItems.state, "open"))
    .groupBy(moneyItems.kind);
  return Object.fromEntries(rows.map(({ kind, count }) => [kind, Number(count)]));
}

async function openChannels(reader: Db): Promise<string[]> {
  const rows = await reader
    .selectDistinct({ channel: moneyItems.channel })
    .from(moneyItems)
    .where(eq(moneyItems.state, "open"))
    .limit(MAX_CHANNELS);
  return rows.flatMap((row) => (row.channel === null ? [] : [row.channel])).sort();
}

export async function viewOf(reader: Db, row: ItemRow): Promise<MoneyItem> {
  const [view] = await viewsOf(reader, [row]);
  if (!view) throw new Error("An item has no view");
  return view;
}

async function viewsOf(reader: Db, rows: readonly ItemRow[]): Promise<MoneyItem[]> {
  const orderNos = [...new Set(rows.flatMap((row) => (row.orderNo === null ? [] : [row.orderNo])))];
  const open =
    orderNos.length === 0
      ? []
      : await reader
          .select({ orderNo: tickets.orderNo, number: tickets.number })
          .from(tickets)
          .where(and(inArray(tickets.orderNo, orderNos), inArray(tickets.status, [...openTicketStatuses])));
  const numbers = new Map(open.map((row) => [row.orderNo, row.number]));
  return rows.map((row) => view(row, (row.orderNo !== null && numbers.get(row.orderNo)) || null));
}

function view(row: ItemRow, ticketNumber: string | null): MoneyItem {
  const { dedupeKey: _key, proposal, openedAt, resolvedAt, ...rest } = row;
  return {
    ...rest,
    openedAt: openedAt.toISOString(),
    resolvedAt: resolvedAt?.toISOString() ?? null,
    ticketNumber,
    actions: actionsOf(row),
    proposal: proposal && {
      action: proposal.action,
      note: proposal.note,
      amountFen: proposal.amountFen ?? null,
      by: { kind: proposal.byKind, id: proposal.byId, name: proposal.byName },
      at: proposal.at,
    },
  };
}

function writeCursor(row: ItemRow): string {
  const at = row.state === "open" ? row.openedAt : (row.resolvedAt ?? row.openedAt);
  return Buffer.from(`${row.rank}.${at.getTime()}.${row.id}`).toString("base64url");
}

function readCursor(cursor: string): { rank: number; at: Date; id: string } {
  const text = Buffer.from(cursor, "base64url").toString("utf8");
  const [, rank, ms, id] = /^(\d{1,3})\.(\d{1,15})\.([0-9a-f-]{36})$/.exec(text) ?? [];
  if (rank === undefined || ms === undefined || id === undefined) {
    throw new DomainError(422, "BAD_CURSOR", "This cursor is not one of ours.");
  }
  return { rank: Number(rank), at: new Date(Number(ms)), id };
}

function afterOpen(cursor: string) {
  const { rank, at, id } = readCursor(cursor);
  const { rank: r, openedAt, id: i } = moneyItems;
  return or(gt(r, rank), and(eq(r, rank), or(gt(openedAt, at), and(eq(openedAt, at), gt(i, id)))));
}

function afterEnded(cursor: string) {
  const { at, id } = readCursor(cursor);
  const { resolvedAt, id: i } = moneyItems;
  return or(lt(resolvedAt, at), and(eq(resolvedAt, at), lt(i, id)));
}
