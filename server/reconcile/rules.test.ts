import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { repairPolicies } from "#server/channels/schemas.ts";
import { MINUTE_MS } from "#server/core/clock.ts";
import { orderStatuses, productTypes } from "#server/orders/schemas.ts";
import { decide, type Facts, limitsOf, type PaidFact } from "./rules.ts";

const PAID_AT = new Date("2026-11-02T00:00:00Z");
const limits = limitsOf({ graceSeconds: 60, stuckAfterMinutes: 15 });
const at = (seconds: number) => new Date(PAID_AT.getTime() + seconds * 1_000);

const paid = (more: Partial<PaidFact> = {}): PaidFact => ({
  outTradeNo: "P1",
  channel: "alipay",
  paidAt: PAID_AT,
  outstandingFen: 20_000,
  confirmed: true,
  tied: false,
  calls: true,
  called: false,
  ...more,
});
const facts = (more: Partial<Facts> = {}): Facts => ({
  status: "awaiting_payment",
  productType: "wallet",
  settled: false,
  payments: [paid()],
  expiresAt: null,
  statusAt: PAID_AT,
  reportsBroken: false,
  fulfilment: "none",
  soldOut: false,
  policy: "auto",
  autoLimitFen: 50_000,
  credit: { possible: true, second: false, amountFen: 20_000, failed: [] },
  refund: { possible: true, second: false, amountFen: 20_000, failed: [] },
  live: null,
  refused: false,
  ...more,
});
const kinds = (plan: ReturnType<typeof decide>) => plan.raise.map(({ kind }) => kind);

describe("a callback that does not come", () => {
  test("is missed after a minute and not before", () => {
    const known = facts({ policy: "off", credit: { possible: false, second: false, amountFen: 20_000, failed: [] } });
    const early = decide(known, limits, at(59));
    expect([kinds(early), early.nextLookAt]).toEqual([[], at(60)]);
    expect(kinds(decide(known, limits, at(60)))).toEqual(["paid_no_callback"]);
  });

  test("is missed only of a channel that calls us, or where the platform says so itself", () => {
    const silent = [paid({ calls: false })];
    const closedGate = { possible: false, second: false, amountFen: 20_000, failed: [] };
    expect(kinds(decide(facts({ policy: "off", payments: silent, credit: closedGate }), limits, at(90)))).toEqual([]);
    const told = facts({ policy: "off", payments: silent, credit: closedGate, reportsBroken: true });
    expect(kinds(decide(told, limits, at(90)))).toEqual(["paid_no_callback"]);
  });

  test("that comes after all, or a credit, settles what was raised", () => {
    expect(decide(facts({ payments: [paid({ called: true })] }), limits, at(30)).settle).toEqual(["P1"]);
    expect(decide(facts({ settled: true }), limits, at(90))).toMatchObject({ settle: "all", nextLookAt: null });
  });
});

describe("policies", () => {
  test("auto credits after the grace time and not before", () => {
    expect(decide(facts(), limits, at(59)).act).toBeNull();
    const plan = decide(facts(), limits, at(60));
    expect(plan.act).toEqual({ kind: "credit", amountFen: 20_000, reasonCode: "CB_MISSING" });
    expect(plan.raise).toEqual([]);
  });

  test("the grace time begins anew when the platform moves the order, and never lasts past the limit", () => {
    expect(decide(facts({ status: "paid", statusAt: at(50) }), limits, at(100)).act).toBeNull();
    expect(decide(facts({ status: "paid", statusAt: at(50) }), limits, at(110)).act).not.toBeNull();
    expect(decide(facts({ status: "paid", statusAt: at(890) }), limits, at(900)).act).not.toBeNull();
  });

  test.each([
    ["over its limit", { autoLimitFen: 19_999 }, "over_limit"],
    [
      "when two persons are needed",
      { credit: { possible: true, second: true, amountFen: 20_000, failed: [] } },
      "second_person",
    ],
    ["what a person tied to the order", { payments: [paid({ tied: true })] }, "tied_by_hand"],
    ["what the gateway did not confirm", { payments: [paid({ confirmed: false })] }, "not_confirmed"],
    [
      "what no gateway can be asked about",
      { payments: [paid({ confirmed: false, calls: false })], reportsBroken: true },
      "no_gateway",
    ],
    ["what it was refused", { refused: true }, "act_refused"],
  ] as const)("auto leaves %s to a person", (_what, more, why) => {
    const plan = decide(facts(more), limits, at(60));
    expect([plan.act, plan.raise.map((raise) => raise.why)]).toEqual([null, [why]]);
  });

  test.each([["assist"], ["off"]] as const)("%s never moves money", (policy) => {
    const plan = decide(facts({ policy, payments: [paid({ called: true })] }), limits, at(60));
    expect([plan.act, kinds(plan), plan.raise[0]?.why]).toEqual([null, ["order_stuck"], `policy_${policy}`]);
  });
});

