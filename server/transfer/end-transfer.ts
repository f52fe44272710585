import { and, eq } from "drizzle-orm";
import type { Tx } from "#db/client.ts";
import { transfers } from "#db/schema/index.ts";
import { appendAudit } from "#server/audit/index.ts";
import type { Ctx } from "#server/core/context.ts";
import { emit } from "#server/jobs/index.ts";
import type { TransferRow } from "./rows.ts";

/** Ends a transfer, with one audit row for all that it took in. */
export async function endTransfer(tx: Tx, ctx: Ctx, id: string, set: Partial<TransferRow>): Promise<void> {
  const [row] = await tx
    .update(transfers)
    .set({ ...set, endedAt: ctx.clock.now() })
    .where(and(eq(transfers.id, id), eq(transfers.state, "running")))
    .returning();
  if (!row) return;
  const { direction, kind, state, done, same, bad, masked } = row;
  const data = { kind, state, done, same, bad, masked, error: row.error };
  await appendAudit(tx, ctx, { action: `${direction}.ended`, subject: `transfer:${id}`, data });
  await emit(tx, ctx.clock, {
    topic: "transfer.ended",
    subject: `transfer:${id}`,
    payload: { direction, kind, state },
  });
}
