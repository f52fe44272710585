import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { moneyOf } from "../money.ts";
import { now, orderCase, type Shape } from "../order-case.fixture.ts";
import { topupPolicySchema } from "../schemas.ts";
import type { GatewayTruth } from "../truth.ts";
import { refundableOf, type Spent } from "./money.ts";
import { refundNoOf } from "./number.ts";
import { evaluateRefundGate, type RefundGateInput } from "./rules.ts";
import { nextLook } from "./schedule.ts";
import { type RefundCode, refundChecks, refundCodes } from "./schemas.ts";
import { refundText } from "./texts.ts";

const judge = (shape: Shape, extra: Partial<RefundGateInput> = {}) =>
  evaluateRefundGate({
    case: orderCase(shape),
    request: { reasonCode: "CUSTOMER_REQUEST" },
    live: null,
    claims: [],
    shared: [],
    truths: [],
    refunds: [],
    draws: [],
    routes: { alipay: "gateway" },
    now,
    policy: topupPolicySchema.parse({}),
    ...extra,
  });
const codes = (verdict: ReturnType<typeof judge>) =>
  verdict.gate.filter((entry) => !entry.ok).map((entry) => entry.code);
const truth = (said: Partial<GatewayTruth> = {}): GatewayTruth => ({
  outTradeNo: "P0",
  label: "支付宝",
  state: "paid",
  amountFen: 20_000,
  refundedFen: 0,
  answeredAt: now,
  ...said,
});
const twice = { paid: [{ paidFen: 20_000 }, { paidFen: 20_000 }] };

const fen = fc.integer({ min: 1, max: 5_000_000 });
const shapes = fc.record({
  amountFen: fen,
  platformFen: fc.oneof(fc.constant(0), fen),
  paid: fc.array(
    fc
      .record({ paidFen: fen, part: fc.double({ min: 0, max: 1, noNaN: true }), refunded: fc.boolean() })
      .map(({ paidFen, part, refunded }) => ({ paidFen, refundedFen: refunded ? Math.floor(paidFen * part) : 0 })),
    { maxLength: 4 },
  ),
});
const settled = { ok: true, code: "FULFILMENT_NONE" } as const;

describe("what may go back", () => {
  const spent = fc.record({ draw: fc.double({ min: 0, max: 1, noNaN: true }), moving: fc.boolean() });

  test("given back payment by payment, it never is more than was paid and neither credited nor refunded", () => {
    fc.assert(
      fc.property(shapes, spent, (shape, { draw, moving }) => {
        const known = orderCase(shape);
        const first = known.payments[0];
        const left = first ? first.paidFen - first.refundedFen : 0;
        const of: Spent = {
          draws: first ? [{ outTradeNo: first.outTradeNo, amountFen: Math.floor(left * draw) }] : [],
          refunds:
            moving && first
              ? [{ id: "r", outTradeNo: first.outTradeNo, amountFen: Math.ceil(left / 3), state: "unknown" }]
              : [],
        };
        const before = moneyOf(known);
        let returned = 0;
        // Everything that may go back goes back, one payment after the other.
        for (const { outTradeNo } of known.payments) {
          const row = refundableOf(known, of, settled).payments.find((each) => each.outTradeNo === outTradeNo);
          const payment = known.payments.find((each) => each.outTradeNo === outTradeNo);
          if (!row || !payment) continue;
          expect(row.refundableFen).toBeGreaterThanOrEqual(0);
          expect(row.refundableFen).toBeLessThanOrEqual(payment.paidFen - payment.refundedFen);
          payment.refundedFen += row.refundableFen;
          returned += row.refundableFen;
        }
        const drawn = of.draws.reduce((sum, each) => sum + each.amountFen, 0);
        expect(returned).toBeLessThanOrEqual(Math.max(0, before.paidFen - before.refundedFen - drawn));
      }),
    );
  });

  test("worked examples", () => {
    const of = (shape: Shape, more: Partial<Spent> = {}, delivery = settled as Parameters<typeof refundableOf>[2]) =>
      refundableOf(orderCase(shape), { draws: [], refunds: [], ...more }, delivery).payments.map(
        (row) => row.refundableFen,
      );
    expect(of({})).toEqual([20_000]);
    expect(of(twice)).toEqual([20_000, 20_000]);
    expect(of(twice, { draws: [{ outTradeNo: "P0", amountFen: 20_000 }] })).toEqual([0, 20_000]);
    expect(of({ ...twice, platformFen: 20_000 })).toEqual([20_000, 20_000]);
    expect(of({ paid: [{ paidFen: 20_000, refundedFen: 20_000 }, { paidFen: 20_000 }], platformFen: 20_000 })).toEqual([
      0, 0,
    ]);
    expect(of({ paid: [{ paidFen: 25_000 }] }, { draws: [{ outTradeNo: "P0", amountFen: 20_000 }] })).toEqual([5_000]);
    expect(of({ platformFen: 15_000 })).toEqual([5_000]);
    // A credit worth more than its price took no more than the price; two credits took both payments.
    expect(of({ ...twice, faceValueFen: 22_000, platformFen: 22_000 })).toEqual([20_000, 20_000]);
    expect(of({ ...twice, platformFen: 40_000 })).toEqual([0, 0]);
    expect(of(twice, {}, { ok: false, code: "FULFILMENT_RUNNING" })).toEqual([20_000, 20_000]);
    expect(of({}, {}, { ok: false, code: "FULFILMENT_RUNNING" })).toEqual([0]);
  });
});

