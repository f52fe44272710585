import { rmSync } from "node:fs";
import { Worker } from "node:worker_threads";
import { migrateDatabase } from "#db/migrate.ts";
import type { World } from "./story.ts";

/**
 * Makes the evidence log of a desk on the machine's other core, in a file of its own: it tells the same stories again, which is
 * cheaper than to be told them.
 * @param url of that file
 * @param key that entries are sealed with
 */
export async function evidenceApart(url: string, world: World, key: Buffer) {
  await migrateDatabase(url);
  const worker = new Worker(new URL("./evidence-worker.ts", import.meta.url), { workerData: { url, world, key } });
  const done = new Promise<void>((resolve, reject) => {
    worker.on("error", reject);
    worker.on("exit", (code) =>
      code === 0 ? resolve() : reject(new Error(`The evidence's worker ended with ${code}`)),
    );
  });
  // Whoever waits for it hears of an error; until then it is no unhandled one.
  done.catch(() => undefined);
  const path = url.replace(/^file:/, "");
  const remove = () => {
    for (const end of ["", "-wal", "-shm", ".migrate"]) rmSync(`${path}${end}`, { force: true });
  };
  return { url, done, remove };
}
