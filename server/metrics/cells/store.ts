import { and, eq, or, sql } from "drizzle-orm";
import type { Tx } from "#db/client.ts";
import { metricCells } from "#db/schema/index.ts";
import { readBuckets, storedBuckets } from "#server/core/sketch.ts";
import { addTo, type Cell, isNothing, placeOf, type Sum } from "./sums.ts";

const PLACES_A_QUERY = 50;
const ROWS_A_WRITE = 200;

/** Folding, rebuilding and nothing else write the cells, one after the other. */
export const ONE_AT_A_TIME = { serializeOn: "metrics:cells" };

/** Adds to the cells that are there, makes those that are not, and takes away those that come to nothing. */
export async function addToCells(tx: Tx, added: readonly Cell[]): Promise<void> {
  for (let from = 0; from < added.length; from += ROWS_A_WRITE) {
    const part = added.slice(from, from + ROWS_A_WRITE);
    const present = await cellsAt(tx, part);
    const rows: (typeof metricCells.$inferInsert)[] = [];
    for (const cell of part) {
      const before = present.get(placeOf(cell));
      if (before) addTo(cell, before);
      if (!isNothing(cell)) rows.push({ ...cell, buckets: storedBuckets(cell.buckets) });
      else if (before) await tx.delete(metricCells).where(isAt(cell));
    }
    if (rows.length === 0) continue;
    const { metric, dim, grain, at, key } = metricCells;
    await tx
      .insert(metricCells)
      .values(rows)
      .onConflictDoUpdate({
        target: [metric, dim, grain, at, key],
        set: { n: sql`excluded.n`, fen: sql`excluded.fen`, ms: sql`excluded.ms`, buckets: sql`excluded.buckets` },
      });
  }
}

async function cellsAt(tx: Tx, places: readonly Cell[]): Promise<Map<string, Sum>> {
  const found = new Map<string, Sum>();
  for (let from = 0; from < places.length; from += PLACES_A_QUERY) {
    const rows = await tx
      .select()
      .from(metricCells)
      .where(or(...places.slice(from, from + PLACES_A_QUERY).map(isAt)));
    for (const row of rows) {
      const { n, fen, ms } = row;
      found.set(placeOf(row), { n: Number(n), fen: Number(fen), ms: Number(ms), buckets: readBuckets(row.buckets) });
    }
  }
  return found;
}

const isAt = (cell: Pick<Cell, "metric" | "dim" | "grain" | "at" | "key">) =>
  and(
    eq(metricCells.metric, cell.metric),
    eq(metricCells.dim, cell.dim),
    eq(metricCells.grain, cell.grain),
    eq(metricCells.at, cell.at),
    eq(metricCells.key, cell.key),
  );
