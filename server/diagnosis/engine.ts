import { answeredOf, type Choice, nextQuestion } from "./asking.ts";
import { type Compiled, compiled, numbered } from "./compiled.ts";
import { type Answers, distrustAndKnow } from "./known.ts";
import type { Pack } from "./pack/schema.ts";
import { draftOf, overrideOf, planOf, plansByWeight, type Standing, standing } from "./plans.ts";
import { type Ranked, rankingOf, score, softmax } from "./ranking.ts";
import { applySafety, type Draft } from "./safety.ts";
import type { AdviceTag, CauseCode, ChargeState, Fact } from "./schemas.ts";

export { askable, isSupplied, MAX_QUESTIONS } from "./asking.ts";

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
 * @param answers what the person said, by question id, in any order; those that nothing asks for any more are not heard
 * @param now when it is; only waits and deadlines depend on it
 */
export function diagnose(pack: Pack, facts: readonly Fact[], answers: Answers, now: Date): Diagnosis {
  const c = compiled(pack);
  const known = distrustAndKnow(pack, facts, answers);
  const numbers = numbered(c, known);
  const scored = score(c, numbers);
  const shares = softmax(scored.scores, c.room.shares);
  const at = standing(known, numbers, now);
  const weighed = plansByWeight(c, shares, at, c.room.plans);
  const ranking = rankingOf(pack, known, scored, shares);
  const top = ranking[0]?.probability ?? 0;
  const answered = answeredOf(pack, known, answers);
  const asked = { pack, c, facts: known, known: numbers, scored, shares, top, answers, at, weighed };
  const choice = nextQuestion(asked, answered);
  const { causeCode, abstained, draft } = conclude(pack, c, ranking, choice, at);
  const safe = applySafety(draft, at);
  return {
    ranking,
    chargeState: safe.chargeState,
    causeCode,
    question: choice.question,
    outcome: outcomeOf(safe, now),
    advice: [...new Set(safe.advice)],
    trace: {
      abstained,
      settledAt: weighed[0]?.probability ?? 0,
      gains: choice.gains,
      answered,
      proposed: draft,
    },
  };
}

/** What the pack proposes, before the safety rules. A result that is too weak to act upon is nobody's cause. */
function conclude(pack: Pack, c: Compiled, ranking: readonly Ranked[], { question }: Choice, at: Standing) {
  const top = ranking[0];
  const override = overrideOf(c, at);
  const weak = !top || top.probability < pack.abstainBelow;
  const abstained = question === null && override === null && weak;
  const causeCode: CauseCode = abstained || !top ? "UNKNOWN" : top.code;
  const draft: Draft =
    question === null
      ? draftOf(override ?? planOf(c, c.causeAt.get(causeCode), at), at)
      : { chargeState: at.charge, outcome: null, advice: [] };
  return { causeCode, abstained, draft };
}

function outcomeOf(safe: Draft, now: Date): EngineOutcome | null {
  if (safe.outcome === null) return null;
  const { kind, until } = safe.outcome;
  const waits = kind === "wait" && until !== null;
  // A result that lost all its remedies to the safety rules still leads to a person.
  const codes = safe.outcome.remedies.map((remedy) => remedy.code);
  return {
    kind,
    remedies: codes.length > 0 ? codes : ["CONTACT_HUMAN"],
    until: waits ? until : null,
    recheckAt: waits ? new Date(Math.min(until.getTime(), now.getTime() + RECHECK_MS)) : null,
  };
}
