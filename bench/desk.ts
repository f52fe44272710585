import type { ChildProcess } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, statfsSync, statSync, writeFileSync } from "node:fs";
import { freePort } from "#bin/lib/ports.ts";
import { migrateDatabase } from "#db/migrate.ts";
import { askFile } from "#db/raw-bulk.ts";
import { type Ask, asksOf, type Sample } from "./lib/desk/calls.ts";
import { checkDesk } from "./lib/desk/check.ts";
import { seedDesk, worldOf } from "./lib/desk/seed.ts";
import { load } from "./lib/load.ts";
import { startServer, stopServer } from "./lib/process.ts";
import { median, quantile, round } from "./lib/stats.ts";

/** Goes up when the seeder writes something else: files of before are made anew. */
const SEED_VERSION = 1;
const FOLDER = "data/bench";
const FEW = 10_000;
const MANY = Number(process.env.DESK_TICKETS ?? 1_000_000);
const isQuick = process.argv.includes("--quick");
const ROUNDS = isQuick ? 3 : 7;
const CALLS = isQuick ? 5 : 15;
const CLIENTS = 16;
const CALLS_UNDER_LOAD = isQuick ? 32 : 160;
/** What a ticket takes on the disk, its evidence while it is made included. */
const BYTES_A_TICKET = 30_000;

type Desk = { name: string; tickets: number; url: string; asks: Ask[]; port: number; child: ChildProcess };

/**
 * A desk of ten thousand tickets beside one of a million, both with every rule of the product kept, asked the same in turns. What a
 * person waits for must depend on the work that is open and not on the past.
 *
 * `DESK_TICKETS=100000` for a smaller one, `--fresh` to make the files anew, `--seed` to make them and measure nothing, `--jobs`
 * with the product's jobs running and a bulk of a thousand, `--quick` for a first look.
 */
export default async function desk(): Promise<Record<string, unknown>> {
  const sizes = [FEW, MANY];
  for (const tickets of new Set(sizes)) await fileOf(tickets);
  if (process.argv.includes("--seed")) return { seeded: sizes };
  const desks: Desk[] = [];
  try {
    for (const tickets of sizes) desks.push(await serve(tickets));
    return await measure(desks);
  } finally {
    await Promise.all(desks.map(({ child }) => stopServer(child)));
  }
}

const pathOf = (tickets: number) => `${FOLDER}/desk-${SEED_VERSION}-${tickets}.db`;

/** Makes the file unless it is there, and brings one of before to the present schema. */
async function fileOf(tickets: number): Promise<void> {
  const path = pathOf(tickets);
  const url = `file:${path}`;
  const made = `${path}.json`;
  mkdirSync(FOLDER, { recursive: true });
  if (existsSync(made) && !process.argv.includes("--fresh")) return migrateDatabase(url);
  for (const end of ["", "-wal", "-shm", ".migrate", ".json"]) rmSync(`${path}${end}`, { force: true });
  const { bavail, bsize } = statfsSync(FOLDER);
  const needed = tickets * BYTES_A_TICKET;
  if (bavail * bsize < 2 * needed) throw new Error(`${FOLDER} has no room for ${round(needed / 1e9, 1)} GB, twice`);
  const world = worldOf(tickets, Date.now());
  const started = performance.now();
  const told = (what: string) =>
    console.log(`${tickets}: ${round((performance.now() - started) / 1_000, 0)} s, ${what}`);
  await seedDesk(url, world, told);
  told("checking");
  const wrong = await checkDesk(url, world, tickets <= FEW);
  if (wrong.length > 0)
    throw new Error(`The desk is not as it should be: ${wrong.slice(0, 5).join("; ").slice(0, 1_000)}`);
  const seconds = round((performance.now() - started) / 1_000, 0);
  writeFileSync(made, JSON.stringify({ ...world, agents: world.agents.length, seconds }));
}

async function serve(tickets: number): Promise<Desk> {
  const url = `file:${pathOf(tickets)}`;
  const port = await freePort();
  const jobs = process.argv.includes("--jobs") ? "on" : "off";
  const args = ["bench/lib/desk/server.ts", url, `${port}`, jobs];
  const started = performance.now();
  const child = await startServer(process.execPath, args, { LOG_LEVEL: "error" }, `http://127.0.0.1:${port}/`, 180_000);
  console.log(`${tickets}: answers after ${round((performance.now() - started) / 1_000)} s`);
  const { now } = JSON.parse(readFileSync(`${pathOf(tickets)}.json`, "utf8")) as { now: number };
  return { name: `${tickets}`, tickets, url, port, child, asks: asksOf(sampleOf(url, tickets), now) };
}

