import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { connection, openDatabase, setConnection, transact } from "#db/client.ts";
import { migrateDatabase } from "#db/migrate.ts";
import { createStaff, handleAuth } from "#server/auth/index.ts";
import { systemClock } from "#server/core/clock.ts";
import { systemContext } from "#server/core/context.ts";
import { loadDataSecret } from "#server/core/data-secret.ts";
import { env, overrideEnv } from "#server/core/env.ts";
import { emit } from "#server/jobs/index.ts";
import { serveTrpc } from "#server/trpc/testing.ts";
import { quantile, round } from "./lib/stats.ts";

const PEOPLE = 20;
const TABS = 10;
const ROUNDS = 100;
const PAUSE_MS = 100;
const TARGET_MS = 300;

/**
 * How long a change takes from the call that commits it to the bytes in each of two hundred consoles, all on one server process. The
 * consoles read every byte on a thread of their own; where the machine's cores are busy, they wait for each other.
 */
export default async function live(): Promise<Record<string, unknown>> {
  const folder = mkdtempSync(join(tmpdir(), "daozhang-bench-"));
  const url = process.env.DATABASE_URL ?? `file:${join(folder, "bench.db")}`;
  await migrateDatabase(url);
  setConnection(openDatabase(url, { serving: true }));
  await loadDataSecret();
  overrideEnv({ ...env(), MAX_STREAMS_PER_ADDRESS: 2_000 });
  const server = await serveTrpc();
  try {
    const took = await measure(server.port);
    const [p50, p95, p99] = [0.5, 0.95, 0.99].map((share) => round(quantile(took, share)));
    const streams = PEOPLE * TABS;
    console.table({
      [`${streams} streams`]: { changes: ROUNDS, heard: took.length, p50, p95, p99, target: TARGET_MS },
    });
    return { streams, heard: took.length, lost: streams * ROUNDS - took.length, p50, p95, p99, targetMs: TARGET_MS };
  } finally {
    await server.close();
    await connection().close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measure(port: number): Promise<number[]> {
  const cookies: string[] = [];
  for (let person = 0; person < PEOPLE; person++) cookies.push(await signedIn(person));
  const consoles = new Worker(new URL("./lib/live-consoles.ts", import.meta.url), {
    workerData: { port, cookies, tabs: TABS },
  });
  try {
    await once(consoles, "message");
    const begun = new Map<string, number>();
    for (let i = 0; i < ROUNDS; i++) {
      const subject = `ticket:TK${i}`;
      begun.set(subject, performance.timeOrigin + performance.now());
      await transact((tx) => emit(tx, systemClock, { topic: "ticket.updated", subject }));
      await setTimeout(PAUSE_MS);
    }
    await setTimeout(2_000);
    consoles.postMessage("what was heard?");
    const [told] = (await once(consoles, "message")) as [[string, number][]];
    return told.flatMap(([subject, at]) => {
      const from = begun.get(subject);
      return from === undefined ? [] : [at - from];
    });
  } finally {
    await consoles.terminate();
  }
}

const password = "a password of the bench";

async function signedIn(n: number): Promise<string> {
  const email = `bench-${n}@example.com`;
  await createStaff({ ctx: systemContext("bench"), input: { email, name: `Bench ${n}`, role: "agent", password } });
  const request = new Request(`${env().APP_URL}/api/auth/sign-in/email`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: env().APP_URL },
    body: JSON.stringify({ email, password }),
  });
  const answer = await handleAuth(request, `192.0.2.${n + 1}`);
  return answer.headers
    .getSetCookie()
    .map((cookie) => cookie.split(";")[0])
    .join("; ");
}
