import { type Compiled, type CompiledSign, compiled, type Known01, numbered } from "./compiled.ts";
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
  /** By cause: how many deciding signs of it show; and by sign whether it does. */
  shown: Uint8Array;
  signs: Uint8Array;
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
  const sums = Float64Array.from(c.logPriors);
  const tables = { weights, from, sums, stride: groups };
  for (const fact of known.list) countFact(c, known, fact, { ...tables, offset: c.facts[fact]?.group ?? 0 });
  const vetoed = vetoes(c, known);
  const signs = new Uint8Array(c.signCount);
  const shown = look(c, known, signs);
  const decided = decide(c, shown, vetoed, new Uint8Array(causes));
  const scores = settle(c, sums, decided, vetoed, new Float64Array(causes));
  return { scores, sums, weights, from, shown, signs, decided, vetoed };
}

/** Where facts are counted into: tables whose rows are `stride` wide, at a group's `offset`, and the sums by cause. */
type Tables = { weights: Float64Array; from: Int32Array; sums: Float64Array; stride: number; offset: number };

function countFact(c: Compiled, known: Known01, fact: number, tables: Tables): void {
  const say = c.facts[fact]?.says[known.values[fact] ?? -1];
  if (!say) return;
  const { weights, from, sums, stride, offset } = tables;
  const said = known.customer[fact] === 1;
  for (let i = 0; i < say.causes.length; i += 1) {
    const cause = say.causes[i] ?? 0;
    const at = cause * stride + offset;
    const weight = say.weights[i] ?? 0;
    const rival = from[at] ?? -1;
    const before = weights[at] ?? 0;
    if (rival >= 0 && !outweighs(weight, said, before, known.customer[rival] === 1)) continue;
    weights[at] = weight;
    from[at] = fact;
    sums[cause] = (sums[cause] ?? 0) + weight - before;
  }
}

function outweighs(weight: number, said: boolean, rival: number, rivalSaid: boolean): boolean {
  if (said !== rivalSaid) return rivalSaid;
  return Math.abs(weight) > Math.abs(rival);
}

function vetoes(c: Compiled, known: Known01): Uint8Array {
  const vetoed = new Uint8Array(c.logPriors.length);
  for (const fact of known.list) {
    const value = known.values[fact] ?? -1;
    if (value < 0 || known.authority[fact] !== 1) continue;
    for (const cause of c.vetoes[fact]?.[value] ?? []) vetoed[cause] = 1;
  }
  return vetoed;
}

function shows({ all, none }: CompiledSign, { values }: Known01): boolean {
  for (const one of all) if (one.is[values[one.fact] ?? -1] !== 1) return false;
  for (const one of none) if (one.is[values[one.fact] ?? -1] === 1) return false;
  return true;
}

/** Finds the deciding signs that show. @returns how many of each cause's do */
function look(c: Compiled, known: Known01, signs: Uint8Array): Uint8Array {
  const shown = new Uint8Array(c.logPriors.length);
  for (const fact of known.list) {
    const candidates = c.signs[fact]?.[known.values[fact] ?? -1];
    if (!candidates) continue;
    for (const sign of candidates) {
      if (!shows(sign, known)) continue;
      signs[sign.id] = 1;
      shown[sign.cause] = (shown[sign.cause] ?? 0) + 1;
    }
  }
  return shown;
}

/** The first cause in the order of precedence that has deciding evidence is decided first, the others after it. */
function decide(c: Compiled, shown: Uint8Array, vetoed: Uint8Array, decided: Uint8Array): Uint8Array {
  let first = -1;
  for (let cause = 0; cause < decided.length; cause += 1) {
    decided[cause] = shown[cause] !== 0 && vetoed[cause] !== 1 ? 2 : 0;
    if (decided[cause] === 2 && (first < 0 || (c.places[cause] ?? 0) < (c.places[first] ?? 0))) first = cause;
  }
  if (first >= 0) decided[first] = 1;
  return decided;
}

