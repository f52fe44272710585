import type { ChildProcess } from "node:child_process";
import { statSync } from "node:fs";
import { loadavg } from "node:os";
import { freePort } from "#bin/lib/ports.ts";
import { measureBulk } from "./lib/desk/bulk.ts";
import { asksOf } from "./lib/desk/calls.ts";
import { fileOf, filledAt, pathOf, sampleOf, urlOf } from "./lib/desk/files.ts";
import { type Desk, measure } from "./lib/desk/measure.ts";
import { measureReady } from "./lib/desk/ready.ts";
import { startServer, stopServer } from "./lib/process.ts";
import { round } from "./lib/stats.ts";

const FEW = 10_000;
const MANY = Number(process.env.DESK_TICKETS ?? 1_000_000);
const only = process.argv.find((arg) => arg.startsWith("--only="))?.slice("--only=".length);
const isQuick = process.argv.includes("--quick");
const EXTENT = isQuick
  ? { rounds: 3, calls: 7, underLoad: 32, clients: 16 }
  : { rounds: 7, calls: 15, underLoad: 160, clients: 16 };

/**
 * A desk of ten thousand tickets beside one of a million, both with every rule of the product kept, asked the same in turns. What a
 * person waits for must depend on the work that is open and not on the past. Then a bulk of a thousand tickets on each with the
 * product's jobs running, and how soon `npm run serve` is ready on the large one, where there is a build.
 *
 * `DESK_TICKETS=100000` for a smaller one, `DESK_FOLDER` where the files are that are there already, `--fresh` to make them anew,
 * `--seed` to make them and measure nothing, `--jobs` to measure everything with the product's jobs running, `--only=WORDS` for the
 * questions whose name holds them (`--only=bulk` or `--only=ready` for those alone), `--quick` for a first look.
 */
export default async function desk(): Promise<Record<string, unknown>> {
  const sizes = [FEW, MANY] as const;
  for (const tickets of new Set(sizes)) await fileOf(tickets, tickets <= FEW);
  if (process.argv.includes("--seed")) return { seeded: sizes };
  const loadBefore = loadavg().map((each) => round(each, 1));
  const asked = await onServers(sizes, process.argv.includes("--jobs"), async (desks) => {
    const table = await measure(desks, EXTENT);
    console.table(table);
    const rssMb = [];
    for (const { port } of desks) {
      const said = (await (await fetch(`http://127.0.0.1:${port}/`)).json()) as { rss: number };
      rssMb.push(round(said.rss / 1e6, 0));
    }
    return { table, rssMb };
  });
  const bulk =
    only !== undefined && only !== "bulk"
      ? []
      : await onServers(sizes, true, async (desks) => [await measureBulk(desks[0]), await measureBulk(desks[1])]);
  if (bulk.length > 0) console.table(bulk);
  // A build may be older than the sources, and would build the manager's numbers anew as it knows them.
  const ready = only === undefined || only === "ready" ? await measureReady(MANY) : undefined;
  console.log(ready ? `ready after ${ready.readyMedianS} s (target 3 s)` : "start not measured");
  const fileMb = sizes.map((tickets) => round(statSync(pathOf(tickets)).size / 1e6, 0));
  const loadAfter = loadavg().map((each) => round(each, 1));
  return { sizes, fileMb, ...EXTENT, loadBefore, loadAfter, ...asked, bulk, ...ready };
}

/** Both desks behind servers of their own, for as long as it takes. */
async function onServers<T>(
  sizes: readonly [number, number],
  jobs: boolean,
  body: (desks: [Desk, Desk]) => Promise<T>,
): Promise<T> {
  const children: ChildProcess[] = [];
  const serve = async (tickets: number): Promise<Desk> => {
    const port = await freePort();
    const args = ["bench/lib/desk/server.ts", urlOf(tickets), `${port}`, jobs ? "on" : "off"];
    const url = `http://127.0.0.1:${port}/`;
    children.push(await startServer(process.execPath, args, { LOG_LEVEL: "error" }, url, 180_000));
    return { name: `${tickets}`, tickets, port, asks: asksOf(sampleOf(tickets), filledAt(tickets)).filter(isWanted) };
  };
  try {
    return await body([await serve(sizes[0]), await serve(sizes[1])]);
  } finally {
    await Promise.all(children.map(stopServer));
  }
}

const isWanted = ({ name }: { name: string }): boolean => only === undefined || name.includes(only);
