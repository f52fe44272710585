import { describe, expect, test } from "vitest";
import { callbackVerdict, type SeenCallback } from "./callback-reason.ts";
import { caseOf } from "./corpus/case.ts";
import { corpus } from "./corpus/index.ts";
import { deriveFacts, lostFacts, withheldFacts } from "./facts.ts";
import { factRules } from "./pack/fact-rules.ts";
import type { Fact } from "./schemas.ts";
import { minutesAgo, NOW, orderCase, paid, payment, unpaid } from "./testing.ts";

const rules = new Map(factRules.map((rule) => [rule.key, rule.values]));
type Parts = Parameters<typeof orderCase>[0];
const value = (key: string, parts: Parts, around = {}) =>
  deriveFacts(orderCase(parts), NOW, undefined, null, around).find((one) => one.key === key)?.value ?? null;

function expectVocabulary(facts: readonly Fact[], of: string) {
  expect(new Set(facts.map(({ key }) => key)).size, of).toBe(facts.length);
  for (const { key, value: said, status, observedAt } of facts) {
    const values = rules.get(key);
    expect(values, `${of} ${key}`).toBeDefined();
    if (status !== "known") expect([said, key]).toEqual([null, key]);
    else if ((values ?? []).length > 0) expect(values, `${of} ${key}`).toContain(said);
    if (observedAt !== null) expect(Number.isNaN(Date.parse(observedAt)), key).toBe(false);
  }
}

test("every fact is one of the vocabulary, with a value of it or none", () => {
  for (const scenario of corpus) {
    const found = caseOf(scenario);
    if (found) expectVocabulary(deriveFacts(found, scenario.now, scenario.gateways, scenario.standing), scenario.id);
  }
  expectVocabulary(withheldFacts(), "withheld");
  expectVocabulary(lostFacts({ paidFen: 100, paidAt: NOW, byGateway: true }, NOW), "lost");
  const around = {
    twins: { orders: 1, paid: 1 },
    customerDayFen: 5,
    channelDayFen: 5,
    channelFailing: true,
    supplierFailing: false,
    claims: [{ at: NOW, reason: "BAD_SIGNATURE" }],
    methods: ["app"],
    lagS: 3,
  };
  const parts = { payments: [paid()], channel: { dailyLimitFen: 1, notice: "x", status: "down" as const } };
  expectVocabulary(deriveFacts(orderCase(parts), NOW, undefined, null, around), "around");
});

test("what nobody told is unknown, not no", () => {
  const facts = deriveFacts(orderCase({ order: { submitCount: null } }), NOW);
  const unknown = facts.filter(({ status }) => status === "unknown").map(({ key }) => key);
  for (const key of [
    "acct.frozen",
    "acct.session",
    "chan.state",
    "risk.state",
    "risk.gateway",
    "cb.state",
    "ful.error",
  ])
    expect(unknown).toContain(key);
  expect(unknown).toEqual(expect.arrayContaining(["order.submits", "stock.out", "refund.state", "acct.restricted"]));
});

