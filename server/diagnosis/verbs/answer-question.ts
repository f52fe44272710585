import type { Ctx } from "#server/core/context.ts";
import { checkAnswer, checkOpen } from "../answers.ts";
import type { AnswerValue, DiagnosisView } from "../schemas.ts";
import { append } from "../store.ts";
import { type ById, change } from "./change.ts";

/**
 * Answers a question, or changes the answer. Answers are kept by question, so a second tab simply answers too.
 * @throws DomainError 404 DIAGNOSIS_NOT_FOUND, 422 UNKNOWN_QUESTION, INVALID_ANSWER or QUESTION_SETTLED
 */
export async function answerQuestion({
  ctx,
  input,
}: {
  ctx: Ctx;
  input: ById & { questionId: string; value: AnswerValue };
}): Promise<DiagnosisView> {
  return change(ctx, input, "diagnosis.answered", async (tx, run, now) => {
    const { questionId } = input;
    const value = checkAnswer(run.pack, questionId, input.value);
    checkOpen(run, questionId);
    const next = await append(tx, run, { kind: "answered", questionId, value }, now);
    return { run: next, data: { questionId, value } };
  });
}
