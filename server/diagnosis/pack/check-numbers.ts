import { MAX_WEIGHT } from "../ranking.ts";
import { type PackProblem, problem } from "./problems.ts";
import type { PackContent } from "./schema.ts";

/** The share that asking stops at is at least an even chance, and never certainty, which no evidence gives. */
const ranges = [
  ["stopAt", 0.5, 0.999],
  ["stopAtWhenPaying", 0.5, 0.999],
  ["abstainBelow", 0.1, 0.9],
  ["minGain", 0, 1],
  ["minGainWhenSettled", 0, 1],
  ["causeShare", 0, 1],
] as const;

const MIN_SUM = 0.5;
const MAX_SUM = 2;
/** More than this is certainty, which leaves no room for a contradiction. */
const MAX_DECISIVE = 20;

/** Weights, priors and bars are in the ranges in which they mean something. */
export function checkNumbers({ rules }: PackContent): PackProblem[] {
  const weights = rules.causes.flatMap((cause, i) =>
    cause.evidence.flatMap(({ weight }, j) =>
      Math.abs(weight) <= MAX_WEIGHT
        ? []
        : [problem(["rules", "causes", i, "evidence", j, "weight"], "weightRange", { value: weight, max: MAX_WEIGHT })],
    ),
  );
  const sum = rules.causes.reduce((total, cause) => total + cause.prior, 0);
  // Only their proportions count, but far from one they are no shares any more and nobody can read them.
  const priors =
    sum >= MIN_SUM && sum <= MAX_SUM
      ? []
      : [problem(["rules", "causes"], "priorsOff", { sum: sum.toFixed(3), min: MIN_SUM, max: MAX_SUM })];
  const bars = ranges.flatMap(([name, min, max]) =>
    rules[name] >= min && rules[name] <= max ? [] : [problem(["rules", name], "outOfRange", { min, max })],
  );
  const decisive = (["first", "later"] as const).flatMap((name) =>
    rules.decisive[name] >= 0 && rules.decisive[name] <= MAX_DECISIVE
      ? []
      : [problem(["rules", "decisive", name], "outOfRange", { min: 0, max: MAX_DECISIVE })],
  );
  const paying = rules.stopAtWhenPaying < rules.stopAt ? [problem(["rules", "stopAtWhenPaying"], "payingBar")] : [];
  return [...weights, ...priors, ...bars, ...decisive, ...paying];
}
