import { eq } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { db, setConnection, transact } from "#db/client.ts";
import { gatewayPayments, inboundEvents, moneyItems, outbox, payments } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { event, orderCreated, send } from "#server/orders/testing.ts";
import { overrideGateways } from "./gateways.ts";
import { askGateway, gatewayAnswers, refreshPayments } from "./index.ts";
import { callback, type FakeGateway, fakeGateway, jobAt, setUpChannels } from "./testing.ts";

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
