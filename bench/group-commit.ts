import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connection, openDatabase, setConnection, transact } from "#db/client.ts";
import { migrateDatabase } from "#db/migrate.ts";
import { commitRate } from "#db/raw.ts";
import { claims } from "#db/schema/index.ts";
import { loadDataSecret } from "#server/core/data-secret.ts";
import { median, round } from "./lib/stats.ts";

const WRITERS = 16;
const UNITS = 3_200;
const ROUNDS = 5;

/** Sixteen writers through `transact`, beside the same writes one after the other, each waiting for its own commit. */
export default async function groupCommit(): Promise<Record<string, unknown>> {
  const folder = mkdtempSync(join(tmpdir(), "daozhang-bench-"));
  try {
    const url = `file:${join(folder, "bench.db")}`;
    await migrateDatabase(url);
    setConnection(openDatabase(url));
    await loadDataSecret();
    const grouped: number[] = [];
    const single: number[] = [];
    const raw: number[] = [];
    for (let turn = 0; turn < ROUNDS; turn++) {
      grouped.push(await run(`g${turn}`, WRITERS));
      single.push(await run(`s${turn}`, 1));
      raw.push(commitRate(join(folder, `raw-${turn}.db`), UNITS));
    }
    await connection().close();
    const result = {
      groupedPerSecond: round(median(grouped), 0),
      oneByOnePerSecond: round(median(single), 0),
      rawCommitsPerSecond: round(median(raw), 0),
      ratio: round(median(grouped.map((rate, i) => rate / (single[i] ?? Number.NaN)))),
    };
    console.table([result]);
    return { writers: WRITERS, units: UNITS, ...result };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function run(prefix: string, writers: number): Promise<number> {
  let next = 0;
  const writer = async () => {
    for (let i = next++; i < UNITS; i = next++) {
      const key = `${prefix}-${i}`;
      await transact((tx) => tx.insert(claims).values({ key, holderId: "bench", claimedAt: new Date() }));
    }
  };
  const started = performance.now();
  await Promise.all(Array.from({ length: writers }, writer));
  return UNITS / ((performance.now() - started) / 1_000);
}
