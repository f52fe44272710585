import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DAY_MS, HOUR_MS } from "#server/core/clock.ts";
import { cutPeriod } from "./cut.ts";

const NEVER = new Date("2100-01-01T00:00:00Z");
const minute = fc.integer({ min: 0, max: 60 * 24 * 12 }).map((m) => new Date(Date.UTC(2026, 10, 1) + m * 60_000));

describe("cutting a period", () => {
  test("leaves nothing out and takes nothing twice", () => {
    fc.assert(
      fc.property(minute, minute, fc.boolean(), (a, b, byHour) => {
        const period = a < b ? { from: a, to: b } : { from: b, to: a };
        const { days, hours, rest } = cutPeriod(period, NEVER, byHour);
        const parts = [...(days ? [days] : []), ...hours, ...rest].sort((x, y) => x.from.getTime() - y.from.getTime());
        if (period.from.getTime() === period.to.getTime()) {
          expect(parts).toEqual([]);
          return;
        }
        expect(parts[0]?.from).toEqual(period.from);
        expect(parts.at(-1)?.to).toEqual(period.to);
        for (const [i, part] of parts.entries()) {
          expect(part.from < part.to).toBe(true);
          if (i > 0) expect(part.from).toEqual(parts[i - 1]?.to);
        }
        for (const part of hours) expect([part.from, part.to].every((at) => at.getTime() % HOUR_MS === 0)).toBe(true);
        if (days) expect((days.from.getTime() + 8 * HOUR_MS) % DAY_MS).toBe(0);
        if (!byHour) expect(hours).toEqual([]);
      }),
    );
  });

  test("takes days of Shanghai whole, and today as it is so far", () => {
    const now = new Date("2026-11-11T12:34:00Z");
    const from = new Date("2026-11-09T16:00:00Z");
    expect(cutPeriod({ from, to: now }, now, true)).toEqual({
      days: { from, to: new Date("2026-11-11T16:00:00Z") },
      hours: [],
      rest: [],
    });
    expect(cutPeriod({ from, to: new Date("2026-11-10T18:20:00Z") }, now, true)).toEqual({
      days: { from, to: new Date("2026-11-10T16:00:00Z") },
      hours: [{ from: new Date("2026-11-10T16:00:00Z"), to: new Date("2026-11-10T18:00:00Z") }],
      rest: [{ from: new Date("2026-11-10T18:00:00Z"), to: new Date("2026-11-10T18:20:00Z") }],
    });
  });
});
