import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { allowanceSchema } from "../rule-schemas.ts";
import { allowanceOf, limitsOf } from "./allowance.ts";
import { defaultRuleSet } from "./default-set.ts";
import { type ScoreFacts, scoreOf } from "./score.ts";

const nobody: ScoreFacts = {
  ageDays: null,
  verified: null,
  completedOrders: 0,
  upheldReviews: 0,
  wishedRefunds: 0,
  unfoundedComplaints: 0,
};
const score = (change: Partial<ScoreFacts>) => scoreOf({ ...nobody, ...change }).score;
const count = fc.integer({ min: 0, max: 500 });
const someFacts = fc.record({
  ageDays: fc.option(fc.integer({ min: 0, max: 5_000 }), { nil: null }),
  verified: fc.option(fc.boolean(), { nil: null }),
  completedOrders: count,
  upheldReviews: count,
  wishedRefunds: count,
  unfoundedComplaints: count,
});

describe("the credit score", () => {
  test("begins in the middle, and is what its parts add up to", () => {
    expect(score({})).toBe(50);
    const best = { ageDays: 400, verified: true, completedOrders: 20 };
    expect(score(best)).toBe(100);
    expect(score({ ...best, upheldReviews: 1 })).toBe(75);
    expect(score({ wishedRefunds: 1 })).toBe(50);
    expect(score({ wishedRefunds: 3, unfoundedComplaints: 2 })).toBe(34);
    expect(score({ upheldReviews: 9, unfoundedComplaints: 9, wishedRefunds: 9 })).toBe(0);
    fc.assert(
      fc.property(someFacts, (facts) => {
        const found = scoreOf(facts);
        const sum = found.parts.reduce((total, { points }) => total + points, 0);
        expect(found.score).toBe(Math.min(100, Math.max(0, sum)));
        for (const { points, most, least } of found.parts) {
          expect(Object.is(points, -0)).toBe(false);
          expect(points).toBeLessThanOrEqual(most);
          expect(points).toBeGreaterThanOrEqual(least);
        }
      }),
    );
  });

  test("never falls by something good, nor rises by something bad", () => {
    fc.assert(
      fc.property(someFacts, fc.integer({ min: 1, max: 50 }), (facts, more) => {
        const before = scoreOf(facts).score;
        const raised = (name: keyof ScoreFacts) => scoreOf({ ...facts, [name]: Number(facts[name] ?? 0) + more }).score;
        expect(raised("ageDays")).toBeGreaterThanOrEqual(before);
        expect(raised("completedOrders")).toBeGreaterThanOrEqual(before);
        expect(scoreOf({ ...facts, verified: true }).score).toBeGreaterThanOrEqual(before);
        expect(raised("upheldReviews")).toBeLessThanOrEqual(before);
        expect(raised("wishedRefunds")).toBeLessThanOrEqual(before);
        expect(raised("unfoundedComplaints")).toBeLessThanOrEqual(before);
      }),
    );
  });

  test("takes what is unknown for what is least, never for something bad", () => {
    expect(score({ verified: null })).toBe(score({ verified: false }));
    expect(score({ ageDays: null })).toBe(score({ ageDays: 0 }));
  });

  test("counts what a person put right instead, and says so", () => {
    const { score: found, parts } = scoreOf({ ...nobody, upheldReviews: 2 }, { upheldReviews: 0, verified: 1 });
    expect(found).toBe(60);
    const marked = parts.filter(({ corrected }) => corrected).map(({ part, fact }) => [part, fact]);
    expect(marked).toEqual([
      ["verified", true],
      ["upheldReviews", 0],
    ]);
  });
});

const worth = defaultRuleSet.allowance;
const none = { singleFen: null, dailyFen: null };
const bound = fc.option(fc.integer({ min: 0, max: 5_000_000 }), { nil: null });

describe("limits by score", () => {
  test("go through the three points, in whole tens of yuan", () => {
    expect([0, 50, 100].map((at) => allowanceOf(at, worth))).toEqual([50_000, 500_000, 2_000_000]);
    for (let at = 0; at <= 100; at++) expect(allowanceOf(at, worth) % 1_000).toBe(0);
  });

  test("rise with the score and never go above a hard limit, whoever set them", () => {
    const set = fc.option(
      fc.record({
        singleFen: fc.integer({ min: 1, max: 9_000_000 }),
        dailyFen: fc.integer({ min: 1, max: 9_000_000 }),
      }),
      { nil: null },
    );
    const points = fc.integer({ min: 0, max: 100 });
    fc.assert(
      fc.property(points, points, set, bound, bound, bound, (a, b, by, own, day, platform) => {
        const rules = { ...worth, hardSingleFen: platform || null };
        const hard = { singleFen: own, dailyFen: day };
        const [low, high] = [Math.min(a, b), Math.max(a, b)].map((at) => limitsOf(at, rules, by, hard));
        if (!low || !high) throw new Error("two scores");
        expect(high.singleFen).toBeGreaterThanOrEqual(low.singleFen);
        expect(high.dailyFen).toBeGreaterThanOrEqual(low.dailyFen);
        for (const most of [own, platform || null, day])
          if (most !== null) expect(high.singleFen).toBeLessThanOrEqual(most);
        if (day !== null) expect(high.dailyFen).toBeLessThanOrEqual(day);
      }),
    );
  });

  test("say who decided them", () => {
    expect(limitsOf(50, worth, null, none)).toMatchObject({ singleFen: 500_000, singleBy: "score", dailyBy: "score" });
    const person = { singleFen: 900_000, dailyFen: 900_000 };
    expect(limitsOf(50, worth, person, none)).toMatchObject({ singleFen: 900_000, singleBy: "person" });
    const hard = { singleFen: 800_000, dailyFen: null };
    expect(limitsOf(50, worth, person, hard)).toMatchObject({
      singleFen: 800_000,
      singleBy: "platform",
      dailyBy: "person",
    });
  });

  test("refuse three points that fall", () => {
    expect(allowanceSchema.safeParse({ ...worth, highestFen: 1 }).success).toBe(false);
  });
});
