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

/**
 * What somebody else read in the same notices: weekdays off and weekend days worked, as `isWorkday` of the package chinese-days 1.5.7
 * (MIT) has them. Copied here, so that a package is not needed for it.
 */
const others: Record<number, { off: string; on: string }> = {
  2024: {
    off: "01-01 02-12 02-13 02-14 02-15 02-16 04-04 04-05 05-01 05-02 05-03 06-10 09-16 09-17 10-01 10-02 10-03 10-04 10-07",
    on: "02-04 02-18 04-07 04-28 05-11 09-14 09-29 10-12",
  },
  2025: {
    off: "01-01 01-28 01-29 01-30 01-31 02-03 02-04 04-04 05-01 05-02 05-05 06-02 10-01 10-02 10-03 10-06 10-07 10-08",
    on: "01-26 02-08 04-27 09-28 10-11",
  },
  2026: {
    off: "01-01 01-02 02-16 02-17 02-18 02-19 02-20 02-23 04-06 05-01 05-04 05-05 06-19 09-25 10-01 10-02 10-05 10-06 10-07",
    on: "01-04 02-14 02-28 05-09 09-20 10-10",
  },
};

describe("the State Council's notices", () => {
  test("every day from 2024 to 2026 is one of work, or none, as others have read them too", () => {
    const days = [2024, 2025, 2026].flatMap(daysOf);
    expect(days).toHaveLength(1_096);
    const theirs = (day: string) => {
      const [year, rest] = [Number(day.slice(0, 4)), day.slice(5)];
      const weekend = [0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay());
      return (weekend ? others[year]?.on : others[year]?.off)?.split(" ").includes(rest) ? weekend : !weekend;
    };
    expect(days.filter((day) => works(day) !== theirs(day))).toEqual([]);
  });

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
