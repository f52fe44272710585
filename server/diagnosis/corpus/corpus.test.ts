import { describe, expect, test } from "vitest";
import { pack } from "../pack/index.ts";
import { causeCodes } from "../schemas.ts";
import { corpus, runCorpus } from "./index.ts";
import { unmapped } from "./person.ts";
import { splits, strata } from "./scenario.ts";

describe("the corpus", () => {
  test("has cases enough, each half with every cause and every stratum", () => {
    expect(corpus.length).toBeGreaterThanOrEqual(400);
    for (const split of splits) {
      const half = corpus.filter((one) => one.split === split);
      expect(half.length).toBeGreaterThanOrEqual(200);
      const causes = new Set(half.map(({ label }) => label.cause));
      expect(causeCodes.filter((code) => !causes.has(code))).toEqual([]);
      const covered = new Set(half.flatMap((one) => one.strata));
      expect(strata.filter((stratum) => !covered.has(stratum))).toEqual([]);
    }
  });

  test("has no cause with fewer than four cases", () => {
    const few = causeCodes.filter((code) => corpus.filter(({ label }) => label.cause === code).length < 4);
    expect(few).toEqual([]);
  });

  test("tells every case once: no id and no story twice, none the same in both halves", () => {
    expect(new Set(corpus.map(({ id }) => id)).size).toBe(corpus.length);
    const plots = corpus.map(({ events, words, person, text, label, now, startedAt }) =>
      JSON.stringify([
        events.map(({ type, data }) => [type, data]),
        words.map(({ kind }) => kind),
        person,
        text,
        label.cause,
        now.getTime() - startedAt.getTime(),
      ]),
    );
    expect(new Set(plots).size).toBe(corpus.length);
  });

  test("every question of the pack means something to the people in it", () => {
    expect(unmapped(pack.questions)).toEqual([]);
  });

  test("labels do not contradict themselves", () => {
    for (const { id, label, money } of corpus) {
      expect(
        label.must.filter((tag) => label.mustNot.includes(tag)),
        id,
      ).toEqual([]);
      // Where the money is gone nobody may be told that it is not.
      if (money === "left") expect(label.charge, id).not.toContain("none");
    }
  });
});

describe("the checklist over the corpus", () => {
  const report = runCorpus(pack, corpus);
  const bad = (pick: (run: (typeof report.runs)[number]) => readonly string[]) =>
    report.runs.flatMap((run) => pick(run).map((what) => `${run.scenario.id}: ${what}`));

  test("never gives advice that may harm", () => {
    expect(bad(({ unsafe }) => unsafe)).toEqual([]);
  });

  test("comes to no result that no run may have", () => {
    expect(bad(({ faults }) => faults)).toEqual([]);
  });

  test("ends within five questions, and asks nothing twice", () => {
    for (const { asked, scenario } of report.runs) {
      expect(asked.length, scenario.id).toBeLessThanOrEqual(5);
      expect(new Set(asked.map(([id]) => id)).size, scenario.id).toBe(asked.length);
    }
  });

  test("says of the charge what the label says, and warns where it must", () => {
    expect(bad(({ charge, result }) => (charge ? [] : [`says ${result.chargeState}`]))).toEqual([]);
    expect(bad(({ lacking }) => lacking)).toEqual([]);
  });

  /** A little under what was reached; the issue asks for 0.95 and 0.99. */
  const floors = {
    tune: { topOne: 0.98, topThree: 0.99, remedy: 0.98 },
    held: { topOne: 0.975, topThree: 0.99, remedy: 0.98 },
  };
  test.each(splits)("is right as often as it was: %s", (split) => {
    const figures = report.bySplit[split];
    expect(figures?.topOne).toBeGreaterThanOrEqual(floors[split].topOne);
    expect(figures?.topThree).toBeGreaterThanOrEqual(floors[split].topThree);
    expect(figures?.remedy).toBeGreaterThanOrEqual(floors[split].remedy);
  });

  test("asks at most one question on average where the order is known", () => {
    expect(report.orderKnown.cases).toBeGreaterThan(400);
    expect(report.orderKnown.meanQuestions).toBeLessThanOrEqual(1);
  });
});
