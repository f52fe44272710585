import { describe, expect, test } from "vitest";
import { readRange } from "./range.ts";

const now = new Date("2026-11-23T03:00:00Z");

describe("readRange", () => {
  test("begins with the last seven Beijing days, today until now", () => {
    expect(readRange({}, now)).toEqual({
      from: new Date("2026-11-16T16:00:00Z"),
      to: now,
      preset: 7,
      firstDay: "2026-11-17",
      lastDay: "2026-11-23",
    });
  });

  test("takes chosen days whole", () => {
    const range = readRange({ from: "2026-11-01", to: "2026-11-02" }, now);
    expect(range.from.toISOString()).toBe("2026-10-31T16:00:00.000Z");
    expect(range.to.toISOString()).toBe("2026-11-02T16:00:00.000Z");
    expect(range.preset).toBeNull();
  });

  test("ends today even when a later day was asked for", () => {
    expect(readRange({ from: "2026-11-20", to: "2027-01-01" }, now).lastDay).toBe("2026-11-23");
  });

  test.each([
    { from: "2026-11-05", to: "2026-11-01" },
    { from: "yesterday", to: "today" },
    { from: "2020-01-01", to: "2026-11-01" },
    { from: "2026-13-45", to: "2026-11-01" },
    { days: "900" },
  ])("falls back for %j", (query) => {
    expect(readRange(query, now).preset).toBe(7);
  });
});
