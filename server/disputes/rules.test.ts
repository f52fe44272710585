import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { HOUR_MS, MINUTE_MS } from "#server/core/clock.ts";
import { caseClock, complaintPathOf, escalateAtOf, isEscalated, isUnanswered, mayMoveCase } from "./rules.ts";
import { caseStates } from "./schemas.ts";

const FILED = new Date("2026-11-23T02:00:00Z");
const at = (minutes: number) => new Date(FILED.getTime() + minutes * MINUTE_MS);
const fresh = (over: Partial<Parameters<typeof caseClock>[0]> = {}) => ({
  state: "open" as const,
  answeredAt: null,
  dueAt: new Date(FILED.getTime() + 2 * HOUR_MS),
  escalateAt: escalateAtOf(FILED),
  ...over,
});

describe("the clock of a case", () => {
  test.each([
    [0, "running"],
    [89, "running"],
    [90, "soon"],
    [120, "soon"],
    [121, "late"],
    [3_000, "late"],
  ])("%i minutes after filing it is %s", (minutes, state) => {
    expect(caseClock(fresh(), at(minutes))).toBe(state);
  });

  test("is decided by when the gateway answered, whenever somebody looks", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 3_000 }), fc.integer({ min: 0, max: 100_000 }), (answered, later) => {
        const one = fresh({ state: "answered", answeredAt: at(answered) });
        expect(caseClock(one, at(answered + later))).toBe(answered <= 120 ? "met" : "broken");
      }),
    );
  });

  test("ends without a verdict when the case was withdrawn", () => {
    expect(caseClock(fresh({ state: "closed" }), at(600))).toBe("ended");
  });

  test("shows the customer a way of their own from the very 24th hour", () => {
    expect(isEscalated(fresh(), at(24 * 60 - 1))).toBe(false);
    expect(isEscalated(fresh(), at(24 * 60))).toBe(true);
    expect(isEscalated(fresh({ state: "escalated" }), at(0))).toBe(true);
    for (const state of ["answered", "closed"] as const) {
      expect(isEscalated(fresh({ state }), new Date(FILED.getTime() + 48 * HOUR_MS))).toBe(false);
    }
  });
});

test("a case only moves on, and every way ends closed", () => {
  for (const from of caseStates) {
    expect(mayMoveCase(from, from)).toBe(false);
    expect(mayMoveCase("closed", from)).toBe(false);
    expect(mayMoveCase(from, "open")).toBe(false);
    if (from !== "closed") expect(mayMoveCase(from, "closed")).toBe(true);
  }
  expect(caseStates.filter(isUnanswered)).toEqual(["open", "escalated"]);
  expect(mayMoveCase("answered", "escalated")).toBe(false);
});

test.each([
  ["alipay", "main", null, "alipay"],
  ["wechatpay", "main", "native", "wechatpay"],
  ["epay", "pay1", "alipay", "alipay"],
  ["epay", "pay1", "wxpay", "wechatpay"],
  ["epay", "pay1", "bank", "unionpay"],
  ["epay", "pay1", "qqpay", "other"],
  [null, "微信扫码", null, "wechatpay"],
  [null, "x", null, "other"],
])("%s / %s / %s complains at %s", (kind, channel, method, path) => {
  expect(complaintPathOf(kind, channel, method)).toBe(path);
});
