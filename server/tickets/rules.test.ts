import { describe, expect, test } from "vitest";
import { isOpen, mayMove, priorityOf, reopenUntil, ticketDay, ticketNumber } from "./rules.ts";
import { ticketStatuses } from "./schemas.ts";

describe("statuses", () => {
  test("nothing goes back to new, everything may stay, what is done comes back only as open", () => {
    for (const status of ticketStatuses) {
      expect(mayMove(status, status)).toBe(true);
      if (status !== "new") expect(mayMove(status, "new")).toBe(false);
    }
    for (const done of ["resolved", "closed"] as const) {
      expect(ticketStatuses.filter((to) => isOpen(to) && mayMove(done, to))).toEqual(["open"]);
    }
  });

  test("every open ticket can be resolved and closed", () => {
    for (const status of ticketStatuses.filter(isOpen)) {
      expect(mayMove(status, "resolved") && mayMove(status, "closed")).toBe(true);
    }
  });

  test("seven days after the end is the last moment to open again", () => {
    const resolvedAt = new Date("2026-11-02T00:00:00Z");
    expect(reopenUntil({ status: "resolved", resolvedAt, closedAt: null })).toEqual(new Date("2026-11-09T00:00:00Z"));
    expect(reopenUntil({ status: "open", resolvedAt: null, closedAt: null })).toBeNull();
  });
});

describe("priority", () => {
  const now = new Date("2026-11-02T00:00:00Z");
  const base = { chargeState: "confirmed" as const, chargedNotCredited: true, amountFen: 20_000, stuckSince: now, now };
  test.each([
    [{}, "high"],
    [{ amountFen: 50_000 }, "urgent"],
    [{ stuckSince: new Date("2026-11-01T00:00:00Z") }, "urgent"],
    [{ chargedNotCredited: false, chargeState: "possible" as const }, "normal"],
    [{ chargedNotCredited: false, chargeState: "possible" as const, amountFen: 50_000 }, "high"],
    [{ chargedNotCredited: false, chargeState: "none" as const, amountFen: 5_000_000 }, "normal"],
    [{ amountFen: null }, "high"],
  ])("%j is %s", (change, expected) => {
    expect(priorityOf({ ...base, ...change })).toBe(expected);
  });
});

test("numbers carry the day in Shanghai and at least four digits", () => {
  expect(ticketDay(new Date("2026-12-31T16:00:00Z"))).toBe("20270101");
  expect(ticketNumber("20261123", 7)).toBe("TK202611230007");
  expect(ticketNumber("20261123", 12_345)).toBe("TK2026112312345");
});
