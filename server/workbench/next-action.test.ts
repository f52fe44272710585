import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { causeCodes } from "#server/diagnosis/schemas.ts";
import { type NextFacts, nextAction, payingSteps } from "./next-action.ts";
import { stepText } from "./next-words.ts";
import { nextSteps } from "./schemas.ts";

const gate = (paid: boolean) => [{ check: "paid", ok: paid, detail: "what was found" }];
const facts = (more: Partial<NextFacts> = {}): NextFacts => ({
  ...{ causeCode: "CB_MISSING", chargeState: "confirmed", orderNo: "O1", paidFen: 20_000, creditedFen: 0 },
  ...{ refundedFen: 0, commands: [], callbacks: [], items: [], appeal: null, riskHeld: false, running: false },
  credit: { possible: true, gate: gate(true), amountFen: 20_000, live: null },
  refund: { possible: true, gate: gate(true), amountFen: 20_000, live: null },
  stuckMinutes: 60,
  ...more,
});
const shut = { possible: false, gate: gate(false), amountFen: 0, live: null };

const thing = fc.option(fc.record({ id: fc.constant("x1") }), { nil: null });
const things = fc.array(fc.record({ id: fc.constant("x1") }), { maxLength: 1 });
const way = fc.option(
  fc.record({
    possible: fc.boolean(),
    gate: fc.boolean().map(gate),
    amountFen: fc.constant(20_000),
    live: fc.option(
      fc.record({ id: fc.constant("m1"), state: fc.constantFrom("pending_approval", "executing", "unknown") }),
      { nil: null },
    ),
  }),
  { nil: null },
);
const any: fc.Arbitrary<NextFacts> = fc.record({
  causeCode: fc.constantFrom(...causeCodes),
  chargeState: fc.constantFrom("confirmed", "possible", "none"),
  orderNo: fc.constantFrom("O1", null),
  paidFen: fc.constantFrom(0, 20_000, 40_000),
  creditedFen: fc.constantFrom(0, 10_000, 20_000),
  refundedFen: fc.constantFrom(0, 20_000),
  credit: way,
  refund: way,
  commands: fc.array(
    fc.record({ id: fc.constant("c1"), state: fc.constantFrom("queued", "unknown", "pending", "dead") }),
    { maxLength: 1 },
  ),
  callbacks: things,
  items: things,
  appeal: thing,
  riskHeld: fc.boolean(),
  running: fc.boolean(),
  stuckMinutes: fc.constantFrom(null, 1, 600),
});

describe("the next step", () => {
  test("moves money only through an open gate, and never twice", () => {
    fc.assert(
      fc.property(any, (given) => {
        const { step, ref } = nextAction(given);
        if (step === "credit") expect(given.credit).toMatchObject({ possible: true, live: null });
        if (step === "refund") expect(given.refund).toMatchObject({ possible: true, live: null });
        const underWay = given.credit?.live ?? given.refund?.live ?? given.commands[0];
        if (underWay && given.orderNo) expect(["approve", "ask_command", "wait"]).toContain(step);
        if (["replay_callback", "ask_command", "settle_item", "approve"].includes(step)) expect(ref).not.toBeNull();
      }),
      { numRuns: 2_000 },
    );
  });

  test("has nobody pay where anything can have been taken", () => {
    fc.assert(
      fc.property(any, (given) => {
        const { step } = nextAction(given);
        if (!payingSteps.includes(step)) return;
        expect(given).toMatchObject({ chargeState: "none", paidFen: 0 });
        expect([...(given.credit?.gate ?? []), ...(given.refund?.gate ?? [])].some(({ ok }) => ok)).toBe(false);
      }),
      { numRuns: 2_000 },
    );
  });

  test("credits a confirmed charge that got nothing, and says what stood before it", () => {
    expect(nextAction(facts())).toMatchObject({ step: "credit", amountFen: 20_000, because: "fallback" });
    const unsure = facts({ credit: shut, refund: shut, chargeState: "possible", paidFen: 0 });
    expect(nextAction(unsure)).toMatchObject({ step: "ask_gateway", because: "cause" });
  });

  test("sends back the second of two payments", () => {
    const twice = facts({ causeCode: "ORD_DUP_PAYMENT", paidFen: 40_000, creditedFen: 20_000 });
    expect(nextAction(twice)).toMatchObject({ step: "refund" });
  });

  test("judges a failed callback again before anybody credits by hand", () => {
    const failed = facts({ causeCode: "CB_PROCESS_ERROR", callbacks: [{ id: "cb1" }] });
    expect(nextAction(failed)).toMatchObject({ step: "replay_callback", ref: { kind: "callback", id: "cb1" } });
  });

  test("waits for a supplier in its time, and acts when the time is over", () => {
    const slow = { causeCode: "FUL_UPSTREAM_SLOW" } as const;
    expect(nextAction(facts({ ...slow, running: true }))).toMatchObject({ step: "wait" });
    expect(nextAction(facts({ ...slow, stuckMinutes: 45 }))).toMatchObject({ step: "credit" });
  });

  test("leaves what is decided alone", () => {
    expect(nextAction(facts({ creditedFen: 20_000 }))).toMatchObject({ step: "tell_credited" });
    expect(nextAction(facts({ refundedFen: 20_000 }))).toMatchObject({ step: "tell_refunded" });
    expect(nextAction(facts({ orderNo: null }))).toMatchObject({ step: "link_order" });
  });

  test("has words in both languages for every step", () => {
    for (const step of nextSteps) {
      expect(stepText(step, "zh-CN").label).toMatch(/[\u4e00-\u9fff]/);
      expect(stepText(step, "en").consequence).toMatch(/^[A-Z][^\u4e00-\u9fff]+$/);
    }
  });
});
