// `node bin/attack/run.ts`: attacks an instance of its own with probes, sqlmap and wapiti. docs/security.md has what was found.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Installation } from "../../e2e/fixtures/installation.ts";
import { cookieOf, signIn } from "../../e2e/fixtures/sign-in.ts";
import { ensureBuilt } from "../lib/build.ts";
import { type Crowd, crowd } from "./crowd.ts";
import { type Finding, probe } from "./probes.ts";

/** How long each scanner may take, in seconds: wapiti half of it to find its way, and a twentieth for each kind of attack. */
const SCAN_S = Number(process.env.ATTACK_SECONDS ?? "600");
const say = (line: string) => console.error(line);
const folder = mkdtempSync(join(tmpdir(), "daozhang-attack-"));
const VISITED = ["/before", "/status", "/docs", "/staff/sign-in", "/embed", "/inbox"];
/** What is so over plain HTTP, as the instance attacked is, and what no browser has any more: `docs/security.md` says why. */
const EXPECTED = [/X-XSS-Protection is not set/, /Strict-Transport-Security is not set/, /Secure flag is not set/];
const here = (command: string) => spawnSync("which", [command]).status === 0;

/** Requests a second: below what one key, or one person, may ask. */
const PACE = { key: 80, visitor: 60, person: 18 } as const;
/** How long a scanner waits for one answer, the pace included. */
const ANSWER_S = 30;
type Report = {
  vulnerabilities: Record<string, { info: string; path: string }[]>;
  anomalies: Record<string, { info: string; path: string }[]>;
};

if (!ensureBuilt(() => say("Building the pages"))) throw new Error("The build failed.");
const unfinished: string[] = [];
const site = new Installation(await freePort());
const findings: Finding[] = [];
try {
  await site.start();
  const key = site.apiKey("attack");
  // Before the scanners begin: whoever asks as much as they do from one address is told to wait, at signing in too.
  const admin = await signedIn();
  const { findings: found, probes } = await probe(site.url);
  say(`${probes} probes: ${found.length} findings`);
  findings.push(...found);
  findings.push(...(await injections(key)), ...(await crawl("a visitor", PACE.visitor)));
  findings.push(
    ...(await crawl("an administrator", PACE.person, admin, ["/desk", "/money", "/settings", "/channels", "/risk"])),
  );
} finally {
  await site.remove();
  rmSync(folder, { recursive: true, force: true });
}
for (const { probe: name, what } of findings) console.log(`${name}: ${what}`);
console.log(`${findings.length} findings`);
if (unfinished.length > 0) console.log(`not known, since it did not come to its end: ${unfinished.join(", ")}`);
process.exitCode = findings.length === 0 && unfinished.length === 0 ? 0 : 1;

/** sqlmap over what people and programs send in addresses and bodies, with a key that may do everything. */
async function injections(key: string): Promise<Finding[]> {
  if (!here("sqlmap")) return skipped("sqlmap");
  const urls = [
    "tickets?q=a*&limit=10",
    "tickets?cursor=a*",
    "orders/KM1*/trace",
    "callbacks?orderNo=a*",
    "money-items?state=open*",
    "commands?orderNo=a*",
    "appeals?state=a*",
    "notices?ticket=a*",
    "topups?orderNo=a*",
    "cases?state=a*",
    "packs/a*",
    "learning/unknown?days=1*",
  ];
  const list = join(folder, "urls.txt");
  writeFileSync(list, urls.map((url) => `${site.url}/api/v1/${url}`).join("\n"));
  const args = [
    "-m",
    list,
    "--batch",
    "--level",
    "2",
    "--risk",
    "2",
    "--threads",
    "2",
    "--flush-session",
    "--disable-coloring",
  ];
  const more = [
    "--output-dir",
    folder,
    "-H",
    `Authorization: Bearer ${key}`,
    "--ignore-code",
    "401,403,404,422",
    "--technique",
    "BEUS",
  ];
  const many = await crowd(PACE.key);
  const { output } = await scan(
    "sqlmap",
    [...args, ...more, "--proxy", many.url, "--timeout", String(ANSWER_S)],
    SCAN_S,
  );
  // It names each as it begins with it, and is ended when its time is over: the last may be half tested.
  const tested = output.match(/testing URL/g)?.length ?? 0;
  // A long guess is refused where a short one is not, which looks like an answer; sqlmap asks again and sees that it is none.
  const takenBack = output.match(/false positive or unexploitable injection point detected/g)?.length ?? 0;
  const found = output.split("\n").filter((line) => /is vulnerable|identified the following injection/.test(line));
  say(
    `sqlmap: ${tested} of ${urls.length} addresses reached, ${sumOf(many)}, ${found.length} findings, ` +
      `${takenBack} suspicions that it took back itself`,
  );
  return found.map((what) => ({ probe: "sqlmap", what }));
}

