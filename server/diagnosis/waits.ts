import { and, asc, eq, isNull, lte } from "drizzle-orm";
import { db, type Tx } from "#db/client.ts";
import { diagnoses } from "#db/schema/index.ts";
import { appendAudit } from "#server/audit/index.ts";
import type { Ctx } from "#server/core/context.ts";
import { conclude, loadRun, refresh, within } from "./store.ts";

/** Runs whose wait is over and that have no ticket yet, longest overdue first. */
export async function dueWaits(now: Date, limit: number): Promise<string[]> {
  const rows = await db
    .select({ id: diagnoses.id })
    .from(diagnoses)
    .where(and(lte(diagnoses.waitUntil, now), isNull(diagnoses.ticketNumber)))
    .orderBy(asc(diagnoses.waitUntil))
    .limit(limit);
  return rows.map(({ id }) => id);
}

export type Recheck = {
  checked: number;
  /** Still not solved: each wants a ticket. They stay due until {@link settleWait} says that it was opened. */
  lapsed: string[];
  /** Solved meanwhile, by the records. */
  solved: string[];
};

/** Looks at every wait that is over: the records may have solved it, or it lapsed. */
export async function recheckWaits({ ctx, input }: { ctx: Ctx; input: { limit: number } }): Promise<Recheck> {
  const due = await dueWaits(ctx.clock.now(), Math.min(Math.max(1, input.limit), 500));
  const report: Recheck = { checked: due.length, lapsed: [], solved: [] };
  for (const id of due) {
    const kind = await within(ctx, id, (tx) => recheck(tx, ctx, id));
    if (kind === "lapsed") report.lapsed.push(id);
    if (kind === "solved") report.solved.push(id);
  }
  return report;
}

async function recheck(tx: Tx, ctx: Ctx, id: string): Promise<"lapsed" | "solved" | "waiting"> {
  const now = ctx.clock.now();
  const loaded = await loadRun(tx, id);
  if (!loaded) return "waiting";
  const { run } = await conclude(tx, await refresh(tx, loaded, now), now, "record");
  const { waitUntil } = run.row;
  const state = waitUntil === null ? "solved" : waitUntil <= now ? "lapsed" : "waiting";
  await appendAudit(tx, ctx, { action: "diagnosis.rechecked", subject: `diagnosis:${id}`, data: { state } });
  return state;
}

/** Ends a run's wait because a ticket took it over. For the ticket's own transaction. */
export async function settleWait(tx: Tx, input: { id: string; ticketNumber: string; now: Date }): Promise<void> {
  await tx
    .update(diagnoses)
    .set({ ticketNumber: input.ticketNumber, waitUntil: null, updatedAt: input.now })
    .where(eq(diagnoses.id, input.id));
}
