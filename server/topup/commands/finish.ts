import { eq } from "drizzle-orm";
import type { Tx } from "#db/client.ts";
import { commands } from "#db/schema/index.ts";
import { appendAudit } from "#server/audit/index.ts";
import type { Ctx } from "#server/core/context.ts";
import { emit } from "#server/jobs/outbox.ts";
import { resolveItem } from "#server/payments/index.ts";
import { completeRefund } from "../complete-refund.ts";
import { completeRelease } from "../complete-release.ts";
import { completeTopup } from "../complete-topup.ts";
import type { CommandProposal, CommandResult } from "./schemas.ts";
import type { CommandRow } from "./store.ts";

/**
 * Gives a command its result and completes the top-up or refund with it, in the caller's transaction.
 * @param proposal how two people settled it, when it was not the platform that said so
 */
export async function finish(
  tx: Tx,
  ctx: Ctx,
  row: CommandRow,
  result: CommandResult & { state: "succeeded" | "failed" },
  proposal?: CommandProposal,
): Promise<void> {
  const now = ctx.clock.now();
  await tx
    .update(commands)
    .set({
      state: result.state,
      reference: result.reference,
      resultCode: result.code,
      resultMessage: result.message,
      leaseUntil: null,
      leaseOwner: null,
      nextAttemptAt: null,
      lastError: null,
      proposedAt: null,
      decidedAt: now,
      ...(proposal && { proposal }),
    })
    .where(eq(commands.id, row.id));
  await complete(tx, ctx, row, result);
  await appendAudit(tx, ctx, {
    action: `command.${result.state}`,
    subject: `order:${row.orderNo}`,
    data: { commandId: row.id, reference: result.reference, code: result.code, byHand: proposal !== undefined },
  });
  await resolveItem(tx, ctx, { kind: "command_dead", about: row.id }, proposal ? "applied" : "settled");
  await tellCommand(tx, ctx, row, result.state);
}

/** Tells the top-up, refund or release what is known of it. */
export async function complete(tx: Tx, ctx: Ctx, row: CommandRow, result: CommandResult): Promise<void> {
  if (row.kind === "credit") await completeTopup(tx, ctx, row.subjectId, result);
  else if (row.kind === "refund") await completeRefund(tx, ctx, row.subjectId, result);
  else await completeRelease(tx, ctx, row, result);
}

/** Tells live screens that a command changed. */
export async function tellCommand(tx: Tx, ctx: Ctx, row: CommandRow, state: CommandRow["state"]): Promise<void> {
  const { id, orderNo, kind, subjectId } = row;
  await emit(tx, ctx.clock, {
    topic: "command.changed",
    subject: `command:${id}`,
    payload: { id, orderNo, kind, subjectId, state },
  });
}
