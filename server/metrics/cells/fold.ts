import { eq, inArray } from "drizzle-orm";
import { db, type Tx, transact } from "#db/client.ts";
import { deskDeltas, metricBuilds } from "#db/schema/index.ts";
import type { Ctx } from "#server/core/context.ts";
import { readDeltaKey } from "#server/core/deltas.ts";
import { addBuckets } from "#server/core/sketch.ts";
import { fillMoney, fillWaits } from "#server/tickets/index.ts";
import { rebuildCells } from "./rebuild.ts";
import { CELLS_VERSION } from "./schemas.ts";
import { addToCells, ONE_AT_A_TIME } from "./store.ts";
import { CellSums, noSum, type Sum } from "./sums.ts";

const BATCH = 200;
const MAX_BATCHES_A_RUN = 50;

/**
 * Adds what changes of tickets noted to the cells, a batch a transaction, so that nobody waits long. Builds the cells first where that
 * was never done, or was done for other definitions.
 * @returns how many notes were folded
 */
export async function foldDeltas(ctx: Ctx): Promise<number> {
  if (!(await isBuilt())) {
    // What was not kept of tickets of before: their history and their orders say it.
    await fillWaits();
    await fillMoney(ctx);
    await rebuildCells(ctx);
  }
  let folded = 0;
  for (let batch = 0; batch < MAX_BATCHES_A_RUN; batch++) {
    const n = await transact(foldSome, ONE_AT_A_TIME);
    folded += n;
    if (n < BATCH) break;
  }
  return folded;
}

async function isBuilt(): Promise<boolean> {
  const [row] = await db.select().from(metricBuilds).where(eq(metricBuilds.id, "cells"));
  return row?.version === CELLS_VERSION;
}

/** Folds one batch. @returns how many notes it held */
export async function foldSome(tx: Tx): Promise<number> {
  const deltas = await tx.select().from(deskDeltas).where(eq(deskDeltas.kind, "metric")).limit(BATCH);
  if (deltas.length === 0) return 0;
  const sums = new CellSums();
  for (const delta of deltas) {
    const { metric, hour, keys } = readDeltaKey(delta.key);
    sums.add(metric, hour, keys, sumOfDelta(delta));
  }
  await addToCells(tx, sums.take());
  await tx.delete(deskDeltas).where(
    inArray(
      deskDeltas.id,
      deltas.map(({ id }) => id),
    ),
  );
  return deltas.length;
}

type Delta = Pick<typeof deskDeltas.$inferSelect, "n" | "fen" | "ms" | "bucket">;
export function sumOfDelta({ n, fen, ms, bucket }: Delta): Sum {
  const sum = { ...noSum(), n: Number(n), fen: Number(fen), ms: Number(ms) };
  if (bucket !== null) addBuckets(sum.buckets, [[bucket, sum.n]]);
  return sum;
}
