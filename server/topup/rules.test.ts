import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { GateInput } from "./checks.ts";
import { lineProblem } from "./ledger-lines.ts";
import { drawFrom, moneyOf } from "./money.ts";
import { at, now, orderCase, type Shape } from "./order-case.fixture.ts";
import { evaluateGate } from "./rules.ts";
import { gateChecks, gateCodes, secondPersonReasons, topupPolicySchema } from "./schemas.ts";
import { detailText, secondPersonText } from "./texts.ts";
import type { GatewayTruth } from "./truth.ts";

const judge = (shape: Shape, extra: Partial<GateInput> = {}) =>
  evaluateGate({
    case: orderCase(shape),
    request: { reasonCode: "CB_MISSING" },
    live: null,
    claims: [],
    shared: [],
    truths: [],
    refunds: [],
    now,
    policy: topupPolicySchema.parse({}),
    ...extra,
  });
/** A gateway that was just asked about the one payment of {@link orderCase}. */
const truth = (said: Partial<GatewayTruth> = {}): GatewayTruth => ({
  outTradeNo: "P0",
  label: "支付宝",
  state: "paid",
  amountFen: 20_000,
  refundedFen: 0,
  answeredAt: now,
  ...said,
});
const ago = (ms: number) => new Date(now.getTime() - ms);
const codes = (verdict: ReturnType<typeof judge>) =>
  verdict.gate.filter((entry) => !entry.ok).map((entry) => entry.code);

const fen = fc.integer({ min: 1, max: 5_000_000 });
const payment = fc
  .record({ paidFen: fen, part: fc.double({ min: 0, max: 1, noNaN: true }), refunded: fc.boolean() })
  .map(({ paidFen, part, refunded }) => ({ paidFen, refundedFen: refunded ? Math.floor(paidFen * part) : 0 }));
const shapes = fc.record({
  amountFen: fen,
  platformFen: fc.oneof(fc.constant(0), fen),
  paid: fc.array(payment, { maxLength: 4 }),
  ours: fc.array(fen, { maxLength: 2 }),
});

describe("money", () => {
  test("never more is creditable than is paid and neither credited nor refunded; nothing is lost between credit and refund", () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        const money = moneyOf(orderCase(shape));
        const spent = money.platformCreditedFen + money.ourCreditedFen + money.refundedFen;
        expect(money.creditableFen).toBeGreaterThanOrEqual(0);
        expect(money.refundDueFen).toBeGreaterThanOrEqual(0);
        expect(money.creditableFen + money.refundDueFen).toBe(Math.max(0, money.paidFen - spent));
        if (money.paidCount >= 2) {
          const credited = money.platformCreditedFen + money.ourCreditedFen;
          expect(money.creditableFen).toBeLessThanOrEqual(Math.max(0, shape.amountFen - credited));
        }
      }),
    );
  });

  test("what passes the gate can be drawn in full, and each payment gives at most what it has left", () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        const known = orderCase(shape);
        const verdict = judge(shape);
        if (verdict.blocking) return;
        const draws = drawFrom(known, verdict.amountFen);
        expect(draws.reduce((sum, draw) => sum + draw.amountFen, 0)).toBe(verdict.amountFen);
        const lines = [
          { account: "clearing:alipay", amountFen: -draws.reduce((sum, draw) => sum + draw.amountFen, 0) },
          { account: "wallet:C1", amountFen: verdict.amountFen },
        ];
        expect(lineProblem(lines)).toBeUndefined();
      }),
    );
  });

  test("after a credit of ours nothing passes, whatever else is true", () => {
    fc.assert(
      fc.property(shapes, fen, (shape, credited) => {
        expect(judge({ ...shape, ours: [credited] }).blocking).toBe("ALREADY_CREDITED");
      }),
    );
  });

  test("worked examples", () => {
    expect(moneyOf(orderCase({ paid: [{ paidFen: 20_000 }, { paidFen: 20_000 }] }))).toMatchObject({
      remainderFen: 40_000,
      creditableFen: 20_000,
      refundDueFen: 20_000,
    });
    expect(moneyOf(orderCase({ platformFen: 15_000 }))).toMatchObject({ creditableFen: 5_000, creditedInFull: false });
    expect(moneyOf(orderCase({ amountFen: 10_050, faceValueFen: 10_000, platformFen: 10_000 }))).toMatchObject({
      creditedInFull: true,
    });
    expect(moneyOf(orderCase({ paid: [{ paidFen: 20_000, refundedFen: 5_000 }] })).creditableFen).toBe(15_000);
    expect(
      drawFrom(
        orderCase({
          paid: [
            { paidFen: 3, channel: null },
            { paidFen: 9, channel: "wx" },
          ],
        }),
        5,
      ),
    ).toEqual([
      { outTradeNo: "P0", channel: null, amountFen: 3 },
      { outTradeNo: "P1", channel: "wx", amountFen: 2 },
    ]);
  });
});

