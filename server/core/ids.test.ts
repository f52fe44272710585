import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { idsNow, newId, seedIds } from "./ids.ts";

const HOUR_MS = 3_600_000;
const START = Date.parse("2030-01-01T00:00:00Z");
let start = START;
beforeEach(() => {
  // Each test begins after the last one's ids, as a process does.
  start += 40 * 24 * HOUR_MS;
  vi.useFakeTimers({ toFake: ["Date", "performance"], now: start });
});
afterEach(() => vi.useRealTimers());

test("ids grow, also many in one millisecond", () => {
  const ids = Array.from({ length: 5_000 }, () => newId());
  expect(ids).toEqual([...ids].sort());
  expect(new Set(ids).size).toBe(ids.length);
});

test("ids grow over a clock that is set forward and back by an hour, and time goes on for them", () => {
  const ids = [newId()];
  for (const jump of [HOUR_MS, 0, -HOUR_MS / 2, HOUR_MS, 0]) {
    vi.setSystemTime(start + jump);
    ids.push(newId());
    vi.advanceTimersByTime(3_000);
    ids.push(newId());
  }
  expect(ids).toEqual([...ids].sort());
  const before = idsNow();
  vi.advanceTimersByTime(10_000);
  expect(idsNow() - before).toBe(10_000);
});

test("a process that starts after its clock was set back goes on from the newest id there is", () => {
  const newest = newId(new Date(start + HOUR_MS));
  expect(seedIds(newest)).toBeGreaterThan(HOUR_MS - 1_000);
  expect(newId() > newest).toBe(true);
});

test("an id of a clock that was wrong by more than a day is not followed", () => {
  const before = idsNow();
  expect(seedIds(newId(new Date(start + 48 * HOUR_MS)))).toBeGreaterThan(47 * HOUR_MS);
  expect(idsNow()).toBe(before);
});

test("rows that record the past have ids of the past", () => {
  expect(newId(new Date(0)).slice(0, 13)).toBe("00000000-0000");
});