describe("a callback", () => {
  const seen = (over: Partial<SeenCallback>): SeenCallback => ({
    verified: true,
    outcome: "rejected",
    reason: null,
    httpStatus: null,
    ...over,
  });
  test.each([
    ["bad_sign", seen({ verified: false })],
    ["bad_sign", seen({ verified: false, outcome: "applied" })],
    ["bad_sign", seen({ verified: false, reason: "signature verification failed" })],
    ["bad_sign", seen({ verified: false, reason: "验签失败，密钥已更换" })],
    ["bad_sign", seen({ verified: false, reason: "UNKNOWN_KEY" })],
    ["identity", seen({ reason: "app_id mismatch" })],
    ["identity", seen({ reason: "seller_id differs from ours" })],
    ["identity", seen({ reason: "商户号不一致" })],
    ["identity", seen({ reason: "订单号不符" })],
    ["identity", seen({ reason: "FOREIGN_MERCHANT" })],
    ["identity", seen({})],
    ["identity", seen({ verified: false, reason: "pid is another merchant's" })],
    ["amount", seen({ reason: "AMOUNT_DIFFERS" })],
    ["amount", seen({ reason: "金额与订单不符" })],
    ["late", seen({ reason: "order expired" })],
    ["late", seen({ reason: "订单已取消" })],
    ["error", seen({ outcome: "error" })],
    ["error", seen({ reason: "database is locked", httpStatus: 500 })],
    ["untagged", seen({ outcome: "applied", reason: "product tag missing" })],
    ["untagged", seen({ outcome: "error", reason: "缺少区服标识" })],
    ["applied", seen({ outcome: "applied" })],
    ["duplicate", seen({ outcome: "duplicate" })],
    [undefined, seen({ verified: false, reason: "WECHATPAY/SIGNTEST/abc" })],
    [undefined, seen({ reason: "PROBE" })],
  ] as const)("is %s: %j", (verdict, callback) => expect(callbackVerdict(callback)).toBe(verdict));

  test("that was taken and answered with an error left the order where it was", () => {
    const parts = { payments: [paid()], callbacks: [{ httpStatus: 502 }] };
    expect(value("cb.state", parts)).toBe("error");
    expect(value("cb.state", { ...parts, order: { status: "fulfilling" } })).toBe("applied");
  });

  test("that our own inbox did not believe counts where no other was told of", () => {
    const claims = [{ at: minutesAgo(3), reason: "BAD_SIGNATURE" }];
    expect(value("cb.state", { payments: [paid()] }, { claims })).toBe("bad_sign");
    expect(value("cb.state", { payments: [paid()], callbacks: [{}] }, { claims })).toBe("applied");
    expect(value("cb.state", { payments: [paid()] }, { claims: [{ at: NOW, reason: "PROBE" }] })).toBe("missing");
  });
});

describe("payments", () => {
  test("that add up to the order are one payment; more than that is paid twice", () => {
    const half = { paidFen: 10_000, amountFen: 10_000 };
    expect(value("pay.paid_twice", { payments: [paid(9, half), paid(8, { ...half, outTradeNo: "P2" })] })).toBe(false);
    expect(value("pay.amount", { payments: [paid(9, half), paid(8, { ...half, outTradeNo: "P2" })] })).toBe("equal");
    expect(value("pay.paid_twice", { payments: [paid(9), paid(8, { outTradeNo: "P2" })] })).toBe(true);
    expect(value("pay.amount", { payments: [paid(9, { paidFen: 19_999 })] })).toBe("under");
    expect(value("pay.amount", { payments: [paid(9, { paidFen: 20_001 })] })).toBe("over");
  });

  test("are known to be unpaid only when each of them is", () => {
    expect(value("pay.unpaid_sure", { payments: [unpaid("closed")] })).toBe(true);
    expect(value("pay.unpaid_sure", { payments: [unpaid("closed"), payment({ outTradeNo: "P2" })] })).toBe(false);
    expect(value("pay.unpaid_sure", { payments: [unpaid("failed", "USERPAYING")] })).toBe(false);
    expect(value("pay.unpaid_sure", {})).toBeNull();
  });

  test("keep a code that is published, and no other", () => {
    expect(value("pay.code", { payments: [unpaid("failed", "ACQ.TOTAL_FEE_EXCEED")] })).toBe("ACQ.TOTAL_FEE_EXCEED");
    for (const code of ["VELOCITY_5_IN_10_MIN", "RULE_LIMIT", "card 6222 0000"])
      expect(value("pay.code", { payments: [unpaid("failed", code)] })).toBeNull();
  });

  test("came late by their own time, or by when the order was over", () => {
    const over = { status: "expired" as const, statusAt: minutesAgo(10), expiresAt: minutesAgo(10) };
    expect(value("order.late", { payments: [paid(5)], order: over })).toBe(true);
    expect(value("order.late", { payments: [paid(15)], order: over })).toBe(false);
    expect(value("order.late", { payments: [paid(15)], order: over, callbacks: [{ receivedAt: minutesAgo(3) }] })).toBe(
      true,
    );
    expect(value("order.late", { order: over })).toBeNull();
  });
});