/** Tickets of all ages, and as many that are open. */
function sampleOf(url: string, tickets: number): Sample {
  const columns = "number, order_no as orderNo, contact, status not in ('resolved', 'closed') as open";
  const every = Math.max(1, Math.floor(tickets / 500));
  const all = askFile<Sample[number]>(url, `select ${columns} from tickets where rowid % ${every} = 0 limit 500`);
  return [...all, ...askFile<Sample[number]>(url, `select ${columns} from tickets order by rowid desc limit 500`)];
}

type Row = { cold: number; p50: number[]; all: number[]; loaded: number[] };

async function measure(desks: Desk[]): Promise<Record<string, unknown>> {
  const rows = new Map<string, Row>();
  const rowOf = (desk: Desk, ask: Ask): Row => {
    const key = `${desk.name} ${ask.name}`;
    const row = rows.get(key) ?? { cold: 0, p50: [], all: [], loaded: [] };
    rows.set(key, row);
    return row;
  };
  const run = async (desk: Desk, ask: Ask, count: number, clients: number) => {
    const { latenciesMs, failures } = await load(desk.port, ask.calls(count), clients);
    if (failures[0]) throw new Error(`${ask.name} on ${desk.name}: ${failures[0]}`);
    return latenciesMs;
  };
  for (const desk of desks) for (const ask of desk.asks) rowOf(desk, ask).cold = (await run(desk, ask, 1, 1))[0] ?? 0;
  for (const desk of desks) for (const ask of desk.asks) await run(desk, ask, 5, 1);
  for (let turn = 0; turn < ROUNDS; turn++) {
    for (let i = 0; i < (desks[0]?.asks.length ?? 0); i++) {
      for (const desk of turn % 2 === 0 ? desks : desks.toReversed()) {
        const ask = desk.asks[i] as Ask;
        const times = await run(desk, ask, CALLS, 1);
        rowOf(desk, ask).p50.push(median(times));
        rowOf(desk, ask).all.push(...times);
      }
    }
  }
  for (const desk of desks) {
    for (const ask of desk.asks) rowOf(desk, ask).loaded.push(...(await run(desk, ask, CALLS_UNDER_LOAD, CLIENTS)));
  }
  const [few, many] = desks as [Desk, Desk];
  const table = few.asks.map((ask) => {
    const [small, large] = [rowOf(few, ask), rowOf(many, ask)];
    const growth = median(large.p50) / median(small.p50);
    const p95 = quantile(large.all, 0.95);
    return {
      what: ask.name,
      [`p50 ${few.name}`]: round(median(small.p50)),
      [`p50 ${many.name}`]: round(median(large.p50)),
      growth: round(growth),
      p95: round(p95, 1),
      "p95, 16 clients": round(quantile(large.loaded, 0.95), 1),
      cold: round(large.cold, 1),
      target: `≤ 1.3 ×, p95 < ${ask.targetMs} ms`,
      met: growth <= 1.3 && p95 < ask.targetMs,
    };
  });
  console.table(table);
  const memory = await Promise.all(desks.map(async ({ port }) => (await fetch(`http://127.0.0.1:${port}/`)).json()));
  const bulk = await bulkOf(many).catch((error: unknown) => ({ bulk: String(error).slice(0, 200) }));
  const rssMb = memory.map((one) => round((one as { rss: number }).rss / 1e6, 0));
  const fileMb = desks.map(({ tickets }) => round(statSync(pathOf(tickets)).size / 1e6, 0));
  return { sizes: desks.map(({ tickets }) => tickets), fileMb, rssMb, rounds: ROUNDS, table, ...bulk };
}

/** A thousand tickets in one piece of work, with a queue page asked for meanwhile. Only where jobs run. */
async function bulkOf(desk: Desk): Promise<Record<string, unknown>> {
  if (!process.argv.includes("--jobs")) return {};
  const ask = async (path: string, input: unknown) => {
    const answer = await fetch(`http://127.0.0.1:${desk.port}/${path}`, {
      method: "POST",
      body: JSON.stringify(input),
    });
    if (!answer.ok) throw new Error(await answer.text());
    return (await answer.json()) as { id: string; state: string; items: { number: string }[] };
  };
  const rows = askFile<{ number: string }>(
    desk.url,
    "select number from tickets where status = 'open' order by rowid desc limit 1000",
  );
  const started = performance.now();
  const action = { kind: "update", addTags: [createHash("sha256").update(`${started}`).digest("hex").slice(0, 8)] };
  const { id } = await ask("bulk.start", { tickets: rows.map(({ number }) => number), action });
  const pages: number[] = [];
  for (;;) {
    const asked = performance.now();
    await ask("tickets.list", { queue: "open", sort: "due", limit: 50 });
    pages.push(performance.now() - asked);
    if ((await ask("bulk.get", { id })).state === "done") break;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const seconds = (performance.now() - started) / 1_000;
  return {
    bulkRowsPerSecond: round(rows.length / seconds, 0),
    queuePageP95DuringBulkMs: round(quantile(pages, 0.95), 1),
  };
}
