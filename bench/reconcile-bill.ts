import { createReadStream, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eq } from "drizzle-orm";
import { connection, db, openDatabase, setConnection, transact } from "#db/client.ts";
import { migrateDatabase } from "#db/migrate.ts";
import { insertBillRows, type RawBillRow } from "#db/raw.ts";
import { bills, moneyItems } from "#db/schema/index.ts";
import { BATCH_LINES } from "#server/bills/lines.ts";
import { newBill } from "#server/bills/new-bill.ts";
import { runDueBills } from "#server/bills/run.ts";
import { systemContext } from "#server/core/context.ts";
import { loadDataSecret } from "#server/core/data-secret.ts";
import { type BillLine, readBill } from "#server/gateways/index.ts";
import { DAY, writeBill, writePayments } from "./lib/bill.ts";
import { round } from "./lib/stats.ts";

const LINES = Number(process.env.BENCH_LINES ?? 1_000_000);
const SAMPLE_MS = 50;

/**
 * A bill of a million lines against a million payments of ours: read, added up, compared and raised as in production, beside the
 * driver alone inserting the same rows in batches of the same size, both durable.
 */
export default async function reconcileBill(): Promise<Record<string, unknown>> {
  const folder = mkdtempSync(join(tmpdir(), "daozhang-bench-"));
  try {
    const file = join(folder, "bill.csv");
    const lines = await writeBill(file, LINES);
    const url = `file:${join(folder, "bench.db")}`;
    await migrateDatabase(url);
    setConnection(openDatabase(url));
    await loadDataSecret();
    await writePayments(LINES);
    const parse = await timeParsing(file);
    const raw = await timeRaw(file, join(folder, "raw.db"));
    const ours = await timeOurs(file, lines);
    await connection().close();
    const perSecond = (ms: number) => round(lines / (ms / 1_000), 0);
    const aggregateMs = ours.readMs - ours.parseMs;
    console.table({
      "parse (csv to lines)": { seconds: round(ours.parseMs / 1_000), linesPerSecond: perSecond(ours.parseMs) },
      "aggregate (lines to rows)": { seconds: round(aggregateMs / 1_000), linesPerSecond: perSecond(aggregateMs) },
      "match (both ways, raise)": { seconds: round(ours.matchMs / 1_000), linesPerSecond: perSecond(ours.matchMs) },
      "all of it": { seconds: round(ours.totalMs / 1_000), linesPerSecond: perSecond(ours.totalMs) },
      "raw: parse alone": { seconds: round(parse / 1_000), linesPerSecond: perSecond(parse) },
      "raw: driver's inserts": { seconds: round(raw / 1_000), linesPerSecond: perSecond(raw) },
    });
    const memory = { rssBeforeMb: ours.rssBeforeMb, rssPeakMb: ours.rssPeakMb };
    console.table([{ ...memory, grewMb: round(memory.rssPeakMb - memory.rssBeforeMb, 0), linesHeld: BATCH_LINES }]);
    return {
      lines,
      fileMb: round(statSync(file).size / 1e6, 0),
      linesPerSecond: perSecond(ours.totalMs),
      parseLinesPerSecond: perSecond(ours.parseMs),
      aggregateLinesPerSecond: perSecond(aggregateMs),
      matchLinesPerSecond: perSecond(ours.matchMs),
      rawInsertsPerSecond: perSecond(raw),
      ratioToRawInserts: round(raw / aggregateMs),
      cpuSeconds: round(ours.cpuMs / 1_000),
      matchCpuSeconds: round(ours.matchCpuMs / 1_000),
      ...memory,
      items: ours.items,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const open = (file: string) => readBill("alipay", createReadStream(file) as AsyncIterable<Uint8Array>, "bill.csv");

async function timeParsing(file: string): Promise<number> {
  const started = performance.now();
  for await (const _line of open(file));
  return performance.now() - started;
}

/** Only the inserts are timed: the rows come from the same file. */
async function timeRaw(file: string, path: string): Promise<number> {
  const raw = insertBillRows(path);
  let taken = 0;
  let rows: RawBillRow[] = [];
  let previous = "";
  const flush = () => {
    const started = performance.now();
    raw.insert(rows);
    taken += performance.now() - started;
    rows = [];
  };
  for await (const line of open(file)) {
    // The second line of a number is an update with us; the raw table takes each number once.
    if (line.outTradeNo === previous) continue;
    previous = line.outTradeNo;
    rows.push(["bill", line.outTradeNo, line.gatewayTradeNo, line.amountFen, 1, 0, line.at?.getTime() ?? null]);
    if (rows.length >= BATCH_LINES) flush();
  }
  flush();
  raw.close();
  return taken;
}

async function timeOurs(file: string, expected: number) {
  const ctx = systemContext("bench");
  const row = newBill({ channel: "alipay", day: DAY, source: "gateway", requestedByName: "bench", at: new Date() });
  await transact((tx) => tx.insert(bills).values(row));
  const clock: Clock = { parseMs: 0, readEnd: 0, cpuAtReadEnd: process.cpuUsage() };
  global.gc?.();
  const rssBeforeMb = round(process.memoryUsage.rss() / 1e6, 0);
  let rssPeakMb = rssBeforeMb;
  const sample = () => {
    rssPeakMb = Math.max(rssPeakMb, round(process.memoryUsage.rss() / 1e6, 0));
  };
  const timer = setInterval(sample, SAMPLE_MS);
  const started = performance.now();
  const cpu = process.cpuUsage();
  await runDueBills(ctx, async () => ({ lines: timed(open(file), clock), bytesRead: () => 0 }));
  const ended = performance.now();
  const cpuMs = (process.cpuUsage(cpu).user + process.cpuUsage(cpu).system) / 1_000;
  const matchCpu = process.cpuUsage(clock.cpuAtReadEnd);
  const matchCpuMs = (matchCpu.user + matchCpu.system) / 1_000;
  clearInterval(timer);
  const [done] = await db.select().from(bills).where(eq(bills.id, row.id));
  if (done?.state !== "done" || done.linesRead !== expected)
    throw new Error(`the bill ended as ${JSON.stringify(done)}`);
  const items = await db.$count(moneyItems);
  const { parseMs, readEnd } = clock;
  const times = {
    totalMs: ended - started,
    readMs: readEnd - started,
    parseMs,
    matchMs: ended - readEnd,
    cpuMs,
    matchCpuMs,
  };
  return { ...times, rssBeforeMb, rssPeakMb, items };
}

type Clock = { parseMs: number; readEnd: number; cpuAtReadEnd: NodeJS.CpuUsage };

/** Adds up the time that is spent in getting lines. */
async function* timed(lines: AsyncIterable<BillLine>, clock: Clock) {
  const source = lines[Symbol.asyncIterator]();
  for (;;) {
    const asked = performance.now();
    const next = await source.next();
    clock.parseMs += performance.now() - asked;
    if (next.done) break;
    yield next.value;
  }
  clock.readEnd = performance.now();
  clock.cpuAtReadEnd = process.cpuUsage();
}
