import type { CauseCode } from "#server/diagnosis/schemas.ts";
import type { WeightChange } from "./schemas.ts";

/**
 * New weights from what agents found. Pure.
 *
 * A weight is a log likelihood ratio, and this is estimated as one: of the cases of a cause in which a fact was known, the share in
 * which it had the value, over the same share among all other cases, in natural logarithm. Half a case is added to each count, so that
 * nothing is ever certain. Few cases say little: the estimate is pulled towards the present weight as if that rested on `PRIOR_CASES`
 * cases, and where counts are below the minimum nothing is proposed at all. Decision 0020 has the reasons.
 */

export const MAX_WEIGHT = 4;
const HALF = 0.5;
/** How many cases the present weight is worth. */
export const PRIOR_CASES = 30;
/** Cases of the cause, and of the others, in which the fact must have been known. */
export const MIN_KNOWN = 20;
/** Cases of either kind in which it must have had the value. */
export const MIN_HITS = 5;
/** A smaller change is noise. */
const MIN_CHANGE = 0.2;

type Value = string | number | boolean;
export type LabelledCase = { cause: CauseCode; known: ReadonlyMap<string, { value: Value | null }> };
type Rule = { code: CauseCode; evidence: readonly { fact: string; is: readonly Value[]; weight: number }[] };

/** @returns the weights that should change, by cause and evidence; the index is the evidence's place in its cause */
export function proposeWeights(
  causes: readonly Rule[],
  cases: readonly LabelledCase[],
): (WeightChange & { index: number })[] {
  return causes.flatMap(({ code, evidence }) =>
    evidence.flatMap(({ fact, is, weight }, index) => {
      const own = countOf(cases, fact, is, (cause) => cause === code);
      const other = countOf(cases, fact, is, (cause) => cause !== code);
      if (own.known < MIN_KNOWN || other.known < MIN_KNOWN || own.hits + other.hits < MIN_HITS) return [];
      const estimate = Math.log(shareOf(own) / shareOf(other));
      const pulled = (own.known * estimate + PRIOR_CASES * weight) / (own.known + PRIOR_CASES);
      const proposed = round(clip(pulled));
      if (Math.abs(proposed - weight) < MIN_CHANGE) return [];
      return [
        {
          cause: code,
          fact,
          is: is.map(String),
          present: weight,
          proposed,
          estimate: round(estimate),
          known: own.known,
          hits: own.hits,
          otherKnown: other.known,
          otherHits: other.hits,
          index,
        },
      ];
    }),
  );
}

type Count = { known: number; hits: number };

function countOf(
  cases: readonly LabelledCase[],
  fact: string,
  is: readonly Value[],
  counts: (cause: CauseCode) => boolean,
): Count {
  const count: Count = { known: 0, hits: 0 };
  for (const { cause, known } of cases) {
    const value = known.get(fact)?.value ?? null;
    if (value === null || !counts(cause)) continue;
    count.known += 1;
    if (is.includes(value)) count.hits += 1;
  }
  return count;
}

const shareOf = ({ known, hits }: Count): number => (hits + HALF) / (known + 2 * HALF);
const clip = (weight: number): number => Math.max(-MAX_WEIGHT, Math.min(MAX_WEIGHT, weight));
const round = (weight: number): number => Math.round(weight * 10) / 10;