describe("what cannot be delivered", () => {
  const failed = { productType: "direct", fulfilment: "failed", payments: [paid({ called: true })] } as const;

  test("goes back by itself at the limit, and nobody is bothered before", () => {
    expect(decide(facts(failed), limits, at(899))).toMatchObject({ act: null, raise: [], handOver: null });
    const plan = decide(facts(failed), limits, at(900));
    expect(plan.act).toEqual({ kind: "refund", amountFen: 20_000, reasonCode: "FUL_FAILED" });
  });

  test("is put before a person when it may not go back", () => {
    const no = { possible: false, second: false, amountFen: 20_000, failed: ["REFUND_UNSUPPORTED"] };
    const plan = decide(facts({ ...failed, refund: no }), limits, at(900));
    expect([kinds(plan), plan.handOver]).toEqual([["order_stuck"], "gate"]);
  });

  test("the second payment of an order goes back, the first was credited", () => {
    const twice = facts({
      payments: [paid({ outstandingFen: 0, called: true }), paid({ outTradeNo: "P2", called: true, paidAt: at(300) })],
      credit: { possible: false, second: false, amountFen: 0, failed: ["AMOUNT_NONE"] },
    });
    expect(decide(twice, limits, at(900)).act).toBeNull();
    expect(decide(twice, limits, at(1_200)).act).toMatchObject({ kind: "refund", reasonCode: "ORD_DUP_PAYMENT" });
  });

  test.each(["expired", "cancelled"] as const)("a payment of an order that is %s is never silent", (status) => {
    const late = facts({ status, policy: "assist", payments: [paid({ called: true })] });
    expect(kinds(decide(late, limits, at(60)))).toContain("paid_after_close");
    expect(decide(facts({ status, payments: [paid({ called: true })] }), limits, at(900)).act).toMatchObject({
      kind: "refund",
      reasonCode: "PAY_CLOSED",
    });
  });
});

const way = fc.record({
  possible: fc.boolean(),
  second: fc.boolean(),
  amountFen: fc.constantFrom(0, 1, 20_000, 90_000),
  failed: fc.constant([]),
});
const anyPaid = fc.record({
  outTradeNo: fc.constantFrom("P1", "P2"),
  channel: fc.constant("alipay"),
  paidAt: fc.integer({ min: -600, max: 600 }).map(at),
  outstandingFen: fc.constantFrom(0, 1, 20_000),
  confirmed: fc.boolean(),
  tied: fc.boolean(),
  calls: fc.boolean(),
  called: fc.boolean(),
});
const anyFacts: fc.Arbitrary<Facts> = fc.record({
  status: fc.constantFrom(...orderStatuses),
  productType: fc.constantFrom(...productTypes),
  settled: fc.boolean(),
  payments: fc.array(anyPaid, { maxLength: 3 }),
  expiresAt: fc.option(fc.integer({ min: -600, max: 600 }).map(at), { nil: null }),
  statusAt: fc.integer({ min: -600, max: 4_000 }).map(at),
  reportsBroken: fc.boolean(),
  fulfilment: fc.constantFrom("none", "running", "failed", "other"),
  soldOut: fc.boolean(),
  policy: fc.constantFrom(...repairPolicies),
  autoLimitFen: fc.constantFrom(0, 20_000, 50_000),
  credit: way,
  refund: way,
  live: fc.constantFrom("waiting", "moving", null),
  refused: fc.boolean(),
});
const anyTime = fc.integer({ min: -1_200, max: 6_000 }).map(at);

describe("of any order", () => {
  test("that is paid and not settled past the limit something comes: we end it, or a person has it and the owner is told", () => {
    fc.assert(
      fc.property(anyFacts, fc.integer({ min: 1_500, max: 9_000 }).map(at), (known, now) => {
        const plan = decide(known, limits, now);
        const open = known.payments.some((payment) => payment.outstandingFen > 0);
        if (known.settled || !open) {
          expect(plan).toMatchObject({ raise: [], act: null, handOver: null, nextLookAt: null, settle: "all" });
          return;
        }
        if (plan.act) expect(plan.handOver).toBeNull();
        else {
          expect(plan.handOver).not.toBeNull();
          expect(plan.raise.filter(({ kind }) => kind === "order_stuck")).toMatchObject([{ why: plan.handOver }]);
        }
      }),
      { numRuns: 3_000 },
    );
  });

  test("that may yet move there is a next look, later than this one", () => {
    fc.assert(
      fc.property(anyFacts, anyTime, fc.nat(40), (known, now, looks) => {
        const { nextLookAt } = decide(known, limits, now, looks);
        const open = !known.settled && known.payments.some((payment) => payment.outstandingFen > 0);
        expect(nextLookAt !== null).toBe(open);
        if (!nextLookAt) return;
        expect(nextLookAt.getTime()).toBeGreaterThan(now.getTime());
        expect(nextLookAt.getTime()).toBeLessThanOrEqual(
          Math.max(now.getTime() + 60 * MINUTE_MS, at(600 + 900).getTime()),
        );
      }),
      { numRuns: 2_000 },
    );
  });

  test("money moves by itself only under auto, confirmed, within the limit, by one person's authority, and alone", () => {
    fc.assert(
      fc.property(anyFacts, anyTime, (known, now) => {
        const { act } = decide(known, limits, now);
        if (!act) return;
        const used = act.kind === "credit" ? known.credit : known.refund;
        expect(known).toMatchObject({ policy: "auto", live: null, refused: false, settled: false });
        expect(used).toMatchObject({ possible: true, second: false, amountFen: act.amountFen });
        expect(act.amountFen).toBeGreaterThan(0);
        expect(act.amountFen).toBeLessThanOrEqual(known.autoLimitFen);
        const open = known.payments.filter((payment) => payment.outstandingFen > 0);
        expect(open.every((payment) => payment.confirmed && !payment.tied)).toBe(true);
      }),
      { numRuns: 3_000 },
    );
  });
});
