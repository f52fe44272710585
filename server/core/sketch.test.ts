import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  addBuckets,
  addWritten,
  atRanks,
  type Buckets,
  bucketOf,
  durationOf,
  readBuckets,
  storedBuckets,
} from "./sketch.ts";

const durations = fc.array(fc.integer({ min: 1, max: 90 * 86_400_000 }), { minLength: 1, maxLength: 300 });

function sketchOf(values: readonly number[]): Buckets {
  const buckets: Buckets = new Map();
  addBuckets(
    buckets,
    values.map((ms) => [bucketOf(ms), 1]),
  );
  return buckets;
}

describe("a sketch of durations", () => {
  test("is at most one per cent off, at every rank", () => {
    fc.assert(
      fc.property(durations, (values) => {
        const sorted = [...values].sort((a, b) => a - b);
        const found = atRanks(
          sketchOf(values),
          sorted.map((_, i) => i + 1),
        );
        for (const [i, value] of sorted.entries()) {
          expect(Math.abs((found[i] ?? 0) - value)).toBeLessThanOrEqual(value * 0.0100001);
        }
      }),
    );
  });

  test("adds and takes away exactly, in any order", () => {
    fc.assert(
      fc.property(durations, durations, (kept, gone) => {
        const buckets = sketchOf([...gone, ...kept].reverse());
        addBuckets(
          buckets,
          gone.map((ms) => [bucketOf(ms), -1]),
        );
        expect(JSON.stringify(storedBuckets(buckets))).toBe(JSON.stringify(storedBuckets(sketchOf(kept))));
        expect(readBuckets(storedBuckets(buckets))).toEqual(buckets);
        const added: Buckets = sketchOf(gone);
        addWritten(added, JSON.stringify(storedBuckets(buckets) ?? {}));
        expect(storedBuckets(added)).toEqual(storedBuckets(sketchOf([...gone, ...kept])));
      }),
    );
  });

  test("takes what took no time as a millisecond", () => {
    expect([bucketOf(0), bucketOf(-5), bucketOf(1)]).toEqual([0, 0, 0]);
    expect(durationOf(0)).toBeCloseTo(1, 1);
    expect(storedBuckets(new Map())).toBeNull();
    const added = new Map([[12, 1]]);
    for (const written of ['{"3":2,"12":10}{"3":-1}', '{"3": 1, "12": -4}{}', ""]) addWritten(added, written);
    expect([...added].sort()).toEqual([
      [12, 7],
      [3, 2],
    ]);
    expect(() => atRanks(new Map([[3, 2]]), [3])).toThrow(RangeError);
  });
});
