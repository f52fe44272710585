import { type Answers, distrustAndKnow, has, type Known, UNSURE } from "./known.ts";
import type { Pack, Plan, QuestionRule } from "./pack/schema.ts";
import { isVetoed, type Ranked, rank, termsOf } from "./ranking.ts";
import { applySafety, chargeStateOf, type Draft, type DraftRemedy } from "./safety.ts";
import type { AdviceTag, CauseCode, ChargeState, Fact } from "./schemas.ts";

export const MAX_QUESTIONS = 5;
const RECHECK_MS = 2 * 60_000;

export type EngineOutcome = {
  kind: NonNullable<Draft["outcome"]>["kind"];
  remedies: string[];
  until: Date | null;
  recheckAt: Date | null;
};
export type Diagnosis = {
  ranking: Ranked[];
  chargeState: ChargeState;
  /** The cause that a ticket is filed under: the first of the ranking, or UNKNOWN when the result is too weak. */
  causeCode: CauseCode;
  question: { id: string; maxRemaining: number } | null;
  outcome: EngineOutcome | null;
  advice: AdviceTag[];
  trace: {
    abstained: boolean;
    settledAt: number;
    gains: { question: string; bits: number }[];
    answered: number;
    /** What the pack proposed, before the safety rules; for keepers. */
    proposed: Draft;
  };
};

/**
 * The diagnosis: pure and deterministic.
 * @param pack what can be known, asked and concluded
 * @param facts what records and the run itself say
 * @param answers what the person said, by question id, in any order
 * @param now when it is; only waits and deadlines depend on it
 */
export function diagnose(pack: Pack, facts: readonly Fact[], answers: Answers, now: Date): Diagnosis {
  const knownFacts = distrustAndKnow(pack, facts, answers);
  const ranking = rank(pack, knownFacts);
  const answered = pack.questions.filter((q) => Object.hasOwn(answers, q.id)).length;
  const best = plansByWeight(pack, knownFacts, ranking, now)[0];
  const settledAt = best?.probability ?? 0;
  const { question, gains } = nextQuestion(pack, knownFacts, answers, ranking, now, { answered, best });
  const top = ranking[0];
  const weak = !top || top.probability < pack.abstainBelow;
  const override = overrideOf(pack, knownFacts, now);
  const abstained = question === null && override === null && weak;
  const causeCode = abstained || !top ? "UNKNOWN" : top.code;
  const draft: Draft = { chargeState: chargeStateOf(knownFacts), outcome: null, advice: [] };
  if (question === null) {
    const plan = override ?? planOf(pack, causeCode, knownFacts, now);
    draft.outcome = { kind: plan.outcome, remedies: remediesOf(pack, plan), until: deadline(plan, knownFacts) };
    draft.advice = tagsOf(draft.outcome.remedies);
  }
  const safe = applySafety(draft, { facts: knownFacts, now });
  return {
    ranking,
    chargeState: safe.chargeState,
    causeCode,
    question,
    outcome: outcomeOf(safe, now),
    advice: [...new Set(safe.advice)],
    trace: { abstained, settledAt, gains, answered, proposed: draft },
  };
}

/** The questions that may still be asked: not answered, and no record supplies what they ask for. */
export function askable(pack: Pack, facts: Known, answers: Answers): QuestionRule[] {
  return pack.questions.filter((q) => !Object.hasOwn(answers, q.id) && !isSupplied(q, facts));
}

/** True when records have settled what the question asks. */
export function isSupplied(question: QuestionRule, facts: Known): boolean {
  return question.suppliedBy.some((s) => (s.is ? has(facts, s.fact, s.is) : facts.has(s.fact)));
}

function outcomeOf(safe: Draft, now: Date): EngineOutcome | null {
  if (safe.outcome === null) return null;
  const { kind, until } = safe.outcome;
  const waits = kind === "wait" && until !== null;
  // A result that lost all its remedies to the safety rules still leads to a person.
  const codes = safe.outcome.remedies.map((r) => r.code);
  return {
    kind,
    remedies: codes.length > 0 ? codes : ["CONTACT_HUMAN"],
    until: waits ? until : null,
    recheckAt: waits ? new Date(Math.min(until.getTime(), now.getTime() + RECHECK_MS)) : null,
  };
}

const tagsOf = (remedies: readonly DraftRemedy[]): AdviceTag[] => remedies.flatMap((r) => (r.tag ? [r.tag] : []));

function remediesOf(pack: Pack, plan: Plan): DraftRemedy[] {
  return plan.remedies.flatMap((code) => {
    const remedy = pack.remedies.find((r) => r.code === code);
    return remedy ? [{ code, tag: remedy.tag, texts: pack.remedyTexts[code] ?? [] }] : [];
  });
}

function overrideOf(pack: Pack, facts: Known, now: Date): Plan | null {
  return pack.overrides.find((plan) => applies(plan, facts, now)) ?? null;
}

/** What a cause leads to, as things stand. */
function planOf(pack: Pack, code: CauseCode, facts: Known, now: Date): Plan {
  const cause = pack.causes.find((c) => c.code === code);
  const plan = cause?.plans.find((p) => applies(p, facts, now));
  return plan ?? { outcome: "ticket", remedies: ["CONTACT_HUMAN"] };
}

