import { createHash } from "node:crypto";
import { asc } from "drizzle-orm";
import { type Tx, transact } from "#db/client.ts";
import { metricCells } from "#db/schema/index.ts";
import type { Ctx } from "#server/core/context.ts";
import { foldSome } from "./fold.ts";
import { rebuildIn } from "./rebuild.ts";
import { ONE_AT_A_TIME } from "./store.ts";

const PAGE = 2_000;

/**
 * Builds the cells anew and says whether they are what they were, byte for byte: in one transaction, so that nothing comes between.
 * What was wrong is right afterwards.
 */
export async function checkCells(ctx: Ctx): Promise<{ cells: number; same: boolean }> {
  return transact(async (tx) => {
    while ((await foldSome(tx)) > 0);
    const before = await digestOf(tx);
    await rebuildIn(tx, ctx.clock.now());
    const after = await digestOf(tx);
    return { cells: after.cells, same: before.digest === after.digest };
  }, ONE_AT_A_TIME);
}

async function digestOf(tx: Tx): Promise<{ cells: number; digest: string }> {
  const { metric, dim, grain, at, key } = metricCells;
  const hash = createHash("sha256");
  for (let cells = 0; ; cells += PAGE) {
    const rows = await tx
      .select()
      .from(metricCells)
      .orderBy(asc(metric), asc(dim), asc(grain), asc(at), asc(key))
      .limit(PAGE)
      .offset(cells);
    for (const row of rows) {
      // A database keeps the members of a JSON document in an order of its own.
      const buckets = Object.entries(row.buckets ?? {}).sort(([a], [b]) => Number(a) - Number(b));
      hash.update(JSON.stringify([row.metric, row.dim, row.grain, row.at.getTime(), row.key]));
      hash.update(JSON.stringify([Number(row.n), Number(row.fen), Number(row.ms), buckets]));
    }
    if (rows.length < PAGE) return { cells: cells + rows.length, digest: hash.digest("hex") };
  }
}
