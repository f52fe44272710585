import { eq } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { db, transact } from "#db/client.ts";
import { gatewayPayments, moneyItems, payments } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { event, orderCreated, send } from "#server/orders/testing.ts";
import { askDuePayments } from "./ask-due.ts";
import { overrideGateways } from "./gateways.ts";
import { askGateway, gatewayAnswers } from "./index.ts";
import { callback, type FakeGateway, fakeGateway, jobAt, setUpChannels } from "./testing.ts";
import { watchOrder } from "./watch-orders.ts";

freshDatabase({ beforeEach, afterEach });
let alipay: FakeGateway;
let other: FakeGateway;
beforeEach(async () => {
  alipay = fakeGateway();
  other = fakeGateway("epay");
  await setUpChannels({ alipay, other });
});
afterEach(() => overrideGateways());

const attempted = (outTradeNo = "P1", orderNo = "KM1", channel = "alipay", seconds = 5) =>
  event("topup.payment.attempted", seconds, { orderNo, outTradeNo, channel, method: "app", amountFen: 20_000 });
const begin = () => send([orderCreated("KM1", 0), attempted()]);
const ask = (at: string, outTradeNo = "P1") => askGateway({ ctx: jobAt(at), channel: "alipay", outTradeNo });
const watch = (at: string, orderNo = "KM1") => transact((tx) => watchOrder(tx, jobAt(at), orderNo));
const row = async (outTradeNo = "P1") => (await gatewayAnswers(db, [outTradeNo]))[0];
const payment = async () => (await db.select().from(payments))[0];
const items = () => db.select().from(moneyItems);
const instant = (at: string) => new Date(`2026-11-01T${at}Z`);

