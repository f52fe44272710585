import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { verdicts } from "../precheck-schemas.ts";
import { channel, quietFacts, quietSignals } from "../testing.ts";
import { defaultRuleSet } from "./default-set.ts";
import { evaluateRisk } from "./evaluate.ts";
import { judgePrecheck, type PrecheckFacts } from "./judge.ts";

const judge = (change: Partial<PrecheckFacts> = {}) => judgePrecheck({ ...quietFacts, ...change });
const customer = (change: object) => ({ customer: { ...quietFacts.customer, ...change } }) as Partial<PrecheckFacts>;
const codes = (change: Partial<PrecheckFacts>) => judge(change).reasons.map(({ code, words }) => `${code} ${words}`);

const limit = fc.option(fc.integer({ min: 0, max: 2_000_000 }), { nil: null });
const fen = fc.integer({ min: 1, max: 3_000_000 });
const someChannel = fc.record({
  code: fc.constantFrom("alipay", "wechatpay", "epay"),
  status: fc.constantFrom("up", "degraded", "down", "maintenance", "suspended", "unknown"),
  methods: fc.constant([]),
  singleLimitFen: limit,
  dailyLimitFen: limit,
  paidTodayFen: fc.integer({ min: 0, max: 500_000 }),
  merchantCapped: fc.boolean(),
});
const orderNo = fc.option(fc.constantFrom("D1", "D2"), { nil: null });
const flag = fc.option(fc.boolean(), { nil: null });
/** Everything but coupons with a minimum, for which more money is indeed better. */
const someFacts = fc.record({
  channel: fc.option(someChannel, { nil: null }),
  channels: fc.array(someChannel, { maxLength: 4 }),
  product: fc.option(fc.record({ stock: limit, restockAt: fc.constant(null) }), { nil: null }),
  hard: fc.record({ singleFen: limit, dailyFen: limit }),
  customer: fc.option(
    fc.record({
      frozen: flag,
      sessionValid: flag,
      firstPurchaseDone: flag,
      singleLimitFen: limit,
      dailyLimitFen: limit,
      paidTodayFen: fc.integer({ min: 0, max: 500_000 }),
    }),
    { nil: null },
  ),
  earlier: fc.record({ unresolved: orderNo, unpaidTwin: orderNo, runningTwin: orderNo }),
});
const withRisk = (facts: object, amountFen: number): PrecheckFacts => ({
  ...quietFacts,
  ...facts,
  amountFen,
  risk: evaluateRisk(defaultRuleSet, { ...quietSignals, amountFen, verified: false }, quietFacts.now),
});

