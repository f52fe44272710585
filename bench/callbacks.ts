import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { count, eq } from "drizzle-orm";
import { freePort } from "#bin/lib/ports.ts";
import { db, openDatabase, setConnection } from "#db/client.ts";
import { migrateDatabase } from "#db/migrate.ts";
import { gatewayCallbacks, payments } from "#db/schema/index.ts";
import { GatewaySandbox } from "#e2e/sandbox/gateways/index.ts";
import { saveChannel } from "#server/channels/index.ts";
import { systemContext } from "#server/core/context.ts";
import { loadDataSecret } from "#server/core/data-secret.ts";
import { overrideEnv } from "#server/core/env.ts";
import { event, orderCreated, send } from "#server/orders/testing.ts";
import { type Call, load } from "./lib/load.ts";
import { startServer, stopServer } from "./lib/process.ts";
import { median, quantile, round } from "./lib/stats.ts";

const CLIENTS = 16;
const ROUNDS = 5;
const PER_ROUND = 1_000;
const TOTAL = (ROUNDS + 1) * PER_ROUND;

/**
 * Signed Alipay callbacks a second, each of another order: stored, verified, judged, folded into its order, audited and answered,
 * beside a bare route handler that parses the same form. Both production builds, behind the same client, in turns, on the same
 * machine at the same time. The jobs (asking, passing on) are left to a worker, as where this many come.
 */
export default async function callbacks(): Promise<Record<string, unknown>> {
  const folder = mkdtempSync(join(tmpdir(), "daozhang-bench-"));
  const url = `file:${join(folder, "bench.db")}`;
  build(".", ".next/BUILD_ID");
  build("bench/bare", "bench/bare/.next/BUILD_ID");
  const calls = await prepare(url);
  const [port, barePort] = [await freePort(), await freePort()];
  const env = {
    DATABASE_URL: url,
    STORAGE_URL: `file:${join(folder, "files")}`,
    HOST: "127.0.0.1",
    PORT: `${port}`,
    JOBS: "off",
    ALLOW_PRIVATE_URLS: "on",
    LOG_LEVEL: "error",
    NODE_ENV: "production",
  };
  const product = await startServer(process.execPath, ["bin/serve.ts"], env, `http://127.0.0.1:${port}/api/health`);
  const bare = await startServer(
    "next",
    ["start", "bench/bare", "-p", `${barePort}`, "-H", "127.0.0.1"],
    { NODE_ENV: "production" },
    `http://127.0.0.1:${barePort}/api/form`,
  );
  try {
    const result = await measure(port, barePort, calls);
    await stopServer(product);
    await check(url);
    console.table([result]);
    return { clients: CLIENTS, callbacks: ROUNDS * PER_ROUND, ...result };
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

/** Makes the database with its channel and orders before the server opens it, and the callbacks that will come. */
async function prepare(url: string): Promise<Call[]> {
  await migrateDatabase(url);
  const connection = openDatabase(url);
  setConnection(connection);
  await loadDataSecret();
  overrideEnv({ ALLOW_PRIVATE_URLS: true });
  const sandbox = new GatewaySandbox();
  sandbox.url = "http://127.0.0.1:9";
  const config = sandbox.config("alipay");
  const common = { channel: "alipay", kind: "alipay", label: "alipay", methods: [], priority: 1, enabled: true };
  await saveChannel({ ctx: systemContext("bench"), input: { ...common, config } as never });
  const numbers = Array.from({ length: TOTAL }, (_, i) => `${i}`.padStart(6, "0"));
  for (let start = 0; start < numbers.length; start += 400) {
    await send(numbers.slice(start, start + 400).flatMap(orderOf), new Date());
  }
  await connection.close();
  return numbers.map((no) => {
    sandbox.pay(`P${no}`, { kind: "alipay", amountFen: 20_000 });
    const { headers, body } = sandbox.callback(`P${no}`, { kind: "alipay" });
    return { path: "/api/gateways/alipay/alipay/notify", body: body.toString(), headers };
  });
}

const orderOf = (no: string) => [
  orderCreated(`KM${no}`, 0),
  event("topup.payment.attempted", 5, {
    orderNo: `KM${no}`,
    outTradeNo: `P${no}`,
    channel: "alipay",
    method: "app",
    amountFen: 20_000,
  }),
];

async function measure(port: number, barePort: number, calls: readonly Call[]): Promise<Record<string, number>> {
  const ours: number[] = [];
  const bares: number[] = [];
  const latencies: number[] = [];
  for (let turn = 0; turn <= ROUNDS; turn++) {
    const some = calls.slice(turn * PER_ROUND, (turn + 1) * PER_ROUND);
    const parsed = some.map((call) => ({ ...call, path: "/api/form" }));
    const bare = await load(barePort, parsed, CLIENTS);
    const product = await load(port, some, CLIENTS);
    for (const { failures } of [bare, product]) {
      if (failures.length > 0) throw new Error(`${failures.length} callbacks failed: ${failures[0]}`);
    }
    // The first round warms both servers up and does not count.
    if (turn === 0) continue;
    ours.push(product.perSecond);
    bares.push(bare.perSecond);
    latencies.push(...product.latenciesMs);
    console.log(`round ${turn}: product ${product.perSecond.toFixed(0)}/s, bare ${bare.perSecond.toFixed(0)}/s`);
  }
  return {
    productPerSecond: round(median(ours), 0),
    barePerSecond: round(median(bares), 0),
    ratio: round(median(ours.map((rate, i) => rate / (bares[i] ?? Number.NaN)))),
    p50Ms: round(quantile(latencies, 0.5), 1),
    p99Ms: round(quantile(latencies, 0.99), 1),
  };
}

/** A number that counts callbacks which did nothing would be worth nothing. */
async function check(url: string): Promise<void> {
  const connection = openDatabase(url);
  setConnection(connection);
  await loadDataSecret();
  const [applied] = await db
    .select({ count: count() })
    .from(gatewayCallbacks)
    .where(eq(gatewayCallbacks.verdict, "applied"));
  const [paid] = await db.select({ count: count() }).from(payments).where(eq(payments.paidFen, 20_000));
  await connection.close();
  const found = [Number(applied?.count), Number(paid?.count)];
  if (found.some((each) => each !== TOTAL)) throw new Error(`of ${TOTAL} callbacks, applied and paid: ${found}`);
}
