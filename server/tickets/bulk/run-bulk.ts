import { setImmediate } from "node:timers/promises";
import { and, asc, count, eq, lte } from "drizzle-orm";
import { ZodError } from "zod";
import { db, type Tx, transact } from "#db/client.ts";
import { isUniqueViolation } from "#db/errors.ts";
import { bulkJobs, bulkRows, user } from "#db/schema/index.ts";
import type { Ctx } from "#server/core/context.ts";
import { DomainError } from "#server/core/errors.ts";
import { logger } from "#server/core/logger.ts";
import { inPool } from "#server/jobs/index.ts";
import { act } from "./act.ts";
import { actMoney } from "./act-money.ts";
import { actorOf, type BulkRow, type JobRow, moved } from "./rows.ts";

/** Rows between two looks at whether the work was cancelled, and between two words to live screens. */
const IN_A_TURN = 50;
/** Rows under way together, each still a transaction: they share a commit, as what people write meanwhile does. Money goes one by one. */
const AT_ONCE = 4;
/** Turns in one run of the job: others' work is not kept waiting by a thousand rows. */
const TURNS_A_RUN = 20;

/**
 * Goes on with the work that waits, oldest first. Each row is one transaction with its result, so that a stop at any point leaves
 * rows that are done and rows that are not, and nothing in between.
 * @returns how many rows were done
 */
export async function runBulk(ctx: Ctx, { turns = TURNS_A_RUN, rows = IN_A_TURN } = {}): Promise<number> {
  let done = 0;
  for (let turn = 0; turn < turns; turn++) {
    const [job] = await db
      .select()
      .from(bulkJobs)
      .where(and(eq(bulkJobs.state, "waiting"), lte(bulkJobs.runAt, ctx.clock.now())))
      .orderBy(asc(bulkJobs.runAt), asc(bulkJobs.id))
      .limit(1);
    if (!job) break;
    done += await runTurn(ctx, job as JobRow, rows);
    await setImmediate();
  }
  return done;
}

async function runTurn(ctx: Ctx, job: JobRow, most: number): Promise<number> {
  const rows = await db
    .select()
    .from(bulkRows)
    .where(and(eq(bulkRows.jobId, job.id), eq(bulkRows.state, "waiting")))
    .orderBy(asc(bulkRows.n))
    .limit(most);
  const acting: Ctx = { clock: ctx.clock, actor: actorOf(job.actor) };
  const out = await isShutOut(job);
  await inPool(rows, job.action.kind === "topup" ? 1 : AT_ONCE, async (row) => {
    if (out) await note(row, { state: "failed", errorCode: "ACCOUNT_DISABLED" });
    else await runRow(acting, job, row);
    await setImmediate();
  });
  await transact((tx) => sumUp(tx, ctx, job));
  return rows.length;
}

/** Whoever was shut out since does nothing more. */
async function isShutOut({ actor }: JobRow): Promise<boolean> {
  if (actor.kind !== "staff") return false;
  const [person] = await db.select({ disabledAt: user.disabledAt }).from(user).where(eq(user.id, actor.id));
  return person?.disabledAt != null;
}

async function runRow(ctx: Ctx, job: JobRow, row: BulkRow): Promise<void> {
  const { action } = job;
  try {
    if (action.kind === "topup") {
      await actMoney(ctx, row, action);
      await note(row, { state: "done", errorCode: null });
      return;
    }
    await transact(async (tx) => {
      if (!(await stillWaits(tx, row))) return;
      const { state, before, version } = await act(tx, ctx, row, action);
      await tx.update(bulkRows).set({ state, before, version }).where(same(row));
    });
  } catch (error) {
    await note(row, { state: "failed", errorCode: codeOf(error, job.id, row.number) });
  }
}

const same = (row: BulkRow) => and(eq(bulkRows.jobId, row.jobId), eq(bulkRows.n, row.n));

/** It may have been cancelled, or done by another process. */
async function stillWaits(tx: Tx, row: BulkRow): Promise<boolean> {
  const [now] = await tx.select({ state: bulkRows.state }).from(bulkRows).where(same(row));
  return now?.state === "waiting";
}

const note = (row: BulkRow, result: { state: "failed" | "done"; errorCode: string | null }) =>
  transact(async (tx) => {
    if (await stillWaits(tx, row)) await tx.update(bulkRows).set(result).where(same(row));
  });

function codeOf(error: unknown, jobId: string, number: string): string {
  if (error instanceof DomainError) return error.code;
  // Opening a ticket again meets the index of one open ticket an order.
  if (isUniqueViolation(error)) return "ORDER_HAS_OPEN_TICKET";
  if (error instanceof ZodError) return "INVALID";
  logger.error({ err: error, jobId, number }, "one ticket of a piece of work failed");
  return "INTERNAL";
}

/** Writes how far the work is. */
export async function sumUp(tx: Tx, ctx: Pick<Ctx, "clock">, job: JobRow): Promise<void> {
  const rows = await tx
    .select({ state: bulkRows.state, n: count() })
    .from(bulkRows)
    .where(eq(bulkRows.jobId, job.id))
    .groupBy(bulkRows.state);
  const of = (state: BulkRow["state"]) => Number(rows.find((row) => row.state === state)?.n ?? 0);
  const over = of("waiting") === 0;
  const [now] = await tx.select({ state: bulkJobs.state }).from(bulkJobs).where(eq(bulkJobs.id, job.id));
  const state = now?.state === "waiting" && over ? "done" : (now?.state ?? "done");
  const done = job.total - of("waiting") - of("cancelled");
  const endedAt = over ? ctx.clock.now() : null;
  await tx
    .update(bulkJobs)
    .set({ done, failed: of("failed"), state, endedAt })
    .where(eq(bulkJobs.id, job.id));
  await moved(tx, ctx, job);
}
