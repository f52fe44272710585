import fc from "fast-check";
import { expect, test } from "vitest";
import { isZone, sendFrom } from "./times.ts";

const base = { quiet: null, zone: "Asia/Shanghai", digest: "off" as const, digestMinute: 9 * 60 };
const at = (iso: string) => new Date(iso);
const from = (times: object, iso: string, urgent = false) =>
  sendFrom({ ...base, ...times } as Parameters<typeof sendFrom>[0], at(iso), urgent).toISOString();

test("notices wait for the end of quiet hours in the person's own zone, over midnight as well", () => {
  const quiet = { from: 22 * 60, to: 8 * 60 };
  expect(from({ quiet }, "2026-11-01T15:00:00.000Z")).toBe("2026-11-02T00:00:00.000Z");
  expect(from({ quiet }, "2026-11-01T02:00:00.000Z")).toBe("2026-11-01T02:00:00.000Z");
  expect(from({ quiet: { from: 12 * 60, to: 14 * 60 } }, "2026-11-01T05:00:00.000Z")).toBe("2026-11-01T06:00:00.000Z");
  expect(from({ quiet, zone: "Europe/Berlin" }, "2026-11-01T15:00:00.000Z")).toBe("2026-11-01T15:00:00.000Z");
});

test("what is urgent goes at once, at night and past digests", () => {
  const night = "2026-11-01T18:00:00.000Z";
  expect(from({ quiet: { from: 0, to: 1_439 }, digest: "daily" }, night, true)).toBe(night);
});

test("digests go at the full hour, or at the person's minute of the day", () => {
  expect(from({ digest: "hourly" }, "2026-11-01T02:10:00.000Z")).toBe("2026-11-01T03:00:00.000Z");
  expect(from({ digest: "daily" }, "2026-11-01T02:10:00.000Z")).toBe("2026-11-02T01:00:00.000Z");
  expect(from({ digest: "daily" }, "2026-11-01T00:10:00.000Z")).toBe("2026-11-01T01:00:00.000Z");
});

test("whatever somebody wishes, it goes within two days and never in their quiet hours", () => {
  const minute = fc.integer({ min: 0, max: 1_439 });
  const times = fc.record({
    quiet: fc.option(fc.record({ from: minute, to: minute }), { nil: null }),
    zone: fc.constantFrom("Asia/Shanghai", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"),
    digest: fc.constantFrom("off" as const, "hourly" as const, "daily" as const),
    digestMinute: minute,
  });
  const now = fc.date({ min: at("2026-01-01T00:00:00Z"), max: at("2027-01-01T00:00:00Z"), noInvalidDate: true });
  fc.assert(
    fc.property(times, now, (wishes, moment) => {
      const due = sendFrom(wishes, moment, false);
      expect(due.getTime()).toBeGreaterThanOrEqual(moment.getTime());
      expect(due.getTime() - moment.getTime()).toBeLessThanOrEqual(2 * 86_400_000 + 3_600_000);
      expect(sendFrom({ ...wishes, digest: "off" }, due, false)).toEqual(due);
    }),
  );
});

test("a zone is one that clocks know", () => {
  expect([isZone("Asia/Shanghai"), isZone("Mars/Olympus")]).toEqual([true, false]);
});
