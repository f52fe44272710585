import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openDatabase, setConnection, transact } from "#db/client.ts";
import { migrateDatabase } from "#db/migrate.ts";
import { fixedClock, systemClock } from "#server/core/clock.ts";
import { systemContext } from "#server/core/context.ts";
import { loadDataSecret } from "#server/core/data-secret.ts";
import {
  cachedFacts,
  corpus,
  type Figures,
  type Report,
  runCorpus,
  type Scenario,
  splits,
} from "#server/diagnosis/corpus/index.ts";
import { diagnose, pack, startDiagnosis } from "#server/diagnosis/index.ts";
import { EVENTS_LOCK, receiveEvents, recordGatewayWords } from "#server/orders/index.ts";
import { median, quantile, round } from "./lib/stats.ts";

/** What is asked of the checklist; see design and issue. */
const targets = {
  topOne: 0.95,
  topThree: 0.99,
  unsafe: 0,
  questionsOrderKnown: 1,
  perSecond: 20_000,
  p95Ms: 20,
} as const;

const ROUNDS = 5;
const ROUND_MS = 600;
const WARM_UP = 40;

/**
 * How right, how safe and how brief the checklist is over the labelled corpus, by halves: `tune` was looked at while the pack was
 * made, `held` never. Then its speed: the engine alone, and a run started by its verb with all look-ups on SQLite.
 */
export default async function diagnosis(): Promise<Record<string, unknown>> {
  const reports = Object.fromEntries([
    ...splits.map((split) => [split, runCorpus(pack, corpus, { split })] as const),
    ["both", runCorpus(pack, corpus)] as const,
  ]);
  const { both } = reports;
  if (!both) throw new Error("the corpus is empty");
  console.table(Object.fromEntries(Object.entries(reports).map(([name, report]) => [name, row(report)])));
  console.table(Object.fromEntries(Object.entries(both.byStratum).map(([name, figures]) => [name, small(figures)])));
  console.table(Object.fromEntries(Object.entries(both.byCause).map(([name, figures]) => [name, small(figures)])));
  console.log("How often a cause of a given probability is right (both halves):");
  console.table(both.calibration.bins.filter(({ cases }) => cases > 0).map(readable));
  const confused = both.confusions.map(({ expected, got, cases }) => `${expected} taken for ${got} (${cases})`);
  console.log(`Confusions: ${confused.join(", ") || "none"}`);
  const speed = engineAlone(both);
  const lookUps = await withLookUps();
  console.table(againstTargets(reports, speed, lookUps.p95Ms));
  return {
    ...Object.fromEntries(Object.entries(reports).map(([name, report]) => [name, row(report)])),
    ...speed,
    ...lookUps,
  };
}

const row = (report: Report) => ({
  ...small(report),
  questionsOrderKnown: round(report.orderKnown.meanQuestions),
  medianQuestions: report.medianQuestions,
  medianOrderKnown: report.orderKnown.medianQuestions,
  abstained: report.abstained,
  ece: round(report.calibration.ece, 3),
});

const small = (figures: Figures) => ({
  cases: figures.cases,
  topOne: round(figures.topOne, 3),
  topThree: round(figures.topThree, 3),
  remedy: round(figures.remedy, 3),
  unsafe: figures.unsafe,
  questions: round(figures.meanQuestions),
});

const readable = ({ from, cases, said, right }: Report["calibration"]["bins"][number]) => ({
  ...{ from, cases, said: round(said, 2), right: round(right, 2) },
});

