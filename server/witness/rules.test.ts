import { expect, test } from "vitest";
import { nextPushAt } from "./rules.ts";

const now = new Date("2026-11-02T00:00:00Z");
const waits = (attempts: number, random = 0) => (nextPushAt(attempts, now, random).getTime() - now.getTime()) / 1_000;

test("a head is sent again after seconds, then hours, then every day for ever", () => {
  expect([1, 2, 3, 9, 10, 500].map((attempts) => waits(attempts))).toEqual([5, 300, 1_800, 86_400, 86_400, 86_400]);
  expect(waits(2, 1)).toBe(330);
});
