import { entropyOf, gainOf, liveOf } from "./gains.ts";
import { type Answers, has, type Known, needsHold, UNSURE } from "./known.ts";
import type { Pack, QuestionRule } from "./pack/schema.ts";
import { draftOf, overrideOf, planOf } from "./plans.ts";
import { softmax } from "./ranking.ts";
import { applySafety } from "./safety.ts";
import type { AdviceTag } from "./schemas.ts";
import { type Asked, scoresWith, withAnswer } from "./supposing.ts";

/** Which question to ask next, if any. Pure. */

export const MAX_QUESTIONS = 5;

export type Choice = {
  question: { id: string; maxRemaining: number } | null;
  gains: { question: string; bits: number }[];
};

/** The questions that may still be asked: not answered, of use as things stand, and no record supplies what they ask for. */
export function askable(pack: Pack, facts: Known, answers: Answers): QuestionRule[] {
  return pack.questions.filter((q) => !Object.hasOwn(answers, q.id) && needsHold(q, facts) && !isSupplied(q, facts));
}

/** True when records have settled what the question asks. */
export function isSupplied(question: QuestionRule, facts: Known): boolean {
  return question.suppliedBy.some((s) => (s.is ? has(facts, s.fact, s.is) : facts.has(s.fact)));
}

/** How many answers count: one that nothing asks for any more does not. */
export const answeredOf = (pack: Pack, facts: Known, answers: Answers): number =>
  pack.questions.filter((q) => Object.hasOwn(answers, q.id) && needsHold(q, facts)).length;

const nothing = (): Choice => ({ question: null, gains: [] });
const PAYING: readonly AdviceTag[] = ["PAY_AGAIN", "FINISH_PAYING", "SWITCH"];

/** Chooses the question whose answer is expected to tell most about what to do, for what it costs to answer. */
export function nextQuestion(asked: Asked, answered: number): Choice {
  const { pack, c, facts, answers, at } = asked;
  const open = askable(pack, facts, answers);
  const left = Math.min(open.length, MAX_QUESTIONS - answered);
  if (left <= 0 || overrideOf(c, at)) return nothing();
  const first = pack.askFirst.map((id) => open.find((q) => q.id === id)).find((q) => q && matters(asked, q));
  if (first) return { question: { id: first.id, maxRemaining: left }, gains: [] };
  const worth = leastWorth(asked);
  const costs = open.map((q) => q.cost);
  // No answer tells more than is open: most orders' records leave nothing worth asking.
  if (mostToLearn(asked) / Math.min(...costs) < worth) return nothing();
  const live = liveOf(asked);
  const gains = open
    .map((q) => ({ question: q.id, bits: gainOf(asked, live, q), cost: q.cost }))
    .sort((a, b) => b.bits / b.cost - a.bits / a.cost);
  const choice = gains[0];
  const ask = choice !== undefined && choice.bits / choice.cost >= worth;
  return {
    question: ask ? { id: choice.question, maxRemaining: left } : null,
    gains: gains.map(({ question, bits }) => ({ question, bits })),
  };
}

/** The bits per cost from which on a question is worth asking: more are needed once it is settled what to do. */
function leastWorth({ pack, top, weighed: [best] }: Asked): number {
  const paying = best?.plan.advice.some((tag) => PAYING.includes(tag)) ?? false;
  const bar = paying ? pack.stopAtWhenPaying : pack.stopAt;
  const settled = (best?.probability ?? 0) >= bar && top >= pack.abstainBelow;
  return settled ? pack.minGainWhenSettled : pack.minGain;
}

/** Any option leads to something else than not answering would. */
function matters(asked: Asked, question: QuestionRule): boolean {
  const now = adviceWith(asked, question, UNSURE);
  return question.options.some(({ value }) => value !== UNSURE && adviceWith(asked, question, value) !== now);
}

function adviceWith(asked: Asked, question: QuestionRule, value: string): string {
  const { pack, c, shares } = asked;
  const after = value === UNSURE ? shares : softmax(scoresWith(asked, question, value), c.room.supposed.shares);
  let top = 0;
  for (let i = 1; i < after.length; i += 1) if ((after[i] ?? 0) > (after[top] ?? 0)) top = i;
  const cause = (after[top] ?? 0) >= pack.abstainBelow ? top : c.causeAt.get("UNKNOWN");
  return withAnswer(asked, question, value, (at) => {
    const { outcome } = applySafety(draftOf(overrideOf(c, at) ?? planOf(c, cause, at), at), at);
    return `${outcome?.kind}:${outcome?.remedies.map((r) => r.code).join("+")}`;
  });
}

/** The most that any answer could tell. */
function mostToLearn({ pack, c, shares, weighed }: Asked): number {
  const plans = c.room.gain.byPlan;
  for (let i = 0; i < weighed.length; i += 1) plans[i] = weighed[i]?.probability ?? 0;
  return entropyOf(plans, weighed.length, 1) + pack.causeShare * entropyOf(shares, shares.length, 1);
}
