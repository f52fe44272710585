import { connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "@playwright/test";
import { LONG, SLOW_MACHINE_MS, withInstallation } from "./places.ts";

const SLOW = LONG ? 500 : 100;
const CROWD = LONG ? 10_000 : 1_000;
const PLACES = LONG ? 4_000 : 400;
const AT_ONCE = 200;

/** A connection, what it was told, and whether it is over. */
type Caller = { socket: Socket; told: string; over: boolean };

function call(port: number): Promise<Caller> {
  return new Promise((resolve) => {
    const caller: Caller = { socket: connect(port, "127.0.0.1"), told: "", over: false };
    caller.socket.on("data", (data: Buffer) => {
      if (caller.told.length < 2_000) caller.told += data.toString();
    });
    caller.socket.on("error", () => {});
    caller.socket.once("close", () => {
      caller.over = true;
      resolve(caller);
    });
    caller.socket.once("connect", () => resolve(caller));
  });
}

test("slow clients keep nobody waiting and are let go", async () => {
  test.setTimeout(SLOW_MACHINE_MS);
  await withInstallation("sqlite", async (installation) => {
    await installation.start();
    const { hostname, port } = new URL(installation.url);
    const slow: Caller[] = [];
    for (let n = 0; n < SLOW; n++) {
      const caller = await call(Number(port));
      caller.socket.write(`POST /api/events HTTP/1.1\r\nHost: ${hostname}\r\n`);
      if (n % 2) caller.socket.write("Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{");
      slow.push(caller);
    }
    const took: number[] = [];
    for (let n = 0; n < 50; n++) {
      const started = performance.now();
      expect((await fetch(`${installation.url}/api/ready`)).status).toBe(200);
      took.push(performance.now() - started);
    }
    console.log(`  beside ${SLOW} slow clients, the slowest of 50 answers took ${Math.round(Math.max(...took))} ms`);
    // Headers have 15 s; the server looks every five.
    const headless = slow.filter((_caller, n) => n % 2 === 0);
    await expect.poll(() => headless.filter(({ over }) => !over).length, { timeout: 60_000 }).toBe(0);
    for (const { socket } of slow) socket.destroy();
  });
});

test("more connections than there are places are told to come back, and afterwards all is as before", async () => {
  test.setTimeout(SLOW_MACHINE_MS);
  await withInstallation(
    "sqlite",
    async (installation) => {
      await installation.start();
      const port = Number(new URL(installation.url).port);
      const callers: Caller[] = [];
      const known = await call(port);
      for (let n = 0; n < CROWD; n += AT_ONCE)
        callers.push(...(await Promise.all(Array.from({ length: AT_ONCE }, () => call(port)))));
      await expect.poll(() => callers.filter(({ over }) => over).length).toBeGreaterThanOrEqual(CROWD - PLACES);
      const refused = callers.filter(({ over }) => over);
      const politely = refused.filter(
        ({ told }) => told.startsWith("HTTP/1.1 503 ") && told.includes("Retry-After: 5"),
      );
      console.log(
        `  of ${CROWD} connections ${refused.length} were refused, ${politely.length} of them with their answer`,
      );
      expect(politely.length).toBeGreaterThan(refused.length * 0.9);
      known.socket.write("GET /api/health HTTP/1.1\r\nHost: a\r\n\r\n");
      await expect.poll(() => known.told).toContain("200 OK");
      for (const { socket } of [...callers, known]) socket.destroy();
      await sleep(500);
      await expect.poll(async () => (await fetch(`${installation.url}/api/ready`)).status).toBe(200);
    },
    { MAX_CONNECTIONS: String(PLACES) },
  );
});
