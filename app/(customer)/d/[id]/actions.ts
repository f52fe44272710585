"use server";

import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import type { Ctx } from "#server/core/context.ts";
import { isDomainError, notFound } from "#server/core/errors.ts";
import { answerQuestion, confirmSolved, proveOwnership, undoAnswer } from "#server/diagnosis/index.ts";
import type { AnswerValue } from "#server/diagnosis/schemas.ts";
import { type FormState, textField, textValues } from "../../_lib/form.ts";
import { fenOf, timeOf } from "../../_lib/readings.ts";
import { diagnosisContext, spend, spendOn } from "../../_lib/session.ts";
import { PROVE_BUDGET } from "../../_lib/start.ts";
import { sayError, withErrors } from "../../_lib/words.ts";

const MAX_ANSWER_CHARS = 2_000;
/** The run is elsewhere by now: its page says where. */
const MOVED_ON = ["QUESTION_SETTLED", "UNKNOWN_QUESTION", "DIAGNOSIS_NOT_FOUND"];

/** What is done on the pages of one run: far more than anybody answers. */
const ACTS_BUDGET = { name: "run", points: 240, windowS: 600 };

/** The context of the run, or the error that a run which is not there gives. */
async function mine(id: string): Promise<Ctx> {
  const ctx = await diagnosisContext(id);
  if (!ctx) throw notFound("DIAGNOSIS");
  await spendOn(ACTS_BUDGET, ctx);
  return ctx;
}

/** Tries to prove that the run's order is the person's. Wrong and unknown look the same. */
export async function prove(id: string, previous: FormState, data: FormData): Promise<FormState> {
  const t = await getTranslations("customer.prove");
  const values = textValues(data);
  const proof = textField(data, "proof");
  const fail = (message: string) => withErrors(previous, values, [{ field: "proof", message }]);
  if (proof === undefined) return fail(t("empty"));
  try {
    await spend(PROVE_BUDGET);
    await proveOwnership({ ctx: await mine(id), input: { id, proof } });
  } catch (error) {
    return fail(await sayError(error, { PROOF_NOT_ACCEPTED: t("wrong") }));
  }
  redirect(`/d/${id}`);
}

/** Answers the question on the page. One that was answered meanwhile in another tab just leads to where the run is now. */
export async function answer(id: string, previous: FormState, data: FormData): Promise<FormState> {
  const t = await getTranslations("customer.question");
  const values = textValues(data);
  const questionId = values.questionId ?? "";
  const fail = (message: string) => withErrors(previous, values, [{ field: "answer", message }]);
  const read = values.unsure === undefined ? readAnswer(values.kind ?? "", values.answer ?? "") : "unsure";
  if (read === undefined) return fail(t(values.kind === "choice" ? "choose" : "enter"));
  if (read === "badAmount" || read === "badTime") return fail(t(read));
  try {
    await answerQuestion({ ctx: await mine(id), input: { id, questionId, value: read } });
  } catch (error) {
    if (!isDomainError(error, ...MOVED_ON))
      return fail(await sayError(error, { INVALID_ANSWER: t(values.kind === "choice" ? "choose" : "enter") }));
  }
  redirect(values.from === "check" ? `/d/${id}/check` : `/d/${id}`);
}

/** Takes an answer back; its question comes again. */
export async function undo(id: string, data: FormData): Promise<void> {
  const questionId = textField(data, "questionId") ?? "";
  try {
    await undoAnswer({ ctx: await mine(id), input: { id, questionId } });
  } catch (error) {
    // Taken back already, in another tab or by a second press: the page shows where the run is.
    if (!isDomainError(error)) throw error;
  }
  redirect(`/d/${id}`);
}

/** Notes that it is solved. When the records say otherwise by now, the page shows what they say. */
export async function solved(id: string): Promise<void> {
  try {
    await confirmSolved({ ctx: await mine(id), input: { id } });
  } catch (error) {
    if (!isDomainError(error)) throw error;
  }
  redirect(`/d/${id}`);
}

function readAnswer(kind: string, text: string): AnswerValue | undefined {
  const typed = text.trim().slice(0, MAX_ANSWER_CHARS);
  if (typed === "") return undefined;
  if (kind === "amount") return fenOf(typed) ?? "badAmount";
  if (kind === "time") return timeOf(typed, new Date())?.toISOString() ?? "badTime";
  return typed;
}
