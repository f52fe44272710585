import { expect, test } from "vitest";
import { itemReason } from "./item-reason.ts";

test.each([
  [{ reason: "AMOUNT_DIFFERS", via: "callback" }, "AMOUNT_DIFFERS"],
  [{ refundId: "r", failure: "ACQ.TRADE_HAS_CLOSE: the trade is closed" }, "ACQ.TRADE_HAS_CLOSE: the trade is closed"],
  [{ commandId: "c", last: "unknown", error: "no answer" }, "no answer"],
  [{ failed: ["NO_GATEWAY", "NOT_CONFIRMED"] }, "NO_GATEWAY, NOT_CONFIRMED"],
  [{ failed: [], failure: null }, null],
  [{}, null],
])("%j says %s", (detail, said) => {
  expect(itemReason(detail)).toBe(said);
});