describe("the schedule", () => {
  test("asks for every payment that was begun until its state is final", async () => {
    await begin();
    await watch("00:00:07");
    expect(await row()).toMatchObject({
      orderNo: "KM1",
      beganAt: instant("00:00:05"),
      nextQueryAt: instant("00:00:10"),
    });
    expect(await askDuePayments(jobAt("00:00:09"))).toBe(0);
    alipay.payments.set("P1", { state: "waiting" });
    expect(await askDuePayments(jobAt("00:00:10"))).toBe(1);
    expect(await row()).toMatchObject({ state: "waiting", nextQueryAt: instant("00:00:25") });
    alipay.payments.set("P1", {});
    expect(await askDuePayments(jobAt("00:00:25"))).toBe(1);
    expect(await row()).toMatchObject({ state: "paid", nextQueryAt: null });
    expect(await askDuePayments(jobAt("10:00:00"))).toBe(0);
    expect(await payment()).toMatchObject({ state: "succeeded" });
  });

  test("leaves alone what a gateway cannot be asked for, and what is long over", async () => {
    await send([orderCreated("KM1", 0), attempted("P3", "KM1", "cash"), attempted("P1", "KM1", "alipay", -300_000)]);
    await watch("00:00:07");
    expect(await db.select().from(gatewayPayments)).toMatchObject([{ outTradeNo: "P1", nextQueryAt: null }]);
  });

  test("asks about a payment without an order once more, and then puts it before a person until its order appears", async () => {
    alipay.payments.set("P1", {});
    await ask("00:00:10");
    expect(await row()).toMatchObject({ state: "paid", orderNo: null, nextQueryAt: instant("00:15:10") });
    expect(await items()).toEqual([]);
    expect(await askDuePayments(jobAt("00:15:10"))).toBe(1);
    expect(await items()).toMatchObject([
      { kind: "missing_here", state: "open", channel: "alipay", outTradeNo: "P1", amountFen: 20_000 },
    ]);
    expect(await row()).toMatchObject({ nextQueryAt: null });
    await begin();
    await watch("00:20:00");
    expect(await items()).toMatchObject([{ state: "resolved", resolution: "settled" }]);
    expect(await payment()).toMatchObject({ state: "succeeded", paidFen: 20_000 });
  });

  test("is brought forward when the platform says that money came", async () => {
    await begin();
    await watch("00:00:07");
    await transact((tx) => tx.update(gatewayPayments).set({ nextQueryAt: instant("01:00:00") }));
    await send([event("topup.payment.succeeded", 20, { orderNo: "KM1", outTradeNo: "P1", amountFen: 20_000 })]);
    await watch("00:00:30");
    expect(await row()).toMatchObject({ nextQueryAt: instant("00:00:30") });
  });

  test("is brought forward also when the gateway said before that it waited, and only once", async () => {
    await begin();
    alipay.payments.set("P1", { state: "waiting" });
    await ask("00:00:10");
    await send([event("topup.payment.succeeded", 20, { orderNo: "KM1", outTradeNo: "P1", amountFen: 20_000 })]);
    await watch("00:00:21");
    expect(await row()).toMatchObject({ nextQueryAt: instant("00:00:21") });
    await ask("00:00:22");
    const { nextQueryAt } = (await row()) ?? {};
    await watch("00:00:23");
    expect(await row()).toMatchObject({ nextQueryAt });
  });

  test("confirms a callback at once, and drops one that the gateway does not stand by", async () => {
    await begin();
    await callback({}, { at: "2026-11-01T00:02:00Z" });
    expect(await askDuePayments(jobAt("00:02:01"))).toBe(1);
    expect(await payment()).toMatchObject({ paidFen: 0, gatewayState: "missing" });
    expect(await items()).toMatchObject([{ kind: "unconfirmed_callback" }]);
    expect(await row()).toMatchObject({ nextQueryAt: instant("00:02:16") });
  });

  test("is shared between workers: each payment is asked for by one", async () => {
    const many = Array.from({ length: 50 }, (_, i) => `P${i}`);
    await send(many.flatMap((no) => [orderCreated(`K${no}`, 0), attempted(no, `K${no}`)]));
    for (const no of many) await watch("00:00:07", `K${no}`);
    const counts = await Promise.all([1, 2, 3].map(() => askDuePayments(jobAt("00:00:10"))));
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(50);
    expect(alipay.asked.toSorted()).toEqual(many.toSorted());
  });

  test("takes up again what a worker died with", async () => {
    await begin();
    await watch("00:00:07");
    let open = () => {};
    alipay.gate = new Promise((resolve) => {
      open = resolve;
    });
    const dying = askDuePayments(jobAt("00:00:10"));
    await expect.poll(() => alipay.asked).toHaveLength(1);
    expect(await row()).toMatchObject({ nextQueryAt: instant("00:01:10") });
    expect(await askDuePayments(jobAt("00:00:30"))).toBe(0);
    open();
    await dying;
  });

  test("leaves a gateway alone whose circuit is open, all its payments in one go, and no other", async () => {
    const many = Array.from({ length: 30 }, (_, i) => `P${i}`);
    await send(many.flatMap((no) => [orderCreated(`K${no}`, 0), attempted(no, `K${no}`)]));
    await send([orderCreated("KM1", 0), attempted("E1", "KM1", "other")]);
    for (const no of many) await watch("00:00:07", `K${no}`);
    await watch("00:00:07");
    alipay.failure = "CIRCUIT_OPEN";
    await askDuePayments(jobAt("00:00:10"));
    expect(other.asked).toEqual(["E1"]);
    expect(alipay.asked.length).toBeLessThanOrEqual(8);
    expect(await askDuePayments(jobAt("00:00:12"))).toBe(0);
    const waiting = await db.select().from(gatewayPayments).where(eq(gatewayPayments.channel, "alipay"));
    expect(waiting.every(({ attempts, nextQueryAt }) => attempts === 0 && nextQueryAt !== null)).toBe(true);
    alipay.failure = null;
    await askDuePayments(jobAt("00:00:31"));
    expect(new Set(alipay.asked).size).toBe(30);
  });
});
