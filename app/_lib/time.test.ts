import { describe, expect, it } from "vitest";
import { clockText, exactTime, relativeTime, shortTime } from "./time.ts";

const now = new Date("2026-05-01T12:00:00Z");
const later = (ms: number) => new Date(now.getTime() + ms);

describe("relativeTime", () => {
  it("speaks both languages", () => {
    expect(relativeTime(later(-180_000), now, "zh-CN")).toBe("3分钟前");
    expect(relativeTime(later(-180_000), now, "en")).toBe("3 minutes ago");
    expect(relativeTime(later(7_300_000), now, "en")).toBe("in 2 hours");
  });
  it("does not count seconds that nobody reads", () => {
    expect(relativeTime(later(4_000), now, "zh-CN")).toBe("现在");
    expect(relativeTime(later(-4_000), now, "zh-CN")).toBe("刚刚");
    expect(relativeTime(later(-4_000), now, "en")).toBe("just now");
  });
});

describe("exactTime", () => {
  it("is Beijing time", () => {
    expect(exactTime(now, "zh-CN")).toContain("20:00");
    expect(exactTime(now, "en")).toContain("May 1, 2026");
  });
});

describe("shortTime", () => {
  it("leaves the year out while it is this one in Beijing", () => {
    expect(shortTime(now, now, "en")).toBe("May 1, 20:00");
    const midnight = new Date("2025-12-31T16:00:00Z");
    expect(shortTime(midnight, now, "en")).toBe("Jan 1, 00:00");
    expect(shortTime(new Date(midnight.getTime() - 1), now, "en")).toBe("Dec 31, 2025, 23:59");
  });
});

describe("clockText", () => {
  it.each([
    [-5, "00:00"],
    [1, "00:01"],
    [599_000, "09:59"],
    [3_600_000, "1:00:00"],
  ])("%d ms is %s", (ms, text) => {
    expect(clockText(ms)).toBe(text);
  });
});
