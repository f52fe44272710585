// The whole check, as `npm test` and CI run it: every step runs even when an earlier one failed, and the last line counts.
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureBuilt } from "../lib/build.ts";
import { ensureChromium } from "../lib/chromium.ts";
import { type Count, countPlaywright, countVitest } from "./counts.ts";

const reports = mkdtempSync(join(tmpdir(), "daozhang-check-"));
const total: Count = { passed: 0, failed: 0 };
const failures: string[] = [];
const startedAt = Date.now();

const chromium = await ensureChromium(say);
await step("Lint and import rules", "npm", ["run", "-s", "lint"]);
await step("Types", "npm", ["run", "-s", "typecheck"]);
await tests("Tests, on SQLite and PostgreSQL", "vitest", countVitest, (report) => ({
  args: ["run", "--reporter=default", "--reporter=json", `--outputFile.json=${report}`],
  env: {},
}));
say("Build");
if (ensureBuilt(() => {})) await journeys();
else fail("Build");
finish();

async function journeys(): Promise<void> {
  if (!chromium) return fail("Browser journeys (no Chromium to be had)");
  mkdirSync("test-results", { recursive: true });
  await tests("Browser journeys", "playwright", countPlaywright, (report) => ({
    args: ["test", "--reporter=list,json"],
    env: { CHROMIUM_PATH: chromium ?? "", PLAYWRIGHT_JSON_OUTPUT_FILE: report },
  }));
}

/** A step that passes or fails as a whole: only its failure counts. */
async function step(name: string, command: string, args: string[]): Promise<void> {
  say(name);
  if ((await run(command, args, {})) !== 0) fail(name);
}

/** A step that counts its own tests. A run that fails without a failed test to show for it counts as one failure. */
async function tests(
  name: string,
  command: string,
  count: (report: unknown) => Count,
  plan: (report: string) => { args: string[]; env: Record<string, string> },
): Promise<void> {
  say(name);
  const report = join(reports, `${command}.json`);
  const { args, env } = plan(report);
  const code = await run(command, args, env);
  const counted = existsSync(report) ? count(JSON.parse(readFileSync(report, "utf8"))) : { passed: 0, failed: 0 };
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
  console.log(`\n▸ ${what}`);
}

function fail(name: string): void {
  total.failed += 1;
  failures.push(name);
}

function finish(): never {
  rmSync(reports, { recursive: true, force: true });
  const minutes = ((Date.now() - startedAt) / 60_000).toFixed(1);
  console.log(`\n${failures.map((line) => `✗ ${line}\n`).join("")}after ${minutes} minutes`);
  console.log(`${total.passed} passed, ${total.failed} failed`);
  process.exit(total.failed > 0 ? 1 : 0);
}
