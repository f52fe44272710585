import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { builtInHolidays } from "#server/sla/holidays-cn.ts";
import { randomShifts } from "#server/sla/testing.ts";
import {
  dayWords,
  exceptionsText,
  holidaysText,
  readExceptions,
  readHolidays,
  readShifts,
  shiftsText,
} from "./text.ts";

describe("working times as people type them", () => {
  test("what is written is what is read back", () => {
    fc.assert(
      fc.property(randomShifts, (shifts) => {
        expect(readShifts(shiftsText(shifts))).toEqual(shifts);
      }),
    );
    for (const say of [dayWords("zh-CN"), dayWords("en")]) {
      for (const { days } of builtInHolidays) expect(readHolidays(holidaysText(days, say))).toEqual({ days });
      const days = { "2026-12-31": { kind: "closed" }, "2027-01-02": { kind: "as", weekday: 5 } } as const;
      expect(readExceptions(exceptionsText(days, say))).toEqual({ days });
    }
  });

  test("Chinese colons, commas and dashes are as good as others", () => {
    expect(readShifts("9：00至12：00，14:00–18:00")).toEqual([
      { from: 540, to: 720 },
      { from: 840, to: 1_080 },
    ]);
    expect(readShifts("  ")).toEqual([]);
  });

  test.each(["9-12", "09:00-25:00", "12:00-09:00", "09:00-12:00, 11:00-13:00", "09:60-10:00"])(
    "%s is refused",
    (text) => expect(readShifts(text)).toBeNull(),
  );

  test("a notice's stretch of days is one line, and a line that cannot be read is named", () => {
    expect(readHolidays("2027-01-01..2027-01-03 元旦 休\n2027-01-09 元旦 班")).toEqual({
      days: [
        ...["2027-01-01", "2027-01-02", "2027-01-03"].map((day) => ({ day, name: "元旦", worksAs: null })),
        { day: "2027-01-09", name: "元旦", worksAs: 5 },
      ],
    });
    expect(readHolidays("2027-01-01 元旦 休\n\n2027-02-30 春节 休")).toEqual({ line: 3 });
    expect(readExceptions("2027-01-01 maybe")).toEqual({ line: 1 });
    expect(readExceptions("2026-12-24 09:00-12:00")).toEqual({
      days: { "2026-12-24": { kind: "shifts", shifts: [{ from: 540, to: 720 }] } },
    });
  });
});
