import { db } from "#db/client.ts";
import type { Ctx } from "#server/core/context.ts";
import { isSupplied } from "../engine.ts";
import { distrustAndKnow } from "../known.ts";
import type { AnswerValue, DiagnosisView } from "../schemas.ts";
import { sessionFacts } from "../session.ts";
import { openRun } from "../store.ts";
import { questionCopy } from "../view.ts";
import type { ById } from "./change.ts";

/** A question that was answered before, to change the answer. */
export type AnsweredOnce = {
  question: Omit<NonNullable<DiagnosisView["question"]>, "maxRemaining">;
  value: AnswerValue;
  /** The question that was answered before this one, to go back to. */
  before: string | null;
};

/**
 * A question that this run has answered, with the answer.
 * @returns null when it was not answered, or records have settled it since
 * @throws DomainError 404 DIAGNOSIS_NOT_FOUND
 */
export async function viewAnswered({
  ctx,
  input,
}: {
  ctx: Ctx;
  input: ById & { questionId: string };
}): Promise<AnsweredOnce | null> {
  const { pack, session, row } = await openRun(ctx.tx ?? db, ctx, input.id);
  const ids = Object.keys(session.answers);
  const at = ids.indexOf(input.questionId);
  const rule = pack.questions.find(({ id }) => id === input.questionId);
  const question = questionCopy(pack, input.questionId, input.locale ?? row.locale);
  const value = session.answers[input.questionId];
  if (at < 0 || !rule || !question || value === undefined) return null;
  if (isSupplied(rule, distrustAndKnow(pack, sessionFacts(session), {}))) return null;
  return { question, value, before: ids[at - 1] ?? null };
}
