import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { freshDatabase } from "#db/testing.ts";
import { fixedClock } from "#server/core/clock.ts";
import type { Ctx } from "#server/core/context.ts";
import { receiveEvents } from "#server/orders/index.ts";
import { answerQuestion, startDiagnosis } from "./index.ts";
import type { AnswerValue, DiagnosisView } from "./schemas.ts";

/**
 * Orders whose last word is "unpaid" though something earlier, or something said, means that money may have left. Each was once
 * told to pay.
 */

freshDatabase({ beforeEach, afterEach });

const BEGAN = Date.parse("2026-11-20T04:00:00Z");
const ctx: Ctx = {
  actor: { kind: "apiKey", id: "k", name: "k", scopes: ["*"] },
  clock: fixedClock(new Date(BEGAN + 45 * 60_000)),
};
type Told = readonly [atS: number, type: string, data: Record<string, unknown>];
const PAY = { orderNo: "O1", outTradeNo: "P1", amountFen: 10_000 };

const created = (orderNo = "O1"): Told => [
  0,
  "order.created",
  {
    ...{ orderNo, customerId: "C1", productType: "direct", productName: "点券", sku: "s" },
    ...{ faceValueFen: 10_000, amountFen: 10_000, target: "88001" },
  },
];
const attempted = (atS = 20): Told => [atS, "payment.attempted", { ...PAY, channel: "alipay", method: "wap" }];
const failed = (atS: number, more: Record<string, unknown>): Told => [atS, "payment.failed", { ...PAY, ...more }];
const closed = (atS: number): Told => [atS, "payment.closed", PAY];
const status = (atS: number, to: string, reason?: string): Told => [
  atS,
  "order.status_changed",
  { orderNo: "O1", status: to, ...(reason ? { reason } : {}) },
];
const supplier = (atS: number, what: string, more = {}): Told => [
  atS,
  `fulfilment.${what}`,
  { orderNo: "O1", supplier: "s1", ...more },
];

async function tell(...told: readonly Told[]): Promise<void> {
  const events = told.map(([atS, type, data], i) => ({
    ...{ specversion: "1.0", id: `${type}-${atS}-${i}-${String(data.orderNo)}`, source: "/shop", subject: "s" },
    ...{ type: `topup.${type}`, time: new Date(BEGAN + atS * 1_000).toISOString(), data },
  }));
  expect((await receiveEvents({ ctx, input: { events } })).rejected).toEqual([]);
}

type Start = Parameters<typeof startDiagnosis>[0]["input"];
/** Somebody who says that nothing was taken, and of the rest that they do not know. */
async function asked(start: Start = {}): Promise<DiagnosisView> {
  let view = await startDiagnosis({ ctx, input: { orderNo: "O1", answers: { debited: "no" }, ...start } });
  for (let n = 0; view.question && n < 9; n++) {
    const value: AnswerValue = view.question.id === "debited" ? "no" : "unsure";
    view = await answerQuestion({ ctx, input: { id: view.id, questionId: view.question.id, value } });
  }
  return view;
}

function expectNoPaying(view: DiagnosisView): void {
  expect(view.chargeState).not.toBe("none");
  for (const tag of ["PAY_AGAIN", "SWITCH", "FINISH_PAYING"] as const) expect(view.advice).not.toContain(tag);
  expect(view.advice).toContain("DO_NOT_PAY");
}

test("without any of it the same order may be paid again", async () => {
  await tell(created(), attempted(), closed(600), status(1_801, "expired"));
  expect(await asked()).toMatchObject({ chargeState: "none", advice: ["PAY_AGAIN"] });
});

describe("what the order once was is not forgotten", () => {
  test.each<[string, Told[]]>([
    ["paid, then closed and cancelled", [attempted(), status(60, "paid"), closed(1_900), status(1_901, "cancelled")]],
    [
      "fulfilling, then failed",
      [attempted(), failed(40, { errorCode: "TRADE_ERROR" }), status(60, "fulfilling"), status(1_901, "failed")],
    ],
    ["paid without a payment told of", [status(60, "paid"), status(1_901, "cancelled")]],
    ["in review without a flag", [attempted(), status(60, "under_review"), closed(1_900), status(1_901, "cancelled")]],
    [
      "handed to a supplier who failed",
      [
        attempted(),
        failed(40, { errorCode: "SYSTEM_ERROR" }),
        supplier(50, "submitted"),
        supplier(90, "failed", { errorCode: "TIMEOUT" }),
        status(300, "failed"),
      ],
    ],
  ])("%s", async (_, told) => {
    await tell(created(), ...told);
    expectNoPaying(await asked());
  });

  test("in whatever order it is told", async () => {
    await tell(status(1_901, "cancelled"), closed(1_900));
    await tell(status(60, "paid"), attempted(), created());
    expectNoPaying(await asked());
  });
});

test("an attempt begun again under the same number is open again", async () => {
  await tell(created(), attempted(), failed(40, { errorCode: "NOTENOUGH" }), attempted(90), status(300, "failed"));
  expectNoPaying(await asked());
});

describe("words that say charged, or that nobody knows yet", () => {
  test.each(["TRADE_SUCCESS", "TRADE_FINISHED"])("the code %s", async (errorCode) => {
    await tell(created(), attempted(), failed(100, { errorCode }), status(110, "failed"));
    expectNoPaying(await asked());
  });

  test.each(["has been paid", "用户已扣款，结果未知", "支付结果未知", "result unknown, query later", "unknown state"])(
    "%s",
    async (words) => {
      await tell(created(), attempted(), closed(100), status(110, "failed", words));
      expectNoPaying(await asked());
    },
  );

  test.each(["用户已扣款", "支付结果未知", "result unknown, query later"])("as a message: %s", async (errorMessage) => {
    await tell(created(), attempted(), failed(100, { errorMessage }), status(110, "failed"));
    expectNoPaying(await asked());
  });
});

describe("what the person says, whatever else they say", () => {
  beforeEach(() => tell(created(), attempted(), closed(600), status(1_801, "expired")));

  test("the bank told of a debit, and nothing was taken", async () => {
    expectNoPaying(await asked({ answers: { debited: "no", bank_sms: "yes" } }));
  });

  test("the bank told of a debit, and the first answer was changed", async () => {
    const { id } = await startDiagnosis({
      ctx,
      input: { orderNo: "O1", answers: { debited: "yes", bank_sms: "yes" } },
    });
    expectNoPaying(await answerQuestion({ ctx, input: { id, questionId: "debited", value: "no" } }));
  });

  test("a charge in the text, denied in the same breath", async () => {
    expectNoPaying(await asked({ text: "支付宝扣了123.45" }));
  });

  test("a payment that is another order's", async () => {
    await tell(created("O2"), [30, "payment.succeeded", { orderNo: "O2", outTradeNo: "P2", amountFen: 10_000 }]);
    expectNoPaying(await asked({ paymentNo: "P2" }));
  });
});
