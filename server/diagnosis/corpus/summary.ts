import type { CauseCode } from "../schemas.ts";
import type { Run } from "./run.ts";
import type { Split, Stratum } from "./scenario.ts";

/** Shares are of 1. */
export type Figures = {
  cases: number;
  topOne: number;
  topThree: number;
  /** Outcome and first remedy both as labelled. */
  remedy: number;
  outcome: number;
  charge: number;
  /** Advice that had to appear did. */
  advised: number;
  /** Cases with advice that may harm, or a result that no run may have. */
  unsafe: number;
  meanQuestions: number;
  medianQuestions: number;
  /** Ended in UNKNOWN though there is a cause to be found. */
  abstained: number;
};
export type Bin = { from: number; cases: number; said: number; right: number };
export type Report = Figures & {
  orderKnown: { cases: number; meanQuestions: number; medianQuestions: number };
  calibration: { ece: number; bins: Bin[] };
  bySplit: Partial<Record<Split, Figures>>;
  byStratum: Partial<Record<Stratum, Figures>>;
  byCause: Partial<Record<CauseCode, Figures>>;
  /** What was taken for what, most often first. */
  confusions: { expected: CauseCode; got: CauseCode; cases: number }[];
  runs: readonly Run[];
};

const share = (runs: readonly Run[], is: (run: Run) => boolean): number =>
  runs.length === 0 ? Number.NaN : runs.filter(is).length / runs.length;

const mean = (values: readonly number[]): number =>
  values.length === 0 ? Number.NaN : values.reduce((a, b) => a + b, 0) / values.length;

function middle(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN;
}

/** The figures of some runs. */
export function figures(runs: readonly Run[]): Figures {
  const questions = runs.map(({ asked }) => asked.length);
  return {
    cases: runs.length,
    topOne: share(runs, (run) => run.topOne),
    topThree: share(runs, (run) => run.topThree),
    remedy: share(runs, (run) => run.remedy && run.outcome),
    outcome: share(runs, (run) => run.outcome),
    charge: share(runs, (run) => run.charge),
    advised: share(runs, (run) => run.lacking.length === 0),
    unsafe: runs.filter((run) => run.unsafe.length > 0 || run.faults.length > 0).length,
    meanQuestions: mean(questions),
    medianQuestions: middle(questions),
    abstained: runs.filter((run) => run.abstained).length,
  };
}

const BINS = 10;

/** Whether the first cause is right as often as its probability says: the expected calibration error over ten bins. */
export function calibration(runs: readonly Run[]): Report["calibration"] {
  const sums = Array.from({ length: BINS }, () => ({ cases: 0, said: 0, right: 0 }));
  for (const { result, scenario } of runs) {
    const top = result.ranking[0];
    if (!top) continue;
    const bin = sums[Math.min(BINS - 1, Math.floor(top.probability * BINS))];
    if (!bin) continue;
    bin.cases += 1;
    bin.said += top.probability;
    if ([scenario.label.cause, ...scenario.label.also].includes(top.code)) bin.right += 1;
  }
  const all = sums.reduce((total, bin) => total + bin.cases, 0);
  const ece = sums.reduce((total, bin) => total + Math.abs(bin.said - bin.right), 0) / Math.max(1, all);
  const bins = sums.map(({ cases, said, right }, i) => ({
    from: i / BINS,
    cases,
    said: cases === 0 ? Number.NaN : said / cases,
    right: cases === 0 ? Number.NaN : right / cases,
  }));
  return { ece, bins };
}

function grouped<K extends string>(
  runs: readonly Run[],
  keys: (run: Run) => readonly K[],
): Partial<Record<K, Figures>> {
  const groups = new Map<K, Run[]>();
  for (const run of runs) {
    for (const key of keys(run)) {
      const group = groups.get(key);
      if (group) group.push(run);
      else groups.set(key, [run]);
    }
  }
  return Object.fromEntries([...groups].map(([key, some]) => [key, figures(some)])) as Partial<Record<K, Figures>>;
}

function confusionsOf(runs: readonly Run[]): Report["confusions"] {
  const counts = new Map<string, Report["confusions"][number]>();
  for (const { topOne, scenario, result } of runs) {
    if (topOne) continue;
    const [expected, got] = [scenario.label.cause, result.causeCode];
    const entry = counts.get(`${expected}>${got}`) ?? { expected, got, cases: 0 };
    entry.cases += 1;
    counts.set(`${expected}>${got}`, entry);
  }
  return [...counts.values()].toSorted((a, b) => b.cases - a.cases);
}

/** All figures of a corpus run. */
export function summarise(runs: readonly Run[]): Report {
  const known = runs.filter((run) => run.orderKnown).map(({ asked }) => asked.length);
  return {
    ...figures(runs),
    orderKnown: { cases: known.length, meanQuestions: mean(known), medianQuestions: middle(known) },
    calibration: calibration(runs),
    bySplit: grouped(runs, ({ scenario }) => [scenario.split]),
    byStratum: grouped(runs, ({ scenario }) => scenario.strata),
    byCause: grouped(runs, ({ scenario }) => [scenario.label.cause]),
    confusions: confusionsOf(runs),
    runs,
  };
}
