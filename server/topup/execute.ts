import { eq } from "drizzle-orm";
import type { Tx } from "#db/client.ts";
import { claims, topups } from "#db/schema/index.ts";
import { appendAudit } from "#server/audit/index.ts";
import type { Ctx } from "#server/core/context.ts";
import { env } from "#server/core/env.ts";
import { takenPayments } from "./checks.ts";
import { placeCommand } from "./commands/index.ts";
import { completeTopup } from "./complete-topup.ts";
import type { Judged, TopupRow } from "./load.ts";
import { drawFrom } from "./money.ts";
import { creditClaimKey } from "./rules.ts";
import { tell } from "./tell.ts";
import { decidedBy } from "./view.ts";

/**
 * Executes a top-up in the caller's transaction. It takes the exclusive claim first: its primary key is what makes a second
 * credit impossible. Then the order is credited to the built-in wallet at once; or, where there is a platform to command, the
 * command is written down, and carried out after the transaction.
 * @param judged the verdict it was let through with
 * @returns the top-up: `succeeded`, or `executing`
 * @throws a unique violation when the order's credit is claimed already
 */
export async function execute(
  tx: Tx,
  ctx: Ctx,
  row: TopupRow,
  judged: Judged,
  decisionNote: string | null = null,
): Promise<TopupRow> {
  if (!judged.case) throw new Error("A top-up of an order that nobody knows");
  const at = ctx.clock.now();
  const { orderNo, amountFen } = row;
  await tx.insert(claims).values({ key: creditClaimKey(orderNo), orderNo, holderId: row.id, claimedAt: at });
  const approved = row.secondPersonReasons.length > 0;
  const [begun] = await tx
    .update(topups)
    .set({
      state: "executing",
      gate: judged.gate,
      draws: drawFrom(judged.case, amountFen, takenPayments(judged)),
      decidedAt: at,
      decisionNote,
      ...(approved && decidedBy(ctx.actor)),
    })
    .where(eq(topups.id, row.id))
    .returning();
  if (!begun) throw new Error("The top-up that is being executed is not there");
  if (env().PLATFORM_URL === undefined) {
    return completeTopup(tx, ctx, row.id, { state: "succeeded", reference: null, code: null, message: null });
  }
  const { order } = judged.case;
  await placeCommand(tx, ctx, {
    kind: "credit",
    subjectId: row.id,
    orderNo,
    customerId: row.customerId,
    target: order.target,
    amountFen,
    reason: row.reasonCode,
  });
  await appendAudit(tx, ctx, {
    action: "topup.executing",
    subject: `order:${orderNo}`,
    data: { topupId: row.id, amountFen, factsHash: row.factsHash },
  });
  await tell(tx, ctx, "topup.executing", begun);
  return begun;
}
