import type { Ctx } from "#server/core/context.ts";
import { conflict } from "#server/core/errors.ts";
import type { DiagnosisView } from "../schemas.ts";
import { append } from "../store.ts";
import { diagnoseSession } from "../view.ts";
import { type ById, change } from "./change.ts";

/**
 * The person says that what the checklist told them solved it. Only a run that ended so can be confirmed: silence and other
 * outcomes never count as solved.
 * @throws DomainError 404 DIAGNOSIS_NOT_FOUND, 409 NOT_SELF_FIXED
 */
export async function confirmSolved({ ctx, input }: { ctx: Ctx; input: ById }): Promise<DiagnosisView> {
  return change(ctx, input, "diagnosis.solved", async (tx, run, now) => {
    if (diagnoseSession(run, now).outcome?.kind !== "self_fixed" || run.row.ticketNumber !== null) {
      throw conflict("NOT_SELF_FIXED", "This run did not end with something the person can fix alone.");
    }
    return run.session.solved ? { run } : { run: await append(tx, run, { kind: "solved" }, now) };
  });
}
