import { eq } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { db, setConnection, transact } from "#db/client.ts";
import { gatewayPayments, inboundEvents, moneyItems, outbox, payments } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { event, orderCreated, send } from "#server/orders/testing.ts";
import { askDuePayments } from "./ask-due.ts";
import { overrideGateways } from "./gateways.ts";
import { askGateway, gatewayAnswers, refreshPayments } from "./index.ts";
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
const refresh = (at: string, more = {}) => refreshPayments({ ctx: jobAt(at), orderNo: "KM1", ...more });
const watch = (at: string, orderNo = "KM1") => transact((tx) => watchOrder(tx, jobAt(at), orderNo));
const row = async (outTradeNo = "P1") => (await gatewayAnswers(db, [outTradeNo]))[0];
const payment = async () => (await db.select().from(payments))[0];
const words = () => db.select().from(inboundEvents).where(eq(inboundEvents.type, "gateway.payment.observed"));
const items = () => db.select().from(moneyItems);
const instant = (at: string) => new Date(`2026-11-01T${at}Z`);

describe("asking a gateway", () => {
  test("writes its answer down, for the order and for who asks next", async () => {
    await begin();
    const paidAt = instant("00:00:20");
    alipay.payments.set("P1", { gatewayTradeNo: "G1", paidAt });
    expect(await ask("00:01:00")).toMatchObject({
      state: "paid",
      amountFen: 20_000,
      gatewayTradeNo: "G1",
      paidAt,
      orderNo: "KM1",
      answeredAt: instant("00:01:00"),
      attempts: 1,
      nextQueryAt: null,
      lastError: null,
    });
    expect(await payment()).toMatchObject({ state: "succeeded", paidFen: 20_000, gatewayVia: "query", paidAt });
  });

  test("the same answer again adds no event, and the order is not told of", async () => {
    await begin();
    alipay.payments.set("P1", { gatewayTradeNo: "G1" });
    for (const at of ["00:01:00", "00:02:00", "00:03:00"]) await ask(at);
    expect(await words()).toHaveLength(1);
    expect((await db.select().from(outbox)).filter(({ topic }) => topic === "order.updated")).toHaveLength(2);
    expect(await row()).toMatchObject({ attempts: 3, answeredAt: instant("00:03:00") });
  });

  test("the same answer after a callback in between is news: it outweighs that callback", async () => {
    await begin();
    alipay.payments.set("P1", { state: "waiting" });
    await ask("00:01:00");
    await callback({}, { at: "2026-11-01T00:02:00Z" });
    expect(await payment()).toMatchObject({ paidFen: 20_000, gatewayVia: "callback" });
    await ask("00:03:00");
    expect(await payment()).toMatchObject({ paidFen: 0, gatewayState: "waiting", state: "attempted" });
    expect(await items()).toMatchObject([{ kind: "unconfirmed_callback", orderNo: "KM1", state: "open" }]);
    alipay.payments.set("P1", { state: "paid" });
    await ask("00:04:00");
    expect(await payment()).toMatchObject({ paidFen: 20_000, gatewayVia: "query" });
    expect(await items()).toMatchObject([{ kind: "unconfirmed_callback", state: "resolved", resolution: "settled" }]);
  });

  test("once for all who ask at once", async () => {
    await begin();
    let open = () => {};
    alipay.gate = new Promise((resolve) => {
      open = resolve;
    });
    alipay.payments.set("P1", {});
    const waiting = [refresh("00:01:00"), refresh("00:01:00"), ask("00:01:00"), ask("00:01:00")];
    await expect.poll(() => alipay.asked).toEqual(["P1"]);
    open();
    await Promise.all(waiting);
    expect(alipay.asked).toEqual(["P1"]);
    expect(await row()).toMatchObject({ state: "paid" });
  });

  test("is not done inside a transaction", async () => {
    await expect(transact(() => ask("00:01:00"))).rejects.toThrow("inside a transaction");
    await expect(transact(() => refresh("00:01:00"))).rejects.toThrow("inside a transaction");
  });

  test("a channel without a gateway says nothing", async () => {
    expect(await askGateway({ ctx: jobAt("00:01:00"), channel: "cash", outTradeNo: "P1" })).toBeNull();
    expect(await db.select().from(gatewayPayments)).toEqual([]);
  });

  test("that does not answer keeps what was known, and says why", async () => {
    await begin();
    alipay.payments.set("P1", { state: "waiting" });
    await ask("00:01:00");
    alipay.failure = "TIMED_OUT";
    expect(await ask("00:02:00")).toMatchObject({
      state: "waiting",
      answeredAt: instant("00:01:00"),
      lastError: "TIMED_OUT",
      attempts: 2,
      nextQueryAt: instant("00:02:30"),
    });
    expect(await payment()).toMatchObject({ gatewayState: "waiting" });
  });

  test("another merchant's payment is not believed and alerted", async () => {
    await begin();
    alipay.payments.set("P1", { ours: false });
    expect(await ask("00:01:00")).toMatchObject({ state: null, answeredAt: null, lastError: "FOREIGN_MERCHANT" });
    expect(await payment()).toMatchObject({ paidFen: 0, gatewayState: null });
    expect(await items()).toMatchObject([{ kind: "foreign_callback", outTradeNo: "P1" }]);
  });

  test("of two answers that overlap, the one asked for later counts", async () => {
    await begin();
    alipay.payments.set("P1", {});
    await ask("00:02:00");
    alipay.payments.set("P1", { state: "waiting" });
    await ask("00:01:00");
    expect(await row()).toMatchObject({ state: "paid", answeredAt: instant("00:02:00") });
    expect(await payment()).toMatchObject({ gatewayState: "paid", paidFen: 20_000 });
  });

  test("a confirmed sum that differs from the order's goes before a person, and settles when it is given back", async () => {
    await begin();
    alipay.payments.set("P1", { amountFen: 21_000 });
    await ask("00:01:00");
    expect(await items()).toMatchObject([{ kind: "amount_differs", amountFen: 20_000, otherFen: 21_000 }]);
    alipay.payments.set("P1", { amountFen: 21_000, state: "refunded", refundedFen: 21_000 });
    await ask("00:02:00");
    expect(await payment()).toMatchObject({ state: "refunded" });
    expect(await items()).toMatchObject([{ state: "resolved", resolution: "settled" }]);
  });

  test("an order that was paid twice goes before a person", async () => {
    await send([orderCreated("KM1", 0), attempted(), attempted("P2")]);
    alipay.payments.set("P1", { gatewayTradeNo: "G1" });
    alipay.payments.set("P2", { gatewayTradeNo: "G2" });
    await refresh("00:01:00");
    expect(await items()).toMatchObject([{ kind: "paid_twice", orderNo: "KM1", otherFen: 40_000 }]);
  });
});

