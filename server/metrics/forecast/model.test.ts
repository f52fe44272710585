import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { dayOfHour, errorsOf, firstHourOf, forecast, LEAST_DAYS, middle, type Setting } from "./model.ts";

/** 1970-01-05 was a Monday. */
const weekday = (day: number) => ((((day - 4) % 7) + 7) % 7) + 1;
const ORIGIN = 20_000;

/** A world in which an hour of a day brings what `rule` says, for so many days before the origin. */
function world(days: number, rule: (day: number, hour: number) => number, like = weekday): Setting {
  const arrivals = new Map<number, number>();
  for (let day = ORIGIN - days; day < ORIGIN; day++) {
    for (let h = 0; h < 24; h++) arrivals.set(firstHourOf(day) + h, rule(day, h));
  }
  return { arrivals, like, firstHour: firstHourOf(ORIGIN - days) };
}
const at = (found: Map<number, number> | null, day: number, hour: number) => found?.get(firstHourOf(day) + hour);

describe("a forecast", () => {
  test("of a world that repeats itself every week is that week, without an error", () => {
    const rule = (day: number, hour: number) => weekday(day) * 2 + (hour >= 9 && hour < 21 ? 10 : 0);
    const setting = world(70, rule);
    const found = forecast(setting, ORIGIN, 7);
    for (let day = ORIGIN; day < ORIGIN + 7; day++) {
      for (let hour = 0; hour < 24; hour++) expect(at(found, day, hour)).toBeCloseTo(rule(day, hour), 9);
    }
    const { wape, bias, dailyWape, naiveWape, days } = errorsOf(setting, ORIGIN);
    expect(days).toBe(28);
    for (const error of [wape, bias, dailyWape, naiveWape]) expect(error).toBeCloseTo(0, 9);
  });

  test("follows the level of the last two weeks", () => {
    const setting = world(70, (day) => (day >= ORIGIN - 14 ? 20 : 10));
    const value = at(forecast(setting, ORIGIN, 1), ORIGIN, 12) ?? 0;
    // Six like days brought 10, 10, 10, 10, 20, 20: their middle is 12.5, and two weeks of 20 raise it to 20.
    expect(value).toBeCloseTo(20, 9);
  });

  test("takes no outage for a pattern", () => {
    const setting = world(70, (day) => (day === ORIGIN - 7 ? 500 : 10));
    expect(at(forecast(setting, ORIGIN, 1), ORIGIN, 3)).toBeCloseTo(10, 9);
    expect(middle([10, 10, 10, 10, 10, 500])).toBe(10);
    expect([middle([]), middle([7]), middle([1, 2, 6])]).toEqual([0, 7, 3]);
  });

  test("gives a holiday what Sundays bring, and a day worked in exchange what its weekday brings", () => {
    const holiday = ORIGIN + 2;
    const exchanged = ORIGIN + 3;
    const like = (day: number) => (day === holiday ? 7 : day === exchanged ? 1 : weekday(day));
    const setting = world(70, (day) => (weekday(day) === 7 ? 3 : weekday(day) === 1 ? 30 : 9), like);
    const found = forecast(setting, ORIGIN, 7);
    expect(at(found, holiday, 10)).toBeCloseTo(3, 9);
    expect(at(found, exchanged, 10)).toBeCloseTo(30, 9);
  });

  test("looks at nothing after its origin", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 48, maxLength: 48 }), (later) => {
        const setting = world(40, (day, hour) => (day + hour) % 5);
        const arrivals = new Map(setting.arrivals);
        for (const [i, n] of later.entries()) arrivals.set(firstHourOf(ORIGIN) + i, n);
        expect(forecast({ ...setting, arrivals }, ORIGIN, 3)).toEqual(forecast(setting, ORIGIN, 3));
      }),
      { numRuns: 20 },
    );
  });

  test("of less than three weeks says nothing", () => {
    expect(
      forecast(
        world(LEAST_DAYS - 1, () => 5),
        ORIGIN,
        1,
      ),
    ).toBeNull();
    expect(
      forecast(
        world(LEAST_DAYS, () => 5),
        ORIGIN,
        1,
      ),
    ).not.toBeNull();
    expect(
      errorsOf(
        world(5, () => 5),
        ORIGIN,
      ),
    ).toMatchObject({ days: 0, wape: null, bias: null });
  });

  test("of a world of nothing is nothing", () => {
    const setting = world(60, () => 0);
    expect(at(forecast(setting, ORIGIN, 1), ORIGIN, 5)).toBe(0);
    expect(errorsOf(setting, ORIGIN)).toMatchObject({ days: 28, wape: null });
  });
});

describe("errors against history", () => {
  test("are worked out by hand", () => {
    // Every hour brings 10, but the last day's bring 20: the forecast of that day was 10 an hour.
    const setting = world(70, (day) => (day === ORIGIN - 1 ? 20 : 10));
    const { wape, bias, dailyWape, naiveWape } = errorsOf(setting, ORIGIN);
    const came = 24 * (27 * 10 + 20);
    expect(wape).toBeCloseTo((24 * 10) / came, 9);
    expect(dailyWape).toBeCloseTo((24 * 10) / came, 9);
    expect(bias).toBeCloseTo((-24 * 10) / came, 9);
    expect(naiveWape).toBeCloseTo((24 * 10) / came, 9);
  });
});

test("hours belong to days of Shanghai", () => {
  expect(dayOfHour(firstHourOf(20_000))).toBe(20_000);
  expect(dayOfHour(firstHourOf(20_000) - 1)).toBe(19_999);
});
