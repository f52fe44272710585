import { describe, expect, test } from "vitest";
import { breaches } from "./corpus/doctrine.ts";
import { forbiddenPairs } from "./corpus/faults.ts";
import { believed, impossible } from "./corpus/impossible.ts";
import { cachedFacts, corpus, runCorpus } from "./corpus/index.ts";
import { stands } from "./corpus/testing.ts";
import { distrustAndKnow, type Known } from "./known.ts";
import { pack } from "./pack/index.ts";
import { applySafety, type Draft } from "./safety.ts";
import { type AdviceTag, adviceTags } from "./schemas.ts";

const report = runCorpus(pack, corpus);

/** What is known at the end of every run of the corpus, and where an order stands in each way. */
const situations: { facts: Known; now: Date }[] = [
  ...report.runs.map(({ scenario, answers }) => ({
    facts: distrustAndKnow(pack, cachedFacts(scenario), answers),
    now: scenario.now,
  })),
  ...Object.values(stands).flatMap((records) =>
    ["yes", "no", "unsure"].map((debited) => ({
      facts: distrustAndKnow(pack, records, { debited }),
      now: new Date("2026-11-23T08:00:00Z"),
    })),
  ),
];

describe("advice that must not stand together", () => {
  /** Kept apart by code, whatever a pack proposes; the others are kept apart by the pack and watched over in every run. */
  const byCode = forbiddenPairs.filter(
    (pair) => pair.includes("DO_NOT_PAY") || (pair.includes("REFUND") && pair.includes("REDELIVER")),
  );

  test.each(byCode)("%s and %s come apart, whatever is known", (a, b) => {
    for (const { facts, now } of situations) {
      for (const tags of [[a, b], [b, a], [...adviceTags]] as AdviceTag[][]) {
        const remedies = tags.map((tag) => ({ code: tag, tag, texts: [] }));
        const draft: Draft = { chargeState: "none", outcome: { kind: "ticket", remedies, until: null }, advice: tags };
        const { advice } = applySafety(draft, { facts, now });
        expect(advice.includes(a) && advice.includes(b)).toBe(false);
      }
    }
  });

  test("no run of the corpus gives a forbidden pair, and the pairs name advice that is given", () => {
    const given = new Set(report.runs.flatMap(({ result }) => result.advice));
    expect(adviceTags.filter((tag) => !given.has(tag))).toEqual([]);
    for (const { result, scenario } of report.runs) {
      const both = forbiddenPairs.filter(([a, b]) => result.advice.includes(a) && result.advice.includes(b));
      expect(both, scenario.id).toEqual([]);
    }
  });
});

describe("what cannot be", () => {
  test("no cause is found likely that an authority rules out, however much speaks for it", () => {
    expect(impossible.flatMap(([, , causes]) => causes).length).toBeGreaterThan(60);
    expect(believed(pack)).toEqual([]);
  });
});

describe("what a payment that did not come about leads to", () => {
  test("follows from where the money may be, whatever refused it", () => {
    const { breaches: found, judged } = breaches(pack);
    expect(judged).toBeGreaterThan(60);
    expect(found).toEqual([]);
  });
});
