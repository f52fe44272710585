import { eq, inArray } from "drizzle-orm";
import type { z } from "zod";
import { type Db, db } from "#db/client.ts";
import { orders, tickets } from "#db/schema/index.ts";
import { authorize, type Ctx, may } from "#server/core/context.ts";
import { invalid } from "#server/core/errors.ts";
import { maskContact, masked, maskText, seesMasked } from "#server/core/mask.ts";
import { findOrder } from "#server/orders/index.ts";
import { listTickets, type TicketListCall, type TicketPage } from "#server/tickets/index.ts";
import { openTicketStatuses, type TicketSummary, ticketListSchema } from "#server/tickets/schemas.ts";
import { findKeys, type KeyHit } from "./find-keys.ts";
import { findWords, type WordHit, writtenAt } from "./find-words.ts";
import { askedGrams, termsOf } from "./grams.ts";
import { snippetOf } from "./highlight.ts";
import { isNumberLike, keyOf } from "./keys.ts";
import { type FoundOrder, type SearchField, type SearchHit, type SearchPage, searchSchema } from "./schemas.ts";

/** Where a page begins: with so manieth of the numbers, or before a document. */
type Place = { keys: number } | { doc: number };
const NEWEST = { doc: Number.MAX_SAFE_INTEGER };

type Filter = Omit<TicketListCall, "q" | "cursor" | "limit" | "sort">;
type Hit = KeyHit | WordHit;
type Found = { hits: { hit: Hit; ticket: TicketSummary }[]; next: Place | null };

/**
 * Finds tickets by anything that somebody has to go by: numbers of tickets, orders and payments, customers, accounts and contacts,
 * whole, by their beginning or by their last digits; words from two characters in what was written, notes among it. Numbers come
 * first, whole ones before all; then words, the newest first and within a page the open ones.
 * @param input `q`, at most `limit` tickets, and the `cursor` of the page before
 * @returns tickets with what was found, marked; contacts in it are masked as everywhere. A ticket may come again on a later page
 *   where an older text of it holds the words too. And the order that the number is of, also where no ticket is about it
 * @throws DomainError 403 FORBIDDEN, 422 BAD_CURSOR; ZodError
 */
export async function searchTickets({
  ctx,
  input,
}: {
  ctx: Ctx;
  input: z.input<typeof searchSchema>;
}): Promise<SearchPage> {
  authorize(ctx, "tickets:read");
  const { q, limit, cursor } = searchSchema.parse(input);
  const reader = ctx.tx ?? db;
  const { hits, next } = await find(ctx, q, { limit, cursor, filter: {} });
  const written = next && "doc" in next && next !== NEWEST ? await writtenAt(reader, next.doc) : null;
  const details = await detailsOf(
    reader,
    hits.flatMap(({ hit }) => ("key" in hit ? [hit.ticketId] : [])),
  );
  const items = hits.map(({ hit, ticket }): SearchHit => {
    if ("key" in hit) return keyView(ctx, q, hit, ticket, details.get(hit.ticketId));
    return { ticket, group: "words", field: hit.field, messageId: hit.messageId, ...shown(ctx, hit.text, termsOf(q)) };
  });
  return masked(ctx, {
    items,
    nextCursor: next === null ? null : writePlace(next),
    searchedTo: written?.toISOString() ?? null,
    tooShort: askedGrams(termsOf(q)).length === 0,
    order: cursor === undefined && may(ctx.actor, "trace:read") ? await orderOf(reader, q) : null,
  });
}

/** The order that a whole number is of: its own, or a payment's. */
async function orderOf(reader: Db, q: string): Promise<FoundOrder | null> {
  const found = /\s/.test(q) ? undefined : await findOrder(reader, [q]);
  if (!found) return null;
  const { orderNo, productName, amountFen } = orders;
  const [row] = await reader.select({ orderNo, productName, amountFen }).from(orders).where(eq(orderNo, found.orderNo));
  return row ?? null;
}

/**
 * A list of tickets as {@link listTickets} gives it; with `q` those that are found by it, in the order of the search.
 * @throws DomainError 403 FORBIDDEN, 422 BAD_CURSOR, METRIC_UNKNOWN; ZodError
 */
export async function listOrSearch({ ctx, input }: { ctx: Ctx; input: TicketListCall }): Promise<TicketPage> {
  const list = ticketListSchema.parse(input);
  if (!list.q) return listTickets({ ctx, input });
  authorize(ctx, "tickets:read");
  const { q, cursor, limit, sort: _sort, ...filter } = list;
  const { hits, next } = await find(ctx, q, { limit, cursor, filter });
  return { items: hits.map(({ ticket }) => ticket), nextCursor: next === null ? null : writePlace(next) };
}

type Page = { limit: number; cursor: string | undefined; filter: Filter };