function againstTargets(reports: Record<string, Report>, speed: Speed, p95Ms: number) {
  const line = (target: string, values: readonly (number | string | undefined)[], ok: (value: number) => boolean) => ({
    ...{ target, tune: values[0], held: values[1], both: values[2] },
    met: values.every((value) => typeof value !== "number" || ok(value)),
  });
  const of = (read: (report: Report) => number) =>
    ["tune", "held", "both"].map((name) => {
      const report = reports[name];
      return report && round(read(report), 3);
    });
  return {
    "top-1": line(
      `≥ ${targets.topOne}`,
      of((r) => r.topOne),
      (v) => v >= targets.topOne,
    ),
    "top-3": line(
      `≥ ${targets.topThree}`,
      of((r) => r.topThree),
      (v) => v >= targets.topThree,
    ),
    "unsafe advice": line(
      "0",
      of((r) => r.unsafe),
      (v) => v === targets.unsafe,
    ),
    "questions, order known": line(
      `≤ ${targets.questionsOrderKnown}`,
      of((r) => r.orderKnown.meanQuestions),
      (v) => v <= targets.questionsOrderKnown,
    ),
    "engine alone, a second of one core": line(
      `≥ ${targets.perSecond}`,
      ["", "", speed.perSecond],
      (v) => v >= targets.perSecond,
    ),
    "with look-ups, p95 ms": line(`< ${targets.p95Ms}`, ["", "", p95Ms], (v) => v < targets.p95Ms),
  };
}

type Speed = { perSecond: number; perSecondOfClock: number };

/**
 * Diagnoses in a second of one core, helper threads of the process included, and by the clock, which also tells of whoever else
 * wants the core: every state that the runs of the corpus went through, one after the other.
 */
function engineAlone({ runs }: Report): Speed {
  const states = runs.flatMap(({ scenario, asked }) => {
    const facts = cachedFacts(scenario);
    const before = asked.map((_, i) => Object.fromEntries(asked.slice(0, i)));
    return [...before, Object.fromEntries(asked)].map((answers) => ({ facts, answers, now: scenario.now }));
  });
  const rates: { byCore: number; byClock: number }[] = [];
  for (let turn = 0; turn <= ROUNDS; turn++) {
    const started = { clock: performance.now(), core: process.cpuUsage() };
    let done = 0;
    while (performance.now() - started.clock < ROUND_MS) {
      for (const { facts, answers, now } of states) diagnose(pack, facts, answers, now);
      done += states.length;
    }
    const { user, system } = process.cpuUsage(started.core);
    const clockMs = performance.now() - started.clock;
    // The first round warms the engine up and does not count.
    if (turn > 0) rates.push({ byCore: done / ((user + system) / 1e6), byClock: done / (clockMs / 1_000) });
  }
  return {
    perSecond: round(median(rates.map(({ byCore }) => byCore)), 0),
    perSecondOfClock: round(median(rates.map(({ byClock }) => byClock)), 0),
  };
}

/** How long a run takes to start for a key that names an order: look-ups, diagnosis, log and audit, durable on SQLite. */
async function withLookUps(): Promise<{ p50Ms: number; p95Ms: number; starts: number }> {
  const folder = mkdtempSync(join(tmpdir(), "daozhang-bench-"));
  const url = `file:${join(folder, "bench.db")}`;
  await migrateDatabase(url);
  const connection = openDatabase(url);
  setConnection(connection);
  await loadDataSecret();
  try {
    const scenarios = corpus.filter(({ events }) => events.length > 0);
    for (const scenario of scenarios) await takeIn(scenario);
    const actor = { kind: "apiKey" as const, id: "bench", name: "bench", scopes: ["diagnosis:write"] };
    const times: number[] = [];
    for (const [turn, { orderNo }] of [...scenarios.slice(0, WARM_UP), ...scenarios].entries()) {
      const started = performance.now();
      await startDiagnosis({ ctx: { actor, clock: systemClock }, input: { orderNo } });
      if (turn >= WARM_UP) times.push(performance.now() - started);
    }
    return { p50Ms: round(quantile(times, 0.5)), p95Ms: round(quantile(times, 0.95)), starts: times.length };
  } finally {
    await connection.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function takeIn({ events, words, now }: Scenario): Promise<void> {
  const ctx = systemContext("bench", fixedClock(now));
  const platform = { ...ctx, actor: { kind: "platform" as const, id: "platform", name: "platform" } };
  await receiveEvents({ ctx: platform, input: { events } });
  const gateway = { ...ctx, actor: { kind: "gateway" as const, id: "gateway:bench", name: "bench" } };
  await transact((tx) => recordGatewayWords(tx, gateway, words), { serializeOn: EVENTS_LOCK });
}
