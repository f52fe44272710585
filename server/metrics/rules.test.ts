import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { daysOf, periodBefore } from "./period.ts";
import { kept, noSpread, pareto, ranksOf, spreadOf } from "./rules.ts";

describe("quantiles", () => {
  test("the ninth decile is the least value that nine tenths of all do not exceed; the median splits them", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 1_000 }), { minLength: 1, maxLength: 60 }), (values) => {
        const sorted = [...values].sort((a, b) => a - b);
        const found = spreadOf(sorted.length, 0, (rank) => sorted[rank - 1] ?? Number.NaN);
        const atMost = (limit: number) => values.filter((value) => value <= limit).length / values.length;
        const p90 = found.p90Ms ?? Number.NaN;
        expect(atMost(p90)).toBeGreaterThanOrEqual(0.9);
        for (const smaller of values.filter((value) => value < p90)) expect(atMost(smaller)).toBeLessThan(0.9);
        const median = found.medianMs ?? Number.NaN;
        const below = values.filter((value) => value < median).length;
        const above = values.filter((value) => value > median).length;
        expect(Math.max(below, above)).toBeLessThanOrEqual(values.length / 2);
      }),
    );
  });

  test("ranks stay inside, and none has no spread", () => {
    for (let n = 1; n < 50; n++) {
      for (const rank of Object.values(ranksOf(n))) expect(rank >= 1 && rank <= n).toBe(true);
    }
    expect(spreadOf(0, 0, () => Number.NaN)).toBe(noSpread);
  });
});

test("a ratio of nothing is unknown, not zero", () => {
  expect(kept(0, 0).ratio).toBeNull();
  expect(kept(0, 2).ratio).toBe(0);
});

test("a Pareto table descends and ends at all", () => {
  const counts = fc.uniqueArray(fc.record({ key: fc.string(), count: fc.integer({ min: 1, max: 99 }) }), {
    selector: (row) => row.key,
    minLength: 1,
  });
  fc.assert(
    fc.property(counts, (rows) => {
      const table = pareto(rows);
      expect(table.at(-1)?.cumulative).toBe(1);
      for (const [i, row] of table.entries()) expect(row.count).toBeLessThanOrEqual(table[i - 1]?.count ?? row.count);
    }),
  );
});

test("the days of a period lie side by side and make the whole of it", () => {
  const instant = fc.date({ min: new Date("2026-01-01"), max: new Date("2026-12-31"), noInvalidDate: true });
  fc.assert(
    fc.property(instant, fc.integer({ min: 1, max: 30 * 86_400_000 }), (from, lengthMs) => {
      const period = { from, to: new Date(from.getTime() + lengthMs) };
      const parts = daysOf(period).map((day) => day.part);
      expect([parts[0]?.from, parts.at(-1)?.to]).toEqual([period.from, period.to]);
      for (const [i, part] of parts.entries()) if (i > 0) expect(part.from).toEqual(parts[i - 1]?.to);
      expect(periodBefore(period)).toEqual({ from: new Date(from.getTime() - lengthMs), to: from });
    }),
  );
  expect(
    daysOf({ from: new Date("2026-11-10T15:59:59Z"), to: new Date("2026-11-10T16:00:01Z") }).map((d) => d.day),
  ).toEqual(["2026-11-10", "2026-11-11"]);
});
