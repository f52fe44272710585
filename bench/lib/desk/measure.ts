import { type Call, load } from "../load.ts";
import { median, quantile, round } from "../stats.ts";
import type { Ask } from "./calls.ts";

export type Desk = { name: string; tickets: number; port: number; asks: Ask[] };
export type Extent = { rounds: number; calls: number; underLoad: number; clients: number };

const WARM_UP = 10;

type Times = { cold: number; p50: number[]; all: number[]; loaded: number[] };

/**
 * Asks two desks the same: one call of the one, one of the other, the first by turns, so that whatever else the machine does is met by
 * both. The figure of a round is the median of its calls, that of a question the median of its rounds.
 * @returns a row of the table for each question
 */
export async function measure(desks: readonly [Desk, Desk], extent: Extent) {
  const rows = new Map<string, Times>();
  const timesOf = (desk: Desk, ask: Ask): Times => {
    const key = `${desk.name} ${ask.name}`;
    const row = rows.get(key) ?? { cold: 0, p50: [], all: [], loaded: [] };
    rows.set(key, row);
    return row;
  };
  const pairs = desks[0].asks.map((ask, i) => [ask, desks[1].asks[i] ?? ask] as const);
  const both = (pair: readonly [Ask, Ask]) => desks.map((desk, side) => ({ desk, ask: pair[side] ?? pair[0] }));
  for (const pair of pairs) {
    for (const { desk, ask } of both(pair))
      timesOf(desk, ask).cold = (await run(desk, ask.name, ask.calls(1), 1))[0] ?? 0;
  }
  for (const pair of pairs) for (const { desk, ask } of both(pair)) await run(desk, ask.name, ask.calls(WARM_UP), 1);
  for (let turn = 0; turn < extent.rounds; turn++) {
    for (const pair of pairs) {
      const sides = both(pair).map(({ desk, ask }) => ({
        desk,
        ask,
        calls: ask.calls(extent.calls),
        times: [] as number[],
      }));
      for (let i = 0; i < extent.calls; i++) {
        for (const { desk, ask, calls, times } of (turn + i) % 2 === 0 ? sides : sides.toReversed())
          times.push(...(await run(desk, ask.name, calls.slice(i, i + 1), 1)));
      }
      for (const { desk, ask, times } of sides) {
        timesOf(desk, ask).p50.push(median(times));
        timesOf(desk, ask).all.push(...times);
      }
    }
  }
  for (const pair of pairs) {
    for (const { desk, ask } of both(pair))
      timesOf(desk, ask).loaded.push(...(await run(desk, ask.name, ask.calls(extent.underLoad), extent.clients)));
  }
  return pairs.map(([small, large]) => rowOf(desks, small, timesOf(desks[0], small), timesOf(desks[1], large)));
}

async function run(desk: Desk, name: string, calls: Call[], clients: number): Promise<number[]> {
  const { latenciesMs, failures } = await load(desk.port, calls, clients);
  if (failures[0]) throw new Error(`${name} on ${desk.name}: ${failures[0]}`);
  return latenciesMs;
}

function rowOf([few, many]: readonly [Desk, Desk], ask: Ask, small: Times, large: Times) {
  const growth = median(large.p50) / median(small.p50);
  const p95 = quantile(large.all, 0.95);
  return {
    what: ask.name,
    [`p50 ${few.name}`]: round(median(small.p50)),
    [`p50 ${many.name}`]: round(median(large.p50)),
    growth: round(growth),
    [`p95 ${few.name}`]: round(quantile(small.all, 0.95), 1),
    [`p95 ${many.name}`]: round(p95, 1),
    "p95, 16 clients": round(quantile(large.loaded, 0.95), 1),
    cold: round(large.cold, 1),
    target: `≤ 1.3 ×, p95 < ${ask.targetMs} ms`,
    met: growth <= 1.3 && p95 < ask.targetMs,
  };
}
