// The whole check, as `npm test` and CI run it: every step runs even when an earlier one failed, and the last line counts.
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { ensureBuilt } from "../lib/build.ts";
import { ensureChromium } from "../lib/chromium.ts";
import { type Count, countAgain, countPlaywright, countVitest, failedFiles, failedTests } from "./counts.ts";
import type { RunReport } from "./run-reporter.ts";

const reports = mkdtempSync(join(tmpdir(), "daozhang-check-"));
const total: Count = { passed: 0, failed: 0 };
const failures: string[] = [];
const startedAt = Date.now();

const chromium = await ensureChromium(say);
await step("Lint and import rules", "npm", ["run", "-s", "lint"]);
await step("Types", "npm", ["run", "-s", "typecheck"]);
await unitTests("Tests, on SQLite and PostgreSQL");
say("Build");
if (ensureBuilt(() => {})) await journeys();
else fail("Build");
finish();

/** Files share processes, which one may leave so that another fails: what failed is run once more, each in a process of its own. */
async function unitTests(name: string): Promise<void> {
  say(name);
  const first = await vitest([], {});
  const failed = first.report ? failedFiles(first.report) : [];
  if (failed.length === 0) return add(name, first.code, countVitest(first.report ?? {}));
  say(`Again, each in a process of its own: ${failed.map((file) => relative(".", file)).join(", ")}`);
  const again = await vitest(failed, { TESTS_ALONE: "1" });
  const counted = again.report ? countVitest(again.report) : { passed: 0, failed: failed.length };
  add(name, again.code, countAgain(countVitest(first.report ?? {}), counted));
  // Last, where whoever reads only the end finds it.
  const names = again.report ? failedTests(again.report, process.cwd()) : failed.map((file) => relative(".", file));
  failures.push(...names.map((line) => `  ${line}`));
}

/** One run. What its report of tests does not tell, errors outside of tests and files that never ran, fails at once. */
async function vitest(files: string[], env: Record<string, string>): Promise<{ code: number; report: unknown }> {
  const tests = join(reports, `vitest-${files.length}.json`);
  const whole = join(reports, `vitest-${files.length}-run.json`);
  const reporters = [
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${tests}`,
    "--reporter=./bin/check/run-reporter.ts",
  ];
  const code = await run("vitest", ["run", ...reporters, ...files], { ...env, CHECK_RUN_REPORT: whole });
  const { errors, missing } = (readReport(whole) ?? { errors: ["no report of the run"], missing: [] }) as RunReport;
  for (const what of [...errors, ...missing]) fail(`Outside of tests: ${what}`);
  return { code, report: readReport(tests) };
}

async function journeys(): Promise<void> {
  const name = "Browser journeys";
  if (!chromium) return fail(`${name} (no Chromium to be had)`);
  mkdirSync("test-results", { recursive: true });
  say(name);
  const report = join(reports, "playwright.json");
  const env = { CHROMIUM_PATH: chromium ?? "", PLAYWRIGHT_JSON_OUTPUT_FILE: report };
  const code = await run("playwright", ["test", "--reporter=list,json"], env);
  const told = readReport(report);
  add(name, code, told ? countPlaywright(told) : { passed: 0, failed: 0 });
}

/** A step that passes or fails as a whole: only its failure counts. */
async function step(name: string, command: string, args: string[]): Promise<void> {
  say(name);
  if ((await run(command, args, {})) !== 0) fail(name);
}

function readReport(path: string): unknown {
  return existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : undefined;
}

/** Adds what a step counted. A run that fails without a failed test to show for it counts as one failure. */
function add(name: string, code: number, counted: Count): void {
  total.passed += counted.passed;
  total.failed += counted.failed;
  if (counted.failed > 0) failures.push(`${name}: ${counted.failed} failed`);
  else if (code !== 0 || counted.passed === 0) fail(name);
}

function run(command: string, args: string[], extra: Record<string, string>): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: "inherit", env: { ...process.env, ...extra } });
    child.on("error", (error) => {
      console.error(error.message);
      resolve(1);
    });
    child.on("exit", (code) => resolve(code ?? 1));
  });
}

function say(what: string): void {
  console.log(`\n▸ ${what} (${minutes()} min)`);
}

function minutes(): string {
  return ((Date.now() - startedAt) / 60_000).toFixed(1);
}

function fail(name: string): void {
  total.failed += 1;
  failures.push(name);
}

function finish(): never {
  rmSync(reports, { recursive: true, force: true });
  console.log(
    `\n${failures.map((line) => `${line.startsWith(" ") ? " " : "✗"} ${line}\n`).join("")}after ${minutes()} minutes`,
  );
  console.log(`${total.passed} passed, ${total.failed} failed`);
  process.exit(total.failed > 0 ? 1 : 0);
}
