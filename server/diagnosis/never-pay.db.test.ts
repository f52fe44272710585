import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { freshDatabase } from "#db/testing.ts";
import { answerQuestion, startDiagnosis } from "./index.ts";
import {
  asked,
  attempted,
  closed,
  created,
  expectNoPaying,
  failed,
  minutesIn,
  status,
  supplier,
  type Told,
  tell,
} from "./verbs/testing.ts";

/**
 * Orders whose last word is "unpaid" though something earlier, or something said, means that money may have left. Each was once
 * told to pay.
 */

freshDatabase({ beforeEach, afterEach });

const ctx = minutesIn(45);

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
