import { DomainError, type FieldError, invalid } from "#server/core/errors.ts";
import { isSupplied } from "./engine.ts";
import { distrustAndKnow, UNSURE } from "./known.ts";
import type { Pack, QuestionRule } from "./pack/schema.ts";
import type { AnswerValue } from "./schemas.ts";
import { type Session, sessionFacts } from "./session.ts";

const MAX_TEXT_CHARS = 500;
const MAX_FEN = 100_000_000;
/** A file is answered by the id that it was stored under. */
const FILE_ID = /^[\w-]{8,64}$/;

/**
 * Checks an answer against the pack.
 * @returns the answer as it is stored: a choice, words, fen, a time in RFC 3339, or the id of a stored file
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
  if (text === UNSURE || question.options.some((o) => o.value === text)) return text;
  const typed = readTyped(question, text);
  if (typed !== undefined) return typed;
  throw bad("INVALID_ANSWER", paths.value, wanted(question));
}

/** An answer that is no choice, by the question's kind; undefined when it is none. */
function readTyped({ id, kind }: QuestionRule, value: AnswerValue): AnswerValue | undefined {
  if (kind === "amount") {
    return typeof value === "number" && Number.isInteger(value) && value > 0 && value <= MAX_FEN ? value : undefined;
  }
  if (typeof value !== "string" || value === "") return undefined;
  // The words of an error message may stand for the choice: they say more.
  if (kind === "text" || id === "error_text") return value.slice(0, MAX_TEXT_CHARS);
  if (kind === "time") {
    const at = new Date(value);
    return /^\d{4}-\d\d-\d\dT/.test(value) && !Number.isNaN(at.getTime()) ? at.toISOString() : undefined;
  }
  return kind === "file" && FILE_ID.test(value) ? value : undefined;
}

function wanted({ kind, options }: QuestionRule): string {
  const words = {
    choice: `one of: ${options.map((o) => o.value).join(", ")}`,
    text: "some words",
    amount: "an amount in fen, a positive integer",
    time: "a time in RFC 3339",
    file: "the id of an uploaded file",
  };
  return `Must be ${words[kind]}.`;
}

/**
 * The answers that count for nothing any more: a record has told since what was asked, or what the question depends on is no
 * longer so. They stay in the log.
 */
export function setAside({ pack, session }: { pack: Pack; session: Session }): Set<string> {
  const records = distrustAndKnow(pack, sessionFacts(session), {});
  const known = distrustAndKnow(pack, sessionFacts(session), session.answers);
  const idle = pack.questions.filter((question) => {
    const answer = session.answers[question.id];
    if (answer === undefined) return false;
    const heard = answer === UNSURE || known.get(question.fact)?.source === "customer";
    return !heard || isSupplied(question, records);
  });
  return new Set(idle.map(({ id }) => id));
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
