import { errorClass, errorClasses } from "./error-class.ts";
import type { Pack, QuestionRule } from "./pack/schema.ts";
import type { AnswerValue, Fact, FactValue } from "./schemas.ts";

/** Facts as the rules read them: only what is known counts, whatever else is on file. */
export type Known = ReadonlyMap<string, KnownFact>;
export type KnownFact = { value: FactValue; source: string; observedAt: string | null };
export type Answers = Readonly<Record<string, AnswerValue>>;

/** The sources that may rule a cause out or settle what was paid: signed records, never what a person says. */
const authorities = new Set(["platform", "gateway", "ledger"]);
export const isAuthority = (source: string): boolean => authorities.has(source);

/**
 * Safety rule 6: what a person says or shows stands under `user.` only. A screenshot's numbers may warn of a charge and be
 * matched against records; they never take a record's place.
 */
export const distrust = (facts: readonly Fact[]): Fact[] => facts.filter(mayStand);

const mayStand = ({ source, key }: Fact): boolean => source !== "customer" || key.startsWith(USER_PREFIX);

/** The keys under which a person's own words stand. A person's word never lands on any other key. */
export const USER_PREFIX = "user.";
export const UNSURE = "unsure";
/** What may mean a charge is heard even where the question would not be asked any more: denying one sign does not unsay another. */
const ALWAYS_HEARD: readonly string[] = ["user.bank_sms"];

/**
 * Joins facts and answers to what is known. Conflicts and unknowns are left out, and so is an "unsure".
 * @param pack says which fact an answer becomes
 */
export function distrustAndKnow(pack: Pack, facts: readonly Fact[], answers: Answers): Map<string, KnownFact> {
  const map = new Map<string, KnownFact>();
  for (const fact of facts) if (fact.status === "known" && mayStand(fact)) map.set(fact.key, fact);
  for (const question of pack.questions) {
    const answer = Object.hasOwn(answers, question.id) ? answers[question.id] : undefined;
    if (answer === undefined || answer === UNSURE) continue;
    if (!needsHold(question, map) && !ALWAYS_HEARD.includes(question.fact)) continue;
    map.set(question.fact, { value: answerClass(question, answer), source: "customer", observedAt: null });
  }
  return map;
}

/** Whether a question is of use: what it builds upon is known. An answer given before that changed is not heard. */
export function needsHold({ needs }: QuestionRule, known: Known): boolean {
  for (const { fact, is } of needs) if (!has(known, fact, is)) return false;
  return true;
}

/** True when the fact is known and has one of the values. */
export function has(known: Known, fact: string, is: readonly unknown[]): boolean {
  const entry = known.get(fact);
  return entry !== undefined && is.includes(entry.value);
}

/** True when the fact has one of the values and an authority says so. */
export function hasByAuthority(known: Known, fact: string, is: readonly unknown[]): boolean {
  return has(known, fact, is) && isAuthority(known.get(fact)?.source ?? "");
}

/** An answer as a fact's value. The words of an error message are reduced to their class; the words are kept in the log. */
function answerClass({ fact, options }: QuestionRule, answer: AnswerValue): FactValue {
  if (fact !== "user.error" || typeof answer !== "string" || isNamed(answer, options)) return answer;
  return errorClass(answer, null, "person");
}

const isNamed = (answer: string, options: QuestionRule["options"]): boolean =>
  options.some((option) => option.value === answer) || (errorClasses as readonly string[]).includes(answer);
