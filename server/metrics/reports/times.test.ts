import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { nextDue, reportedPeriod, type Times } from "./times.ts";

const times = (more: Partial<Times>): Times => ({
  ...{ period: "day", weekday: null, hour: 9, minute: 0, zone: "Asia/Shanghai" },
  ...more,
});
const due = (more: Partial<Times>, after: string) => nextDue(times(more), new Date(after)).toISOString();

describe("when a report is due", () => {
  test("every day, on a weekday, or on the first", () => {
    // 2026-11-27 is a Friday; 09:00 in Shanghai is 01:00 UTC.
    expect(due({}, "2026-11-27T00:59:00Z")).toBe("2026-11-27T01:00:00.000Z");
    expect(due({}, "2026-11-27T01:00:00Z")).toBe("2026-11-28T01:00:00.000Z");
    expect(due({ period: "week", weekday: 1 }, "2026-11-27T01:00:00Z")).toBe("2026-11-30T01:00:00.000Z");
    expect(due({ period: "month", hour: 0, minute: 30 }, "2026-11-27T01:00:00Z")).toBe("2026-11-30T16:30:00.000Z");
  });

  test("by the clocks of its zone, also where they skip an hour or show it twice", () => {
    expect(due({ zone: "Europe/Berlin", hour: 2, minute: 30 }, "2026-03-28T12:00:00Z")).toBe(
      "2026-03-29T01:30:00.000Z",
    );
    expect(due({ zone: "Europe/Berlin", hour: 2, minute: 30 }, "2026-10-24T12:00:00Z")).toBe(
      "2026-10-25T00:30:00.000Z",
    );
  });

  test("always later than asked, and never twice a day", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 23 }),
        fc.constantFrom("Asia/Shanghai", "Europe/Berlin", "America/New_York", "UTC"),
        fc.date({ min: new Date("2026-01-01"), max: new Date("2027-12-31"), noInvalidDate: true }),
        (hour, zone, after) => {
          const first = nextDue(times({ hour, zone }), after);
          const second = nextDue(times({ hour, zone }), first);
          expect(first.getTime()).toBeGreaterThan(after.getTime());
          const gap = (second.getTime() - first.getTime()) / 3_600_000;
          expect(gap).toBeGreaterThanOrEqual(23);
          expect(gap).toBeLessThanOrEqual(25);
        },
      ),
    );
  });
});

test("a report is about the whole day, week or month before", () => {
  const about = (period: Times["period"], at: string) => {
    const { from, to } = reportedPeriod(period, new Date(at));
    return [from.toISOString(), to.toISOString()];
  };
  expect(about("day", "2026-11-27T01:00:00Z")).toEqual(["2026-11-25T16:00:00.000Z", "2026-11-26T16:00:00.000Z"]);
  expect(about("week", "2026-11-30T01:00:00Z")).toEqual(["2026-11-22T16:00:00.000Z", "2026-11-29T16:00:00.000Z"]);
  expect(about("month", "2026-12-31T16:30:00Z")).toEqual(["2026-11-30T16:00:00.000Z", "2026-12-31T16:00:00.000Z"]);
});
