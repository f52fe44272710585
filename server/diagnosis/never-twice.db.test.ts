import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { freshDatabase } from "#db/testing.ts";
import {
  asked,
  attempted,
  closed,
  codesOf,
  created,
  expectNoPaying,
  failed,
  minutesIn,
  paidFor,
  status,
  succeeded,
  supplier,
  type Told,
  tell,
} from "./verbs/testing.ts";

/** Orders that may be delivered already, or whose money may be gone again: nothing is delivered a second time on a guess. */

freshDatabase({ beforeEach, afterEach });

const DELIVERING = ["REDELIVER", "REFUND"] as const;
type View = Awaited<ReturnType<typeof asked>>;
function expectNothingTwice(view: View): void {
  expectNoPaying(view);
  for (const tag of DELIVERING) expect(view.advice).not.toContain(tag);
}

describe("a supplier that did not say how it ended", () => {
  const unsure: [string, Record<string, string>][] = [
    ["read timed out", { errorCode: "TIMEOUT", errorMessage: "read timed out, result unknown" }],
    ["a bare time-out", { errorCode: "TIMEOUT" }],
    ["结果未知", { errorMessage: "充值结果未知，请稍后查询" }],
    ["响应超时", { errorMessage: "上游响应超时" }],
    ["504", { errorCode: "504" }],
    ["reset", { errorMessage: "ECONNRESET: socket hang up" }],
  ];

  test.each(unsure)("%s: it is asked, at first while they wait, then by a person", async (_, error) => {
    await tell(created(), ...paidFor, supplier(50, "submitted"), supplier(90, "failed", error));
    const soon = await asked({}, minutesIn(4));
    expectNothingTwice(soon);
    expect(soon).toMatchObject({ chargeState: "confirmed", outcome: { kind: "wait" } });
    const later = await asked();
    expectNothingTwice(later);
    expect(later.outcome?.kind).toBe("ticket");
    expect(codesOf(later)).toContain("TRACE_SUPPLIER");
  });

  test("nor is it sent elsewhere once another supplier said no, or the goods are gone", async () => {
    await tell(created(), ...paidFor, supplier(50, "submitted"), supplier(80, "failed", { errorCode: "TIMEOUT" }));
    await tell(supplier(90, "failed", { supplier: "s2", errorMessage: "充值失败" }), [
      100,
      "product.updated",
      { sku: "s", stock: 0 },
    ]);
    expectNothingTwice(await asked());
  });

  test.each([
    ["never reached", { errorCode: "TIMEOUT", errorMessage: "connect timed out" }],
    ["said no", { errorMessage: "充值失败" }],
  ])("one that %s is another matter", async (_, error) => {
    await tell(created(), ...paidFor, supplier(50, "submitted"), supplier(90, "failed", error));
    expect((await asked()).advice).toContain("REDELIVER");
  });
});

describe("a payment that succeeded and was closed after that", () => {
  const contradicted: [string, Told[]][] = [
    ["nobody told of a callback", [attempted(), succeeded(), closed(400)]],
    ["the shop took it up", [...paidFor, closed(400)]],
    ["told in the other order", [closed(400), attempted(), succeeded(200), status(401, "cancelled")]],
    ["refused after that", [...paidFor, failed(400, { errorCode: "TRADE_CLOSED" })]],
  ];
  test.each(contradicted)("%s: a person looks for the money first", async (_, told) => {
    await tell(created(), ...told);
    const view = await asked();
    expectNothingTwice(view);
    expect(view).toMatchObject({ chargeState: "confirmed", outcome: { kind: "ticket" } });
    expect(codesOf(view)).toContain("TRACE_FUNDS");
  });

  test("one that was closed before it succeeded is no contradiction", async () => {
    await tell(created(), attempted(), closed(100), succeeded(200));
    expect((await asked()).advice).toContain("REDELIVER");
  });

  test("nor is a success that is told twice", async () => {
    await tell(created(), ...paidFor, succeeded(300));
    expect((await asked()).advice).toContain("REDELIVER");
  });
});

describe("the same thing ordered twice", () => {
  const twin = (atS: number, ...more: Told[]): Told[] => [created("O2", {}, atS), ...more];
  const twinPaid = (atS: number): Told => succeeded(atS, { orderNo: "O2", outTradeNo: "P2" });

  test.each<[string, Record<string, unknown>, Told[]]>([
    ["the twin's page still awaits", {}, twin(30, twinPaid(70))],
    ["the shop counted two submissions", { submitCount: 2 }, twin(30, twinPaid(70))],
    ["a few minutes later, for want of news", {}, twin(150, twinPaid(240))],
    ["the twin came first", {}, twin(-40, twinPaid(-10))],
  ])("and paid twice is a double payment: %s", async (_, more, told) => {
    await tell(created("O1", more), ...paidFor, ...told);
    const view = await asked();
    expect(view.causes[0]?.code).toBe("ORD_DUP_PAYMENT");
    expect(view.chargeState).toBe("confirmed");
    expect(codesOf(view)).toContain("REFUND_EXTRA");
    expect(view.advice).not.toContain("REDELIVER");
  });

  test("and paid once is one order too many", async () => {
    await tell(created("O1", { submitCount: 2 }), ...paidFor, ...twin(30));
    expect((await asked()).causes[0]?.code).toBe("INP_DUP_SUBMIT");
  });

  test.each<[string, Told[]]>([
    [
      "given back already",
      [twinPaid(70), [300, "payment.refunded", { orderNo: "O2", outTradeNo: "P2", amountFen: 10_000 }]],
    ],
    ["for somebody else's account", []],
  ])("is no double payment where the other is %s", async (name, told) => {
    const other = name.startsWith("for") ? [created("O2", { target: "99" }, 30), twinPaid(70)] : twin(30, ...told);
    await tell(created(), ...paidFor, ...other);
    expect((await asked()).causes[0]?.code).not.toBe("ORD_DUP_PAYMENT");
  });

  test("nor where the first had been delivered when the second was ordered", async () => {
    await tell(created(), ...paidFor, supplier(50, "submitted"), supplier(60, "succeeded"), status(61, "completed"));
    await tell(...twin(150, twinPaid(240)));
    expect((await asked()).causes[0]?.code).not.toBe("ORD_DUP_PAYMENT");
  });
});
