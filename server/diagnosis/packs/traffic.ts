import { asc, count, gte, inArray, lt, sql, sum } from "drizzle-orm";
import { type Db, db, type Tx, transact } from "#db/client.ts";
import { packSteps, packTraffic } from "#db/schema/index.ts";
import { DAY_MS, MINUTE_MS } from "#server/core/clock.ts";
import type { Ctx } from "#server/core/context.ts";
import { newId } from "#server/core/ids.ts";
import type { Job } from "#server/jobs/index.ts";
import type { Diagnosis } from "../engine.ts";
import { requireKeeper } from "./list.ts";
import { outcomeNode } from "./nodes.ts";
import { registerBuiltIn } from "./settle.ts";

/** Where a result leaves a run: at a question, or at a cause with what follows from it. */
export function placeOf(result: Diagnosis): string {
  if (result.question !== null) return `q:${result.question.id}`;
  const { outcome, causeCode } = result;
  const end = outcome === null ? "" : outcomeNode(outcome.kind, outcome.remedies);
  return `c:${causeCode}>${end}`;
}

/** The nodes that a place stands for, in the order in which they are passed. */
const nodesOf = (place: string): string[] => place.split(">").filter((node) => node !== "");

/**
 * Notes that a run went on to another place, in the transaction that concluded so. Rows are only added here, and
 * {@link foldTraffic} adds them up: counters would make all runs that start at the same time wait for one another.
 */
export async function noteStep(
  tx: Tx,
  run: { version: string; before: string | null; after: string; at: Date },
): Promise<void> {
  if (run.before === run.after) return;
  const nodes = [run.before === null ? "start" : (nodesOf(run.before).at(-1) ?? "start"), ...nodesOf(run.after)];
  const steps = nodes.slice(1).map((to, i) => ({
    id: newId(),
    version: run.version,
    from: nodes[i] ?? "start",
    to,
    at: run.at,
  }));
  await tx.insert(packSteps).values(steps);
}

const BATCH = 2_000;
const KEEP_DAYS = 400;
const dayOf = (at: Date): string => at.toISOString().slice(0, 10);

/** Adds waiting steps to the counters of their days. @returns how many there were */
export async function foldTraffic(now: Date, limit = BATCH): Promise<number> {
  return transact(
    async (tx) => {
      const steps = await tx.select().from(packSteps).orderBy(asc(packSteps.at), asc(packSteps.id)).limit(limit);
      const sums = new Map<string, typeof packTraffic.$inferInsert>();
      for (const { version, from, to, at } of steps) {
        const row = { day: dayOf(at), version, from, to };
        const key = JSON.stringify(row);
        sums.set(key, { ...row, runs: (sums.get(key)?.runs ?? 0) + 1 });
      }
      for (const row of sums.values()) {
        await tx
          .insert(packTraffic)
          .values(row)
          .onConflictDoUpdate({
            target: [packTraffic.day, packTraffic.version, packTraffic.from, packTraffic.to],
            set: { runs: sql`${packTraffic.runs} + ${row.runs}` },
          });
      }
      for (let i = 0; i < steps.length; i += 500) {
        await tx.delete(packSteps).where(
          inArray(
            packSteps.id,
            steps.slice(i, i + 500).map(({ id }) => id),
          ),
        );
      }
      await tx.delete(packTraffic).where(lt(packTraffic.day, dayOf(new Date(now.getTime() - KEEP_DAYS * DAY_MS))));
      return steps.length;
    },
    { serializeOn: "pack-traffic" },
  );
}

export const packJobs: readonly Job[] = [
  // A newer release brings its pack at once, and not only with the next person who comes.
  { name: "pack-built-in", everyMs: MINUTE_MS, run: (ctx) => registerBuiltIn(ctx.clock) },
  {
    name: "pack-traffic",
    everyMs: MINUTE_MS,
    run: async (ctx) => {
      while ((await foldTraffic(ctx.clock.now())) === BATCH);
    },
  },
];

export type Traffic = { from: string; to: string; runs: number }[];

/**
 * How many runs went which way in the last days, over all versions, for this is what people meet.
 * @param days today and the days before it, by UTC
 */
export async function readTraffic(reader: Db, days: number, now: Date): Promise<Traffic> {
  const since = dayOf(new Date(now.getTime() - (days - 1) * DAY_MS));
  const counted = await reader
    .select({ from: packTraffic.from, to: packTraffic.to, runs: sum(packTraffic.runs) })
    .from(packTraffic)
    .where(gte(packTraffic.day, since))
    .groupBy(packTraffic.from, packTraffic.to);
  const waiting = await reader
    .select({ from: packSteps.from, to: packSteps.to, runs: count() })
    .from(packSteps)
    .where(gte(packSteps.at, new Date(since)))
    .groupBy(packSteps.from, packSteps.to);
  const sums = new Map<string, Traffic[number]>();
  for (const { from, to, runs } of [...counted, ...waiting]) {
    const key = JSON.stringify([from, to]);
    sums.set(key, { from, to, runs: (sums.get(key)?.runs ?? 0) + Number(runs ?? 0) });
  }
  return [...sums.values()].toSorted((a, b) => b.runs - a.runs);
}

/** {@link readTraffic} for staff and keys. */
export async function packTrafficOf({ ctx, input }: { ctx: Ctx; input: { days: number } }): Promise<Traffic> {
  requireKeeper(ctx);
  return readTraffic(db, input.days, ctx.clock.now());
}