describe("a payment that is judged before it is made", () => {
  test("has nothing against it when nothing speaks against it, and what is unknown never does", () => {
    expect(judge()).toEqual({ verdict: "ok", reasons: [], recommendedChannel: null, payNow: true, delayed: false });
    const unknown = { channel: null, customer: null, product: null, target: null, amountFen: null };
    expect(judge(unknown)).toMatchObject({ verdict: "ok", payNow: true });
  });

  test.each([
    ["down", "will_fail", "PAY_CHANNEL_DOWN"],
    ["maintenance", "will_fail", "PAY_CHANNEL_DOWN"],
    ["suspended", "will_fail", "POL_CHANNEL_BLOCKED"],
    ["degraded", "warn", "PAY_CHANNEL_DOWN"],
    ["unknown", "ok", undefined],
  ] as const)("through a channel that is %s: %s", (status, verdict, code) => {
    const judged = judge({ channel: { ...channel, status } });
    expect(judged.verdict).toBe(verdict);
    expect(judged.reasons[0]?.code).toBe(code);
    expect(judged.recommendedChannel).toBe(code ? "wechatpay" : null);
  });

  test("fails over a limit of one payment or of the day, by one fen, and not at the limit", () => {
    const facts = (amountFen: number) => customerAndChannel({ dailyLimitFen: 500_000 }, 100_000, amountFen);
    expect(judge(facts(400_000)).verdict).toBe("ok");
    expect(judge(facts(400_001))).toMatchObject({
      verdict: "will_fail",
      reasons: [
        {
          code: "PAY_BUYER_LIMIT",
          words: "daily",
          params: { limitFen: 500_000, amountFen: 400_001, paidFen: 100_000, whose: "own" },
        },
      ],
    });
    expect(judge({ channel: { ...channel, singleLimitFen: 20_000 } }).verdict).toBe("ok");
    expect(judge({ channel: { ...channel, singleLimitFen: 19_999 } })).toMatchObject({
      verdict: "will_fail",
      recommendedChannel: "wechatpay",
    });
    expect(judge({ hard: { singleFen: 19_999, dailyFen: null } }).reasons[0]).toMatchObject({
      params: { whose: "platform" },
    });
  });
  const customerAndChannel = (limits: object, paidTodayFen: number, amountFen: number) => ({
    amountFen,
    ...customer({ ...limits, paidTodayFen }),
  });

  test("is sent to another channel only where that one has room for the sum", () => {
    const down = { channel: { ...channel, status: "down" as const } };
    const tight = { ...channel, code: "wechatpay", dailyLimitFen: 30_000, paidTodayFen: 15_000 };
    expect(judge({ ...down, channels: [channel, tight] }).recommendedChannel).toBeNull();
    const roomy = { ...channel, code: "epay" };
    expect(judge({ ...down, channels: [tight, roomy] }).recommendedChannel).toBe("epay");
    expect(judge({ ...down, channels: [{ ...roomy, status: "degraded" }] }).recommendedChannel).toBeNull();
    expect(judge({ ...down, ...customer({ frozen: true }) }).recommendedChannel).toBeNull();
  });

  test("never goes on while an earlier one may have been charged, nor is it sent to another channel", () => {
    const earlier = { unresolved: "D1", unpaidTwin: "D1", runningTwin: null };
    const judged = judge({ earlier });
    expect(judged).toMatchObject({ verdict: "warn", payNow: false, reasons: [{ code: "UNRESOLVED_PAYMENT" }] });
    expect(judged.reasons).toHaveLength(1);
    const down = judge({ earlier, channel: { ...channel, status: "down" } });
    expect(down).toMatchObject({ verdict: "will_fail", payNow: false, recommendedChannel: null });
  });

  test("has the order of the same product finished instead", () => {
    expect(judge({ earlier: { unresolved: null, unpaidTwin: "D1", runningTwin: null } })).toMatchObject({
      verdict: "warn",
      payNow: false,
      reasons: [{ code: "INP_DUP_SUBMIT", words: "unpaidTwin", orderNo: "D1" }],
    });
  });

  test("names what stands against it: account, stock, target, method, merchant", () => {
    const restockAt = new Date("2026-11-05T02:00:00Z");
    const told = (change: Partial<PrecheckFacts>) => codes(change)[0];
    expect(told(customer({ frozen: true }))).toBe("ACC_FROZEN frozen");
    expect(told(customer({ sessionValid: false }))).toBe("ACC_SESSION_EXPIRED session");
    expect(told({ product: { stock: 0, restockAt } })).toBe("FUL_OUT_OF_STOCK restocks");
    const past = new Date("2026-10-01T00:00:00Z");
    expect(told({ product: { stock: 0, restockAt: past } })).toBe("FUL_OUT_OF_STOCK outOfStock");
    expect(told({ product: { stock: 3, restockAt } })).toBeUndefined();
    expect(told({ target: { text: "", isMobile: false } })).toBe("INP_TARGET_WRONG noTarget");
    expect(told({ target: { text: "1380000", isMobile: true } })).toBe("INP_TARGET_WRONG target");
    expect(told({ target: { text: "138 0000 0000", isMobile: true } })).toBeUndefined();
    const fussy = { ...channel, methods: ["app"] };
    expect(told({ channel: fussy, method: "credit_card" })).toBe("PAY_METHOD_UNSUPPORTED method");
    expect(told({ channel: { ...channel, merchantCapped: true } })).toBe("PAY_MERCHANT_LIMIT merchantCap");
  });

  test("knows what a coupon wants", () => {
    const told = (...coupons: PrecheckFacts["coupons"]) => codes({ coupons });
    expect(told({ code: "A" })).toEqual([]);
    expect(told({ code: "A", minAmountFen: 20_001 })).toEqual(["INP_COUPON_RULE couponMinimum"]);
    expect(told({ code: "A", minAmountFen: 20_000 })).toEqual([]);
    expect(told({ code: "A", firstPurchaseOnly: true })).toEqual(["INP_COUPON_RULE couponFirst"]);
    expect(told({ code: "A", expiresAt: "2026-11-01T00:00:00Z" })).toEqual(["INP_COUPON_RULE couponOver"]);
    expect(told({ code: "A", stackable: true }, { code: "B", stackable: true })).toEqual([]);
    expect(told({ code: "A", stackable: true }, { code: "B" })).toEqual(["INP_COUPON_RULE couponStack"]);
  });

  test("is told an effect once, however many rules say so", () => {
    const hits = defaultRuleSet.rules.map((rule) => ({ rule, measured: 1, effect: rule.effect }));
    const { reasons, verdict } = judge({ risk: { hits, effect: "cap" } });
    expect(reasons.map(({ code }) => code).sort()).toEqual(
      ["ACC_UNVERIFIED", "INP_VERIFY_INCOMPLETE", "PAY_DELAYED", "RISK_PLATFORM_HOLD"].sort(),
    );
    expect(verdict).toBe("will_fail");
  });

  test("that fails anyway is not told what might happen after it", () => {
    const rule = defaultRuleSet.rules.find(({ effect }) => effect === "review");
    if (!rule) throw new Error("a rule");
    const risk = { hits: [{ rule, measured: 1, effect: rule.effect }], effect: rule.effect };
    expect(codes({ risk })).toEqual(["RISK_PLATFORM_HOLD review"]);
    expect(codes({ risk, ...customer({ frozen: true }) })).toEqual(["ACC_FROZEN frozen"]);
  });

  test("never gets better by being larger", () => {
    fc.assert(
      fc.property(someFacts, fen, fen, (facts, a, b) => {
        const [less, more] = [Math.min(a, b), Math.max(a, b)].map((sum) => judgePrecheck(withRisk(facts, sum)));
        if (!less || !more) throw new Error("two sums");
        expect(verdicts.indexOf(more.verdict)).toBeGreaterThanOrEqual(verdicts.indexOf(less.verdict));
        expect(Number(more.payNow)).toBeLessThanOrEqual(Number(less.payNow));
      }),
      { numRuns: 300 },
    );
  });

  test("keeps its promises whatever is known", () => {
    fc.assert(
      fc.property(someFacts, fen, (facts, amountFen) => {
        const { verdict, reasons, recommendedChannel, payNow } = judgePrecheck(withRisk(facts, amountFen));
        const fails = reasons.some(({ level }) => level === "will_fail");
        expect(verdict).toBe(fails ? "will_fail" : reasons.length > 0 ? "warn" : "ok");
        if (fails) expect(payNow).toBe(false);
        if (facts.earlier.unresolved !== null) expect([payNow, recommendedChannel]).toEqual([false, null]);
        if (recommendedChannel !== null) {
          expect(recommendedChannel).not.toBe(facts.channel?.code);
          const there = facts.channels.filter(({ code, status }) => code === recommendedChannel && status === "up");
          expect(there.some((one) => amountFen <= (one.singleLimitFen ?? amountFen))).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });
});