describe("an order", () => {
  test.each([
    [true, { amountFen: 200_000, faceValueFen: 20_000 }],
    [true, { amountFen: 2_000, faceValueFen: 20_000 }],
    [true, { amountFen: 1_000_000, faceValueFen: 1_000_000, productName: "话费 100 元" }],
    [false, { amountFen: 19_000, faceValueFen: 20_000 }],
    [false, { amountFen: 20_000, faceValueFen: 20_000 }],
  ])("is off by a zero: %s", (off, order) => expect(value("order.amount_off", { order })).toBe(off));

  test("that a supplier apologised for instead of sending a card did not arrive", () => {
    const parts = {
      payments: [paid()],
      order: { status: "completed" as const },
      fulfilments: [{ state: "succeeded" as const, errorMessage: "很抱歉，该商品已售罄", decidedAt: minutesAgo(3) }],
    };
    expect(value("delivery.state", parts)).toBe("not_done");
    expect(value("ful.error", parts)).toBe("stock");
  });

  test("may still arrive while any supplier has not said how it ended, and none delivered", () => {
    const unknown = (...fulfilments: NonNullable<Parts>["fulfilments"] & object) =>
      value("ful.unknown", { payments: [paid()], fulfilments });
    const lost = { supplier: "a", state: "failed", errorMessage: "read timed out", decidedAt: minutesAgo(4) } as const;
    const no = { supplier: "b", state: "failed", errorMessage: "充值失败", decidedAt: minutesAgo(2) } as const;
    expect([unknown({}), unknown(lost), unknown(lost, no), unknown({}, no)]).toEqual([true, true, true, true]);
    expect([
      unknown(no),
      unknown({ state: "succeeded" }),
      unknown(lost, { supplier: "b", state: "succeeded" }),
    ]).toEqual([false, false, false]);
    expect(unknown({ state: "failed", errorMessage: "很抱歉，没有货了" })).toBe(false);
    expect(value("ful.unknown", { payments: [paid()] })).toBe(null);
    expect(value("ful.state", { payments: [paid()], fulfilments: [lost] })).toBe("submitted");
  });

  test("of which a part came is in part, whatever the supplier calls it", () => {
    const part = { state: "succeeded" as const, creditedFen: 5_000, decidedAt: minutesAgo(3) };
    expect(value("delivery.state", { payments: [paid()], fulfilments: [part] })).toBe("partial");
    const failed = { state: "failed" as const, supplier: "yrapi", errorCode: "state=3", decidedAt: minutesAgo(3) };
    expect(value("ful.state", { payments: [paid()], fulfilments: [failed] })).toBe("partial");
    const pending = { state: "failed" as const, supplier: "yrapi", errorCode: "0", decidedAt: minutesAgo(3) };
    expect(value("ful.state", { payments: [paid()], fulfilments: [pending] })).toBe("submitted");
  });
});

describe("an account", () => {
  test.each([
    [true, { level: "new" }],
    [true, { level: "0" }],
    [true, { level: "3", firstPurchaseDone: false }],
    [true, { registeredAt: minutesAgo(60 * 24 * 2) }],
    [false, { level: "3", firstPurchaseDone: true, registeredAt: minutesAgo(60 * 24 * 90) }],
    [null, {}],
  ])("is restricted: %s %j", (restricted, customer) => expect(value("acct.restricted", { customer })).toBe(restricted));

  test("asked for a code by text message is not under review", () => {
    const parts = { riskFlags: [{ rule: "sms_challenge" }] };
    expect(value("risk.challenge", parts)).toBe("open");
    expect(value("risk.state", parts)).toBeNull();
    expect(value("risk.gateway", { riskFlags: [{ side: "gateway" as const }] })).toBe("open");
  });
});
