import { setImmediate } from "node:timers/promises";
import { and, desc, gte, lt, type SQL, sql } from "drizzle-orm";
import { dialect, fen, int, table, text } from "./columns.ts";
import { searchDocs } from "./schema/search.ts";
import type { Db, Tx } from "./types.ts";

/**
 * The index of pieces of words (`server/search/grams.ts`): on SQLite an FTS5 table that keeps no text, on PostgreSQL an array under a
 * GIN index. The migrations make it; it is not in the schema, since the two have nothing in common but what is said here.
 */
const isSqlite = dialect === "sqlite";
const searchIndex = table("search_index", { doc: fen(isSqlite ? "rowid" : "doc"), grams: text("grams") });
const commands = table("search_index", { command: text("search_index"), rank: int("rank") });

/**
 * Documents of one slice carry its name as one more piece. Two pieces that are both in many texts, but never in one, are otherwise
 * looked for through all there is at one go.
 */
const SLICE = 50_000;
const sliceName = (slice: number) => `slice${slice}`;
const FIRST_STEP = 20_000;
/** Pieces that are looked at by themselves first: whether one is rare. */
const PROBED = 8;
/** A reader on SQLite stops everybody: others get their turn at least this often. */
const TURN_MS = 10;
/** Pages that one merge may write. */
const MERGE_PAGES = 64;

/** What a question found: documents, the newest first; all there is down to `searchedTo` was looked at, or all when it is null. */
export type FoundDocs = { docs: number[]; searchedTo: number | null };

/** Puts documents into the index. Their rows in `search_docs` must be there; with those they go again. */
export async function putDocs(tx: Tx, docs: readonly { doc: number; grams: readonly string[] }[]): Promise<void> {
  if (docs.length === 0) return;
  await tx.insert(searchIndex).values(docs.map(({ doc, grams }) => ({ doc, grams: stored(doc, grams) as string })));
}

const stored = (doc: number, grams: readonly string[]): string | SQL =>
  isSqlite ? storedGrams(doc, grams) : sql`${arrayOf(grams)}::text[]`;

/** A document as FTS5 is given it. */
export const storedGrams = (doc: number, grams: readonly string[]): string =>
  [...grams, sliceName(Math.floor(doc / SLICE))].join(" ");

// Pieces are letters and digits alone: nothing in them needs to be escaped.
const arrayOf = (grams: readonly string[]) => `{${grams.map((gram) => `"${gram}"`).join(",")}}`;

/** Lets the index put a few of its parts together, so that this waits in a transaction of its own and in nobody's write. */
export async function mergeIndex(tx: Tx): Promise<void> {
  if (isSqlite) await tx.insert(commands).values({ command: "merge", rank: MERGE_PAGES });
}

/**
 * The newest documents that hold all pieces, and perhaps a few that do not hold the words they were made of.
 * @param grams at least one
 * @param page `before` a number, at most `limit` of them, for about `budgetMs`
 */
export async function docsWith(
  reader: Db,
  grams: readonly string[],
  page: { before: number; limit: number; budgetMs: number },
): Promise<FoundDocs> {
  const { before, limit } = page;
  // Each by itself, so that both are the end of an index.
  const [newest] = await reader.select({ doc: sql`max(${searchDocs.doc})`.mapWith(Number) }).from(searchDocs);
  const [oldest] = await reader.select({ doc: sql`min(${searchDocs.doc})`.mapWith(Number) }).from(searchDocs);
  if (!newest?.doc || !oldest?.doc) return { docs: [], searchedTo: null };
  const range = { from: oldest.doc, to: Math.min(before, newest.doc + 1) };
  if (isSqlite && (grams.length === 1 || (await isRare(reader, grams, range, limit)))) {
    const docs = await matching(reader, grams, range, limit);
    return { docs, searchedTo: docs.length < limit ? null : (docs.at(-1) ?? null) };
  }
  return bySlices(reader, grams, range, page);
}

type Range = { from: number; to: number };

/** A piece that is in few texts leads to them at once, whatever else is asked for. */
async function isRare(reader: Db, grams: readonly string[], range: Range, limit: number): Promise<boolean> {
  for (const gram of grams.slice(0, PROBED)) {
    if ((await matching(reader, [gram], range, limit)).length < limit) return true;
  }
  return false;
}

async function bySlices(
  reader: Db,
  grams: readonly string[],
  range: Range,
  { limit, budgetMs }: { limit: number; budgetMs: number },
): Promise<FoundDocs> {
  const started = performance.now();
  let turn = started;
  const docs: number[] = [];
  for (const slice of slicesOf(range)) {
    const asked = isSqlite ? [...grams, sliceName(Math.floor(slice.from / SLICE))] : grams;
    docs.push(...(await matching(reader, asked, slice, limit - docs.length)));
    if (docs.length >= limit) return { docs, searchedTo: docs.at(-1) ?? null };
    if (slice.from <= range.from) break;
    const now = performance.now();
    if (now - started > budgetMs) return { docs, searchedTo: slice.from };
    if (now - turn > TURN_MS) {
      await setImmediate();
      turn = performance.now();
    }
  }
  return { docs, searchedTo: null };
}

/** The newest first. On SQLite as documents carry them; on PostgreSQL each larger than the one before, as its index bounds none. */
function* slicesOf({ from, to }: Range): Generator<Range> {
  let step = FIRST_STEP;
  for (let end = to; end > from; ) {
    const start = isSqlite ? Math.floor((end - 1) / SLICE) * SLICE : end - step;
    yield { from: start, to: end };
    end = start;
    step *= 4;
  }
}

async function matching(reader: Db, grams: readonly string[], { from, to }: Range, limit: number): Promise<number[]> {
  const holds = isSqlite
    ? sql`search_index match ${grams.map((gram) => `"${gram}"`).join(" ")}`
    : sql`${searchIndex.grams} @> ${arrayOf(grams)}::text[]`;
  const rows = await reader
    .select({ doc: searchIndex.doc })
    .from(searchIndex)
    .where(and(holds, gte(searchIndex.doc, from), lt(searchIndex.doc, to)))
    .orderBy(desc(searchIndex.doc))
    .limit(limit);
  return rows.map(({ doc }) => Number(doc));
}
