import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type RiskRule, type RuleSet, riskEffects, ruleSetSchema } from "../rule-schemas.ts";
import { at, NOW, quietSignals } from "../testing.ts";
import { dayStart } from "./day.ts";
import { defaultRuleSet } from "./default-set.ts";
import { type EarlierOrder, earlierOrders } from "./earlier.ts";
import { evaluateRisk } from "./evaluate.ts";
import { isMerchantCapped } from "./merchant-limit.ts";
import type { RiskSignals } from "./signals.ts";

const hitsOf = (change: Partial<RiskSignals>, set: RuleSet = defaultRuleSet) =>
  evaluateRisk(set, { ...quietSignals, ...change }, NOW).hits.map(({ rule }) => rule.id);
const seen = (...people: [id: string, minutes: number][]) =>
  people.map(([customerId, m]) => ({ customerId, at: at(m) }));

describe("the rules that ship", () => {
  test("are well-formed, and hit nothing of which nothing is known", () => {
    expect(ruleSetSchema.parse(defaultRuleSet)).toEqual(defaultRuleSet);
    expect(hitsOf({})).toEqual([]);
    const unknown = { verified: null, registeredAt: null, firstPurchaseDone: null, score: null, limits: null };
    expect(hitsOf({ ...unknown, amountFen: 900_000_000 })).toEqual([]);
  });

  test("five large orders in ten minutes, this one among them", () => {
    const large = (n: number, minutes = -2) =>
      Array.from({ length: n }, () => ({ at: at(minutes), amountFen: 50_000 }));
    expect(hitsOf({ amountFen: 50_000, orders: large(4) })).toEqual(["large-orders"]);
    expect(hitsOf({ amountFen: 50_000, orders: large(3) })).toEqual([]);
    expect(hitsOf({ amountFen: 49_999, orders: large(9) })).toEqual([]);
    expect(hitsOf({ amountFen: 50_000, orders: [...large(3), ...large(4, -10)] })).toEqual([]);
  });

  test.each<[string, Partial<RiskSignals>, Partial<RiskSignals>]>([
    ["new-device-elsewhere", { newDevice: true, newPlace: true }, { newDevice: true, newPlace: false }],
    [
      "above-history",
      { amountFen: 100_000, paidFens: Array(5).fill(10_000) },
      { amountFen: 100_000, paidFens: [1, 1] },
    ],
    ["account-switching", { onDevice: seen(["C2", -5], ["C3", -50]) }, { onDevice: seen(["C2", -5], ["C3", -60]) }],
    [
      "shared-address",
      { atAddress: seen(...["2", "3", "4", "5", "6", "7", "8"].map((n): [string, number] => [n, -1])) },
      { atAddress: seen(...Array(20).fill(["C2", -1])) },
    ],
    ["payer-unlinked", { payerLinked: false }, { payerLinked: true, payer: { isNew: true, earlierPayments: 9 } }],
    ["payer-unlinked", { payer: { isNew: true, earlierPayments: 2 } }, { payer: { isNew: true, earlierPayments: 1 } }],
    ["unverified", { verified: false, amountFen: 100_001 }, { verified: false, amountFen: 100_000 }],
    ["unverified", { verified: false, paidTodayFen: 90_000 }, { verified: false, paidTodayFen: 80_000 }],
    ["new-account", { registeredAt: at(-60), amountFen: 200_001 }, { registeredAt: at(-60), amountFen: 200_000 }],
    ["first-purchase", { firstPurchaseDone: false, amountFen: 100_001 }, { firstPurchaseDone: false }],
    ["coupon-reuse", { withCoupon: seen(...Array(9).fill(["C1", -1])) }, { withCoupon: seen(["C1", -1]) }],
    ["sensitive-funds", { fundsSource: "Credit_Card" }, { fundsSource: "debit_card" }],
    ["low-score", { score: 29, amountFen: 50_001 }, { score: 30, amountFen: 50_001 }],
    ["above-allowance", { amountFen: 1_000_001 }, { amountFen: 1_000_000 }],
  ])("%s", (id, fits, not) => {
    expect(hitsOf(fits)).toContain(id);
    expect(hitsOf(not)).not.toContain(id);
  });

  test("meet small sums and good records more softly, and refuse neither", () => {
    const effect = (change: Partial<RiskSignals>) =>
      evaluateRisk(defaultRuleSet, { ...quietSignals, ...change }, NOW).effect;
    expect(effect({ payerLinked: false })).toBe("review");
    expect(effect({ payerLinked: false, amountFen: 4_999 })).toBe("verify");
    expect(effect({ payerLinked: false, score: 80 })).toBe("verify");
    expect(effect({ payerLinked: false, score: 80, amountFen: 4_999 })).toBe("delay");
    expect(effect({ verified: false, amountFen: 100_001, score: 90 })).toBe("cap");
    const crowd = seen(...["2", "3", "4", "5", "6", "7", "8"].map((n): [string, number] => [n, -1]));
    expect(effect({ atAddress: crowd, amountFen: 4_999 })).toBeNull();
  });

  test("that are switched off do nothing", () => {
    const off = {
      ...defaultRuleSet,
      rules: defaultRuleSet.rules.map((rule): RiskRule => ({ ...rule, enabled: false })),
    };
    expect(hitsOf({ payerLinked: false, verified: false, amountFen: 900_000 }, off)).toEqual([]);
  });

  test("never weaken for a larger sum", () => {
    const fen = fc.integer({ min: 1, max: 3_000_000 });
    const signals = fc.record({
      verified: fc.option(fc.boolean(), { nil: null }),
      firstPurchaseDone: fc.option(fc.boolean(), { nil: null }),
      payerLinked: fc.option(fc.boolean(), { nil: null }),
      score: fc.option(fc.integer({ min: 0, max: 100 }), { nil: null }),
      paidFens: fc.array(fen, { maxLength: 12 }),
      orders: fc.array(
        fen.map((amountFen) => ({ at: at(-1), amountFen })),
        { maxLength: 8 },
      ),
    });
    const strength = (result: ReturnType<typeof evaluateRisk>) =>
      result.effect ? riskEffects.indexOf(result.effect) : -1;
    fc.assert(
      fc.property(signals, fen, fen, (change, a, b) => {
        const [less, more] = [Math.min(a, b), Math.max(a, b)].map((amountFen) =>
          strength(evaluateRisk(defaultRuleSet, { ...quietSignals, ...change, amountFen }, NOW)),
        );
        expect(more).toBeGreaterThanOrEqual(less as number);
      }),
    );
  });
});