describe("the gate", () => {
  test("every check is told, in order, whatever the order's state", () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        expect(judge(shape).gate.map((entry) => entry.check)).toEqual([...gateChecks]);
      }),
    );
    const unknown = evaluateGate({ ...baseOf(), case: undefined });
    expect(unknown.gate.map((entry) => entry.check)).toEqual([...gateChecks]);
    expect(unknown.blocking).toBe("ORDER_NOT_FOUND");
  });

  test("a paid order without a credit passes and waits for a second person", () => {
    const verdict = judge({});
    expect(verdict.blocking).toBeNull();
    expect(codes(verdict)).toEqual(["SECOND_NEEDED"]);
    expect(codes(judge({}, { approvedBy: "Li" }))).toEqual([]);
    expect(codes(judge({}, { truths: [truth()] }))).toEqual([]);
  });

  test.each<[string, Shape, Partial<GateInput>, string]>([
    ["nothing was paid", { paid: [] }, {}, "NOT_PAID"],
    ["it was refunded", { paid: [{ paidFen: 20_000, refundedFen: 20_000 }] }, {}, "REFUNDED"],
    ["a refund runs", { status: "refunding" }, {}, "REFUND_RUNNING"],
    ["the order is refunded", { status: "refunded" }, {}, "REFUNDED"],
    ["a refund claims it", {}, { claims: [{ key: "refund:P0:1", holderId: "r" }] }, "REFUND_CLAIMED"],
    ["the credit is claimed", {}, { claims: [{ key: "credit:O1", holderId: "t" }] }, "CREDIT_CLAIMED"],
    ["another top-up is live", {}, { live: { id: "t", state: "pending_approval" } }, "TOPUP_LIVE"],
    ["a supplier delivered", { fulfilments: [{ state: "succeeded" }] }, {}, "FULFILMENT_SUCCEEDED"],
    ["a supplier may deliver", { fulfilments: [{ state: "submitted", submittedAt: now }] }, {}, "FULFILMENT_RUNNING"],
    [
      "a supplier is long silent",
      { fulfilments: [{ state: "submitted", submittedAt: at }] },
      { now: new Date(9e15) },
      "FULFILMENT_STALE",
    ],
    ["a part of unknown size came", { fulfilments: [{ state: "partial" }] }, {}, "FULFILMENT_PARTIAL_UNKNOWN"],
    ["the platform delivers now", { status: "fulfilling" }, {}, "ORDER_FULFILLING"],
    [
      "the platform retries after a failure",
      { status: "fulfilling", statusAt: now, fulfilments: [{}] },
      {},
      "ORDER_FULFILLING",
    ],
    ["the order is completed", { status: "completed" }, {}, "ORDER_COMPLETED"],
    ["risk holds it", { risk: [{}] }, {}, "RISK_HELD"],
    ["risk blocked it", { risk: [{ state: "upheld", decidedAt: now }] }, {}, "RISK_UPHELD"],
    ["it is under review", { status: "under_review" }, {}, "ORDER_UNDER_REVIEW"],
    ["the payment is another order's too", {}, { shared: [{ paymentNo: "P0", orderNo: "O2" }] }, "PAYMENT_SHARED"],
    ["too much is asked", {}, { request: { reasonCode: "CB_MISSING", amountFen: 20_001 } }, "AMOUNT_TOO_HIGH"],
    ["no reason is given", {}, { request: {} }, "REASON_MISSING"],
    ["OTHER comes without a note", {}, { request: { reasonCode: "OTHER", note: " " } }, "NOTE_MISSING"],
  ])("is shut when %s", (_name, shape, extra, code) => {
    const verdict = judge(shape, extra);
    expect(codes(verdict)).toContain(code);
    expect(verdict.blocking).not.toBeNull();
  });

  test.each<[string, Shape]>([
    ["all deliveries failed", { status: "fulfilling", statusAt: at, fulfilments: [{ decidedAt: now }] }],
    ["the review released it", { status: "under_review", risk: [{ state: "cleared", decidedAt: now }] }],
    ["only the bank raised a flag", { risk: [{ side: "bank" }] }],
  ])("is open when %s", (_name, shape) => {
    expect(judge(shape).blocking).toBeNull();
  });

  describe("where the channel has a gateway", () => {
    test.each<[string, GatewayTruth[], string]>([
      ["it was never asked", [truth({ state: null, answeredAt: null })], "GATEWAY_UNREACHABLE"],
      ["its answer is older than a minute", [truth({ answeredAt: ago(60_001) })], "GATEWAY_UNREACHABLE"],
      ["it waits for the payer", [truth({ state: "waiting" })], "GATEWAY_NOT_PAID"],
      ["it closed the payment", [truth({ state: "closed" })], "GATEWAY_NOT_PAID"],
      ["it knows no such payment", [truth({ state: "missing", amountFen: null })], "GATEWAY_NOT_PAID"],
      ["it froze the money", [truth({ state: "frozen" })], "GATEWAY_NOT_PAID"],
      ["it has another sum", [truth({ amountFen: 19_999 })], "GATEWAY_DIFFERS"],
      ["it gave a part back that we know nothing of", [truth({ refundedFen: 1 })], "GATEWAY_DIFFERS"],
      ["it gave all back", [truth({ state: "refunded", refundedFen: 20_000 })], "GATEWAY_REFUNDED"],
    ])("is shut when %s, were the platform's word ever so good", (_name, truths, code) => {
      const verdict = judge({}, { truths, approvedBy: "Li" });
      expect(codes(verdict)).toContain(code);
      expect(verdict.blocking).not.toBeNull();
    });

    test("an answer of the last minute makes one person enough, and says how old it is", () => {
      const verdict = judge({}, { truths: [truth({ answeredAt: ago(12_000) })] });
      expect(verdict.secondPersonReasons).toEqual([]);
      expect(verdict.gate.find((entry) => entry.check === "paid")).toMatchObject({
        code: "GATEWAY_PAID",
        params: { channel: "支付宝", amountFen: 20_000, seconds: 12 },
      });
    });

    test("over the threshold a second person is asked all the same", () => {
      const shape = { amountFen: 50_001, paid: [{ paidFen: 50_001 }] };
      expect(judge(shape, { truths: [truth({ amountFen: 50_001 })] }).secondPersonReasons).toEqual(["over_threshold"]);
    });

    test("of two payments both have to be confirmed", () => {
      const shape = { paid: [{ paidFen: 20_000 }, { paidFen: 20_000 }] };
      expect(judge(shape, { truths: [truth()] }).secondPersonReasons).toContain("channel_without_query");
      const both = [truth(), truth({ outTradeNo: "P1", answeredAt: null, state: null })];
      expect(codes(judge(shape, { truths: both }))).toContain("GATEWAY_UNREACHABLE");
    });

    test("the facts have what it says, and not when", () => {
      const facts = (said: Partial<GatewayTruth>) => JSON.stringify(judge({}, { truths: [truth(said)] }).facts);
      expect(facts({ answeredAt: ago(50_000) })).toBe(facts({}));
      expect(facts({ state: "frozen" })).not.toBe(facts({}));
      expect(facts({ refundedFen: 5 })).not.toBe(facts({}));
    });
  });

  test("a payment that a refund of ours holds is not credited, and the order's other payment still is", () => {
    const refunds = [{ id: "r", outTradeNo: "P1", amountFen: 20_000, state: "unknown" as const }];
    const verdict = judge({ paid: [{ paidFen: 20_000 }, { paidFen: 20_000 }] }, { refunds });
    expect(verdict).toMatchObject({ blocking: null, amountFen: 20_000 });
    const first = [{ id: "r", outTradeNo: "P0", amountFen: 1, state: "pending_approval" as const }];
    expect(judge({}, { refunds: first }).blocking).toBe("REFUND_CLAIMED");
    expect(
      judge({ paid: [{ paidFen: 20_000 }, { paidFen: 20_000 }] }, { refunds: [...refunds, ...first] }).blocking,
    ).toBe("REFUND_CLAIMED");
  });

  test("says every reason for a second person", () => {
    const shape = { amountFen: 90_000, paid: [{ paidFen: 100_000 }], platformFen: 10_000, status: "expired" as const };
    const verdict = judge(shape, { request: { reasonCode: "GOODWILL", amountFen: 60_000 } });
    expect(verdict.secondPersonReasons).toEqual([...secondPersonReasons]);
  });

  test("the facts change with what the approver was shown, and not with time or order of rows", () => {
    const facts = (shape: Shape, extra: Partial<GateInput> = {}) => JSON.stringify(judge(shape, extra).facts);
    const base = facts({});
    expect(facts({}, { now: new Date(now.getTime() + 9_000_000) })).toBe(base);
    expect(facts({}, { approvedBy: "Li" })).toBe(base);
    expect(facts({ paid: [{ paidFen: 20_000, refundedFen: 1 }] })).not.toBe(base);
    expect(facts({ risk: [{}] })).not.toBe(base);
    expect(facts({}, { claims: [{ key: "refund:P0:1", holderId: "r" }] })).not.toBe(base);
    expect(facts({}, { request: { reasonCode: "CB_MISSING", amountFen: 1 } })).not.toBe(base);
    const two = [
      { paidFen: 1, outTradeNo: "A" },
      { paidFen: 1, outTradeNo: "B" },
    ];
    expect(facts({ paid: [...two].reverse() })).toBe(facts({ paid: two }));
  });
});

test("every finding and reason has words in both languages", () => {
  for (const locale of ["en", "zh-CN"] as const) {
    for (const code of gateCodes) expect(detailText(code, {}, locale).length).toBeGreaterThan(3);
    for (const reason of secondPersonReasons) expect(secondPersonText(reason, locale).length).toBeGreaterThan(3);
  }
  expect(detailText("PAID", { amountFen: 20_000, count: 1 }, "zh-CN")).toContain("¥200.00");
  expect(detailText("SECOND_NEEDED", { reasons: "over_threshold,amount_differs" }, "zh-CN")).toContain("、");
});

function baseOf(): GateInput {
  return {
    case: orderCase(),
    request: { reasonCode: "CB_MISSING" },
    live: null,
    claims: [],
    shared: [],
    truths: [],
    refunds: [],
    now,
    policy: topupPolicySchema.parse({}),
  };
}
