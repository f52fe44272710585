import { expect, test } from "vitest";
import { orderOf } from "./epay-order.ts";

const order = (status: string, more: Record<string, string> = {}) =>
  orderOf(
    { pid: "1001", out_trade_no: "P1", trade_no: "T1", money: "2.5", endtime: "2026-11-01 08:00:00", status, ...more },
    "1001",
    "P1",
  );

test.each([
  ["0", "waiting", 0],
  ["1", "paid", 0],
  ["2", "refunded", 250],
  ["3", "frozen", 0],
  // Pre-authorised: the money is held at the payer's and has not come.
  ["4", "waiting", 0],
])("status %s is %s", (status, state, refundedFen) => {
  expect(order(status)).toMatchObject({ state, amountFen: 250, refundedFen, ours: true });
  expect(order(status).paidAt === null).toBe(state === "waiting");
});

test.each(["5", "", "paid", "01"])("status %j is no answer", (status) => {
  expect(() => order(status)).toThrow("has no status or no money");
});

test("of a partly refunded order only what the site says went back", () => {
  expect(order("1", { refundmoney: "1.00" })).toMatchObject({ state: "paid", refundedFen: 100 });
});

test("of another merchant is not ours, and another order's is no answer", () => {
  expect(order("1", { pid: "1002" }).ours).toBe(false);
  expect(() => order("1", { out_trade_no: "P2" })).toThrow();
});
