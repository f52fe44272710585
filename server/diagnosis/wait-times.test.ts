import fc from "fast-check";
import { expect, test } from "vitest";
import { MAX_CHECKS, nextCheckAt } from "./wait-times.ts";

const now = new Date("2026-11-02T00:00:00Z");
const inMs = (ms: number) => new Date(now.getTime() + ms);

test("looks become rarer, lie ahead, and never after the end", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 200 }),
      fc.integer({ min: 0, max: 172_800_000 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (checks, left, random) => {
        const next = nextCheckAt(checks, now, inMs(left), random).getTime() - now.getTime();
        expect(next).toBeGreaterThanOrEqual(0);
        expect(next).toBeLessThanOrEqual(left);
        const later = nextCheckAt(checks + 1, now, inMs(172_800_000), random).getTime() - now.getTime();
        expect(later).toBeGreaterThanOrEqual(Math.min(next, 30_000));
      },
    ),
  );
});

test("a wait is looked at only so often, whatever its length", () => {
  const until = inMs(30 * 86_400_000);
  let at = now;
  let looks = 0;
  for (; at < until; looks++) at = nextCheckAt(looks, at, until, 0.5);
  expect(looks).toBe(MAX_CHECKS + 1);
  expect(at).toEqual(until);
});
