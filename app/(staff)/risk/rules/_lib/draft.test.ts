import { describe, expect, test } from "vitest";
import { type RuleSet, riskSignals } from "#server/risk/schemas.ts";
import { anotherOf, changesOf, draftSetOf, faultsOf, ruleSetOf } from "./draft.ts";

const set: RuleSet = {
  rules: [
    {
      id: "large",
      name: "Large",
      family: "velocity",
      signal: "large_orders",
      threshold: 5,
      minAmountFen: 50_050,
      windowMinutes: 10,
      effect: "review",
      enabled: true,
    },
    {
      id: "funds",
      name: "Funds",
      family: "funds_source",
      signal: "sensitive_funds",
      threshold: 1,
      sources: ["loan", "crypto"],
      effect: "review",
      enabled: false,
    },
    {
      id: "cap",
      name: "Cap",
      family: "identity",
      signal: "unverified_amount",
      threshold: 100_000,
      effect: "cap",
      enabled: true,
    },
    {
      id: "far",
      name: "Far",
      family: "amount_anomaly",
      signal: "above_history",
      threshold: 2.5,
      minHistory: 5,
      effect: "verify",
      enabled: true,
    },
  ],
  softBelowFen: 0,
  trustedFrom: 101,
  allowance: {
    lowestFen: 50_000,
    middleFen: 500_000,
    highestFen: 2_000_000,
    dailyTimes: 1,
    hardSingleFen: null,
    hardDailyFen: 5_000_000,
  },
};

describe("rules that are edited", () => {
  test("come back as they were", () => {
    expect(ruleSetOf(draftSetOf(set))).toEqual({ rules: set, general: [] });
  });

  test("say which field is wrong", () => {
    const draft = draftSetOf(set);
    const [large] = draft.rules;
    if (!large) throw new Error("a rule");
    expect(faultsOf(large)).toEqual([]);
    expect(faultsOf({ ...large, threshold: "1" })).toEqual(["threshold"]);
    expect(faultsOf({ ...large, params: { minAmountFen: "abc", windowMinutes: "" } })).toEqual([
      "minAmountFen",
      "windowMinutes",
    ]);
    expect(faultsOf({ ...large, name: " " })).toEqual(["name"]);
    const falling = { ...draft, general: { ...draft.general, highestFen: "1" } };
    expect(ruleSetOf(falling)).toEqual({ general: ["highestFen"] });
    expect(ruleSetOf({ ...draft, general: { ...draft.general, dailyTimes: "x" } }).general).toEqual(["dailyTimes"]);
  });

  test("get numbers of their own when they are added", () => {
    const [large] = set.rules;
    if (!large) throw new Error("a rule");
    const first = anotherOf("large_orders", large, [], "New");
    const second = anotherOf("large_orders", large, [first], "New");
    expect([first.id, second.id]).toEqual(["large-orders", "large-orders-2"]);
    expect(riskSignals).toContain(second.signal);
  });

  test("show what they change, whatever order members stand in", () => {
    const [large, ...rest] = set.rules;
    if (large?.signal !== "large_orders") throw new Error("a rule");
    const { id, ...members } = large;
    expect(changesOf(set, { ...set, rules: [{ ...members, id }, ...rest] })).toEqual({ rules: [], general: false });
    const changed = changesOf(set, { ...set, softBelowFen: 1, rules: [{ ...large, threshold: 6 }, ...rest.slice(1)] });
    expect(changed.general).toBe(true);
    expect(changed.rules.map(({ kind, before, after }) => [kind, (before ?? after)?.id])).toEqual([
      ["changed", "large"],
      ["removed", "funds"],
    ]);
  });
});
