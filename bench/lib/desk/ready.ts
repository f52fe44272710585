import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { freePort } from "#bin/lib/ports.ts";
import { startServer, stopServer } from "../process.ts";
import { median, round } from "../stats.ts";
import { urlOf } from "./files.ts";

const TIMES = 3;
const LONGEST_MS = 120_000;

/**
 * How long `npm run serve` takes on a desk until `/api/ready` answers that everything works: the build is there, the file is migrated,
 * jobs run. The first time the file is what the run before left of it in memory.
 * @returns undefined where there is no build
 */
export async function measureReady(tickets: number): Promise<{ readyS: number[]; readyMedianS: number } | undefined> {
  if (!existsSync(".next/BUILD_ID")) return undefined;
  const folder = mkdtempSync(join(tmpdir(), "daozhang-desk-"));
  const readyS: number[] = [];
  try {
    for (let time = 0; time < TIMES; time++) {
      const port = await freePort();
      const env = {
        ...{ DATABASE_URL: urlOf(tickets), STORAGE_URL: `file:${folder}`, HOST: "127.0.0.1", PORT: `${port}` },
        ...{ LOG_LEVEL: "error", NODE_ENV: "production" },
      };
      const url = `http://127.0.0.1:${port}/api/ready`;
      const started = performance.now();
      const child = await startServer(process.execPath, ["bin/serve.ts"], env, url, LONGEST_MS);
      readyS.push(round((performance.now() - started) / 1_000));
      await stopServer(child);
      await setTimeout(500);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return { readyS, readyMedianS: median(readyS) };
}
