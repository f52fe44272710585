import { mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { expect, test } from "@playwright/test";
import type { Installation } from "../fixtures/installation.ts";
import { Load } from "./load.ts";
import { databases, SLOW_MACHINE_MS, WAIT_MS, withInstallation } from "./places.ts";

const HOUR_MS = 3_600_000;
/** Longer than a server holds what it read of the file. */
const READ_ANEW_MS = 250;
const HOOK = pathToFileURL(join(import.meta.dirname, "clock.mjs")).href;

/** Until there is more of everything, tickets and money too. What signatures of another hour are told does not count. */
async function works(load: Load): Promise<void> {
  const running = load.start();
  const { batches, tickets, topups } = load.done;
  const least = [batches.length + 3, tickets.length + 2, topups.length + 1];
  const enough = () => [batches, tickets, topups].every(({ length }, n) => length >= (least[n] ?? 0));
  await Promise.race([expect.poll(enough, { timeout: WAIT_MS }).toBe(true), running.failure]);
  running.stop();
  await running.ended;
}

for (const kind of databases) {
  test(`a clock that jumps ahead and back by an hour, also over a kill, on ${kind}`, async () => {
    test.setTimeout(SLOW_MACHINE_MS);
    const folder = mkdtempSync(join(tmpdir(), "daozhang-clock-"));
    const file = join(folder, "offset");
    // Put there whole, and read anew before anything is asked: what is signed meanwhile would be of another hour.
    const set = async (offsetMs: number) => {
      writeFileSync(`${file}.new`, String(offsetMs));
      renameSync(`${file}.new`, file);
      await sleep(READ_ANEW_MS);
    };
    await set(0);
    const body = async (installation: Installation) => {
      await installation.start();
      const load = new Load(installation);
      await works(load);
      // An hour ahead, events signed now are too old: they are refused with the reason, and taken once the clock is right.
      await set(HOUR_MS);
      const said: string[] = [];
      const running = load.start((error) => said.push(String(error)));
      await expect.poll(() => said.length, { timeout: WAIT_MS }).toBeGreaterThan(5);
      running.stop();
      await running.ended;
      expect(said.filter((text) => !/40[01]/.test(text)).slice(0, 3)).toEqual([]);
      await installation.stop("SIGKILL");
      await set(0);
      await installation.start();
      await works(load);
      await set(-HOUR_MS);
      expect((await fetch(`${installation.url}/api/health`)).status).toBe(200);
      await set(0);
      await works(load);
      await load.check();
      await installation.stop();
      console.log(`  clock ±1 h on ${kind}: ${load.counts}, all there`);
      expect(installation.admin(["ledger", "check"])).toMatchObject({ code: 0 });
      expect(installation.admin(["audit", "verify"])).toMatchObject({ code: 0 });
    };
    try {
      await withInstallation(kind, body, { NODE_OPTIONS: `--import ${HOOK}`, CLOCK_FILE: file });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
}
