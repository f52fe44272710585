import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "@playwright/test";
import type { Installation } from "../fixtures/installation.ts";
import { Load } from "./load.ts";
import { type DatabaseKind, databases, LONG, SLOW_MACHINE_MS, seeded, WAIT_MS, withInstallation } from "./places.ts";

/** In the short form each kind of victim once, and one process twice. */
const killsOn = (kind: DatabaseKind) => (LONG ? 20 : kind === "postgres" ? 3 : 2);
const random = seeded(5);

/** The evidence stands as it should: every entry has its row, every row its entry, and every head that was signed holds. */
const verify = (installation: Installation) =>
  expect(installation.admin(["audit", "verify"]), "audit verify").toMatchObject({ code: 0 });

/** On PostgreSQL the jobs are in a process of their own, which is killed as well; on SQLite there is one process for all. */
async function start(kind: DatabaseKind, installation: Installation): Promise<void> {
  await installation.start();
  if (kind === "postgres") installation.startWorker();
}

/** The server, the worker or both at once, where there are two. */
async function killOne(kind: DatabaseKind, installation: Installation, kill: number): Promise<void> {
  const victims = kind === "sqlite" ? "server" : (["both", "worker", "server"] as const)[kill % 3];
  const ends = [
    ...(victims === "worker" ? [] : [installation.stop("SIGKILL")]),
    ...(victims === "server" ? [] : [installation.stopWorker("SIGKILL")]),
  ];
  await Promise.all(ends);
  if (victims === "worker") return installation.startWorker();
  if (victims === "server") return installation.start();
  return start(kind, installation);
}

for (const kind of databases) {
  const what = kind === "postgres" ? "of the server, the worker and both" : "of the one process";
  test(`kill -9 ${what} at random moments under load loses nothing that was acknowledged, on ${kind}`, async () => {
    const kills = killsOn(kind);
    test.setTimeout(SLOW_MACHINE_MS + kills * 30_000);
    const body = async (installation: Installation) => {
      await start(kind, installation);
      const load = new Load(installation);
      for (let kill = 1; kill <= kills; kill++) {
        const running = load.start();
        await Promise.race([sleep(300 + random() * 2_200), running.failure]);
        running.stop();
        await killOne(kind, installation, kill);
        await running.ended;
        verify(installation);
      }
      // One load that is left to end, so that there is something of each even where every kill came early.
      const last = load.start();
      const { done } = load;
      const some = () => done.batches.length > 0 && done.tickets.length > 3 && done.topups.length > 0;
      await Promise.race([expect.poll(some, { timeout: WAIT_MS }).toBe(true), last.failure]);
      last.stop();
      await last.ended;
      await load.check();
      await installation.stopWorker();
      await installation.stop();
      console.log(`  ${kills} kills on ${kind}: ${load.counts}, all there`);
      verify(installation);
      expect(installation.admin(["ledger", "check"])).toMatchObject({ code: 0 });
    };
    await withInstallation(kind, body, kind === "postgres" ? { JOBS: "off" } : {});
  });
}
