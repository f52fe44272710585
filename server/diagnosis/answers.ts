import { DomainError, type FieldError, invalid } from "#server/core/errors.ts";
import { isSupplied } from "./engine.ts";
import { distrustAndKnow } from "./known.ts";
import type { Pack } from "./pack/schema.ts";
import type { AnswerValue } from "./schemas.ts";
import { type Session, sessionFacts } from "./session.ts";

/**
 * Checks an answer against the pack.
 * @returns the answer as it is stored
 * @throws DomainError 422 UNKNOWN_QUESTION or INVALID_ANSWER, with where the caller sent it
 */
export function checkAnswer(
  pack: Pack,
  questionId: string,
  value: AnswerValue,
  paths: { id: string; value: string } = { id: "questionId", value: "value" },
): AnswerValue {
  const question = pack.questions.find((q) => q.id === questionId);
  if (!question) throw bad("UNKNOWN_QUESTION", paths.id, "There is no such question.");
  const text = typeof value === "string" ? value.normalize("NFKC").trim() : value;
  if (question.options.some((o) => o.value === text)) return text;
  const allowed = question.options.map((o) => o.value).join(", ");
  // The words of an error message may stand for the choice: they say more.
  if (questionId === "error_text" && typeof text === "string" && text !== "") return text.slice(0, 500);
  throw bad("INVALID_ANSWER", paths.value, `Must be one of: ${allowed}.`);
}

/** @throws DomainError 422 QUESTION_SETTLED when records have already told what the question asks */
export function checkOpen({ pack, session }: { pack: Pack; session: Session }, questionId: string): void {
  const question = pack.questions.find((q) => q.id === questionId);
  const facts = distrustAndKnow(pack, sessionFacts(session), {});
  if (question && isSupplied(question, facts)) {
    throw bad("QUESTION_SETTLED", "questionId", "The records have already answered this.");
  }
}

/**
 * Checks all answers of a start at once, so that the caller hears of every bad one.
 * @throws DomainError 422 INVALID_ANSWER
 */
export function checkAnswers(pack: Pack, answers: Readonly<Record<string, AnswerValue>>): [string, AnswerValue][] {
  const errors: FieldError[] = [];
  const checked: [string, AnswerValue][] = [];
  for (const [id, value] of Object.entries(answers)) {
    const path = `answers.${id}`;
    try {
      checked.push([id, checkAnswer(pack, id, value, { id: path, value: path })]);
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      errors.push(...error.errors);
    }
  }
  if (errors.length > 0) throw invalid("INVALID_ANSWER", "Some answers are not usable.", { errors });
  return checked;
}

const bad = (code: string, path: string, message: string) => invalid(code, message, { errors: [{ path, message }] });
