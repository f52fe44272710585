import { asc, gte, inArray } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { searchDocs, ticketMessages, tickets } from "#db/schema/index.ts";
import { docsWith } from "#db/search.ts";
import { askedGrams, holdsTerms } from "./grams.ts";
import type { SearchField } from "./schemas.ts";
import { wordsOf } from "./texts.ts";

/** A ticket in whose texts the words stand. */
export type WordHit = { ticketId: string; doc: number; field: SearchField; text: string; messageId: string | null };
/** `next` is where to go on; null when all was looked at. */
export type FoundWords = { hits: WordHit[]; next: number | null };

/** Documents of one look into the index, and texts read again at a time: a word in every text has its page after one of these. */
const CANDIDATES = 200;
const READ_AGAIN = 50;
/** For how long one answer may look. */
export const BUDGET_MS = 60;

/**
 * Finds texts that hold all terms, the newest first, each ticket once.
 * @param page `before` a document's number; `skip` tickets that were found already; `keep` narrows tickets to those that are wanted
 */
export async function findWords(
  reader: Db,
  terms: readonly string[],
  page: {
    before: number;
    limit: number;
    skip: ReadonlySet<string>;
    keep: (ids: string[]) => Promise<ReadonlySet<string>>;
  },
): Promise<FoundWords> {
  const grams = askedGrams(terms);
  if (grams.length === 0) return { hits: [], next: null };
  const until = performance.now() + BUDGET_MS;
  const seen = new Set(page.skip);
  const hits: WordHit[] = [];
  let before = page.before;
  for (;;) {
    const budgetMs = Math.max(0, until - performance.now());
    const { docs, searchedTo } = await docsWith(reader, grams, { before, limit: CANDIDATES, budgetMs });
    for (let at = 0; at < docs.length; at += READ_AGAIN) {
      const some = docs.slice(at, at + READ_AGAIN);
      const read = (await readAgain(reader, some, terms)).filter(({ ticketId }) => !seen.has(ticketId));
      const wanted = await page.keep([...new Set(read.map(({ ticketId }) => ticketId))]);
      for (const hit of read) {
        if (seen.has(hit.ticketId) || !wanted.has(hit.ticketId)) continue;
        seen.add(hit.ticketId);
        hits.push(hit);
        if (hits.length >= page.limit) return { hits, next: hit.doc };
      }
    }
    if (searchedTo === null) return { hits, next: null };
    before = searchedTo;
    if (performance.now() >= until) return { hits, next: searchedTo };
  }
}

/** The texts of these documents that hold the terms, in the same order. What is no more there is passed over. */
async function readAgain(reader: Db, docs: readonly number[], terms: readonly string[]): Promise<WordHit[]> {
  if (docs.length === 0) return [];
  const rows = await reader
    .select({ doc: searchDocs.doc, ticketId: searchDocs.ticketId, kind: searchDocs.kind, ref: searchDocs.ref })
    .from(searchDocs)
    .where(inArray(searchDocs.doc, [...docs]));
  const texts = await textsOf(reader, rows);
  return docs.flatMap((doc) => {
    const row = rows.find((each) => each.doc === doc);
    const fields = row ? (texts.get(row.ref) ?? []) : [];
    if (!row || !holdsTerms(fields.map(({ text }) => text).join("\n"), terms)) return [];
    // The field that holds most of the terms says best why this was found.
    const many = (text: string) => terms.filter((term) => holdsTerms(text, [term])).length;
    const best = fields.reduce((a, b) => (many(b.text) > many(a.text) ? b : a));
    return [{ ticketId: row.ticketId, doc, ...best, messageId: row.kind === "message" ? row.ref : null }];
  });
}

type Fields = { field: SearchField; text: string }[];

async function textsOf(reader: Db, rows: readonly { kind: string; ref: string }[]): Promise<Map<string, Fields>> {
  const refs = (kind: string) => rows.flatMap((row) => (row.kind === kind ? [row.ref] : []));
  const [heads, said] = [refs("ticket"), refs("message")];
  const texts = new Map<string, Fields>();
  if (heads.length > 0) {
    const { id, description, productName, errorText, target, tags, fields } = tickets;
    const own = await reader
      .select({ id, description, productName, errorText, target, tags, fields })
      .from(tickets)
      .where(inArray(id, heads));
    for (const row of own)
      texts.set(
        row.id,
        wordsOf(row).map(([field, text]) => ({ field, text })),
      );
  }
  if (said.length > 0) {
    const { id, body, visibility } = ticketMessages;
    const messages = await reader.select({ id, body, visibility }).from(ticketMessages).where(inArray(id, said));
    for (const row of messages)
      texts.set(row.id, [{ field: row.visibility === "internal" ? "note" : "message", text: row.body }]);
  }
  return texts;
}

/** When the document at a place was written, or the next one that is still there. */
export async function writtenAt(reader: Db, doc: number): Promise<Date | null> {
  const [row] = await reader
    .select({ at: searchDocs.at })
    .from(searchDocs)
    .where(gte(searchDocs.doc, doc))
    .orderBy(asc(searchDocs.doc))
    .limit(1);
  return row?.at ?? null;
}
