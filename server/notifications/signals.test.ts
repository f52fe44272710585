import { describe, expect, test } from "vitest";
import { minutesAgo, NOW, orderCase, paid, payment, unpaid } from "#server/diagnosis/testing.ts";
import type { SignalKind } from "./schemas.ts";
import { signalsOf } from "./signals.ts";

type Parts = NonNullable<Parameters<typeof orderCase>[0]>;
const told = (...kinds: SignalKind[]) => new Set(kinds);
const of = (parts: Parts, before: ReadonlySet<SignalKind> = told(), now = NOW) =>
  signalsOf(orderCase(parts), before, now).map(({ kind, dueAt }) => [kind, (dueAt.getTime() - NOW.getTime()) / 60_000]);
const rejected = { callbacks: [{ verified: true, outcome: "rejected" as const, receivedAt: minutesAgo(3) }] };
const flag = (state: "flagged" | "cleared" | "upheld", more = {}) => ({
  riskFlags: [{ state, flaggedAt: minutesAgo(4), decidedAt: state === "flagged" ? null : minutesAgo(1), ...more }],
});

describe("what an order's owner is told of before they ask", () => {
  test.each<[string, Parts, unknown[][]]>([
    ["a payment that failed, once it is sure", { payments: [unpaid("failed")] }, [["payment_failed", -13]]],
    ["one that was closed with an error", { payments: [unpaid("closed", "E1")] }, [["payment_closed", -13]]],
    ["not one that was left to lapse", { payments: [unpaid("closed")] }, []],
    ["not one that is being tried again", { payments: [unpaid("failed"), payment()] }, []],
    ["not an order that nobody tried to pay", {}, []],
    ["money that was paid and brought nothing, ten minutes on", { payments: [paid(3)] }, [["payment_stuck", 7]]],
    ["a notification that was refused", { payments: [paid(3)], ...rejected }, [["callback_rejected", -1]]],
    [
      "not an order that has its goods",
      { payments: [paid(30)], order: { status: "completed", platformCreditedFen: 20_000 } },
      [],
    ],
    ["not one whose money went back", { payments: [paid(30, { refundedFen: 20_000, state: "refunded" })] }, []],
    [
      "a review, and not also that nothing came",
      { payments: [paid(30)], ...flag("flagged") },
      [["review_opened", -3.5]],
    ],
    ["a review that was not passed", { payments: [paid(30)], ...flag("upheld") }, [["review_denied", -1]]],
    [
      "no review of a gateway's own",
      { payments: [paid(3)], ...flag("flagged", { side: "gateway" }) },
      [["payment_stuck", 7]],
    ],
    ["that the goods are gone", { payments: [paid(3)], stock: 0 }, [["sold_out", 0]]],
    ["not of goods that are gone for others", { payments: [], stock: 0 }, []],
    [
      "that it was cancelled because the goods are gone, paid or not",
      { order: { status: "cancelled", statusReason: "库存不足，自动取消", statusAt: minutesAgo(2) } },
      [["sold_out", -2]],
    ],
  ])("%s", (_what, parts, signals) => expect(of(parts)).toEqual(signals));

  test("each thing once", () => {
    expect(of({ payments: [unpaid("failed")] }, told("payment_failed"))).toEqual([]);
    expect(of({ payments: [paid(30)] }, told("payment_stuck"))).toEqual([]);
  });

  test("nothing of long ago", () => {
    const later = new Date(NOW.getTime() + 2 * 86_400_000);
    expect(of({ payments: [unpaid("failed")] }, told(), later)).toEqual([]);
  });

  test("how a review ended, if they knew of it", () => {
    const passed = { payments: [paid(3)], ...flag("cleared") };
    expect(of(passed)).toEqual([["payment_stuck", 7]]);
    expect(of(passed, told("review_opened", "payment_stuck"))).toEqual([["review_passed", -1]]);
  });

  test("that the goods are back, if they were told that they were gone and still want them", () => {
    const back = { payments: [paid(30)], stock: 3 };
    expect(of(back, told("sold_out", "payment_stuck"))).toEqual([["restocked", 0]]);
    expect(of(back, told("sold_out", "payment_stuck", "restocked"))).toEqual([]);
    expect(of({ ...back, order: { status: "completed" } }, told("sold_out"))).toEqual([]);
  });

  test("by when a review is done, and when the goods are back, where that is known", () => {
    const [review] = signalsOf(orderCase({ payments: [paid(30)], ...flag("flagged") }), told(), NOW);
    expect(review?.params.dueAt).toBe(minutesAgo(-56).toISOString());
    const gone = orderCase({ payments: [paid(3)], stock: 0 });
    const restockAt = minutesAgo(-600);
    const [out] = signalsOf({ ...gone, product: gone.product && { ...gone.product, restockAt } }, told(), NOW);
    expect(out?.params.restockAt).toBe(restockAt.toISOString());
  });

  test("in no word that names a rule", () => {
    const shown = signalsOf(orderCase({ payments: [paid(30)], ...flag("flagged") }), told(), NOW);
    expect(JSON.stringify(shown)).not.toContain("velocity");
  });
});
