import { type Compiled, type CompiledSign, compiled, numbered } from "./compiled.ts";
import type { Known } from "./known.ts";
import { isMet, type Numbers } from "./numbers.ts";
import type { Pack } from "./pack/schema.ts";
import type { Scores } from "./room.ts";
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

/**
 * Scores the causes: log prior, plus what speaks for and against, plus deciding evidence. Of facts that repeat one another only one
 * counts: a record before a person's word, then the strongest.
 * @returns scores in the pack's own room: good until the next are asked for
 */
export function score(c: Compiled, known: Numbers): Scores {
  const { scored } = c.room;
  const { weights, from, sums, shown, decided, vetoed, scores } = scored;
  weights.fill(0);
  from.fill(-1);
  sums.set(c.logPriors);
  const tables: Tables = { weights, from, sums, stride: c.groups.length, offset: 0 };
  for (const fact of known.list) {
    tables.offset = c.facts[fact]?.group ?? 0;
    countFact(c, known, fact, tables);
  }
  veto(c, known, vetoed);
  look(c, known, scored);
  decide(c, shown, vetoed, decided);
  settle(c, sums, decided, vetoed, scores);
  return scored;
}

/** Where facts are counted into: tables whose rows are `stride` wide, at a group's `offset`, and the sums by cause. */
type Tables = { weights: Float64Array; from: Int32Array; sums: Float64Array; stride: number; offset: number };

function countFact(c: Compiled, known: Numbers, fact: number, tables: Tables): void {
  const say = c.facts[fact]?.says[known.values[fact] ?? 0];
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

function veto(c: Compiled, known: Numbers, vetoed: Uint8Array): void {
  vetoed.fill(0);
  for (const fact of known.list) {
    if (known.authority[fact] !== 1) continue;
    for (const cause of c.vetoes[fact]?.[known.values[fact] ?? 0] ?? []) vetoed[cause] = 1;
  }
}

function shows({ all, none }: CompiledSign, known: Numbers): boolean {
  for (const one of all) if (!isMet(one, known)) return false;
  for (const one of none) if (isMet(one, known)) return false;
  return true;
}

/** Finds the deciding signs that show, and how many of each cause's do. */
function look(c: Compiled, known: Numbers, { shown, signs }: Scores): void {
  shown.fill(0);
  signs.fill(0);
  for (const fact of known.list) {
    const candidates = c.signs[fact]?.[known.values[fact] ?? 0];
    if (!candidates) continue;
    for (const sign of candidates) {
      if (!shows(sign, known)) continue;
      signs[sign.id] = 1;
      shown[sign.cause] = (shown[sign.cause] ?? 0) + 1;
    }
  }
}

/** The first cause in the order of precedence that has deciding evidence is decided first, the others after it. */
function decide(c: Compiled, shown: Uint8Array, vetoed: Uint8Array, decided: Uint8Array): void {
  let first = -1;
  for (let cause = 0; cause < decided.length; cause += 1) {
    decided[cause] = shown[cause] !== 0 && vetoed[cause] !== 1 ? 2 : 0;
    if (decided[cause] === 2 && (first < 0 || (c.places[cause] ?? 0) < (c.places[first] ?? 0))) first = cause;
  }
  if (first >= 0) decided[first] = 1;
}

/** How far what is decided first stands before all others at the least: weak signs together do not outweigh a clear one. */
const LEAD = 2.5;

function settle(c: Compiled, sums: Float64Array, decided: Uint8Array, vetoed: Uint8Array, scores: Float64Array): void {
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
}

/**
 * The scores that they would be if a fact of a person's had this value: only its group is counted anew, and what decides.
 * @param base the scores as things stand
 * @param known is put back as it was
 * @returns scores in the pack's own room: good until the next are asked for
 */
export function rescore(c: Compiled, known: Numbers, base: Scores, fact: number, value: number): Float64Array {
  const groups = c.groups.length;
  const group = c.facts[fact]?.group ?? 0;
  const { weights, from, sums, scores, shown, decided } = c.room.supposed;
  const valueBefore = known.values[fact] ?? 0;
  const saidBefore = known.customer[fact] ?? 0;
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
  let changed = false;
  for (const sign of c.looking[fact] ?? []) {
    const change = (shows(sign, known) ? 1 : 0) - (base.signs[sign.id] ?? 0);
    if (change === 0) continue;
    shown[sign.cause] = (shown[sign.cause] ?? 0) + change;
    changed = true;
  }
  known.values[fact] = valueBefore;
  known.customer[fact] = saidBefore;
  if (changed) decide(c, shown, base.vetoed, decided);
  settle(c, sums, changed ? decided : base.decided, base.vetoed, scores);
  return scores;
}

/** Shares that add up to one. */
export function softmax(scores: Float64Array, shares: Float64Array): Float64Array {
  let best = Number.NEGATIVE_INFINITY;
  for (const one of scores) if (one > best) best = one;
  let total = 0;
  for (let i = 0; i < scores.length; i += 1) {
    const share = Math.exp((scores[i] ?? 0) - best);
    shares[i] = share;
    total += share;
  }
  for (let i = 0; i < shares.length; i += 1) shares[i] = (shares[i] ?? 0) / total;
  return shares;
}

/** What the causes' terms are made from when somebody reads them: most never are. They are counted anew then, for all causes. */
class Source {
  readonly #c: Compiled;
  readonly #known: Known;
  #terms: Term[][] | undefined;

  constructor(c: Compiled, known: Known) {
    this.#c = c;
    this.#known = known;
  }

  terms(cause: number): Term[] {
    this.#terms ??= this.#count();
    return this.#terms[cause] ?? [];
  }

  #count(): Term[][] {
    const scored = score(this.#c, numbered(this.#c, this.#known));
    return Array.from(this.#c.logPriors, (_, cause) => termsIn(this.#c, this.#known, scored, cause));
  }
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

const DECIDED = [null, "first", "later"] as const;

class RankedCause implements Ranked {
  readonly code: CauseCode;
  readonly probability: number;
  readonly score: number;
  readonly decided: Ranked["decided"];
  readonly #source: Source;
  readonly #cause: number;

  constructor(code: CauseCode, probability: number, { scores, decided }: Scores, cause: number, source: Source) {
    this.code = code;
    this.probability = probability;
    this.score = scores[cause] ?? 0;
    this.decided = DECIDED[decided[cause] ?? 0] ?? null;
    this.#source = source;
    this.#cause = cause;
  }

  get terms(): Term[] {
    return this.#source.terms(this.#cause);
  }
}

/** Ranks scored causes, most probable first; equals in the pack's order. */
export function rankingOf(pack: Pack, known: Known, scored: Scores, shares: Float64Array): Ranked[] {
  const c = compiled(pack);
  const source = new Source(c, known);
  const ranking: Ranked[] = [];
  for (const cause of inOrder(shares, c.room.order)) {
    const code = pack.causes[cause]?.code;
    if (code) ranking.push(new RankedCause(code, shares[cause] ?? 0, scored, cause, source));
  }
  return ranking;
}

/** The numbers of the causes, the largest share first. Inserting each at its place is the quickest for so few. */
function inOrder(shares: Float64Array, order: Int32Array): Int32Array {
  for (let cause = 0; cause < shares.length; cause += 1) {
    const share = shares[cause] ?? 0;
    let place = cause;
    while (place > 0 && (shares[order[place - 1] ?? 0] ?? 0) < share) {
      order[place] = order[place - 1] ?? 0;
      place -= 1;
    }
    order[place] = cause;
  }
  return order;
}
