import { describe, expect, test } from "vitest";
import { pathOf, ticksOf } from "./chart.ts";

const frame = { from: 0, to: 1_000, stepMs: 100, low: 0, high: 1 };

describe("a line over time", () => {
  test("joins steps that follow each other and breaks off where one is missing or empty", () => {
    const points = [
      { at: 0, value: 1 },
      { at: 100, value: 0.5 },
      { at: 400, value: 0 },
      { at: 500, value: null },
      { at: 600, value: 1 },
    ];
    expect(pathOf(points, frame)).toBe("M0 0h0.1L100 50M400 100h0.1M600 0h0.1");
    expect(pathOf([], frame)).toBe("");
  });

  test("stays inside its frame whatever the values", () => {
    const path = pathOf(
      [
        { at: -50, value: 9 },
        { at: 5_000, value: -9 },
      ],
      frame,
    );
    expect(path).toBe("M0 0h0.1M1000 100h0.1");
    expect(pathOf([{ at: 0, value: 5 }], { ...frame, low: 5, high: 5 })).toBe("M0 100h0.1");
  });
});

test("its words run from the beginning to the end, in Beijing time", () => {
  const day = { from: "2026-11-24T00:00:00Z", to: "2026-11-25T00:00:00Z" };
  expect(ticksOf(day, "24h", "zh-CN")).toEqual(["08:00", "14:00", "20:00", "02:00", "08:00"]);
  const week = { from: "2026-11-18T00:00:00Z", to: "2026-11-25T00:00:00Z" };
  expect(ticksOf(week, "7d", "en")).toHaveLength(8);
});