/** How far what is decided first stands before all others at the least: weak signs together do not outweigh a clear one. */
const LEAD = 2.5;

function settle(
  c: Compiled,
  sums: Float64Array,
  decided: Uint8Array,
  vetoed: Uint8Array,
  scores: Float64Array,
): Float64Array {
  let first = -1;
  let rival = Number.NEGATIVE_INFINITY;
  for (let cause = 0; cause < scores.length; cause += 1) {
    const bonus = decided[cause] === 1 ? c.first : decided[cause] === 2 ? c.later : 0;
    const sum = vetoed[cause] === 1 ? Number.NEGATIVE_INFINITY : (sums[cause] ?? 0) + bonus;
    scores[cause] = sum;
    if (decided[cause] === 1) first = cause;
    else if (sum > rival) rival = sum;
  }
  if (first >= 0) scores[first] = Math.max(scores[first] ?? 0, rival + LEAD);
  return scores;
}

/**
 * The scores that they would be if a fact of a person's had this value: only its group is counted anew, and what decides.
 * @param base the scores as things stand
 * @param known is put back as it was
 * @returns scores in the pack's own room: good until the next are asked for
 */
export function rescore(c: Compiled, known: Known01, base: Scores, fact: number, value: number): Float64Array {
  const groups = c.groups.length;
  const group = c.facts[fact]?.group ?? 0;
  const { weights, from, sums, scores, shown, decided } = c.room;
  const before = { value: known.values[fact] ?? -1, said: known.customer[fact] ?? 0 };
  known.values[fact] = value;
  known.customer[fact] = 1;
  sums.set(base.sums);
  for (const cause of c.touched[group] ?? []) {
    sums[cause] = (sums[cause] ?? 0) - (base.weights[cause * groups + group] ?? 0);
    weights[cause] = 0;
    from[cause] = -1;
  }
  const tables = { weights, from, sums, stride: 1, offset: 0 };
  for (const member of c.groups[group] ?? []) countFact(c, known, member, tables);
  shown.set(base.shown);
  for (const sign of c.looking[fact] ?? []) {
    const change = (shows(sign, known) ? 1 : 0) - (base.signs[sign.id] ?? 0);
    if (change !== 0) shown[sign.cause] = (shown[sign.cause] ?? 0) + change;
  }
  known.values[fact] = before.value;
  known.customer[fact] = before.said;
  return settle(c, sums, decide(c, shown, base.vetoed, decided), base.vetoed, scores);
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

type Source = { c: Compiled; known: Known; scored: Scores };

/** A ranked cause whose terms are put together when somebody reads them: most are never read. */
class RankedCause implements Ranked {
  readonly code: CauseCode;
  readonly probability: number;
  readonly score: number;
  readonly decided: Ranked["decided"];
  readonly #source: Source;
  readonly #cause: number;
  #terms: Term[] | undefined;

  constructor(code: CauseCode, probability: number, cause: number, source: Source) {
    const decided = source.scored.decided[cause];
    this.code = code;
    this.probability = probability;
    this.score = source.scored.scores[cause] ?? 0;
    this.decided = decided === 1 ? "first" : decided === 2 ? "later" : null;
    this.#source = source;
    this.#cause = cause;
  }

  get terms(): Term[] {
    const { c, known, scored } = this.#source;
    this.#terms ??= termsIn(c, known, scored, this.#cause);
    return this.#terms;
  }
}

/** Ranks scored causes, most probable first; equals in the pack's order. */
export function rankingOf(pack: Pack, known: Known, scored: Scores, shares = softmax(scored.scores)): Ranked[] {
  const source = { c: compiled(pack), known, scored };
  return pack.causes
    .map(({ code }, cause): Ranked => new RankedCause(code, shares[cause] ?? 0, cause, source))
    .sort((a, b) => b.probability - a.probability);
}

/** Ranks the causes, most probable first; equals in the pack's order. */
export function rank(pack: Pack, known: Known): Ranked[] {
  const c = compiled(pack);
  return rankingOf(pack, known, score(c, numbered(c, known)));
}
