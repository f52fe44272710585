import { eq } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { db, transact } from "#db/client.ts";
import { moneyItems, orders } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { orderTrace } from "#server/orders/index.ts";
import { event, send } from "#server/orders/testing.ts";
import { resolveItem } from "#server/payments/index.ts";
import { settleBillItems } from "./settle.ts";
import { items, jobs, line, MORNING_AFTER, paidOrder, refundLine, runBill } from "./testing.ts";

freshDatabase({ beforeEach, afterEach });

/** A payment of ours that the bill has: every bill below holds one, so that it never matches by being empty. */
const GOOD = line("PGOOD", 20_000);
beforeEach(() => paidOrder("GOOD"));

test("a bill that agrees raises nothing, and says so", async () => {
  const bill = await runBill([GOOD]);
  expect(bill).toMatchObject({ state: "done", linesRead: 1, compared: 1, matched: 1, mismatched: 0, error: null });
  expect(bill).toMatchObject({ paidFen: 20_000, ourPaidFen: 20_000, refundedFen: 0, ourRefundedFen: 0 });
  expect(await items()).toEqual([]);
});

describe("each way to differ is an item with both sums", () => {
  test("missing here: nobody told of the payment", async () => {
    const bill = await runBill([GOOD, line("PX", 500)]);
    expect(await items()).toEqual([
      { kind: "missing_here", outTradeNo: "PX", orderNo: null, amountFen: 500, otherFen: 500 },
    ]);
    expect(bill.counts.missing_here).toBe(1);
    expect(bill).toMatchObject({ matched: 1, mismatched: 1, paidFen: 20_500, ourPaidFen: 20_000 });
  });

  test("missing here: begun by us, and never known to be paid; the trace has the bill's word, and nothing is credited", async () => {
    await paidOrder("A", { paid: false });
    await runBill([GOOD, line("PA", 20_000)]);
    expect(await items()).toMatchObject([{ kind: "missing_here", outTradeNo: "PA", orderNo: "A", amountFen: 20_000 }]);
    const trace = await orderTrace("A", new Date(MORNING_AFTER));
    expect(trace?.money).toEqual({ paidFen: 20_000, creditedFen: 0, refundedFen: 0 });
    expect(trace?.events.map((one) => one.type)).toContain("gateway.payment.observed");
  });

  test("missing there: we believe in it, and the bill does not have it", async () => {
    await paidOrder("A", { s: 3_600 });
    const bill = await runBill([GOOD]);
    expect(await items()).toEqual([
      { kind: "missing_there", outTradeNo: "PA", orderNo: "A", amountFen: 20_000, otherFen: 0 },
    ]);
    expect(bill).toMatchObject({ mismatched: 1, ourPaidFen: 40_000, paidFen: 20_000 });
  });

  test("amount differs", async () => {
    await paidOrder("A");
    await runBill([GOOD, line("PA", 19_900)]);
    expect(await items()).toEqual([
      { kind: "amount_differs", outTradeNo: "PA", orderNo: "A", amountFen: 20_000, otherFen: 19_900 },
    ]);
  });

  test("paid twice: one number stands on the bill twice", async () => {
    await paidOrder("A");
    await runBill([line("PA", 20_000), GOOD, line("PA", 20_000, { gatewayTradeNo: "G2" })]);
    expect(await items()).toEqual([
      { kind: "paid_twice", outTradeNo: "PA", orderNo: "A", amountFen: 20_000, otherFen: 40_000 },
    ]);
  });

  test("paid twice: two payments of one order, told once, by the later of them", async () => {
    await paidOrder("A");
    await send([
      event("topup.payment.attempted", 50, {
        orderNo: "A",
        outTradeNo: "PB",
        channel: "alipay",
        method: "app",
        amountFen: 20_000,
      }),
      event("topup.payment.succeeded", 60, { orderNo: "A", outTradeNo: "PB", amountFen: 20_000 }),
    ]);
    const bill = await runBill([GOOD, line("PA", 20_000), line("PB", 20_000)]);
    expect(await items()).toEqual([
      { kind: "paid_twice", outTradeNo: "PB", orderNo: "A", amountFen: 20_000, otherFen: 40_000 },
    ]);
    expect(bill.counts.paid_twice).toBe(1);
  });

  test("not paid twice when one of the two went back", async () => {
    await paidOrder("A");
    await send([
      event("topup.payment.succeeded", 60, { orderNo: "A", outTradeNo: "PB", amountFen: 20_000 }),
      event("topup.payment.refunded", 90, { orderNo: "A", outTradeNo: "PB", amountFen: 20_000 }),
    ]);
    await runBill([GOOD, line("PA", 20_000), line("PB", 20_000), refundLine("PB", 20_000)]);
    expect(await items()).toEqual([]);
  });

  test("refunded there: a refund that we do not have, in full and in part", async () => {
    await paidOrder("A");
    await paidOrder("B");
    const bill = await runBill([
      GOOD,
      line("PA", 20_000),
      line("PB", 20_000),
      refundLine("PA", 20_000),
      refundLine("PB", 300),
    ]);
    expect(await items()).toEqual([
      { kind: "refunded_there", outTradeNo: "PA", orderNo: "A", amountFen: 20_000, otherFen: 20_000 },
      { kind: "refunded_there", outTradeNo: "PB", orderNo: "B", amountFen: 300, otherFen: 300 },
    ]);
    expect(bill).toMatchObject({ refundedFen: 20_300, ourRefundedFen: 0 });
    const trace = await orderTrace("B", new Date(MORNING_AFTER));
    expect(trace?.money.refundedFen).toBe(300);
  });

  test("a refund that we know of is none", async () => {
    await paidOrder("A");
    await send([event("topup.payment.refunded", 100, { orderNo: "A", outTradeNo: "PA", amountFen: 500 })]);
    const bill = await runBill([GOOD, line("PA", 20_000), refundLine("PA", 200), refundLine("PA", 300)]);
    expect(await items()).toEqual([]);
    expect(bill).toMatchObject({ refundedFen: 500, ourRefundedFen: 500 });
  });

  test("partial refunds on the bills of several days add up: the one too many is found", async () => {
    await paidOrder("A");
    await send([event("topup.payment.refunded", 100, { orderNo: "A", outTradeNo: "PA", amountFen: 200 })]);
    await runBill([GOOD, line("PA", 20_000), refundLine("PA", 200)]);
    expect(await items()).toEqual([]);
    await runBill([refundLine("PA", 150)], { day: "2026-11-02", at: "2026-11-03T04:00:00Z" });
    expect(await items()).toEqual([
      { kind: "refunded_there", outTradeNo: "PA", orderNo: "A", amountFen: 150, otherFen: 350 },
    ]);
  });

  test("a payment of another channel under the same number is not ours", async () => {
    await paidOrder("A", { channel: "wechat" });
    await runBill([GOOD, line("PA", 20_000)]);
    expect((await items()).map((item) => [item.kind, item.outTradeNo])).toEqual([["missing_here", "PA"]]);
  });
});

