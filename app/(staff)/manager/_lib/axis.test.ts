import fc from "fast-check";
import { expect, test } from "vitest";
import { axisEnd } from "./axis.ts";

test("an axis ends at a round number whose half is whole", () => {
  expect([0, 1, 2, 3, 7, 13, 245, 331, 9_876].map(axisEnd)).toEqual([2, 2, 2, 4, 8, 16, 300, 400, 10_000]);
});

test("an axis holds its greatest value and is not half empty", () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 1_000_000_000 }), (most) => {
      const end = axisEnd(most);
      expect(end).toBeGreaterThanOrEqual(most);
      expect(end).toBeLessThanOrEqual(most * 2);
      expect(Number.isInteger(end / 2)).toBe(true);
    }),
  );
});
