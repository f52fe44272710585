import { expect, test } from "vitest";
import { fieldOfTime, timeOfField, tomorrowAtNine } from "./use-snooze-choices.ts";

test("a time of the field is one in Beijing, and the other way round", () => {
  expect(timeOfField("2026-11-28T09:30")?.toISOString()).toBe("2026-11-28T01:30:00.000Z");
  expect(fieldOfTime(new Date("2026-11-28T01:30:00Z"))).toBe("2026-11-28T09:30");
  expect(timeOfField("")).toBeUndefined();
  expect(timeOfField("2026-13-28T09:30")).toBeUndefined();
  expect(fieldOfTime(tomorrowAtNine(Date.parse("2026-11-28T17:00:00Z")))).toBe("2026-11-30T09:00");
});
