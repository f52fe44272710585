import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DAY_MS, HOUR_MS } from "#server/core/clock.ts";
import { cutPeriod, spansOf } from "./cut.ts";

const NEVER = new Date("2100-01-01T00:00:00Z");
const MINUTE_MS = 60_000;
const minute = fc.integer({ min: 0, max: 60 * 24 * 12 }).map((m) => new Date(Date.UTC(2026, 10, 1) + m * MINUTE_MS));
const lengthOf = (parts: { from: Date; to: Date }[]) =>
  parts.reduce((ms, { from, to }) => ms + to.getTime() - from.getTime(), 0);

describe("cutting a period", () => {
  test("leaves nothing out and takes nothing twice", () => {
    fc.assert(
      fc.property(minute, minute, minute, fc.boolean(), (a, b, now, byHour) => {
        const period = a < b ? { from: a, to: b } : { from: b, to: a };
        const { days, hours, rest, less } = cutPeriod(period, now, byHour);
        const taken = [...(days ? [days] : []), ...hours, ...rest];
        const edges = [...taken, ...less].flatMap(({ from, to }) => [from, to]);
        // Between any two edges everything is as it is at the first of them; after now nothing is.
        for (const at of [...edges, a, b].filter((edge) => edge < now)) {
          const times = (parts: typeof taken) => parts.filter(({ from, to }) => from <= at && at < to).length;
          expect(times(taken) - times(less)).toBe(period.from <= at && at < period.to ? 1 : 0);
        }
        for (const part of [...taken, ...less]) expect(part.from < part.to).toBe(true);
        for (const part of hours) expect([part.from, part.to].every((at) => at.getTime() % HOUR_MS === 0)).toBe(true);
        if (days) expect((days.from.getTime() + 8 * HOUR_MS) % DAY_MS).toBe(0);
        if (!byHour) expect(hours).toEqual([]);
      }),
    );
  });

  test("takes whole weeks where days need not be told apart, and of the days beside them fewer than two weeks", () => {
    fc.assert(
      fc.property(minute, fc.integer({ min: 1, max: 366 }), fc.boolean(), (from, days, byWeek) => {
        const period = { from, to: new Date(from.getTime() + days * DAY_MS) };
        const cut = cutPeriod(period, NEVER, true);
        const spans = spansOf(cut, byWeek);
        const whole = cut.days ? [cut.days] : [];
        expect(lengthOf(spans)).toBe(lengthOf([...whole, ...cut.hours]));
        for (const { from: start } of spans) {
          expect(spans.filter((span) => span.from <= start && start < span.to)).toHaveLength(1);
        }
        const ofGrain = (grain: string) => spans.filter((span) => span.grain === grain);
        for (const { from: monday, to } of ofGrain("week")) {
          for (const edge of [monday, to]) expect(new Date(edge.getTime() + 8 * HOUR_MS).getUTCDay()).toBe(1);
        }
        expect(lengthOf(ofGrain("day"))).toBeLessThan(byWeek ? 14 * DAY_MS : Number.POSITIVE_INFINITY);
        if (!byWeek) expect(ofGrain("week")).toEqual([]);
      }),
    );
  });

  test("looks at the tickets of an hour at most, or of a day where no hours are kept", () => {
    fc.assert(
      fc.property(minute, minute, fc.boolean(), (a, b, byHour) => {
        const period = a < b ? { from: a, to: b } : { from: b, to: a };
        const { rest, less } = cutPeriod(period, NEVER, byHour);
        expect(lengthOf([...rest, ...less])).toBeLessThanOrEqual(byHour ? HOUR_MS : DAY_MS);
      }),
    );
  });

  test("takes days of Shanghai whole, and today as it is so far", () => {
    const now = new Date("2026-11-11T12:34:00Z");
    const from = new Date("2026-11-09T16:00:00Z");
    const today = { from, to: new Date("2026-11-11T16:00:00Z") };
    expect(cutPeriod({ from, to: now }, now, true)).toEqual({ days: today, hours: [], rest: [], less: [] });
    const moment = new Date("2026-11-11T12:33:59Z");
    expect(cutPeriod({ from, to: moment }, now, false)).toEqual({
      ...{ days: today, hours: [], rest: [] },
      less: [{ from: moment, to: today.to }],
    });
    expect(cutPeriod({ from, to: new Date("2026-11-10T18:20:00Z") }, now, true)).toEqual({
      days: { from, to: new Date("2026-11-10T16:00:00Z") },
      hours: [{ from: new Date("2026-11-10T16:00:00Z"), to: new Date("2026-11-10T18:00:00Z") }],
      rest: [{ from: new Date("2026-11-10T18:00:00Z"), to: new Date("2026-11-10T18:20:00Z") }],
      less: [],
    });
  });
});
