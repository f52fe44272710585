import { type Numbers, noNumbers } from "./numbers.ts";
import type { Pack } from "./pack/schema.ts";

/**
 * Room to count in, made once for each pack: a diagnosis is done in some tens of microseconds, and a good part of that would be
 * the making of tables. What stands in a room is good until the next diagnosis by the same pack; nothing of it leaves the engine.
 */

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

export type Room = {
  known: Numbers;
  scored: Scores;
  shares: Float64Array;
  /** The causes, most probable first. */
  order: Int32Array;
  /** By cause: the number of the plan that it leads to as things stand. */
  plans: Int32Array;
  /** The same with an answer that is supposed. `weights` and `from` are of one group only. */
  supposed: Omit<Scores, "signs" | "vetoed"> & { shares: Float64Array; plans: Int32Array };
  /** What the next question is chosen by. */
  gain: {
    live: { causes: Int32Array; shares: Float64Array; plans: Int32Array };
    /** By option and live cause: how probable the answer is if that were the cause. */
    likelihoods: Float64Array;
    totals: Float64Array;
    joint: Float64Array;
    byPlan: Float64Array;
    before: Float64Array;
  };
};

/** Makes the room that a pack needs. */
export function makeRoom(pack: Pack, counts: { groups: number; signs: number; plans: number }): Room {
  const causes = pack.causes.length;
  const floats = (length = causes) => new Float64Array(length);
  const bytes = (length = causes) => new Uint8Array(length);
  const ints = (length = causes) => new Int32Array(length);
  const options = Math.max(0, ...pack.questions.map((question) => question.options.length));
  const decisive = () => ({ scores: floats(), sums: floats(), shown: bytes(), decided: bytes() });
  return {
    known: noNumbers(pack.facts.length),
    scored: {
      ...{ ...decisive(), signs: bytes(counts.signs), vetoed: bytes() },
      ...{ weights: floats(causes * counts.groups), from: ints(causes * counts.groups) },
    },
    ...{ shares: floats(), order: ints(), plans: ints() },
    supposed: { ...decisive(), weights: floats(), from: ints(), shares: floats(), plans: ints() },
    gain: {
      live: { causes: ints(), shares: floats(), plans: ints() },
      ...{ likelihoods: floats(options * causes), totals: floats(), joint: floats() },
      ...{ byPlan: floats(counts.plans), before: floats(counts.plans) },
    },
  };
}
