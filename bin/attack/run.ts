// `node bin/attack/run.ts`: attacks an instance of its own with probes, sqlmap and wapiti. docs/security.md has what was found.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Installation } from "../../e2e/fixtures/installation.ts";
import { cookieOf, signIn } from "../../e2e/fixtures/sign-in.ts";
import { type Finding, probe } from "./probes.ts";

/** How long each scanner may take. */
const SCAN_S = Number(process.env.ATTACK_SECONDS ?? "600");
const say = (line: string) => console.error(line);
const folder = mkdtempSync(join(tmpdir(), "daozhang-attack-"));
const VISITED = ["/before", "/status", "/docs", "/staff/sign-in", "/embed", "/inbox"];
/** What is so over plain HTTP, as the instance attacked is, and what no browser has any more: `docs/security.md` says why. */
const EXPECTED = [/X-XSS-Protection is not set/, /Strict-Transport-Security is not set/, /Secure flag is not set/];
const here = (command: string) => spawnSync("which", [command]).status === 0;

const site = new Installation(await freePort());
const findings: Finding[] = [];
try {
  await site.start();
  const key = site.apiKey("attack");
  const { findings: found, probes } = await probe(site.url);
  say(`${probes} probes: ${found.length} findings`);
  findings.push(...found);
  findings.push(...injections(key), ...crawl("a visitor"));
  findings.push(...crawl("an administrator", await signedIn(), ["/desk", "/money", "/settings", "/channels", "/risk"]));
} finally {
  await site.remove();
  rmSync(folder, { recursive: true, force: true });
}
for (const { probe: name, what } of findings) console.log(`${name}: ${what}`);
console.log(`${findings.length} findings`);
process.exitCode = findings.length === 0 ? 0 : 1;

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
  const { stdout } = spawnSync("sqlmap", [...args, ...more], { encoding: "utf8", timeout: SCAN_S * 1_000 });
  const tested = stdout.match(/testing URL/g)?.length ?? 0;
  say(`sqlmap: ${tested} of ${urls.length} addresses`);
  return stdout
    .split("\n")
    .filter((line) => /is vulnerable|appears to be .* injectable|the back-end DBMS is/.test(line))
    .map((what) => ({ probe: "sqlmap", what }));
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
  spawnSync("wapiti", [...args, ...more], { encoding: "utf8", timeout: (SCAN_S + 120) * 1_000 });
  const { vulnerabilities, anomalies } = JSON.parse(readFileSync(report, "utf8")) as Record<
    string,
    Record<string, { info: string; path: string }[]>
  >;
  const found = Object.entries({ ...vulnerabilities, ...anomalies }).flatMap(([kind, list]) =>
    list.map(({ info, path }) => ({ probe: `wapiti ${kind}`, what: `${path} ${info}` })),
  );
  const told = found.filter(({ probe: name, what }) => !EXPECTED.some((known) => known.test(`${name}: ${what}`)));
  say(`wapiti as ${who}: ${told.length} findings, ${found.length - told.length} expected`);
  return told;
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
