import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "@playwright/test";
import { Load } from "./load.ts";
import { databases, LONG, seeded, withInstallation } from "./places.ts";

const KILLS = LONG ? 20 : 3;
const random = seeded(5);

for (const kind of databases) {
  test(`kill -9 at random moments under load loses nothing that was acknowledged, on ${kind}`, async () => {
    test.setTimeout(60_000 + KILLS * 30_000);
    await withInstallation(kind, async (installation) => {
      await installation.start();
      const load = new Load(installation);
      for (let kill = 1; kill <= KILLS; kill++) {
        const running = load.start();
        await Promise.race([sleep(300 + random() * 2_200), running.failure]);
        running.stop();
        await installation.stop("SIGKILL");
        await running.ended;
        await installation.start();
      }
      // One load that is left to end, so that there is something of each even where every kill came early.
      const last = load.start();
      const { done } = load;
      const some = () => done.batches.length > 0 && done.tickets.length > 3 && done.topups.length > 0;
      await Promise.race([expect.poll(some, { timeout: 60_000 }).toBe(true), last.failure]);
      last.stop();
      await last.ended;
      await load.check();
      await installation.stop();
      console.log(`  ${KILLS} kills on ${kind}: ${load.counts}, all there`);
      expect(installation.admin(["ledger", "check"])).toMatchObject({ code: 0 });
      expect(installation.admin(["audit", "verify"])).toMatchObject({ code: 0 });
    });
  });
}
