import type { Compiled, Known01 } from "./compiled.ts";
import { type Answers, has, type Known, needsHold, UNSURE } from "./known.ts";
import type { Pack, QuestionRule } from "./pack/schema.ts";
import {
  deadline,
  keyOf,
  overrideOf,
  planOf,
  plansByWeight,
  remediesOf,
  type Standing,
  standing,
  type Weighed,
} from "./plans.ts";
import { rescore, type Scores, softmax } from "./ranking.ts";
import { applySafety } from "./safety.ts";
import type { AdviceTag } from "./schemas.ts";

/** Which question to ask next, if any. Pure. */

export const MAX_QUESTIONS = 5;

/** Everything that choosing a question looks at. */
export type Asked = {
  pack: Pack;
  c: Compiled;
  facts: Known;
  known: Known01;
  scored: Scores;
  shares: Float64Array;
  answers: Answers;
  at: Standing;
};
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

const PAYING: readonly (AdviceTag | null)[] = ["PAY_AGAIN", "FINISH_PAYING", "SWITCH"];

/** Chooses the question whose answer is expected to tell most about what to do, for what it costs to answer. */
export function nextQuestion(asked: Asked, best: Weighed | undefined): Choice {
  const { pack, facts, answers, at, shares } = asked;
  const open = askable(pack, facts, answers);
  const left = Math.min(open.length, MAX_QUESTIONS - answeredOf(pack, facts, answers));
  if (left <= 0 || overrideOf(pack, at)) return { question: null, gains: [] };
  const first = pack.askFirst.map((id) => open.find((q) => q.id === id)).find((q) => q && matters(asked, q));
  if (first) return { question: { id: first.id, maxRemaining: left }, gains: [] };
  const paying = best ? remediesOf(pack, best.plan).some((r) => PAYING.includes(r.tag)) : false;
  const bar = paying ? pack.stopAtWhenPaying : pack.stopAt;
  const top = shares.reduce((most, share) => Math.max(most, share), 0);
  const settled = (best?.probability ?? 0) >= bar && top >= pack.abstainBelow;
  const worth = settled ? pack.minGainWhenSettled : pack.minGain;
  const costs = open.map((q) => q.cost);
  // No answer tells more than is open: most orders' records leave nothing worth asking.
  if (mostToLearn(asked) / Math.min(...costs) < worth) return { question: null, gains: [] };
  const gains = open
    .map((q) => ({ question: q.id, bits: gainOf(asked, q), cost: q.cost }))
    .sort((a, b) => b.bits / b.cost - a.bits / a.cost);
  const choice = gains[0];
  const ask = choice !== undefined && choice.bits / choice.cost >= worth;
  return {
    question: ask ? { id: choice.question, maxRemaining: left } : null,
    gains: gains.map(({ question, bits }) => ({ question, bits })),
  };
}

/** Any option leads to something else than not answering would. */
function matters(asked: Asked, question: QuestionRule): boolean {
  const now = adviceWith(asked, question, UNSURE);
  return question.options.some(({ value }) => value !== UNSURE && adviceWith(asked, question, value) !== now);
}

function adviceWith(asked: Asked, question: QuestionRule, value: string): string {
  const { pack, shares, scored } = asked;
  const after = value === UNSURE ? shares : softmax(scoresWith(asked, question, value));
  let top = 0;
  for (let i = 1; i < after.length; i += 1) if ((after[i] ?? 0) > (after[top] ?? 0)) top = i;
  const code = (after[top] ?? 0) >= pack.abstainBelow ? pack.causes[top]?.code : undefined;
  if (scored.vetoed[top] === 1 && code === undefined) return "";
  return withAnswer(asked, question, value, (at) => {
    const plan = overrideOf(pack, at) ?? planOf(pack, code ?? "UNKNOWN", at);
    const remedies = remediesOf(pack, plan);
    const draft = {
      chargeState: at.charge,
      outcome: { kind: plan.outcome, remedies, until: deadline(plan, at.facts) },
      advice: remedies.flatMap((r) => (r.tag ? [r.tag] : [])),
    };
    const { outcome } = applySafety(draft, at);
    return `${outcome?.kind}:${outcome?.remedies.map((r) => r.code).join("+")}`;
  });
}

/** Looks at things as they would stand with an answer, and puts them back. */
function withAnswer<T>(asked: Asked, { fact }: QuestionRule, value: string, look: (at: Standing) => T): T {
  if (value === UNSURE) return look(asked.at);
  const facts = new Map(asked.facts);
  facts.set(fact, { value, source: "customer", observedAt: null });
  return look(standing(facts, asked.at.now));
}

function scoresWith({ c, known, scored }: Asked, question: QuestionRule, value: string): Float64Array {
  const fact = c.factAt.get(question.fact);
  const number = fact === undefined ? undefined : c.facts[fact]?.values.get(value);
  return fact === undefined || number === undefined ? scored.scores : rescore(c, known, scored, fact, number);
}

/** The most that any answer could tell. */
function mostToLearn({ pack, shares, at }: Asked): number {
  const plans = plansByWeight(pack, shares, at).map((one) => one.probability);
  // An answer can also change a plan that all agree on: by what was charged, or by a time.
  return entropy(plans) + pack.causeShare * entropy(shares) + (plans.length > 0 ? 0 : 1);
}

/**
 * How many bits the answer is expected to tell about the remedy, and a share of those about the cause: entropy before, less the mean
 * entropy after. How probable an option is under a cause: its general share, bent by what it would weigh.
 */
function gainOf(asked: Asked, question: QuestionRule): number {
  const { pack, shares, scored } = asked;
  const options = question.options.map(({ value, share }) => ({
    value,
    share,
    scores: scoresWith(asked, question, value),
  }));
  const totals = new Float64Array(shares.length);
  const likelihoods = options.map(({ share, scores }) => {
    const parts = new Float64Array(shares.length);
    for (let i = 0; i < parts.length; i += 1) {
      const change = scored.vetoed[i] === 1 ? 0 : (scores[i] ?? 0) - (scored.scores[i] ?? 0);
      parts[i] = share * Math.exp(change);
      totals[i] = (totals[i] ?? 0) + (parts[i] ?? 0);
    }
    return parts;
  });
  const before = new Map<string, number>();
  let after = 0;
  let causeAfter = 0;
  for (const [o, { value }] of options.entries()) {
    const joint = new Float64Array(shares.length);
    let mass = 0;
    for (let i = 0; i < joint.length; i += 1) {
      joint[i] = ((shares[i] ?? 0) * (likelihoods[o]?.[i] ?? 0)) / (totals[i] ?? 1);
      mass += joint[i] ?? 0;
    }
    if (mass <= 0) continue;
    const plans = withAnswer(asked, question, value, (at) => plansByWeight(pack, joint, at));
    for (const { plan, probability } of plans) before.set(keyOf(plan), (before.get(keyOf(plan)) ?? 0) + probability);
    after += mass * entropy(plans.map((one) => one.probability / mass));
    for (let i = 0; i < joint.length; i += 1) joint[i] = (joint[i] ?? 0) / mass;
    causeAfter += mass * entropy(joint);
  }
  return entropy([...before.values()]) - after + pack.causeShare * (entropy(shares) - causeAfter);
}

function entropy(shares: Iterable<number>): number {
  let sum = 0;
  for (const p of shares) if (p > 0) sum -= p * Math.log2(p);
  return sum;
}
