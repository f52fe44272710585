// The demo: builds, fills a new database through the product's own doors, and serves on the loopback address.
import "../lib/dotenv.ts";
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { migrateDatabase } from "#db/migrate.ts";
import { ensureBuilt } from "../lib/build.ts";
import { type Child, startChild, stopChild, waitUntilUp } from "../lib/children.ts";
import { commandEnv } from "../lib/environment.ts";
import { freePort, isFree } from "../lib/ports.ts";
import { onStopSignal } from "../lib/signals.ts";
import { banner } from "./banner.ts";
import { GATEWAY_FILES } from "./gateways.ts";
import { isNewDatabase } from "./is-new.ts";
import { demoSecrets } from "./secrets.ts";

const UP_TIMEOUT_MS = 60_000;
/** Names the database that is being filled; left behind when the filling was interrupted. */
const FILLING = "data/demo.filling";

const step = (text: string) => console.log(`▸ ${text}`);
const stop = (text: string): never => {
  console.error(text);
  process.exit(1);
};

const children: Child[] = [];
onStopSignal(async () => {
  await Promise.all(children.map(stopChild));
});

for (const [name, value] of Object.entries(demoSecrets())) process.env[name] ??= value;
Object.assign(process.env, { DEMO: "on", NODE_ENV: "production" });
process.env.STAFF_SECOND_FACTOR ??= "when-enrolled";
process.env.LOG_LEVEL ??= "warn";
const port = Number(process.env.PORT) || 3000;
const sandboxPort = await freePort(port < 65_535 ? port + 1 : 0);
process.env.SANDBOX_URL = `http://127.0.0.1:${sandboxPort}`;
const gatewayPort = await freePort(sandboxPort < 65_535 ? sandboxPort + 1 : 0);
Object.assign(process.env, { GATEWAY_PORT: String(gatewayPort), ALLOW_PRIVATE_URLS: "on", ...GATEWAY_FILES });
const settings = commandEnv();

if (!(await isFree(port))) stop(`Port ${port} is in use. Stop what uses it, or choose another: PORT=3100 npm start`);
if (!ensureBuilt(() => step("Building the pages (the first time, and after a change; about a minute)"))) {
  stop("The build failed. Its own words stand above.");
}
await prepareDatabase();
const setUp = startChild("bin/demo/set-up-channels.ts", { JOBS: "off" });
if ((await setUp.ended) !== 0) stop("Setting up the channels failed. What it said stands above.");
children.push(startChild("e2e/sandbox/main.ts", { PORT: String(sandboxPort), TARGET_URL: settings.APP_URL }));
const server = startChild("bin/serve.ts", {});
children.push(server);
if (!(await waitUntilUp(`http://${settings.HOST}:${port}/api/health`, server, UP_TIMEOUT_MS))) {
  await Promise.all(children.map(stopChild));
  stop("The server did not come up. What it said stands above.");
}
console.log(banner(settings.APP_URL));
const code = await Promise.race(children.map((child) => child.ended));
await Promise.all(children.map(stopChild));
process.exitCode = code;

async function prepareDatabase(): Promise<void> {
  const url = settings.DATABASE_URL;
  if (existsSync(FILLING)) dropHalfFilled(url);
  step("Bringing the database up to date");
  await migrateDatabase(url);
  if (!(await isNewDatabase(url))) return;
  step("Filling the new database: 30 days of orders, tickets and top-ups (about a minute)");
  writeFileSync(FILLING, url);
  rmSync(GATEWAY_FILES.GATEWAY_BOOKS_FILE, { force: true });
  const filling = startChild("bin/demo/fill.ts", { JOBS: "off" });
  children.push(filling);
  if ((await filling.ended) !== 0) stop("Filling the database failed. The next start begins again.");
  children.splice(children.indexOf(filling), 1);
  rmSync(FILLING);
}

/** What an interrupted filling left is no demo. Only a file is deleted; a server's database is its owner's to empty. */
function dropHalfFilled(url: string): void {
  if (!url.startsWith("file:")) stop("The last filling was interrupted. Empty the database and start again.");
  step("The last filling was interrupted: beginning again with an empty database");
  const path = url.slice("file:".length);
  for (const suffix of ["", "-wal", "-shm", ".migrate"]) rmSync(path + suffix, { force: true });
}
