import { parseArgs } from "node:util";
import { pack } from "../pack/index.ts";
import { corpus, runCorpus } from "./index.ts";
import { cachedFacts, type Run } from "./run.ts";
import { splits } from "./scenario.ts";
import type { Figures } from "./summary.ts";

/**
 * What the checklist made of the corpus, for whoever tunes the pack:
 * `node server/diagnosis/corpus/print.ts --split tune [--failing] [--cause CB_MISSING] [--id tune/CB_MISSING/abc] [--facts]`.
 * Held cases are shown in sums only, so that nobody tunes on them.
 */
const { values } = parseArgs({
  options: {
    split: { type: "string", default: "tune" },
    failing: { type: "boolean", default: false },
    cause: { type: "string" },
    id: { type: "string" },
    facts: { type: "boolean", default: false },
  },
});
const split = splits.find((one) => one === values.split);
if (!split) throw new Error(`--split must be one of ${splits.join(", ")}`);

const say = (line: string) => process.stdout.write(`${line}\n`);
const percent = (value: number) => `${(value * 100).toFixed(1)}%`;
const line = (name: string, f: Figures) =>
  say(
    [
      name.padEnd(24),
      `${f.cases}`.padStart(4),
      `top-1 ${percent(f.topOne)}`.padStart(13),
      `top-3 ${percent(f.topThree)}`.padStart(13),
      `remedy ${percent(f.remedy)}`.padStart(14),
      `charge ${percent(f.charge)}`.padStart(14),
      `unsafe ${f.unsafe}`.padStart(9),
      `questions ${f.meanQuestions.toFixed(2)}`.padStart(15),
    ].join(" "),
  );

const failed = (run: Run) =>
  !(run.topOne && run.outcome && run.remedy && run.charge && run.lacking.length === 0) ||
  run.unsafe.length > 0 ||
  run.faults.length > 0;

function show(run: Run): void {
  const { scenario, result, asked } = run;
  const { label } = scenario;
  const top = result.ranking.slice(0, 3).map(({ code, probability }) => `${code} ${probability.toFixed(2)}`);
  say(`\n${scenario.id}  ${scenario.title}  [${scenario.strata.join(" ")}]`);
  say(
    `  wants ${[label.cause, ...label.also].join("|")} · ${label.outcome.join("|")} · ${label.remedy.join("|")} · charge ${label.charge.join("|")}`,
  );
  say(
    `  got   ${result.causeCode} · ${result.outcome?.kind} · ${result.outcome?.remedies.join("+")} · charge ${result.chargeState}`,
  );
  say(`        ${top.join(", ")} · advice ${result.advice.join(" ")}`);
  say(`        asked ${asked.map(([id, value]) => `${id}=${value}`).join(", ") || "nothing"}`);
  if (run.lacking.length > 0) say(`  lacks ${run.lacking.join(" ")}`);
  for (const fault of [...run.unsafe, ...run.faults]) say(`  UNSAFE ${fault}`);
  if (!values.facts) return;
  for (const fact of cachedFacts(scenario)) {
    if (fact.status !== "unknown") say(`    ${fact.key} = ${fact.value} (${fact.status}, ${fact.source})`);
  }
  say(`    person ${JSON.stringify(scenario.person)}`);
}

const report = runCorpus(pack, corpus, { split });
if (split === "tune") {
  const wanted = report.runs.filter(
    (run) =>
      (!values.failing || failed(run)) &&
      (values.cause === undefined || run.scenario.label.cause === values.cause) &&
      (values.id === undefined || run.scenario.id === values.id),
  );
  if (values.failing || values.cause || values.id) for (const run of wanted) show(run);
  say("");
  for (const [cause, f] of Object.entries(report.byCause)) line(cause, f);
}
for (const [stratum, f] of Object.entries(report.byStratum)) line(stratum, f);
line(split, report);
say(`order known: ${report.orderKnown.cases} cases, questions mean ${report.orderKnown.meanQuestions.toFixed(2)}`);
say(`abstained ${report.abstained} · ECE ${report.calibration.ece.toFixed(3)}`);
