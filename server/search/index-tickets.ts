import { and, asc, desc, eq, gt, inArray, or, sql } from "drizzle-orm";
import type { Tx } from "#db/client.ts";
import { customers, payments, searchDocs, searchKeys, searchState, ticketMessages, tickets } from "#db/schema/index.ts";
import { putDocs } from "#db/search.ts";
import { sha256Hex } from "#server/core/ids.ts";
import { gramsOf } from "./grams.ts";
import { type Key, keysOf } from "./keys.ts";
import { textOfTicket } from "./texts.ts";

/** The writing of what is searched by. Done by jobs in transactions of their own, never by who changes a ticket. */

/** Where the numbers of documents begin: what comes counts up from here, what was there before down. */
export const FIRST_DOC = 2 ** 40;
/** Of one ticket at a time; older ones are met by the way back. */
const MAX_MESSAGES = 200;
const MAX_PAYMENTS = 1_000;

export type Doc = { ticketId: string; kind: "ticket" | "message"; ref: string; text: string; at: Date };

const columns = {
  ...{ id: tickets.id, number: tickets.number, orderNo: tickets.orderNo, claimedOrderNo: tickets.claimedOrderNo },
  ...{ paymentNo: tickets.paymentNo, customerId: tickets.customerId, target: tickets.target, contact: tickets.contact },
  ...{ description: tickets.description, productName: tickets.productName, errorText: tickets.errorText },
  ...{ tags: tickets.tags, fields: tickets.fields, openedAt: tickets.openedAt, updatedAt: tickets.updatedAt },
};
export const searchedTickets = (tx: Tx) => tx.select(columns).from(tickets);
export type SearchedTicket = Awaited<ReturnType<typeof searchedTickets>>[number];

export const digestOf = (text: string): string => sha256Hex(text).slice(0, 24);
export const docOfTicket = (row: SearchedTicket): Doc => ({
  ...{ ticketId: row.id, kind: "ticket", ref: row.id, text: textOfTicket(row), at: row.updatedAt },
});
type MessageRow = Pick<typeof ticketMessages.$inferSelect, "id" | "ticketId" | "body" | "createdAt">;
export const docOfMessage = ({ id, ticketId, body, createdAt }: MessageRow): Doc => ({
  ...{ ticketId, kind: "message", ref: id, text: body, at: createdAt },
});
export const messageColumns = {
  ...{ id: ticketMessages.id, ticketId: ticketMessages.ticketId },
  ...{ body: ticketMessages.body, createdAt: ticketMessages.createdAt },
};

/** Brings a ticket's keys, its own words and its messages in the index up to what they are now. */
export async function indexTicket(tx: Tx, row: SearchedTicket): Promise<void> {
  await writeKeys(tx, [row]);
  const news: Doc[] = [];
  const own = docOfTicket(row);
  const [kept] = await tx
    .select({ doc: searchDocs.doc, digest: searchDocs.digest })
    .from(searchDocs)
    .where(and(eq(searchDocs.ticketId, row.id), eq(searchDocs.kind, "ticket")));
  if (kept?.digest !== digestOf(own.text)) {
    // A new number, so that what changed is the newest.
    if (kept) await tx.delete(searchDocs).where(eq(searchDocs.doc, kept.doc));
    news.push(own);
  }
  news.push(...(await newMessages(tx, row.id)).map(docOfMessage));
  if (news.length > 0) await writeDocs(tx, news, await countUp(tx, news.length));
}

/** Messages after the newest that is indexed. */
async function newMessages(tx: Tx, ticketId: string): Promise<MessageRow[]> {
  const [newest] = await tx
    .select({ ref: searchDocs.ref })
    .from(searchDocs)
    .where(and(eq(searchDocs.ticketId, ticketId), eq(searchDocs.kind, "message")))
    .orderBy(desc(searchDocs.ref))
    .limit(1);
  const rows = await tx
    .select(messageColumns)
    .from(ticketMessages)
    .where(and(eq(ticketMessages.ticketId, ticketId), gt(ticketMessages.id, newest?.ref ?? "")))
    .orderBy(desc(ticketMessages.id))
    .limit(MAX_MESSAGES);
  return rows.reverse();
}

