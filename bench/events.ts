import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connection, openDatabase, setConnection } from "#db/client.ts";
import { migrateDatabase } from "#db/migrate.ts";
import { insertRaw } from "#db/raw.ts";
import { loadDataSecret } from "#server/core/data-secret.ts";
import { event, paidWithoutCallback, send } from "#server/orders/testing.ts";
import { median, round } from "./lib/stats.ts";

const BATCHES = 20;
const ORDERS_PER_BATCH = 200;

/** The event inbox with all its projections, beside raw inserts of the same events in the same batches, both durable. */
export default async function events(): Promise<Record<string, unknown>> {
  const folder = mkdtempSync(join(tmpdir(), "daozhang-bench-"));
  try {
    const url = `file:${join(folder, "bench.db")}`;
    await migrateDatabase(url);
    setConnection(openDatabase(url));
    await loadDataSecret();
    const raw = insertRaw(join(folder, "raw.db"));
    const ours: number[] = [];
    const raws: number[] = [];
    for (let batch = 0; batch < BATCHES; batch++) {
      const list = batchOf(batch);
      raws.push(rate(list.length, await timed(async () => raw.insert(list))));
      ours.push(rate(list.length, await timed(() => send(list))));
    }
    raw.close();
    await connection().close();
    const result = {
      eventsPerSecond: round(median(ours), 0),
      rawPerSecond: round(median(raws), 0),
      ratio: round(median(ours) / median(raws)),
    };
    console.table([result]);
    return { batches: BATCHES, batchSize: ORDERS_PER_BATCH * 5, ...result };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const rate = (count: number, ms: number) => count / (ms / 1_000);

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

function batchOf(batch: number): Record<string, unknown>[] {
  return Array.from({ length: ORDERS_PER_BATCH }, (_, i) => {
    const orderNo = `KM${batch}${`${i}`.padStart(5, "0")}`;
    return [
      ...paidWithoutCallback(orderNo, i),
      event("topup.callback.received", i + 30, {
        orderNo,
        outTradeNo: `P${orderNo}`,
        channel: "alipay",
        verified: true,
        outcome: "applied",
      }),
      event("topup.credit.posted", i + 40, { orderNo, amountFen: 20_000, reference: `W${orderNo}` }),
    ];
  }).flat();
}
