import { and, desc, eq, inArray, isNotNull } from "drizzle-orm";
import { z } from "zod";
import { type Db, db } from "#db/client.ts";
import { bulkJobs, bulkRows } from "#db/schema/index.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { type BulkRow, findBulk, type JobRow, rowsOf } from "./rows.ts";
import type { Bulk } from "./schemas.ts";

const inputSchema = z.object({ id: z.string().min(1).max(64) });

/**
 * One piece of work with what became of each ticket.
 * @throws DomainError 403 FORBIDDEN, 404 BULK_NOT_FOUND, also to whoever did not ask for it and manages no desk
 */
export async function getBulk({ ctx, input }: { ctx: Ctx; input: z.input<typeof inputSchema> }): Promise<Bulk> {
  authorize(ctx, "tickets:read");
  const { id } = inputSchema.parse(input);
  const reader = ctx.tx ?? db;
  const job = await findBulk(reader, ctx, id);
  const undone = await reader.select({ id: bulkJobs.id }).from(bulkJobs).where(eq(bulkJobs.undoOf, id)).limit(1);
  return bulkView(job, await rowsOf(reader, id), undone.length === 0 && (await isUndoable(reader, job)));
}

/** The caller's last pieces of work, newest first, without their rows. */
export async function listBulk({ ctx }: { ctx: Ctx }): Promise<{ items: Bulk[] }> {
  authorize(ctx, "tickets:read");
  const reader = ctx.tx ?? db;
  const rows = await reader
    .select()
    .from(bulkJobs)
    .where(eq(bulkJobs.requestedBy, ctx.actor.id))
    .orderBy(desc(bulkJobs.createdAt))
    .limit(20);
  const undone = new Set(rows.map((row) => row.undoOf));
  const jobs = rows as JobRow[];
  const kept = await withChanges(reader, jobs);
  return { items: jobs.map((job) => bulkView(job, [], !undone.has(job.id) && hasSomething(job, kept))) };
}

/** What was said, and money that moved, stay. */
const FINAL: ReadonlySet<string> = new Set(["reply", "topup"]);

/** True while an undo puts something back or stops something. */
export async function isUndoable(reader: Db, job: JobRow): Promise<boolean> {
  return hasSomething(job, await withChanges(reader, [job]));
}

function hasSomething(job: JobRow, kept: ReadonlySet<string>): boolean {
  if (job.undoOf !== null || job.action.kind === "undo") return false;
  if (job.state === "waiting" && job.done < job.total) return true;
  if (job.action.kind === "macro") return kept.has(job.id);
  return !FINAL.has(job.action.kind) && job.done > job.failed;
}

/** Of the macros those that changed something besides saying their words: that can be put back. */
async function withChanges(reader: Db, jobs: readonly JobRow[]): Promise<ReadonlySet<string>> {
  const ids = jobs.filter(({ action }) => action.kind === "macro").map(({ id }) => id);
  if (ids.length === 0) return new Set();
  const rows = await reader
    .selectDistinct({ id: bulkRows.jobId })
    .from(bulkRows)
    .where(and(inArray(bulkRows.jobId, ids), eq(bulkRows.state, "done"), isNotNull(bulkRows.before)));
  return new Set(rows.map(({ id }) => id));
}

function bulkView(job: JobRow, rows: readonly BulkRow[], undoable: boolean): Bulk {
  const { id, state, total, done, failed, undoOf } = job;
  return {
    ...{ id, state, total, done, failed, undoOf, action: job.action.kind },
    by: { id: job.requestedBy, name: job.requestedName },
    undoable,
    runAt: job.runAt.toISOString(),
    createdAt: job.createdAt.toISOString(),
    endedAt: job.endedAt?.toISOString() ?? null,
    rows: rows.map(({ number, state: of, errorCode }) => ({ number, state: of, errorCode })),
  };
}
