import type { Compiled, Known01 } from "./compiled.ts";
import { type Answers, has, type Known, type KnownFact, needsHold, UNSURE } from "./known.ts";
import type { Pack, QuestionRule } from "./pack/schema.ts";
import {
  deadline,
  numberOf,
  overrideOf,
  planCount,
  planOf,
  plansByWeight,
  plansLookAt,
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
  /** A copy of the facts to suppose an answer in. */
  supposed: Map<string, KnownFact>;
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

/** Any option leads to something else than not answering would. */
function matters(asked: Asked, question: QuestionRule): boolean {
  const now = adviceWith(asked, question, UNSURE);
  return question.options.some(({ value }) => value !== UNSURE && adviceWith(asked, question, value) !== now);
}

function adviceWith(asked: Asked, question: QuestionRule, value: string): string {
  const { pack, shares } = asked;
  const after = value === UNSURE ? shares : softmax(scoresWith(asked, question, value));
  let top = 0;
  for (let i = 1; i < after.length; i += 1) if ((after[i] ?? 0) > (after[top] ?? 0)) top = i;
  const code = (after[top] ?? 0) >= pack.abstainBelow ? pack.causes[top]?.code : undefined;
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
  const { facts, supposed, at } = asked;
  supposed.set(fact, { value, source: "customer", observedAt: null });
  const result = look(standing(supposed, at.now));
  const before = facts.get(fact);
  if (before) supposed.set(fact, before);
  else supposed.delete(fact);
  return result;
}

function scoresWith({ c, known, scored }: Asked, question: QuestionRule, value: string): Float64Array {
  const fact = c.factAt.get(question.fact);
  const number = fact === undefined ? undefined : c.facts[fact]?.values.get(value);
  return fact === undefined || number === undefined ? scored.scores : rescore(c, known, scored, fact, number);
}

/** The most that any answer could tell. */
function mostToLearn({ pack, shares, at }: Asked): number {
  const plans = Float64Array.from(plansByWeight(pack, shares, at), (one) => one.probability);
  return entropyOf(plans, 1) + pack.causeShare * entropyOf(shares, 1);
}

/** Causes that are less probable change no gain that counts. */
const NEGLIGIBLE = 1e-3;

/** The causes that are still in question, with the numbers of the plans that they lead to as things stand. */
type Live = { causes: number[]; shares: Float64Array; plans: Int32Array };

function liveOf({ pack, shares, at }: Asked): Live {
  const causes: number[] = [];
  for (let i = 0; i < shares.length; i += 1) if ((shares[i] ?? 0) >= NEGLIGIBLE) causes.push(i);
  return {
    causes,
    shares: Float64Array.from(causes, (i) => shares[i] ?? 0),
    plans: Int32Array.from(causes, (i) => planNumber(pack, i, at)),
  };
}

const planNumber = (pack: Pack, cause: number, at: Standing): number =>
  numberOf(pack, planOf(pack, pack.causes[cause]?.code ?? "UNKNOWN", at));

/**
 * How many bits the answer is expected to tell about the remedy, and a share of those about the cause: entropy before, less the mean
 * entropy after. How probable an option is under a cause: its general share, bent by what it would weigh.
 */
function gainOf(asked: Asked, live: Live, question: QuestionRule): number {
  const { pack } = asked;
  const likelihoods = likelihoodsOf(asked, live, question);
  const before = new Float64Array(planCount(pack));
  const byPlan = new Float64Array(before.length);
  const joint = new Float64Array(live.causes.length);
  let after = 0;
  let causeAfter = 0;
  for (const [o, { value }] of question.options.entries()) {
    const likelihood = likelihoods[o];
    let mass = 0;
    for (let n = 0; n < joint.length; n += 1) {
      joint[n] = (live.shares[n] ?? 0) * (likelihood?.[n] ?? 0);
      mass += joint[n] ?? 0;
    }
    if (mass <= 0) continue;
    const plans = plansWith(asked, live, question, value);
    byPlan.fill(0);
    for (let n = 0; n < joint.length; n += 1) {
      const plan = plans[n] ?? 0;
      byPlan[plan] = (byPlan[plan] ?? 0) + (joint[n] ?? 0);
    }
    for (let p = 0; p < before.length; p += 1) before[p] = (before[p] ?? 0) + (byPlan[p] ?? 0);
    after += mass * entropyOf(byPlan, mass);
    causeAfter += mass * entropyOf(joint, mass);
  }
  return entropyOf(before, 1) - after + pack.causeShare * (entropyOf(live.shares, 1) - causeAfter);
}

/** What the live causes would lead to with an answer: the same as before, unless plans look at it or it changes what was charged. */
function plansWith(asked: Asked, live: Live, question: QuestionRule, value: string): Int32Array {
  if (value === UNSURE) return live.plans;
  return withAnswer(asked, question, value, (at) => {
    if (at.charge === asked.at.charge && !plansLookAt(asked.pack, question.fact)) return live.plans;
    return Int32Array.from(live.causes, (cause) => planNumber(asked.pack, cause, at));
  });
}

/** By option and cause: how probable the answer is if that were the cause. */
function likelihoodsOf(asked: Asked, { causes }: Live, question: QuestionRule): Float64Array[] {
  const { scored } = asked;
  const totals = new Float64Array(causes.length);
  const rows = question.options.map(({ value, share }) => {
    const scores = scoresWith(asked, question, value);
    const row = new Float64Array(causes.length);
    for (let n = 0; n < row.length; n += 1) {
      const cause = causes[n] ?? 0;
      const change = scored.vetoed[cause] === 1 ? 0 : (scores[cause] ?? 0) - (scored.scores[cause] ?? 0);
      const part = change === 0 ? share : share * Math.exp(change);
      row[n] = part;
      totals[n] = (totals[n] ?? 0) + part;
    }
    return row;
  });
  for (const row of rows) for (let n = 0; n < row.length; n += 1) row[n] = (row[n] ?? 0) / (totals[n] ?? 1);
  return rows;
}

/** The entropy of shares that add up to `total`. */
function entropyOf(shares: Float64Array, total: number): number {
  let sum = 0;
  for (let i = 0; i < shares.length; i += 1) {
    const p = (shares[i] ?? 0) / total;
    if (p > 0) sum -= p * Math.log2(p);
  }
  return sum;
}
