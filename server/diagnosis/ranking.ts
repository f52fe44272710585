import { type Compiled, compiled, type Known01, numbered } from "./compiled.ts";
import type { Known } from "./known.ts";
import type { CauseRule, Pack } from "./pack/schema.ts";
import type { CauseCode } from "./schemas.ts";

export { clip, MAX_WEIGHT } from "./compiled.ts";

/** One fact's say about a cause, as it counted. */
export type Term = { fact: string; value: string | number | boolean; weight: number };
export type Ranked = {
  code: CauseCode;
  probability: number;
  score: number;
  terms: Term[];
  /** Whether deciding evidence is there: first in the order of precedence, or after another cause's. */
  decided: "first" | "later" | null;
};

/** The scores of all causes, with what they are made of. */
export type Scores = {
  scores: Float64Array;
  /** The same before what decides, and what rules out. */
  sums: Float64Array;
  /** By cause and group: the weight that counts, and the fact that it comes from (-1 for none). */
  weights: Float64Array;
  from: Int32Array;
  /** By cause: 0 undecided, 1 decided first, 2 decided after another. */
  decided: Uint8Array;
  vetoed: Uint8Array;
};

/**
 * Scores the causes: log prior, plus what speaks for and against, plus deciding evidence. Of facts that repeat one another only one
 * counts: a record before a person's word, then the strongest.
 */
export function score(c: Compiled, known: Known01): Scores {
  const causes = c.logPriors.length;
  const groups = c.groups.length;
  const weights = new Float64Array(causes * groups);
  const from = new Int32Array(causes * groups).fill(-1);
  for (let group = 0; group < groups; group += 1) countGroup(c, known, group, weights, from, groups, group);
  const scores = Float64Array.from(c.logPriors);
  for (let cause = 0; cause < causes; cause += 1) {
    let sum = scores[cause] ?? 0;
    for (let g = cause * groups; g < (cause + 1) * groups; g += 1) sum += weights[g] ?? 0;
    scores[cause] = sum;
  }
  const vetoed = vetoes(c, known);
  const decided = decide(c, known, vetoed);
  const sums = scores.slice();
  settle(c, scores, decided, vetoed);
  return { scores, sums, weights, from, decided, vetoed };
}

/** Counts one group of facts into a table whose rows are `stride` wide, at `offset`. */
function countGroup(
  c: Compiled,
  known: Known01,
  group: number,
  weights: Float64Array,
  from: Int32Array,
  stride: number,
  offset: number,
): void {
  for (const fact of c.groups[group] ?? []) {
    const value = known.values[fact] ?? -1;
    const say = value < 0 ? undefined : c.facts[fact]?.says[value];
    if (!say) continue;
    const said = known.customer[fact] === 1;
    for (let i = 0; i < say.causes.length; i += 1) {
      const at = (say.causes[i] ?? 0) * stride + offset;
      const weight = say.weights[i] ?? 0;
      const rival = from[at] ?? -1;
      if (rival >= 0 && !outweighs(weight, said, weights[at] ?? 0, known.customer[rival] === 1)) continue;
      weights[at] = weight;
      from[at] = fact;
    }
  }
}

function outweighs(weight: number, said: boolean, rival: number, rivalSaid: boolean): boolean {
  if (said !== rivalSaid) return rivalSaid;
  return Math.abs(weight) > Math.abs(rival);
}

function vetoes(c: Compiled, known: Known01): Uint8Array {
  const vetoed = new Uint8Array(c.logPriors.length);
  for (let fact = 0; fact < known.values.length; fact += 1) {
    const value = known.values[fact] ?? -1;
    if (value < 0 || known.authority[fact] !== 1) continue;
    for (const cause of c.vetoes[fact]?.[value] ?? []) vetoed[cause] = 1;
  }
  return vetoed;
}

/** Finds deciding evidence. The first cause in the order of precedence that has it is decided first, the others after it. */
function decide(c: Compiled, known: Known01, vetoed: Uint8Array): Uint8Array {
  const decided = new Uint8Array(c.logPriors.length);
  let first = -1;
  for (let fact = 0; fact < known.values.length; fact += 1) {
    const value = known.values[fact] ?? -1;
    if (value < 0) continue;
    for (const sign of c.signs[fact]?.[value] ?? []) {
      if (decided[sign.cause] === 2 || vetoed[sign.cause] === 1) continue;
      if (!sign.all.every((one) => one.is.has(known.values[one.fact] ?? -1))) continue;
      if (sign.none.some((one) => one.is.has(known.values[one.fact] ?? -1))) continue;
      decided[sign.cause] = 2;
      if (first < 0 || (c.places[sign.cause] ?? 0) < (c.places[first] ?? 0)) first = sign.cause;
    }
  }
  if (first >= 0) decided[first] = 1;
  return decided;
}

