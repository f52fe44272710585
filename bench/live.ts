import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { connection, openDatabase, setConnection, transact } from "#db/client.ts";
import { migrateDatabase } from "#db/migrate.ts";
import { createStaff, handleAuth } from "#server/auth/index.ts";
import { systemClock } from "#server/core/clock.ts";
import { systemContext } from "#server/core/context.ts";
import { loadDataSecret } from "#server/core/data-secret.ts";
import { env, overrideEnv } from "#server/core/env.ts";
import { emit } from "#server/jobs/index.ts";
import { openOne, serveTrpc } from "#server/trpc/testing.ts";
import { quantile, round } from "./lib/stats.ts";

const PEOPLE = 20;
const TABS = 10;
const ROUNDS = 100;
const PAUSE_MS = 100;
const TARGET_MS = 300;

/**
 * How long a change takes from the call that commits it to the bytes in each of two hundred consoles, all on one process. The
 * consoles run in the same process as the server and read every byte: their time is in the numbers.
 */
export default async function live(): Promise<Record<string, unknown>> {
  const folder = mkdtempSync(join(tmpdir(), "daozhang-bench-"));
  const url = process.env.DATABASE_URL ?? `file:${join(folder, "bench.db")}`;
  await migrateDatabase(url);
  setConnection(openDatabase(url, { serving: true }));
  await loadDataSecret();
  overrideEnv({ ...env(), MAX_STREAMS_PER_ADDRESS: 2_000 });
  const server = await serveTrpc();
  const ends = new AbortController();
  try {
    const took = await measure(server.port, ends.signal);
    const [p50, p95, p99] = [0.5, 0.95, 0.99].map((share) => round(quantile(took, share)));
    const streams = PEOPLE * TABS;
    console.table({
      [`${streams} streams`]: { changes: ROUNDS, heard: took.length, p50, p95, p99, target: TARGET_MS },
    });
    return { streams, heard: took.length, lost: streams * ROUNDS - took.length, p50, p95, p99, targetMs: TARGET_MS };
  } finally {
    ends.abort();
    await server.close();
    await connection().close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measure(port: number, signal: AbortSignal): Promise<number[]> {
  const took: number[] = [];
  const begun = new Map<string, number>();
  const hear = ({ changes }: { changes: { subject: string }[] }) => {
    for (const { subject } of changes) {
      const at = begun.get(subject);
      if (at !== undefined) took.push(performance.now() - at);
    }
  };
  for (let person = 0; person < PEOPLE; person++) {
    const cookie = await signedIn(person);
    for (let tab = 0; tab < TABS; tab++) {
      const status = await openOne({ port, cookie, signal, hear });
      if (status !== 200) throw new Error(`stream ${person}.${tab} was answered with ${status}`);
    }
  }
  for (let i = 0; i < ROUNDS; i++) {
    const subject = `ticket:TK${i}`;
    begun.set(subject, performance.now());
    await transact((tx) => emit(tx, systemClock, { topic: "ticket.updated", subject }));
    await setTimeout(PAUSE_MS);
  }
  await setTimeout(2_000);
  return took;
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
