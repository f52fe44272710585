import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { db } from "#db/client.ts";
import { inboxMessages, orderSignals, orderWatch } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { startDiagnosis } from "#server/diagnosis/index.ts";
import { event, orderCreated, paidWithoutCallback, send } from "#server/orders/testing.ts";
import { lookAtOrders } from "./index.ts";
import { at, customer, Moving, seconds, system, work } from "./testing.ts";

freshDatabase({ beforeEach, afterEach });
let clock: Moving;
beforeEach(() => {
  clock = new Moving();
});

const kinds = async (customerId = "C1001") =>
  (await db.select().from(inboxMessages).orderBy(inboxMessages.id))
    .filter((message) => message.customerId === customerId)
    .map(({ kind }) => kind);
const come = async (minutes: number, ...events: object[]) => {
  clock.minutes = minutes;
  if (events.length > 0) await send(events, at(minutes));
  await work(clock);
};
const payment = { orderNo: "O1", outTradeNo: "PO1", amountFen: 20_000 };
const attempted = (minutes: number) =>
  event("topup.payment.attempted", seconds(minutes), { ...payment, channel: "alipay", method: "app" });
const failed = (minutes: number) =>
  event("topup.payment.failed", seconds(minutes), { ...payment, errorCode: "ACQ.PAYMENT_FAIL" });
const stock = (minutes: number, count: number, more = {}) =>
  event("topup.product.updated", seconds(minutes), { sku: "WALLET-200", stock: count, ...more });
const risk = (minutes: number, what: string) =>
  event(`topup.risk.${what}`, seconds(minutes), {
    ...{ orderNo: "O1", customerId: "C1001", rule: "velocity_5_in_10min", side: "platform", reviewId: "RV1" },
  });
const paidOrder = (orderNo = "O1", more = {}) => paidWithoutCallback(orderNo, seconds(0), more);
const credit = (minutes: number, orderNo = "O1") =>
  event("topup.credit.posted", seconds(minutes), { orderNo, amountFen: 20_000, reference: `CR${orderNo}` });

describe("a payment that failed", () => {
  test("is told of two minutes later, once, with the order and no more than that", async () => {
    await come(0, orderCreated("O1", seconds(0)), attempted(0), failed(1));
    expect(await kinds()).toEqual([]);
    await come(3);
    await come(4);
    await come(10, event("topup.order.status_changed", seconds(9), { orderNo: "O1", status: "failed" }));
    expect(await kinds()).toEqual(["payment_failed"]);
    const [message] = await db.select().from(inboxMessages);
    expect(message).toMatchObject({ orderNo: "O1", params: { amountFen: 20_000, product: "Wallet ¥200" } });
  });

  test("is not, when the next attempt succeeded meanwhile", async () => {
    await come(0, orderCreated("O1", seconds(0)), attempted(0), failed(1));
    const second = { ...payment, outTradeNo: "PO1b" };
    await come(
      2,
      event("topup.payment.attempted", seconds(2), { ...second, channel: "alipay", method: "app" }),
      event("topup.payment.succeeded", seconds(2), second),
      credit(2),
    );
    await come(30);
    expect(await kinds()).toEqual([]);
    expect(await db.select().from(orderWatch)).toEqual([]);
  });
});

describe("money that brought nothing", () => {
  test("is told of after ten minutes, unless it arrived", async () => {
    await come(1, ...paidOrder("O1"), ...paidOrder("O2", { customerId: "C2" }));
    await come(8, credit(8, "O2"));
    await come(11);
    expect([await kinds(), await kinds("C2")]).toEqual([["payment_stuck"], []]);
  });

  test("is not told to whoever is asking already", async () => {
    await come(1, ...paidOrder());
    clock.minutes = 5;
    await startDiagnosis({ ctx: customer("C1001", clock), input: { orderNo: "O1" } });
    await come(11);
    await come(20);
    expect(await kinds()).toEqual([]);
  });

  test("long ago is no news: a shop that sends its past tells nobody", async () => {
    clock.minutes = 2 * 24 * 60;
    await send(paidOrder(), clock.now());
    await work(clock);
    expect([await kinds(), await db.select().from(orderWatch)]).toEqual([[], []]);
  });
});

describe("goods that are gone", () => {
  test("are told to those who paid and did not get them, with the day they are back, and then that they are", async () => {
    await come(1, ...paidOrder("O1"), ...paidOrder("O2", { customerId: "C2" }), credit(1, "O2"));
    await come(2, stock(2, 0, { restockAt: "2026-11-03T02:00:00Z" }));
    expect([await kinds(), await kinds("C2")]).toEqual([["sold_out"], []]);
    const [message] = await db.select().from(inboxMessages);
    expect(message?.params).toMatchObject({ product: "Wallet ¥200", restockAt: "2026-11-03T02:00:00.000Z" });
    await come(3, stock(3, 0));
    await come(4, stock(4, 50));
    await come(5, stock(5, 49));
    expect(await kinds()).toEqual(["sold_out", "restocked"]);
  });

  test("whose return is only known later: the day is told once it is, and no second time", async () => {
    await come(1, ...paidOrder());
    await come(2, stock(2, 0));
    await come(3, stock(3, 0, { restockAt: "2026-11-03T02:00:00Z" }));
    await come(4, stock(4, 0, { restockAt: "2026-11-04T02:00:00Z" }));
    const messages = await db.select().from(inboxMessages).orderBy(inboxMessages.id);
    expect(messages.map(({ kind, params }) => [kind, params.restockAt ?? null])).toEqual([
      ["sold_out", null],
      ["restock_dated", "2026-11-03T02:00:00.000Z"],
    ]);
    await come(5, stock(5, 50));
    expect(await kinds()).toEqual(["sold_out", "restock_dated", "restocked"]);
  });

  test("that cancel an order by themselves are told too", async () => {
    const status = { orderNo: "O1", status: "cancelled", reason: "库存不足，自动取消" };
    await come(1, orderCreated("O1", seconds(0)), event("topup.order.status_changed", seconds(1), status));
    expect(await kinds()).toEqual(["sold_out"]);
  });
});

describe("a review", () => {
  test("is told of as it goes, and in no word that names its rule", async () => {
    await come(1, ...paidOrder(), risk(0.5, "flagged"));
    await come(2);
    await come(5, risk(5, "cleared"));
    expect(await kinds()).toEqual(["review_opened", "review_passed"]);
    const messages = await db.select().from(inboxMessages);
    expect(messages[0]?.params.dueAt).toBe(at(60.5).toISOString());
    expect(JSON.stringify(messages)).not.toContain("velocity");
  });

  test("that is not passed is told so", async () => {
    await come(1, ...paidOrder(), risk(0.5, "flagged"), risk(0.9, "upheld"));
    expect(await kinds()).toEqual(["review_denied"]);
  });
});

test("two workers that look at the same moment tell once", async () => {
  await come(1, ...paidOrder());
  clock.minutes = 11;
  await Promise.all([lookAtOrders(system(clock)), lookAtOrders(system(clock))]);
  await work(clock);
  expect(await kinds()).toEqual(["payment_stuck"]);
  expect(await db.select().from(orderSignals)).toHaveLength(1);
});
