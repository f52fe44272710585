import type { Ctx } from "#server/core/context.ts";
import type { DiagnosisView } from "../schemas.ts";
import { append } from "../store.ts";
import { type ById, change } from "./change.ts";

/**
 * Takes an answer back, so that the question is open again. Taking back what was not said changes nothing.
 * @throws DomainError 404 DIAGNOSIS_NOT_FOUND
 */
export async function undoAnswer({
  ctx,
  input,
}: {
  ctx: Ctx;
  input: ById & { questionId: string };
}): Promise<DiagnosisView> {
  const { questionId } = input;
  return change(ctx, input, "diagnosis.answer_undone", async (tx, run, now) => {
    if (!Object.hasOwn(run.session.answers, questionId)) return { run, data: { questionId } };
    return { run: await append(tx, run, { kind: "undone", questionId }, now), data: { questionId } };
  });
}
