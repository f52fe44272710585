import type { Ctx } from "#server/core/context.ts";
import type { DiagnosisView } from "../schemas.ts";
import { append } from "../store.ts";
import { type ById, change } from "./change.ts";

/**
 * The person wants a person: asking ends and the outcome is a ticket, with everything already said carried over.
 * @throws DomainError 404 DIAGNOSIS_NOT_FOUND
 */
export async function requestHuman({ ctx, input }: { ctx: Ctx; input: ById }): Promise<DiagnosisView> {
  return change(ctx, input, "diagnosis.human_requested", async (tx, run, now) =>
    run.session.human ? { run } : { run: await append(tx, run, { kind: "human" }, now) },
  );
}
