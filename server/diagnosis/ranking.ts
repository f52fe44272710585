import { hasByAuthority, type Known } from "./known.ts";
import type { CauseRule, Pack } from "./pack/schema.ts";
import type { CauseCode } from "./schemas.ts";

export const MAX_WEIGHT = 4;
export const clip = (weight: number): number => Math.max(-MAX_WEIGHT, Math.min(MAX_WEIGHT, weight));

/** One fact's say about a cause, as it counted. */
export type Term = { fact: string; value: string | number | boolean; weight: number };
export type Ranked = { code: CauseCode; probability: number; score: number; terms: Term[] };

type Counted = Term & { customer: boolean };

/**
 * What speaks for and against a cause. Of facts that repeat one another only one counts: a record before a person's word,
 * then the strongest.
 */
export function termsOf(pack: Pack, cause: CauseRule, facts: Known): Term[] {
  const groups = new Map<string, Counted>();
  for (const evidence of cause.evidence) {
    const fact = facts.get(evidence.fact);
    if (!fact || fact.value === null || !evidence.is.includes(fact.value)) continue;
    const group = pack.facts.find((f) => f.key === evidence.fact)?.group ?? evidence.fact;
    const term: Counted = {
      fact: evidence.fact,
      value: fact.value,
      weight: clip(evidence.weight),
      customer: fact.source === "customer",
    };
    const rival = groups.get(group);
    if (!rival || outweighs(term, rival)) groups.set(group, term);
  }
  return [...groups.values()].map(({ customer: _, ...term }) => term);
}

function outweighs(term: Counted, rival: Counted): boolean {
  if (term.customer !== rival.customer) return rival.customer;
  return Math.abs(term.weight) > Math.abs(rival.weight);
}

export function isVetoed(cause: CauseRule, facts: Known): boolean {
  return cause.vetoes.some((veto) => hasByAuthority(facts, veto.fact, veto.is));
}

/** Ranks the causes, most probable first; equals in the pack's order. */
export function rank(pack: Pack, facts: Known): Ranked[] {
  const scored = pack.causes.map((cause) => {
    const terms = termsOf(pack, cause, facts);
    const sum = terms.reduce((total, term) => total + term.weight, Math.log(cause.prior));
    return { code: cause.code, terms, score: isVetoed(cause, facts) ? Number.NEGATIVE_INFINITY : sum };
  });
  const best = Math.max(...scored.map((s) => s.score));
  const parts = scored.map((s) => Math.exp(s.score - best));
  const total = parts.reduce((a, b) => a + b, 0);
  return scored
    .map((s, i) => ({ ...s, probability: (parts[i] ?? 0) / total }))
    .toSorted((a, b) => b.probability - a.probability);
}
