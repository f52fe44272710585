import { and, eq } from "drizzle-orm";
import type { Tx } from "#db/client.ts";
import { topups } from "#db/schema/index.ts";
import { appendAudit } from "#server/audit/index.ts";
import type { Ctx } from "#server/core/context.ts";
import type { TopupRow } from "./load.ts";
import type { systemDecisionNotes } from "./schemas.ts";
import { tell } from "./tell.ts";

/**
 * Ends a request that nobody may approve any more, so that a new one can be made.
 * @returns false when it was decided in the meantime
 */
export async function voidTopup(
  tx: Tx,
  ctx: Ctx,
  row: TopupRow,
  why: (typeof systemDecisionNotes)[number],
): Promise<boolean> {
  const [changed] = await tx
    .update(topups)
    .set({
      state: "rejected",
      decidedByKind: "system",
      decidedById: "system:topup",
      decidedByName: "topup",
      decidedAt: ctx.clock.now(),
      decisionNote: why,
    })
    .where(and(eq(topups.id, row.id), eq(topups.state, "pending_approval")))
    .returning();
  if (!changed) return false;
  const topic = why === "EXPIRED" ? "topup.expired" : "topup.voided";
  await appendAudit(tx, ctx, { action: topic, subject: `order:${row.orderNo}`, data: { topupId: row.id } });
  await tell(tx, ctx, topic, changed);
  return true;
}