describe("what a gate or a diagnosis needs", () => {
  test("is asked for when the last answer is older than a minute, on every channel that has a gateway", async () => {
    await send([orderCreated("KM1", 0), attempted(), attempted("P2", "KM1", "other"), attempted("P3", "KM1", "cash")]);
    await refresh("00:01:00");
    await refresh("00:01:59");
    expect([alipay.asked, other.asked]).toEqual([["P1"], ["P2"]]);
    await refresh("00:02:01");
    expect([alipay.asked, other.asked]).toEqual([
      ["P1", "P1"],
      ["P2", "P2"],
    ]);
  });

  test("is not waited for longer than the caller has time, and arrives all the same", async () => {
    await begin();
    let open = () => {};
    alipay.gate = new Promise((resolve) => {
      open = resolve;
    });
    alipay.payments.set("P1", {});
    await refresh("00:01:00", { timeoutMs: 20 });
    expect(await row()).toBeUndefined();
    open();
    await expect.poll(() => row()).toMatchObject({ state: "paid" });
  });

  test("never throws, whatever fails", async () => {
    await begin();
    alipay.failure = "UNREACHABLE";
    await expect(refresh("00:01:00")).resolves.toBeUndefined();
    alipay.query = () => Promise.reject(new Error("a bug"));
    await expect(refresh("00:02:00")).resolves.toBeUndefined();
    expect(await row()).toMatchObject({ state: null, lastError: "INTERNAL" });
    setConnection(undefined);
    await expect(refresh("00:03:00")).resolves.toBeUndefined();
  });
});

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
