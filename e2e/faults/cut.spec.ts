import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "@playwright/test";
import pg from "pg";
import { Load } from "./load.ts";
import { LONG, SLOW_MACHINE_MS, WAIT_MS, withInstallation } from "./places.ts";

const CUTS = LONG ? 40 : 8;

async function cut(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, application_name: "cutter" });
  await client.connect();
  await client.query(
    "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = 'daozhang'",
  );
  await client.end();
}

test("connections to PostgreSQL that are cut under load: a clear error, nothing acknowledged is lost, no restart", async () => {
  test.setTimeout(SLOW_MACHINE_MS);
  await withInstallation("postgres", async (installation, url = "") => {
    await installation.start();
    const load = new Load(installation);
    const refusals: string[] = [];
    const running = load.start((error) => refusals.push(String(error)));
    for (let n = 0; n < CUTS; n++) {
      await sleep(250);
      await cut(url);
    }
    // It goes on by itself.
    const before = load.done.batches.length;
    await expect.poll(() => load.done.batches.length, { timeout: WAIT_MS }).toBeGreaterThan(before + 5);
    running.stop();
    await running.ended;
    expect(refusals.filter((text) => !text.includes("503"))).toEqual([]);
    await load.check();
    console.log(`  ${CUTS} cuts: ${load.counts}, all there; ${refusals.length} calls were told 503`);
    await installation.stop();
    expect(installation.admin(["ledger", "check"])).toMatchObject({ code: 0 });
    expect(installation.admin(["audit", "verify"])).toMatchObject({ code: 0 });
  });
});
