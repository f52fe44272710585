import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ALWAYS, addWorkingMs, type Calendar, isAlways, openOn, workingMs } from "./calendar.ts";
import { inWork, randomCalendar, walkMs } from "./testing.ts";

const HOUR = 3_600_000;
const office = [
  { from: 540, to: 720 },
  { from: 840, to: 1_080 },
];
/** Nine to twelve and two to six, Monday to Friday, in Shanghai. */
const weekdays: Calendar = {
  version: "office@1",
  zone: "Asia/Shanghai",
  weekly: [office, office, office, office, office, [], []],
  days: {},
};
const shanghai = (text: string) => new Date(`${text}+08:00`);

describe("examples worked out by hand", () => {
  test("four hours from Friday four o'clock end on Monday at eleven", () => {
    expect(addWorkingMs(weekdays, shanghai("2026-11-27T16:00"), 4 * HOUR)).toEqual(shanghai("2026-11-30T11:00"));
  });

  test("what is done when work ends is due then, not when it begins again", () => {
    expect(addWorkingMs(weekdays, shanghai("2026-11-27T16:00"), 2 * HOUR)).toEqual(shanghai("2026-11-27T18:00"));
    expect(addWorkingMs(weekdays, shanghai("2026-11-27T11:00"), HOUR)).toEqual(shanghai("2026-11-27T12:00"));
  });

  test("what comes in at night begins in the morning", () => {
    expect(addWorkingMs(weekdays, shanghai("2026-11-28T23:30"), HOUR)).toEqual(shanghai("2026-11-30T10:00"));
  });

  test("a day off is skipped, and a Saturday worked in exchange has Friday's shifts", () => {
    const days = { "2026-10-01": { kind: "closed" }, "2026-10-10": { kind: "as", weekday: 5 } } as const;
    const calendar = { ...weekdays, days };
    expect(addWorkingMs(calendar, shanghai("2026-09-30T17:00"), 2 * HOUR)).toEqual(shanghai("2026-10-02T10:00"));
    expect(workingMs(calendar, shanghai("2026-10-10T00:00"), shanghai("2026-10-11T00:00"))).toBe(7 * HOUR);
  });

  test("a calendar without work, and one with too little of it, are refused", () => {
    const empty = { ...weekdays, weekly: Array.from({ length: 7 }, () => []) };
    expect(() => addWorkingMs(empty, shanghai("2026-11-27T16:00"), HOUR)).toThrow(
      expect.objectContaining({ code: "CALENDAR_EMPTY" }),
    );
    const thin = { ...empty, weekly: [[{ from: 0, to: 1 }], ...empty.weekly.slice(1)] };
    expect(() => addWorkingMs(thin, shanghai("2026-11-27T16:00"), 2 * HOUR)).toThrow(
      expect.objectContaining({ code: "CALENDAR_TOO_THIN" }),
    );
  });

  test("round the clock is the plain sum, in several stretches as well", () => {
    const split = {
      ...ALWAYS,
      weekly: ALWAYS.weekly.map(() => [
        { from: 0, to: 700 },
        { from: 700, to: 1_440 },
      ]),
    };
    expect(isAlways(split)).toBe(true);
    const start = shanghai("2026-11-27T23:00");
    expect(addWorkingMs(split, start, 50 * HOUR)).toEqual(new Date(start.getTime() + 50 * HOUR));
  });

  test("Berlin loses an hour in March and has one twice in October, and both count as they pass", () => {
    const berlin: Calendar = {
      ...ALWAYS,
      version: "b@1",
      zone: "Europe/Berlin",
      days: { "2026-01-01": { kind: "closed" } },
    };
    const lengthOf = (day: string) =>
      openOn(berlin, Temporal.PlainDate.from(day)).reduce((sum, { from, to }) => sum + to - from, 0) / HOUR;
    expect([lengthOf("2026-03-28"), lengthOf("2026-03-29"), lengthOf("2026-10-25")]).toEqual([24, 23, 25]);
    const night = { ...berlin, weekly: ALWAYS.weekly.map(() => [{ from: 60, to: 150 }]) };
    // From one to half past two: in March there is no half hour after two, and in October there are two of them.
    const nightOf = (day: string) =>
      openOn(night, Temporal.PlainDate.from(day)).reduce((sum, { from, to }) => sum + to - from, 0) / HOUR;
    expect([nightOf("2026-03-28"), nightOf("2026-03-29"), nightOf("2026-10-25")]).toEqual([1.5, 1, 2]);
  });
});

const minute = fc.integer({ min: 0, max: 6 * 1_440 });
/** Both about a change of the clocks in Berlin, the first with days of their own. */
const bases = [Date.UTC(2026, 2, 26), Date.UTC(2026, 9, 22)];
const base = fc.constantFrom(...bases).map((start) => (minutes: number) => new Date(start + minutes * 60_000));

describe("for every calendar", () => {
  test("working time is what a walk through the minutes counts", () => {
    fc.assert(
      fc.property(randomCalendar, base, minute, minute, (calendar, at, a, b) => {
        expect(workingMs(calendar, at(a), at(b))).toBe(walkMs(calendar, at(a), at(b)));
      }),
      { numRuns: 60 },
    );
  });

  test("adding what lies between two worked moments leads from the one to the other", () => {
    fc.assert(
      fc.property(randomCalendar, base, minute, minute, (calendar, at, a, b) => {
        // The minute before the end is worked, so the end is either within work or its last moment.
        fc.pre(a < b && inWork(calendar, at(b - 1)));
        expect(addWorkingMs(calendar, at(a), workingMs(calendar, at(a), at(b)))).toEqual(at(b));
      }),
      { numRuns: 60 },
    );
  });

  test("it is additive and never goes back", () => {
    fc.assert(
      fc.property(randomCalendar, base, minute, minute, minute, (calendar, at, ...moments) => {
        const [a, b, c] = moments.sort((x, y) => x - y) as [number, number, number];
        expect(workingMs(calendar, at(a), at(b)) + workingMs(calendar, at(b), at(c))).toBe(
          workingMs(calendar, at(a), at(c)),
        );
        const due = (start: number, minutes: number) => addWorkingMs(calendar, at(start), minutes * 60_000).getTime();
        expect(due(a, 30)).toBeLessThanOrEqual(due(b, 30));
        expect(due(a, 30)).toBeLessThan(due(a, 31));
      }),
      { numRuns: 60 },
    );
  });
});