describe("the gate", () => {
  test("tells every check, in order, whatever the order's state", () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        expect(judge(shape).gate.map((entry) => entry.check)).toEqual([...refundChecks]);
      }),
    );
    expect(judge({}, { case: undefined }).blocking).toBe("ORDER_NOT_FOUND");
  });

  test("a confirmed payment needs one person; the platform's word alone needs two", () => {
    expect(judge({}, { truths: [truth()] })).toMatchObject({ blocking: null, secondPersonReasons: [] });
    expect(judge({}).secondPersonReasons).toEqual(["channel_without_query"]);
    expect(judge({}, { truths: [truth()], policy: topupPolicySchema.parse({ thresholdFen: 100 }) })).toMatchObject({
      secondPersonReasons: ["over_threshold"],
    });
    const part = { request: { reasonCode: "CUSTOMER_REQUEST" as const, amountFen: 1 }, truths: [truth()] };
    expect(judge({}, part).secondPersonReasons).toEqual(["amount_differs"]);
  });

  test.each<[string, Shape, Partial<RefundGateInput>, RefundCode, string]>([
    ["nothing was paid", { paid: [] }, {}, "PAYMENT_NONE", "GATE_FAILED"],
    ["another payment is named", {}, { request: { paymentNo: "X" } }, "PAYMENT_UNKNOWN", "PAYMENT_NOT_FOUND"],
    ["it went back", { paid: [{ paidFen: 5, refundedFen: 5 }] }, {}, "REFUNDED", "REFUND_CLAIMED"],
    ["the platform refunds it", { status: "refunding" }, {}, "REFUND_RUNNING", "REFUND_CLAIMED"],
    ["the platform says it refunded", { status: "refunded" }, {}, "REFUNDED", "REFUND_CLAIMED"],
    ["the platform credited it", { platformFen: 20_000 }, {}, "CREDITED_BY_PLATFORM", "ALREADY_CREDITED"],
    [
      "we credited it",
      { ours: [20_000] },
      { draws: [{ outTradeNo: "P0", amountFen: 20_000 }] },
      "CREDITED_BY_US",
      "ALREADY_CREDITED",
    ],
    ["a top-up waits", {}, { live: { id: "t", state: "pending_approval" } }, "TOPUP_LIVE", "TOPUP_IN_PROGRESS"],
    ["a top-up may have credited", {}, { live: { id: "t", state: "unknown" } }, "TOPUP_LIVE", "TOPUP_IN_PROGRESS"],
    [
      "its credit is claimed",
      {},
      { claims: [{ key: "credit:O1", holderId: "t" }] },
      "CREDIT_CLAIMED",
      "TOPUP_IN_PROGRESS",
    ],
    [
      "another refund claims it",
      {},
      { claims: [{ key: "refund:P0:1", holderId: "r" }] },
      "REFUND_LIVE",
      "REFUND_CLAIMED",
    ],
    ["a supplier delivered", { fulfilments: [{ state: "succeeded" }] }, {}, "FULFILMENT_SUCCEEDED", "GATE_FAILED"],
    [
      "a supplier may deliver",
      { fulfilments: [{ state: "submitted", submittedAt: now }] },
      {},
      "FULFILMENT_RUNNING",
      "GATE_FAILED",
    ],
    ["the order is completed", { status: "completed" }, {}, "ORDER_COMPLETED", "GATE_FAILED"],
    [
      "another order has the payment",
      {},
      { shared: [{ paymentNo: "P0", orderNo: "O2" }] },
      "PAYMENT_SHARED",
      "GATE_FAILED",
    ],
    [
      "too much is asked",
      {},
      { request: { reasonCode: "OTHER", note: "x", amountFen: 20_001 } },
      "AMOUNT_TOO_HIGH",
      "AMOUNT_TOO_HIGH",
    ],
    ["no reason is given", {}, { request: {} }, "REASON_MISSING", "GATE_FAILED"],
    [
      "the gateway is silent",
      {},
      { truths: [truth({ answeredAt: null, state: null })] },
      "GATEWAY_UNREACHABLE",
      "GATE_FAILED",
    ],
    ["the gateway has no money", {}, { truths: [truth({ state: "closed" })] }, "GATEWAY_NOT_PAID", "GATE_FAILED"],
  ])("is shut when %s", (_name, shape, extra, code, blocking) => {
    const verdict = judge(shape, extra);
    expect(codes(verdict)).toContain(code);
    expect(verdict.blocking).toBe(blocking);
  });

  test("a surplus goes back beside a credit or a delivery, by two people", () => {
    const credited = judge(
      { ...twice, ours: [20_000] },
      { draws: [{ outTradeNo: "P0", amountFen: 20_000 }], truths: [truth(), truth({ outTradeNo: "P1" })] },
    );
    expect(credited).toMatchObject({ blocking: null, amountFen: 20_000 });
    expect(credited.payment?.outTradeNo).toBe("P1");
    expect(credited.secondPersonReasons).toContain("second_compensation");
    expect(judge({ ...twice, status: "completed" })).toMatchObject({ blocking: null, amountFen: 20_000 });
  });

  test("says how it would be made", () => {
    const route = (routes: RefundGateInput["routes"]) => judge({}, { routes }).route;
    expect([route({ alipay: "gateway" }), route({ alipay: "platform" }), route({})]).toEqual([
      "gateway",
      "platform",
      "by_hand",
    ]);
  });

  test("the facts have what was shown, and not the time", () => {
    const facts = (shape: Shape, extra: Partial<RefundGateInput> = {}) => JSON.stringify(judge(shape, extra).facts);
    const base = facts({}, { truths: [truth()] });
    expect(facts({}, { truths: [truth()], now: new Date(now.getTime() + 9_000_000) })).toBe(base);
    expect(facts({}, { truths: [truth()], approvedBy: "Li" })).toBe(base);
    expect(facts({}, { truths: [truth({ state: "frozen" })] })).not.toBe(base);
    expect(facts({}, { truths: [truth()], routes: {} })).not.toBe(base);
    expect(facts({ platformFen: 1 }, { truths: [truth()] })).not.toBe(base);
  });
});

