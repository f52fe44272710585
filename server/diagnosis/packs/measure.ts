import { setImmediate as breathe } from "node:timers/promises";
import { problem } from "../pack/problems.ts";
import type { Pack } from "../pack/schema.ts";
import { shownProblem } from "./rows.ts";
import type { SafetyRun, ShownProblem } from "./schemas.ts";

/** So many scenarios are diagnosed before other requests get their turn. */
const SLICE = 20;
const MAX_SHOWN = 20;

async function runsOf(pack: Pack) {
  // Large, and needed by keepers alone.
  const { corpus, runCorpus } = await import("../corpus/index.ts");
  const runs = [];
  for (let from = 0; from < corpus.length; from += SLICE) {
    runs.push(...runCorpus(pack, corpus.slice(from, from + SLICE)).runs);
    await breathe();
  }
  return runs;
}

/**
 * Runs the labelled corpus with a pack: no scenario may end in advice that would harm, or in a result that no run may have.
 * @returns how many there were, and a problem for each that did
 */
export async function runForSafety(pack: Pack): Promise<{ run: SafetyRun; problems: ShownProblem[] }> {
  const runs = await runsOf(pack);
  const bad = runs.filter((run) => run.unsafe.length + run.faults.length > 0);
  const problems = bad
    .slice(0, MAX_SHOWN)
    .map(({ scenario: { id }, unsafe, faults }) =>
      shownProblem(problem(["corpus", id], "unsafe", { name: id, detail: [...unsafe, ...faults].join("; ") })),
    );
  return { run: { scenarios: runs.length, unsafe: bad.length }, problems };
}

export type PackFigures = {
  cases: number;
  topOne: number;
  topThree: number;
  remedy: number;
  unsafe: number;
  meanQuestions: number;
  abstained: number;
};
export type PackMeasure = Record<"all" | "tune" | "held", PackFigures>;

/** How well a pack does on the labelled corpus: on what it may be tuned on, and on what is only measured. */
export async function measurePack(pack: Pack): Promise<PackMeasure> {
  const { figures } = await import("../corpus/summary.ts");
  const runs = await runsOf(pack);
  const of = (some: typeof runs): PackFigures => {
    const { cases, topOne, topThree, remedy, unsafe, meanQuestions, abstained } = figures(some);
    return { cases, topOne, topThree, remedy, unsafe, meanQuestions, abstained };
  };
  const half = (split: string) => of(runs.filter((run) => run.scenario.split === split));
  return { all: of(runs), tune: half("tune"), held: half("held") };
}