async function find(ctx: Ctx, q: string, { limit, cursor, filter }: Page): Promise<Found> {
  const reader = ctx.tx ?? db;
  const rows = new Map<string, TicketSummary>();
  const keep = async (ids: string[]) => {
    const kept = await summariesOf(ctx, reader, ids, filter);
    for (const [id, row] of kept) rows.set(id, row);
    return new Set(kept.keys());
  };
  const terms = termsOf(q);
  const hasWords = askedGrams(terms).length > 0;
  const place = cursor === undefined ? { keys: 0 } : readPlace(cursor);
  const keyed = "keys" in place ? await findKeys(reader, q) : [];
  const wanted = await keep(keyed.map(({ ticketId }) => ticketId));
  const numbers = openFirst(
    keyed.filter(({ ticketId }) => wanted.has(ticketId)),
    rows,
  );
  const from = "keys" in place ? place.keys : 0;
  const page = numbers.slice(from, from + limit);
  if (numbers.length > from + limit) return { hits: withRows(page, rows), next: { keys: from + limit } };
  // Whoever typed a number that is one meant it. Where it stands in texts is the next page.
  if (hasWords && (page.length === limit || (page.length > 0 && isNumberLike(q)))) {
    return { hits: withRows(page, rows), next: NEWEST };
  }
  const skip = new Set(numbers.map(({ ticketId }) => ticketId));
  const before = "doc" in place ? place.doc : NEWEST.doc;
  const { hits, next } = await findWords(reader, terms, { before, limit: limit - page.length, skip, keep });
  return { hits: withRows([...page, ...openFirst(hits, rows)], rows), next: next === null ? null : { doc: next } };
}

/** In the order they are in, those still open before others; keys of each sureness apart. */
function openFirst<T extends Hit>(hits: readonly T[], rows: ReadonlyMap<string, TicketSummary>): T[] {
  const open: readonly string[] = openTicketStatuses;
  const groups = { exact: 0, prefix: 2, tail: 4 };
  const place = (hit: T) =>
    ("key" in hit ? groups[hit.group] : 0) + (open.includes(rows.get(hit.ticketId)?.status ?? "") ? 0 : 1);
  return hits.toSorted((a, b) => place(a) - place(b));
}

const withRows = (hits: readonly Hit[], rows: ReadonlyMap<string, TicketSummary>) =>
  hits.flatMap((hit) => {
    const ticket = rows.get(hit.ticketId);
    return ticket ? [{ hit, ticket }] : [];
  });

/** The rows of these tickets that a list would show, by their ids. */
async function summariesOf(ctx: Ctx, reader: Db, ids: string[], filter: Filter): Promise<Map<string, TicketSummary>> {
  if (ids.length === 0) return new Map();
  const named = await reader
    .select({ id: tickets.id, number: tickets.number })
    .from(tickets)
    .where(inArray(tickets.id, ids));
  const input = { ...filter, queue: filter.queue ?? ("all" as const), sort: "newest" as const, limit: 100 };
  const found = new Map<string, TicketSummary>();
  for (let at = 0; at < ids.length; at += 100) {
    const page = await listTickets({ ctx, input }, [inArray(tickets.id, ids.slice(at, at + 100))]);
    for (const row of page.items) found.set(row.number, row);
  }
  return new Map(
    named.flatMap(({ id, number }) => {
      const row = found.get(number);
      return row ? [[id, row]] : [];
    }),
  );
}

type Details = { paymentNo: string | null; target: string | null; contact: string | null };

async function detailsOf(reader: Db, ids: string[]): Promise<Map<string, Details>> {
  if (ids.length === 0) return new Map();
  const { id, paymentNo, target, contact } = tickets;
  const rows = await reader.select({ id, paymentNo, target, contact }).from(tickets).where(inArray(id, ids));
  return new Map(rows.map((row) => [row.id, row]));
}

/** A number that led here, as it stands in the ticket where it does. */
function keyView(ctx: Ctx, q: string, hit: KeyHit, ticket: TicketSummary, details: Details | undefined): SearchHit {
  const ways: Record<KeyHit["kind"], [SearchField, (string | null | undefined)[]]> = {
    ticket: ["number", [ticket.number]],
    order: ["orderNo", [ticket.orderNo, ticket.claimedOrderNo]],
    payment: ["paymentNo", [details?.paymentNo]],
    customer: ["customerId", [ticket.customerId]],
    target: ["target", [details?.target]],
    contact: ["contact", [details?.contact]],
    tail: ["contact", [details?.contact, details?.target]],
  };
  const [field, values] = ways[hit.kind];
  const ending = hit.kind === "tail" ? [...hit.key.slice(1)].reverse().join("") : hit.key;
  const own = values.find((value) => value && (keyOf(value) === ending || keyOf(value).endsWith(ending)));
  const isContact = hit.kind === "tail" || hit.kind === "contact";
  const text = isContact && seesMasked(ctx.actor) ? maskContact(own ?? ending) : (own ?? ending);
  const typed = hit.kind === "tail" ? keyOf(q).slice(-4) : keyOf(q);
  return { ticket, group: hit.group, field, messageId: null, ...shown(ctx, text, [typed]) };
}

const shown = (ctx: Ctx, text: string, terms: readonly string[]) =>
  snippetOf(seesMasked(ctx.actor) ? maskText(text) : text, terms);

const writePlace = (place: Place): string =>
  "keys" in place ? `k${place.keys.toString(36)}` : `w${place.doc.toString(36)}`;

function readPlace(cursor: string): Place {
  const [, kind, digits = ""] = /^([kw])([0-9a-z]{1,12})$/.exec(cursor) ?? [];
  const value = Number.parseInt(digits, 36);
  if (kind && Number.isSafeInteger(value)) return kind === "k" ? { keys: value } : { doc: value };
  throw invalid("BAD_CURSOR", "This cursor is not one of ours.", {
    errors: [{ path: "cursor", message: "Not a cursor" }],
  });
}