/** How far what is decided first stands before all others at the least: weak signs together do not outweigh a clear one. */
const LEAD = 1.5;

function settle(c: Compiled, scores: Float64Array, decided: Uint8Array, vetoed: Uint8Array): void {
  let first = -1;
  let rival = Number.NEGATIVE_INFINITY;
  for (let cause = 0; cause < scores.length; cause += 1) {
    const bonus = decided[cause] === 1 ? c.first : decided[cause] === 2 ? c.later : 0;
    const sum = vetoed[cause] === 1 ? Number.NEGATIVE_INFINITY : (scores[cause] ?? 0) + bonus;
    scores[cause] = sum;
    if (decided[cause] === 1) first = cause;
    else if (sum > rival) rival = sum;
  }
  if (first >= 0) scores[first] = Math.max(scores[first] ?? 0, rival + LEAD);
}

/**
 * The scores that they would be if a fact of a person's had this value: only its group is counted anew, and what decides.
 * @param base the scores as things stand
 * @param known is put back as it was
 */
export function rescore(c: Compiled, known: Known01, base: Scores, fact: number, value: number): Float64Array {
  const causes = c.logPriors.length;
  const groups = c.groups.length;
  const group = c.facts[fact]?.group ?? 0;
  const before = { value: known.values[fact] ?? -1, said: known.customer[fact] ?? 0 };
  known.values[fact] = value;
  known.customer[fact] = 1;
  const weights = new Float64Array(causes);
  const from = new Int32Array(causes).fill(-1);
  countGroup(c, known, group, weights, from, 1, 0);
  const decided = c.decides[fact] ? decide(c, known, base.vetoed) : base.decided;
  const scores = new Float64Array(causes);
  for (let cause = 0; cause < causes; cause += 1) {
    const change = (weights[cause] ?? 0) - (base.weights[cause * groups + group] ?? 0);
    scores[cause] = (base.sums[cause] ?? 0) + change;
  }
  settle(c, scores, decided, base.vetoed);
  known.values[fact] = before.value;
  known.customer[fact] = before.said;
  return scores;
}

/** Shares that add up to one. */
export function softmax(scores: Float64Array): Float64Array {
  let best = Number.NEGATIVE_INFINITY;
  for (const one of scores) if (one > best) best = one;
  const shares = new Float64Array(scores.length);
  let total = 0;
  for (let i = 0; i < scores.length; i += 1) {
    const share = Math.exp((scores[i] ?? 0) - best);
    shares[i] = share;
    total += share;
  }
  for (let i = 0; i < shares.length; i += 1) shares[i] = (shares[i] ?? 0) / total;
  return shares;
}

function termsIn(c: Compiled, known: Known, { weights, from }: Scores, cause: number): Term[] {
  const groups = c.groups.length;
  const terms: Term[] = [];
  for (let g = cause * groups; g < (cause + 1) * groups; g += 1) {
    const table = c.facts[from[g] ?? -1];
    const value = table && known.get(table.key)?.value;
    if (table && value !== undefined && value !== null) terms.push({ fact: table.key, value, weight: weights[g] ?? 0 });
  }
  return terms;
}

/** What speaks for and against a cause, as it counted. */
export function termsOf(pack: Pack, cause: CauseRule, known: Known): Term[] {
  const c = compiled(pack);
  return termsIn(c, known, score(c, numbered(c, known)), c.causeAt.get(cause.code) ?? 0);
}

/** Ranks scored causes, most probable first; equals in the pack's order. */
export function rankingOf(pack: Pack, known: Known, scored: Scores): Ranked[] {
  const c = compiled(pack);
  const shares = softmax(scored.scores);
  return pack.causes
    .map((rule, cause): Ranked => {
      const decided = scored.decided[cause];
      return {
        code: rule.code,
        probability: shares[cause] ?? 0,
        score: scored.scores[cause] ?? 0,
        terms: termsIn(c, known, scored, cause),
        decided: decided === 1 ? "first" : decided === 2 ? "later" : null,
      };
    })
    .sort((a, b) => b.probability - a.probability);
}

/** Ranks the causes, most probable first; equals in the pack's order. */
export function rank(pack: Pack, known: Known): Ranked[] {
  const c = compiled(pack);
  return rankingOf(pack, known, score(c, numbered(c, known)));
}