describe("whichever comes first, the bill or our events", () => {
  test("an event that was late settles what the bill missed here", async () => {
    await runBill([GOOD, line("PA", 20_000)]);
    expect(await settleBillItems(jobs())).toBe(0);
    await paidOrder("A");
    expect(await settleBillItems(jobs())).toBe(1);
    expect(await items()).toEqual([]);
    expect(await items("resolved")).toMatchObject([{ kind: "missing_here", resolution: "settled" }]);
    const [order] = await db.select().from(orders).where(eq(orders.orderNo, "A"));
    expect(order).toMatchObject({ paidFen: 20_000, paidCount: 1 });
  });

  test("a late event with another sum turns it into that", async () => {
    await runBill([GOOD, line("PA", 20_000)]);
    await paidOrder("A", { fen: 15_000 });
    await settleBillItems(jobs());
    expect(await items()).toMatchObject([{ kind: "amount_differs", amountFen: 15_000, otherFen: 20_000 }]);
    expect(await items("resolved")).toMatchObject([{ kind: "missing_here", resolution: "settled" }]);
  });

  test("the bill's own word does not make its trouble right", async () => {
    await paidOrder("A", { paid: false });
    await paidOrder("B");
    await runBill([GOOD, line("PA", 20_000), line("PB", 20_000), refundLine("PB", 300)]);
    expect(await settleBillItems(jobs())).toBe(0);
    expect((await items()).map((item) => item.kind)).toEqual(["missing_here", "refunded_there"]);
  });

  test("a refund that is told of later settles what the bill found", async () => {
    await paidOrder("A");
    await runBill([GOOD, line("PA", 20_000), refundLine("PA", 300)]);
    await send([event("topup.payment.refunded", 100, { orderNo: "A", outTradeNo: "PA", amountFen: 300 })]);
    expect(await settleBillItems(jobs())).toBe(1);
    expect(await items()).toEqual([]);
  });

  test("what a person decided stays decided", async () => {
    await runBill([GOOD, line("PX", 500)]);
    const [item] = await db.select().from(moneyItems);
    await transact((tx) => resolveItem(tx, jobs(), { id: item?.id ?? "" }, "dismissed", "known"));
    await paidOrder("X", { number: "PX", fen: 500 });
    expect(await settleBillItems(jobs())).toBe(0);
    expect(await items("resolved")).toMatchObject([{ resolution: "dismissed" }]);
  });
});
