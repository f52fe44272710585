import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { type Tx, transact } from "#db/client.ts";
import { bulkJobs, bulkRows } from "#db/schema/index.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { conflict } from "#server/core/errors.ts";
import { isUndoable } from "./get-bulk.ts";
import { findBulk, rowsOf } from "./rows.ts";
import { sumUp } from "./run-bulk.ts";
import { begin } from "./start-bulk.ts";

const inputSchema = z.object({ id: z.string().min(1).max(64) });

/**
 * Stops a piece of work and puts back what it changed, as another piece of work with a result for each ticket. Tickets that were
 * changed since stay as they are. What was said to customers stays said: of replies only those that were not sent are stopped.
 * @returns the id of the work that puts back; null when there was nothing to put back
 * @throws DomainError 403 FORBIDDEN, 404 BULK_NOT_FOUND, 409 NOT_UNDOABLE
 */
export async function undoBulk({ ctx, input }: { ctx: Ctx; input: z.input<typeof inputSchema> }) {
  authorize(ctx, "tickets:write");
  const { id } = inputSchema.parse(input);
  const work = async (tx: Tx) => {
    const job = await findBulk(tx, ctx, id);
    const [again] = await tx.select({ id: bulkJobs.id }).from(bulkJobs).where(eq(bulkJobs.undoOf, id)).limit(1);
    if (again || !(await isUndoable(tx, job)))
      throw conflict("NOT_UNDOABLE", "There is nothing to take back any more.");
    if (job.state === "waiting") {
      await tx
        .update(bulkRows)
        .set({ state: "cancelled" })
        .where(and(eq(bulkRows.jobId, id), eq(bulkRows.state, "waiting")));
      await tx.update(bulkJobs).set({ state: "cancelled" }).where(eq(bulkJobs.id, id));
      await sumUp(tx, ctx, job);
    }
    const rows = (await rowsOf(tx, id)).filter((row) => row.state === "done" && row.before !== null);
    const undo = rows.reverse().map(({ number, before, version }) => ({ number, before, version }));
    if (undo.length === 0) return { id: null, total: 0 };
    const begun = await begin(tx, ctx, { action: { kind: "undo" }, rows: undo, undoOf: id });
    return { id: begun.id, total: begun.total };
  };
  return ctx.tx ? work(ctx.tx) : transact(work, { serializeOn: `bulk:${id}` });
}
