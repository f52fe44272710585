import { UNSURE } from "./known.ts";
import type { QuestionRule } from "./pack/schema.ts";
import { planOf } from "./plans.ts";
import { type Asked, scoresWith, withAnswer } from "./supposing.ts";

/** What an answer is expected to tell, in bits. Counted in the pack's room: this is where most of a diagnosis' time goes. */

/** Causes that are less probable change no gain that counts. */
const NEGLIGIBLE = 1e-3;

/** The causes that are still in question, with the numbers of the plans that they lead to as things stand. */
export type Live = {
  count: number;
  causes: Int32Array;
  shares: Float64Array;
  plans: Int32Array;
  /** The bits that are open about the cause. */
  open: number;
};

export function liveOf({ c, shares: all }: Asked): Live {
  const { causes, shares, plans } = c.room.gain.live;
  let count = 0;
  for (let cause = 0; cause < all.length; cause += 1) {
    const share = all[cause] ?? 0;
    if (!(share >= NEGLIGIBLE)) continue;
    causes[count] = cause;
    shares[count] = share;
    plans[count] = c.room.plans[cause] ?? 0;
    count += 1;
  }
  return { count, causes, shares, plans, open: entropyOf(shares, count, 1) };
}

/**
 * How many bits the answer is expected to tell about the remedy, and a share of those about the cause: entropy before, less the mean
 * entropy after. How probable an option is under a cause: its general share, bent by what it would weigh.
 */
export function gainOf(asked: Asked, live: Live, question: QuestionRule): number {
  const { c, pack } = asked;
  const { likelihoods, joint, byPlan, before } = c.room.gain;
  fillLikelihoods(asked, live, question);
  before.fill(0);
  let after = 0;
  let causeAfter = 0;
  for (let option = 0; option < question.options.length; option += 1) {
    const row = option * live.count;
    let mass = 0;
    for (let n = 0; n < live.count; n += 1) {
      const part = (live.shares[n] ?? 0) * (likelihoods[row + n] ?? 0);
      joint[n] = part;
      mass += part;
    }
    if (mass <= 0) continue;
    const plans = plansWith(asked, live, question, question.options[option]?.value ?? UNSURE);
    byPlan.fill(0);
    for (let n = 0; n < live.count; n += 1) {
      const plan = plans[n] ?? 0;
      byPlan[plan] = (byPlan[plan] ?? 0) + (joint[n] ?? 0);
    }
    for (let plan = 0; plan < before.length; plan += 1) before[plan] = (before[plan] ?? 0) + (byPlan[plan] ?? 0);
    after += mass * entropyOf(byPlan, byPlan.length, mass);
    causeAfter += mass * entropyOf(joint, live.count, mass);
  }
  return entropyOf(before, before.length, 1) - after + pack.causeShare * (live.open - causeAfter);
}

/** What the live causes would lead to with an answer: the same as before, unless plans look at it or it changes what was charged. */
function plansWith(asked: Asked, live: Live, question: QuestionRule, value: string): Int32Array {
  if (value === UNSURE) return live.plans;
  return withAnswer(asked, question, value, (at) => {
    const { c } = asked;
    const looked = c.plans.lookAt[c.factAt.get(question.fact) ?? 0] === 1;
    if (at.charge === asked.at.charge && !looked) return live.plans;
    const { plans } = c.room.supposed;
    for (let n = 0; n < live.count; n += 1) plans[n] = planOf(c, live.causes[n], at).number;
    return plans;
  });
}

/** By option and cause: how probable the answer is if that were the cause. */
function fillLikelihoods(asked: Asked, live: Live, question: QuestionRule): void {
  const { c, scored } = asked;
  const { likelihoods, totals } = c.room.gain;
  totals.fill(0);
  let row = 0;
  for (const { value, share } of question.options) {
    const scores = scoresWith(asked, question, value);
    for (let n = 0; n < live.count; n += 1) {
      const cause = live.causes[n] ?? 0;
      const change = scored.vetoed[cause] === 1 ? 0 : (scores[cause] ?? 0) - (scored.scores[cause] ?? 0);
      const part = change === 0 ? share : share * Math.exp(change);
      likelihoods[row + n] = part;
      totals[n] = (totals[n] ?? 0) + part;
    }
    row += live.count;
  }
  for (let i = 0; i < row; i += live.count)
    for (let n = 0; n < live.count; n += 1) likelihoods[i + n] = (likelihoods[i + n] ?? 0) / (totals[n] ?? 1);
}

/** The entropy of the first `count` shares, which add up to `total`. */
export function entropyOf(shares: Float64Array, count: number, total: number): number {
  let sum = 0;
  for (let i = 0; i < count; i += 1) {
    const p = (shares[i] ?? 0) / total;
    if (p > 0) sum -= p * Math.log2(p);
  }
  return sum;
}
