import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "#bin/lib/ports.ts";
import { openDatabase, setConnection } from "#db/client.ts";
import { migrateDatabase } from "#db/migrate.ts";
import { createApiKey } from "#server/auth/index.ts";
import { systemContext } from "#server/core/context.ts";
import { loadDataSecret } from "#server/core/data-secret.ts";
import { paidWithoutCallback, send } from "#server/orders/testing.ts";
import { type Call, load } from "./lib/load.ts";
import { startServer, stopServer } from "./lib/process.ts";
import { median, quantile, round } from "./lib/stats.ts";

const CLIENTS = 16;
const ROUNDS = 5;
const TICKETS_PER_ROUND = 600;
/** A key may make 6,000 requests a minute; the run must not meet that limit. */
const KEYS = 40;

/**
 * Durable ticket submissions a second beside a bare route handler that parses the same body: both production builds, both
 * behind the same client, in turns, on the same machine at the same time.
 */
export default async function submission(): Promise<Record<string, unknown>> {
  const folder = mkdtempSync(join(tmpdir(), "daozhang-bench-"));
  const url = `file:${join(folder, "bench.db")}`;
  build(".", ".next/BUILD_ID");
  build("bench/bare", "bench/bare/.next/BUILD_ID");
  const keys = await prepare(url);
  const [port, barePort] = [await freePort(), await freePort()];
  const env = {
    DATABASE_URL: url,
    STORAGE_URL: `file:${join(folder, "files")}`,
    HOST: "127.0.0.1",
    PORT: `${port}`,
    LOG_LEVEL: "error",
    NODE_ENV: "production",
  };
  const product = await startServer(process.execPath, ["bin/serve.ts"], env, `http://127.0.0.1:${port}/api/health`);
  const bare = await startServer(
    "next",
    ["start", "bench/bare", "-p", `${barePort}`, "-H", "127.0.0.1"],
    { NODE_ENV: "production" },
    `http://127.0.0.1:${barePort}/api/parse`,
  );
  try {
    return await measure(port, barePort, keys);
  } finally {
    await Promise.all([stopServer(product), stopServer(bare)]);
    rmSync(folder, { recursive: true, force: true });
  }
}

function build(folder: string, mark: string): void {
  if (existsSync(mark)) return;
  const run = spawnSync("next", ["build", folder], { stdio: ["ignore", "ignore", "inherit"] });
  if (run.status !== 0) throw new Error(`next build ${folder} failed`);
}

/** Makes the database, its orders and the keys before the server opens it. */
async function prepare(url: string): Promise<string[]> {
  await migrateDatabase(url);
  const connection = openDatabase(url);
  setConnection(connection);
  await loadDataSecret();
  const ctx = systemContext("bench");
  const keys: string[] = [];
  for (let i = 0; i < KEYS; i++)
    keys.push((await createApiKey({ ctx, input: { name: `bench ${i}`, scopes: ["*"] } })).key);
  const orders = Array.from({ length: (ROUNDS + 1) * TICKETS_PER_ROUND }, (_, i) => orderNo(i));
  for (let start = 0; start < orders.length; start += 300) {
    await send(
      orders.slice(start, start + 300).flatMap((no) => paidWithoutCallback(no, 0)),
      new Date(),
    );
  }
  await connection.close();
  return keys;
}

const orderNo = (i: number) => `KM20261101${`${i}`.padStart(6, "0")}`;

async function measure(port: number, barePort: number, keys: readonly string[]): Promise<Record<string, unknown>> {
  const ours: number[] = [];
  const bares: number[] = [];
  const latencies: number[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const calls = await submissions(port, keys, round);
    const bare = await load(
      barePort,
      calls.map((call) => ({ ...call, path: "/api/parse" })),
      CLIENTS,
    );
    const product = await load(port, calls, CLIENTS);
    if (product.failures.length > 0)
      throw new Error(`${product.failures.length} submissions failed: ${product.failures[0]}`);
    // The first round warms both servers up and does not count.
    if (round === 0) continue;
    ours.push(product.perSecond);
    bares.push(bare.perSecond);
    latencies.push(...product.latenciesMs);
    console.log(
      `round ${round}: product ${product.perSecond.toFixed(0)}/s, bare ${bare.perSecond.toFixed(0)}/s, ratio ${(product.perSecond / bare.perSecond).toFixed(2)}`,
    );
  }
  const ratios = ours.map((rate, i) => rate / (bares[i] ?? Number.NaN));
  return {
    clients: CLIENTS,
    tickets: ROUNDS * TICKETS_PER_ROUND,
    productPerSecond: round(median(ours), 0),
    barePerSecond: round(median(bares), 0),
    ratio: round(median(ratios)),
    p50Ms: round(quantile(latencies, 0.5), 1),
    p99Ms: round(quantile(latencies, 0.99), 1),
  };
}

/** Runs the checklist for the round's orders, untimed: what is timed is the sending of the ticket. */
async function submissions(port: number, keys: readonly string[], round: number): Promise<Call[]> {
  const calls: Call[] = [];
  for (let i = 0; i < TICKETS_PER_ROUND; i++) {
    const index = round * TICKETS_PER_ROUND + i;
    const headers = { authorization: `Bearer ${keys[index % keys.length]}`, "content-type": "application/json" };
    const answer = await fetch(`http://127.0.0.1:${port}/api/v1/diagnoses`, {
      method: "POST",
      headers,
      body: JSON.stringify({ orderNo: orderNo(index), onBehalfOf: "C1001" }),
    });
    if (answer.status !== 201) throw new Error(`diagnosis: ${answer.status} ${await answer.text()}`);
    const { id } = (await answer.json()) as { id: string };
    const body = JSON.stringify({
      claim: "complete_topup",
      description: "支付宝已扣款 200 元，订单一直显示待支付，请帮忙核实。",
      contact: "13800000000",
      attachmentIds: [],
    });
    calls.push({ path: `/api/v1/diagnoses/${id}/ticket`, body, headers });
  }
  return calls;
}
