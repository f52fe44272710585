import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { NEVER } from "#server/sla/schemas.ts";
import { AT_RISK_MS, derivedOf, dueStateOf, STUCK_LONG_MS } from "./derived.ts";
import { ticketPriorities, ticketStatuses } from "./schemas.ts";

const now = new Date("2026-11-27T02:00:00.000Z");
const inMs = (ms: number) => new Date(now.getTime() + ms);
const row = { status: "open", priority: "normal", amountFen: null, nextDueAt: NEVER, snoozeUntil: null } as const;

describe("what lists sort and count by", () => {
  test("the due time itself is kept, the millisecond after it is late", () => {
    expect(dueStateOf({ ...row, nextDueAt: now }, now)).toBe("at_risk");
    expect(dueStateOf({ ...row, nextDueAt: inMs(-1) }, now)).toBe("breached");
  });

  test("the risk begins half an hour before", () => {
    expect(dueStateOf({ ...row, nextDueAt: inMs(AT_RISK_MS) }, now)).toBe("at_risk");
    expect(dueStateOf({ ...row, nextDueAt: inMs(AT_RISK_MS + 1) }, now)).toBe("ok");
  });

  test("what runs no clock, or has ended, stands nowhere", () => {
    expect(dueStateOf(row, now)).toBe("none");
    expect(dueStateOf({ status: "resolved", nextDueAt: inMs(-1) }, now)).toBe("none");
  });

  test("a sum nobody knows sorts below a sum of nothing", () => {
    expect(derivedOf(row, now).amountKey).toBeLessThan(derivedOf({ ...row, amountFen: 0 }, now).amountKey);
  });

  test("money that was taken and not credited for a day goes before all else, what was not taken does not", () => {
    const stuck = { ...row, priority: "low", moneyStuck: true, stuckSince: inMs(-STUCK_LONG_MS) } as const;
    expect(derivedOf(stuck, now).rank).toBe(0);
    expect(derivedOf(stuck, inMs(-1)).rank).toBe(3);
    expect(derivedOf({ ...stuck, moneyStuck: false }, now).rank).toBe(3);
  });

  test("an ended ticket does not sleep, an open one until its time", () => {
    const snoozed = { ...row, snoozeUntil: inMs(1) };
    expect(derivedOf(snoozed, now).asleep).toBe(true);
    expect(derivedOf(snoozed, inMs(1)).asleep).toBe(false);
    expect(derivedOf({ ...snoozed, status: "closed" }, now).asleep).toBe(false);
  });

  test("states come in one order as time goes, and never back", () => {
    const order = ["ok", "at_risk", "breached"];
    fc.assert(
      fc.property(
        fc.constantFrom(...ticketStatuses),
        fc.constantFrom(...ticketPriorities),
        fc.integer({ min: -1e9, max: 1e9 }),
        fc.nat(1e9),
        (status, priority, due, later) => {
          const one = { ...row, status, priority, nextDueAt: inMs(due) };
          const [a, b] = [derivedOf(one, now).dueState, derivedOf(one, inMs(later)).dueState];
          expect(order.indexOf(b)).toBeGreaterThanOrEqual(order.indexOf(a));
        },
      ),
    );
  });
});
