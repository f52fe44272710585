// `node bin/attack/run.ts`: attacks an instance of its own with probes, sqlmap and wapiti. docs/security.md has what was found.
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Installation } from "../../e2e/fixtures/installation.ts";
import { cookieOf, signIn } from "../../e2e/fixtures/sign-in.ts";
import { type Finding, probe } from "./probes.ts";

/** How long each scanner may take, in seconds. */
const SCAN_S = Number(process.env.ATTACK_SECONDS ?? "600");
const say = (line: string) => console.error(line);
const folder = mkdtempSync(join(tmpdir(), "daozhang-attack-"));
const VISITED = ["/before", "/status", "/docs", "/staff/sign-in", "/embed", "/inbox"];
/** What is so over plain HTTP, as the instance attacked is, and what no browser has any more: `docs/security.md` says why. */
const EXPECTED = [/X-XSS-Protection is not set/, /Strict-Transport-Security is not set/, /Secure flag is not set/];
const here = (command: string) => spawnSync("which", [command]).status === 0;

const MAX_OUTPUT = 256 << 20;
type Report = {
  vulnerabilities: Record<string, { info: string; path: string }[]>;
  anomalies: Record<string, { info: string; path: string }[]>;
};

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
  findings.push(...injections(key), ...crawl("a visitor"));
  findings.push(...crawl("an administrator", admin, ["/desk", "/money", "/settings", "/channels", "/risk"]));
} finally {
  await site.remove();
  rmSync(folder, { recursive: true, force: true });
}
for (const { probe: name, what } of findings) console.log(`${name}: ${what}`);
console.log(`${findings.length} findings`);
if (unfinished.length > 0) console.log(`not known, since no report was written: ${unfinished.join(", ")}`);
process.exitCode = findings.length === 0 && unfinished.length === 0 ? 0 : 1;

/** sqlmap over what people and programs send in addresses and bodies, with a key that may do everything. */
function injections(key: string): Finding[] {
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
  const { stdout } = spawnSync("sqlmap", [...args, ...more], {
    encoding: "utf8",
    timeout: SCAN_S * 1_000,
    maxBuffer: MAX_OUTPUT,
  });
  // It names each as it begins with it, and is ended when its time is over: the last may be half tested.
  const tested = stdout.match(/testing URL/g)?.length ?? 0;
  const found = stdout
    .split("\n")
    .filter((line) => /is vulnerable|appears to be .* injectable|the back-end DBMS is/.test(line))
    .map((what) => ({ probe: "sqlmap", what }));
  say(`sqlmap: ${tested} of ${urls.length} addresses reached, ${found.length} findings`);
  return found;
}

/** wapiti over everything that a visitor, or somebody who is signed in, can reach. */
function crawl(who: string, cookie = "", pages: readonly string[] = VISITED): Finding[] {
  if (!here("wapiti")) return skipped("wapiti");
  const report = join(folder, "wapiti.json");
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
    folder,
  ];
  const more = ["--max-scan-time", String(SCAN_S), "--max-attack-time", "60", "--no-bugreport", "-v", "0"];
  for (const path of pages) more.push("-s", site.url + path);
  if (cookie !== "") more.push("-H", `Cookie: ${cookie}`, "-x", `${site.url}/api/auth/sign-out`);
  const run = spawnSync("wapiti", [...args, ...more], {
    encoding: "utf8",
    timeout: (SCAN_S + 120) * 1_000,
    maxBuffer: MAX_OUTPUT,
  });
  if (!existsSync(report)) return noReport(who, `${run.stdout}\n${run.stderr}`);
  const { vulnerabilities, anomalies } = JSON.parse(readFileSync(report, "utf8")) as Report;
  const found = Object.entries({ ...vulnerabilities, ...anomalies }).flatMap(([kind, list]) =>
    list.map(({ info, path }) => ({ probe: `wapiti ${kind}`, what: `${path} ${info}` })),
  );
  const told = found.filter(({ probe: name, what }) => !EXPECTED.some((known) => known.test(`${name}: ${what}`)));
  const reached = /Wapiti found (\d+) URLs and forms/.exec(run.stdout)?.[1] ?? "an unknown number of";
  say(
    `wapiti as ${who}: ${reached} addresses reached, ${told.length} findings, ${found.length - told.length} expected`,
  );
  return told;
}

/** wapiti was ended, or ended itself, before it wrote what it found: nothing is known, which is neither a finding nor none. */
function noReport(who: string, said: string): Finding[] {
  const last = said.trim().split("\n").slice(-3).join(" | ");
  say(
    `wapiti as ${who}: no report was written within ${SCAN_S} s (ATTACK_SECONDS gives it longer). It said last: ${last}`,
  );
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
