import fc from "fast-check";
import { expect, test } from "vitest";
import { notBefore, retryAfterMs } from "./times.ts";

test.each([
  ["2026-11-02T13:59:59Z", "2026-11-02T13:59:59Z"],
  ["2026-11-02T14:00:00Z", "2026-11-03T00:00:00Z"],
  ["2026-11-02T20:00:00Z", "2026-11-03T00:00:00Z"],
  ["2026-11-02T23:59:59Z", "2026-11-03T00:00:00Z"],
  ["2026-11-03T00:00:00Z", "2026-11-03T00:00:00Z"],
])("a text message of %s goes out at %s", (now, then) => {
  expect(notBefore("sms", new Date(now))).toEqual(new Date(then));
  expect(notBefore("mail", new Date(now))).toEqual(new Date(now));
});

test("whenever it is, a text message waits for day, and no longer than a night", () => {
  fc.assert(
    fc.property(fc.date({ min: new Date("2020-01-01"), max: new Date("2040-01-01"), noInvalidDate: true }), (now) => {
      const then = notBefore("sms", now);
      const hour = new Date(then.getTime() + 8 * 3_600_000).getUTCHours();
      expect(hour >= 8 && hour < 22).toBe(true);
      expect(then.getTime() - now.getTime()).toBeGreaterThanOrEqual(0);
      expect(then.getTime() - now.getTime()).toBeLessThanOrEqual(10 * 3_600_000);
      expect(notBefore("sms", then)).toEqual(then);
    }),
  );
});

test("retries come ever later, and end", () => {
  const waits = [1, 2, 3, 4, 5].map((attempts) => retryAfterMs(attempts, 0) ?? 0);
  expect(waits).toEqual(waits.toSorted((a, b) => a - b));
  expect(retryAfterMs(6, 0)).toBeNull();
});