/** wapiti over everything that a visitor, or somebody who is signed in, can reach. */
async function crawl(who: string, pace: number, cookie = "", pages: readonly string[] = VISITED): Promise<Finding[]> {
  if (!here("wapiti")) return skipped("wapiti");
  // A session of its own: wapiti would report what it found in the last one.
  const place = mkdtempSync(join(folder, "wapiti-"));
  const report = join(place, "report.json");
  const args = [
    "-u",
    `${site.url}/`,
    "--scope",
    "domain",
    "-f",
    "json",
    "-o",
    report,
    "--flush-session",
    "--store-session",
    place,
  ];
  const more = [
    "--max-scan-time",
    String(Math.ceil(SCAN_S / 2)),
    "--max-attack-time",
    String(Math.ceil(SCAN_S / 20)),
    "--no-bugreport",
    "-v",
    "0",
  ];
  for (const path of pages) more.push("-s", site.url + path);
  if (cookie !== "") more.push("-H", `Cookie: ${cookie}`);
  // wapiti's own way to leave an address out ends it on today's Python.
  const many = await crowd(pace, "/api/auth/sign-out");
  more.push("-p", many.url, "-t", String(ANSWER_S));
  const { code, output } = await scan("wapiti", [...args, ...more], SCAN_S * 2);
  const sum = sumOf(many);
  if (code !== 0 || !existsSync(report)) return noReport(who, sum, output);
  const { vulnerabilities, anomalies } = JSON.parse(readFileSync(report, "utf8")) as Report;
  const found = Object.entries({ ...vulnerabilities, ...anomalies }).flatMap(([kind, list]) =>
    list.map(({ info, path }) => ({ probe: `wapiti ${kind}`, what: `${path} ${info}` })),
  );
  const told = found.filter(({ probe: name, what }) => !EXPECTED.some((known) => known.test(`${name}: ${what}`)));
  const reached = /Wapiti found (\d+) URLs and forms/.exec(output)?.[1] ?? "an unknown number of";
  say(
    `wapiti as ${who}: ${reached} addresses reached, ${sum}, ${told.length} findings, ${found.length - told.length} expected`,
  );
  return told;
}

/** What a scanner asked through its crowd, which then goes home. */
function sumOf(many: Crowd): string {
  many.close();
  return `${many.asked} requests (${many.refused} told to come back later)`;
}

/** Runs a scanner, and ends it when its time is over. */
function scan(command: string, args: readonly string[], seconds: number): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (data) => {
        output += String(data);
      });
    const end = setTimeout(() => child.kill("SIGKILL"), seconds * 1_000);
    child.on("close", (code) => {
      clearTimeout(end);
      resolve({ code: code ?? 1, output });
    });
  });
}

/** wapiti was ended, or ended itself, before it said what it found: nothing is known, which is neither a finding nor none. */
function noReport(who: string, sum: string, said: string): Finding[] {
  const last = said.trim().split("\n").slice(-3).join(" | ");
  say(`wapiti as ${who}: it did not come to its end, ${sum} (ATTACK_SECONDS gives it longer). It said last: ${last}`);
  unfinished.push(`wapiti as ${who}`);
  return [];
}

/** Signs an administrator in, with a second factor, so that what asks for one is attacked too. @returns the session's cookie */
async function signedIn(): Promise<string> {
  const person = { email: "attack@example.com", password: "a password for one attack" };
  site.hire({ ...person, role: "admin", name: "Attack" });
  return cookieOf(await signIn(site.url, person));
}

function skipped(tool: string): Finding[] {
  say(`${tool} is not installed (apt-get install ${tool}): left out`);
  return [];
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}
