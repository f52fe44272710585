import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { CauseCode } from "#server/diagnosis/schemas.ts";
import { type LabelledCase, MAX_WEIGHT, MIN_KNOWN, PRIOR_CASES, proposeWeights } from "./estimate.ts";

const cases = (cause: CauseCode, value: string | null, times: number): LabelledCase[] =>
  Array.from({ length: times }, () => ({ cause, known: new Map(value === null ? [] : [["x", { value }]]) }));
const rule = (weight: number) => [{ code: "CB_MISSING" as const, evidence: [{ fact: "x", is: ["a"], weight }] }];

describe("weights from agents' findings", () => {
  test("are smoothed log likelihood ratios, pulled towards the present weight by the number of cases", () => {
    const seen = [
      ...cases("CB_MISSING", "a", 60),
      ...cases("CB_MISSING", "b", 20),
      ...cases("PAY_CLOSED", "a", 10),
      ...cases("PAY_CLOSED", "b", 70),
    ];
    const [change] = proposeWeights(rule(0), seen);
    const estimate = Math.log(60.5 / 81 / (10.5 / 81));
    expect(change?.estimate).toBeCloseTo(estimate, 1);
    expect(change?.proposed).toBeCloseTo((80 * estimate) / (80 + PRIOR_CASES), 1);
    expect(change).toMatchObject({ hits: 60, known: 80, otherHits: 10, otherKnown: 80, present: 0, index: 0 });
  });

  test("need cases in which the fact was known: what is unknown says nothing", () => {
    const few = [...cases("CB_MISSING", "a", MIN_KNOWN - 1), ...cases("PAY_CLOSED", "b", 100)];
    expect(proposeWeights(rule(0), few)).toEqual([]);
    const blind = [...few, ...cases("CB_MISSING", null, 500)];
    expect(proposeWeights(rule(0), blind)).toEqual([]);
  });

  test("stay as they are where the cases agree with them", () => {
    const even = [...cases("CB_MISSING", "a", 50), ...cases("PAY_CLOSED", "a", 50)];
    expect(proposeWeights(rule(0), even)).toEqual([]);
  });

  test("are never certain: whatever was counted, within ±4 and between the present weight and what the cases say", () => {
    const count = fc.nat(400);
    fc.assert(
      fc.property(count, count, count, count, fc.double({ min: -4, max: 4, noNaN: true }), (a, b, c, d, weight) => {
        const seen = [
          ...cases("CB_MISSING", "a", a),
          ...cases("CB_MISSING", "b", b),
          ...cases("PAY_CLOSED", "a", c),
          ...cases("PAY_CLOSED", "b", d),
        ];
        for (const { proposed, estimate, present } of proposeWeights(rule(weight), seen)) {
          expect(Math.abs(proposed)).toBeLessThanOrEqual(MAX_WEIGHT);
          const [low, high] = [Math.min(estimate, present) - 0.06, Math.max(estimate, present) + 0.06];
          expect(proposed).toBeGreaterThanOrEqual(Math.max(-MAX_WEIGHT, low));
          expect(proposed).toBeLessThanOrEqual(Math.min(MAX_WEIGHT, high));
        }
      }),
      { numRuns: 50 },
    );
  });
});
