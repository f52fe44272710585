import { desc, eq } from "drizzle-orm";
import { z } from "zod";
import { db } from "#db/client.ts";
import { bulkJobs } from "#db/schema/index.ts";
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
  return bulkView(job, await rowsOf(reader, id), undone.length > 0);
}

/** The caller's last pieces of work, newest first, without their rows. */
export async function listBulk({ ctx }: { ctx: Ctx }): Promise<{ items: Bulk[] }> {
  authorize(ctx, "tickets:read");
  const rows = await (ctx.tx ?? db)
    .select()
    .from(bulkJobs)
    .where(eq(bulkJobs.requestedBy, ctx.actor.id))
    .orderBy(desc(bulkJobs.createdAt))
    .limit(20);
  const undone = new Set(rows.map((row) => row.undoOf));
  return { items: rows.map((row) => bulkView(row as JobRow, [], undone.has(row.id))) };
}

/** What was said, and money that moved, stay. */
const FINAL: ReadonlySet<string> = new Set(["reply", "macro", "topup"]);

/** True while an undo puts something back or stops something. */
export function isUndoable(job: JobRow): boolean {
  if (job.undoOf !== null || job.action.kind === "undo") return false;
  if (job.state === "waiting" && job.done < job.total) return true;
  return !FINAL.has(job.action.kind) && job.done > job.failed;
}

function bulkView(job: JobRow, rows: readonly BulkRow[], undone: boolean): Bulk {
  const { id, state, total, done, failed, undoOf } = job;
  return {
    ...{ id, state, total, done, failed, undoOf, action: job.action.kind },
    by: { id: job.requestedBy, name: job.requestedName },
    undoable: !undone && isUndoable(job),
    runAt: job.runAt.toISOString(),
    createdAt: job.createdAt.toISOString(),
    endedAt: job.endedAt?.toISOString() ?? null,
    rows: rows.map(({ number, state: of, errorCode }) => ({ number, state: of, errorCode })),
  };
}