test("a refund's number is its own, for ever, and one that gateways take", () => {
  expect(refundNoOf({ outTradeNo: "P1", n: 12 })).not.toBe(refundNoOf({ outTradeNo: "P11", n: 2 }));
  fc.assert(
    fc.property(fc.string({ minLength: 1, maxLength: 128 }), fc.integer({ min: 1, max: 9_999 }), (outTradeNo, n) => {
      const no = refundNoOf({ outTradeNo, n });
      expect(no).toMatch(/^[A-Za-z0-9]{4,64}$/);
      expect(refundNoOf({ outTradeNo, n })).toBe(no);
      expect(refundNoOf({ outTradeNo, n: n + 1 })).not.toBe(no);
      expect(refundNoOf({ outTradeNo: `${outTradeNo}1`, n })).not.toBe(no);
    }),
  );
});

test("a refund without a result is asked about soon, then ever more rarely, and at least every hour", () => {
  const begun = new Date("2026-11-01T00:00:00Z");
  const waits = [0, 30_000, 600_000, 86_400_000].map((ageMs) => {
    const at = new Date(begun.getTime() + ageMs);
    return nextLook(begun, at).getTime() - at.getTime();
  });
  expect(waits).toEqual([10_000, 15_000, 300_000, 3_600_000]);
});

test("every finding has words in both languages", () => {
  for (const locale of ["en", "zh-CN"] as const) {
    for (const code of refundCodes) expect(refundText(code, {}, locale).length).toBeGreaterThan(3);
  }
});