describe("earlier orders", () => {
  const order = (change: Partial<EarlierOrder> = {}): EarlierOrder => ({
    orderNo: "D1",
    sku: "S1",
    target: "13800000000",
    status: "awaiting_payment",
    createdAt: at(-10),
    expiresAt: at(20),
    settled: false,
    attempts: [],
    ...change,
  });
  const attempt = (change: object = {}) => ({
    state: "attempted" as const,
    gatewayState: null,
    attemptedAt: at(-9),
    paidFen: 0,
    refundedFen: 0,
    ...change,
  });
  const find = (one: EarlierOrder, intended = {}) =>
    earlierOrders([one], { orderNo: null, sku: "S1", target: null, ...intended }, NOW);
  const nothing = { unresolved: null, unpaidTwin: null, runningTwin: null };

  test("of the same product and account are twins while they are open", () => {
    expect(find(order())).toEqual({ ...nothing, unpaidTwin: "D1" });
    expect(find(order({ expiresAt: at(-1) }))).toEqual(nothing);
    expect(find(order(), { sku: "S2" })).toEqual(nothing);
    expect(find(order(), { target: "13900000000" })).toEqual(nothing);
    expect(find(order(), { target: "138 0000 0000" })).toMatchObject({ unpaidTwin: "D1" });
    expect(find(order(), { orderNo: "D1" })).toEqual(nothing);
    expect(find(order({ status: "fulfilling" }))).toEqual({ ...nothing, runningTwin: "D1" });
    expect(find(order({ status: "completed" }))).toEqual(nothing);
  });

  test("with an attempt of which nobody knows the end come first, of whatever product", () => {
    const other = { sku: "S2" };
    const unresolved = (one: object, change: Partial<EarlierOrder> = {}) =>
      find(order({ status: "expired", attempts: [attempt(one)], ...change }), other).unresolved;
    expect(unresolved({})).toBe("D1");
    expect(unresolved({ gatewayState: "closed" })).toBeNull();
    expect(unresolved({ gatewayState: "missing" })).toBeNull();
    expect(unresolved({ state: "failed" })).toBeNull();
    expect(unresolved({ attemptedAt: at(-24 * 60 - 1) })).toBeNull();
    expect(unresolved({ gatewayState: "waiting", attemptedAt: at(-121) })).toBeNull();
    expect(unresolved({ state: "failed", gatewayState: "paid", paidFen: 100 })).toBe("D1");
    expect(unresolved({ state: "succeeded", paidFen: 100, attemptedAt: at(-9_000) })).toBe("D1");
    expect(unresolved({ state: "succeeded", paidFen: 100, refundedFen: 100 })).toBeNull();
    expect(unresolved({ state: "succeeded", paidFen: 100 }, { settled: true })).toBeNull();
    expect(unresolved({ state: "succeeded", paidFen: 100 }, { status: "completed" })).toBeNull();
  });

  test("the attempt that the payment page itself has just begun is none of them", () => {
    const own = (minutes: number) =>
      find(order({ attempts: [attempt({ attemptedAt: at(minutes) })] }), { orderNo: "D1" }).unresolved;
    expect(own(-0.5)).toBeNull();
    expect(own(-2)).toBe("D1");
  });
});

test("a day begins at midnight in Shanghai", () => {
  expect(dayStart(new Date("2026-11-02T15:59:59Z")).toISOString()).toBe("2026-11-01T16:00:00.000Z");
  expect(dayStart(new Date("2026-11-02T16:00:00Z")).toISOString()).toBe("2026-11-02T16:00:00.000Z");
});

test("a merchant's own limit is used up when several were refused for it and nobody got through since", () => {
  const refused = { state: "failed", errorCode: "ACQ.BEYOND_PAY_RESTRICTION", errorMessage: null };
  const paid = { state: "succeeded", errorCode: null, errorMessage: null };
  expect(isMerchantCapped([refused, refused])).toBe(true);
  expect(isMerchantCapped([refused])).toBe(false);
  expect(isMerchantCapped([paid, refused, refused])).toBe(false);
  expect(isMerchantCapped([refused, { ...refused, errorCode: "ACQ.BEYOND_PER_RECEIPT_RESTRICTI" }, paid])).toBe(true);
});