/** @returns the first of so many new numbers, which count up */
async function countUp(tx: Tx, count: number): Promise<number> {
  const [row] = await tx
    .insert(searchState)
    .values({ id: "new", doc: FIRST_DOC + count - 1 })
    .onConflictDoUpdate({ target: searchState.id, set: { doc: sql`${searchState.doc} + ${count}` } })
    .returning();
  return Number(row?.doc) - count + 1;
}

/**
 * Writes documents under numbers from `first` on.
 * @param step 1 or -1: whether each is newer than the one before
 */
export async function writeDocs(tx: Tx, docs: readonly Doc[], first: number, step: 1 | -1 = 1): Promise<void> {
  if (docs.length === 0) return;
  const numbered = docs.map((doc, i) => ({ ...doc, doc: first + i * step }));
  await tx.insert(searchDocs).values(
    numbered.map(({ doc, ticketId, kind, ref, text, at }) => ({
      ...{ doc, ticketId, kind, ref, at },
      digest: kind === "ticket" ? digestOf(text) : "",
    })),
  );
  await putDocs(
    tx,
    numbered.map(({ doc, text }) => ({ doc, grams: gramsOf(text) })),
  );
}

/** Makes the keys of these tickets what they should be, writing only what differs. */
export async function writeKeys(tx: Tx, rows: readonly SearchedTicket[]): Promise<void> {
  if (rows.length === 0) return;
  const wanted = await keysOfAll(tx, rows);
  const kept = await tx
    .select()
    .from(searchKeys)
    .where(
      inArray(
        searchKeys.ticketId,
        rows.map(({ id }) => id),
      ),
    );
  const name = ({ kind, key, ticketId }: (typeof kept)[number]) => `${ticketId} ${kind} ${key}`;
  const keptNames = new Set(kept.map(name));
  const wantedNames = new Set(wanted.map(name));
  const missing = wanted.filter((row) => !keptNames.has(name(row)));
  if (missing.length > 0) await tx.insert(searchKeys).values(missing);
  for (const row of kept) {
    if (wantedNames.has(name(row))) continue;
    const { key, kind, ticketId } = searchKeys;
    await tx.delete(searchKeys).where(and(eq(key, row.key), eq(kind, row.kind), eq(ticketId, row.ticketId)));
  }
}

async function keysOfAll(tx: Tx, rows: readonly SearchedTicket[]): Promise<(Key & { ticketId: string })[]> {
  const customerIds = [...new Set(rows.flatMap(({ customerId }) => customerId ?? []))];
  const orderNos = [...new Set(rows.flatMap(({ orderNo }) => orderNo ?? []))];
  const { id, email, phone } = customers;
  const known =
    customerIds.length === 0
      ? []
      : await tx.select({ id, email, phone }).from(customers).where(inArray(id, customerIds));
  const { orderNo, outTradeNo, gatewayTradeNo } = payments;
  const paid =
    orderNos.length === 0
      ? []
      : await tx
          .select({ orderNo, outTradeNo, gatewayTradeNo })
          .from(payments)
          .where(inArray(orderNo, orderNos))
          .limit(MAX_PAYMENTS);
  return rows.flatMap((row) =>
    keysOf(
      row,
      known.find((one) => one.id === row.customerId),
      paid.filter((one) => one.orderNo === row.orderNo),
    ).map((key) => ({ ...key, ticketId: row.id })),
  );
}

/** The tickets that speak for an order, or name it. */
export const ofOrder = (orderNo: string) => or(eq(tickets.orderNo, orderNo), eq(tickets.claimedOrderNo, orderNo));

/** Which of these documents are in the index already. */
export async function indexed(tx: Tx, docs: readonly Doc[]): Promise<Set<string>> {
  const rows = await tx
    .select({ kind: searchDocs.kind, ref: searchDocs.ref })
    .from(searchDocs)
    .where(
      and(
        inArray(searchDocs.ticketId, [...new Set(docs.map(({ ticketId }) => ticketId))]),
        inArray(
          searchDocs.ref,
          docs.map(({ ref }) => ref),
        ),
      ),
    )
    .orderBy(asc(searchDocs.doc));
  return new Set(rows.map(({ kind, ref }) => `${kind} ${ref}`));
}