function applies(plan: Plan, facts: Known, now: Date): boolean {
  if (plan.charge && !plan.charge.includes(chargeStateOf(facts))) return false;
  if (plan.when?.some((w) => !has(facts, w.fact, w.is))) return false;
  if (plan.unless?.some((u) => has(facts, u.fact, u.is))) return false;
  if (!plan.wait) return true;
  const until = deadline(plan, facts);
  return until !== null && until.getTime() > now.getTime();
}

/** When a plan's wait ends: so many minutes after the first of its times that is known. */
function deadline(plan: Plan, facts: Known): Date | null {
  if (!plan.wait) return null;
  for (const key of plan.wait.from) {
    const value = facts.get(key)?.value;
    const from = typeof value === "string" ? Date.parse(value) : Number.NaN;
    if (!Number.isNaN(from)) return new Date(from + plan.wait.minutes * 60_000);
  }
  return null;
}

type Weighed = { key: string; probability: number; plan: Plan };

/** How probable each plan is: causes that lead to the same plan stand together. */
function plansByWeight(
  pack: Pack,
  facts: Known,
  ranking: readonly { code: CauseCode; probability: number }[],
  now: Date,
): Weighed[] {
  const plans = new Map<string, Weighed>();
  for (const { code, probability } of ranking) {
    const plan = planOf(pack, code, facts, now);
    const key = `${plan.outcome}:${plan.remedies.join("+")}`;
    const entry = plans.get(key) ?? { key, probability: 0, plan };
    entry.probability += probability;
    plans.set(key, entry);
  }
  return [...plans.values()].toSorted((a, b) => b.probability - a.probability);
}

const PAYING: readonly (AdviceTag | null)[] = ["PAY_AGAIN", "FINISH_PAYING", "SWITCH"];

function nextQuestion(
  pack: Pack,
  facts: Known,
  answers: Answers,
  ranking: readonly Ranked[],
  now: Date,
  state: { answered: number; best: Weighed | undefined },
): Pick<Diagnosis, "question"> & { gains: Diagnosis["trace"]["gains"] } {
  const open = askable(pack, facts, answers);
  const left = Math.min(open.length, MAX_QUESTIONS - state.answered);
  if (left <= 0 || overrideOf(pack, facts, now)) return { question: null, gains: [] };
  const first = pack.askFirst.find((id) => open.some((q) => q.id === id));
  if (first) return { question: { id: first, maxRemaining: left }, gains: [] };
  const gains = open
    .map((q) => ({ question: q.id, bits: gainOf(pack, q, facts, ranking, now), cost: q.cost }))
    .toSorted((a, b) => b.bits / b.cost - a.bits / a.cost);
  const best = gains[0];
  const paying = state.best ? remediesOf(pack, state.best.plan).some((r) => PAYING.includes(r.tag)) : false;
  const bar = paying ? pack.stopAtWhenPaying : pack.stopAt;
  const settled = (state.best?.probability ?? 0) >= bar && (ranking[0]?.probability ?? 0) >= pack.abstainBelow;
  const worth = settled ? pack.minGainWhenSettled : pack.minGain;
  const ask = best !== undefined && best.bits / best.cost >= worth;
  return {
    question: ask ? { id: best.question, maxRemaining: left } : null,
    gains: gains.map(({ question, bits }) => ({ question, bits })),
  };
}

/** How many bits the answer is expected to tell about the remedy, and a share of those about the cause: entropy before, less the mean entropy after. */
function gainOf(pack: Pack, question: QuestionRule, facts: Known, ranking: readonly Ranked[], now: Date): number {
  const likelihoods = ranking.map((ranked) => likelihood(pack, question, facts, ranked));
  const before = new Map<string, number>();
  let after = 0;
  let causeAfter = 0;
  question.options.forEach((option, index) => {
    const joint = ranking.map((ranked, i) => ({
      code: ranked.code,
      probability: ranked.probability * (likelihoods[i]?.[index] ?? 0),
    }));
    const mass = joint.reduce((sum, j) => sum + j.probability, 0);
    if (mass <= 0) return;
    const plans = plansByWeight(pack, withAnswer(facts, question, option.value), joint, now);
    for (const plan of plans) before.set(plan.key, (before.get(plan.key) ?? 0) + plan.probability);
    after += mass * entropy(plans.map((p) => p.probability / mass));
    causeAfter += mass * entropy(joint.map((j) => j.probability / mass));
  });
  const aboutCause = entropy(ranking.map((r) => r.probability)) - causeAfter;
  return entropy([...before.values()]) - after + pack.causeShare * aboutCause;
}

/** How probable each option is if this were the cause: its general share, bent by what it would weigh. */
function likelihood(pack: Pack, question: QuestionRule, facts: Known, ranked: Ranked): number[] {
  const cause = pack.causes.find((c) => c.code === ranked.code);
  if (!cause || isVetoed(cause, facts)) return question.options.map((o) => o.share);
  const base = ranked.terms.reduce((sum, t) => sum + t.weight, 0);
  const parts = question.options.map((option) => {
    const terms = termsOf(pack, cause, withAnswer(facts, question, option.value));
    return option.share * Math.exp(terms.reduce((sum, t) => sum + t.weight, 0) - base);
  });
  const total = parts.reduce((a, b) => a + b, 0);
  return parts.map((p) => p / total);
}

function withAnswer(facts: Known, question: QuestionRule, value: string): Known {
  if (value === UNSURE) return facts;
  return new Map([...facts, [question.fact, { value, source: "customer", observedAt: null }]]);
}

const entropy = (shares: readonly number[]): number =>
  shares.reduce((sum, p) => (p > 0 ? sum - p * Math.log2(p) : sum), 0);
