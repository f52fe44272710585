import { describe, expect, test } from "vitest";
import { type Calendar, shiftsOf } from "./calendar.ts";
import { daysWithHolidays } from "./calendar-content.ts";
import { builtInHolidays, worksAs } from "./holidays-cn.ts";

const office = [{ from: 540, to: 1_080 }];
const calendar: Calendar = {
  version: "cn@1",
  zone: "Asia/Shanghai",
  weekly: [office, office, office, office, office, [], []],
  days: daysWithHolidays({}, builtInHolidays),
};
const works = (day: string) => shiftsOf(calendar, Temporal.PlainDate.from(day)).length > 0;
const daysOf = (year: number) =>
  Array.from({ length: 366 }, (_, i) => new Date(Date.UTC(year, 0, 1 + i)).toISOString().slice(0, 10)).filter((day) =>
    day.startsWith(String(year)),
  );

describe("the State Council's notices", () => {
  // Counted by hand: all days, less weekends and weekdays off, plus weekend days worked in exchange.
  test("2026 has 248 days of work, and each of the year's exchanges is where the notice has it", () => {
    expect(daysOf(2026).filter(works)).toHaveLength(248);
    const exchanged = ["2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"];
    expect(exchanged.every(works)).toBe(true);
    const off = [
      "2026-01-01",
      "2026-01-02",
      "2026-02-16",
      "2026-02-23",
      "2026-04-06",
      "2026-05-05",
      "2026-06-19",
      "2026-09-25",
    ];
    expect(off.some(works)).toBe(false);
    expect(["2026-02-13", "2026-02-24", "2026-04-07", "2026-10-08"].every(works)).toBe(true);
  });

  test("a notice's days come from a weekday that it exchanges with, and no day stands there twice", () => {
    for (const { days } of builtInHolidays) {
      expect(new Set(days.map(({ day }) => day)).size).toBe(days.length);
      for (const { day, worksAs: as } of days) {
        const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
        if (as !== null) expect([weekday, as]).toEqual(weekday === 6 ? [6, 5] : [0, 1]);
      }
    }
    expect([worksAs("2026-02-14"), worksAs("2026-01-04")]).toEqual([5, 1]);
  });

  test("a day of our own goes before a holiday", () => {
    const days = daysWithHolidays({ "2026-10-01": { kind: "shifts", shifts: office } }, builtInHolidays);
    expect(days["2026-10-01"]).toEqual({ kind: "shifts", shifts: office });
    expect(days["2026-10-02"]).toEqual({ kind: "closed" });
  });
});
