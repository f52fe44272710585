import { asc, eq } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { db, transact } from "#db/client.ts";
import {
  callbacks,
  channelSettings,
  gatewayCallbacks,
  gatewayPayments,
  inboundEvents,
  moneyItems,
  payments,
} from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { verifyAudit } from "#server/audit/index.ts";
import { forgetLimits } from "#server/http/index.ts";
import { event, orderCreated, send } from "#server/orders/testing.ts";
import { overrideGateways } from "./gateways.ts";
import { askGateway } from "./index.ts";
import { callback, type FakeGateway, fakeGateway, jobAt, setUpChannels } from "./testing.ts";
import { watchOrder } from "./watch-orders.ts";

freshDatabase({ beforeEach, afterEach });
let alipay: FakeGateway;
beforeEach(async () => {
  alipay = fakeGateway();
  await setUpChannels({ alipay, other: fakeGateway() });
});
afterEach(() => {
  overrideGateways();
  forgetLimits();
});

const attempted = (outTradeNo = "P1", orderNo = "KM1", channel = "alipay") =>
  event("topup.payment.attempted", 5, { orderNo, outTradeNo, channel, method: "app", amountFen: 20_000 });
const begin = () => send([orderCreated("KM1", 0), attempted()]);
const stored = () => db.select().from(gatewayCallbacks).orderBy(asc(gatewayCallbacks.id));
const verdicts = async () => (await stored()).map(({ verdict, reason }) => [verdict, reason]);
const payment = async () => (await db.select().from(payments))[0];
const items = () => db.select().from(moneyItems);
const success = { status: 200, body: "success" };
const failure = { status: 400, body: "fail" };

describe("a callback that says paid", () => {
  test("is stored as it came, judged, applied and answered", async () => {
    await begin();
    expect(await callback()).toMatchObject(success);
    const [row] = await stored();
    expect(row).toMatchObject({
      channel: "alipay",
      method: "POST",
      headers: { "content-type": "application/json" },
      remoteAddress: "192.0.2.1",
      verified: true,
      verdict: "applied",
      reason: null,
      event: "paid",
      notifyId: "N1",
      outTradeNo: "P1",
      gatewayTradeNo: "G1",
      orderNo: "KM1",
      amountFen: 20_000,
      answerStatus: 200,
      answerBody: "success",
      judgements: 1,
    });
    expect(JSON.parse(Buffer.from(row?.body ?? "", "base64").toString())).toMatchObject({ sign: "good" });
    expect(row?.headers).not.toHaveProperty("cookie");
    expect(await payment()).toMatchObject({ state: "succeeded", paidFen: 20_000, gatewayVia: "callback" });
    expect(await db.select().from(callbacks)).toMatchObject([{ orderNo: "KM1", verified: true, outcome: "applied" }]);
    expect(await verifyAudit()).toMatchObject({ broken: [] });
  });

  test("makes the gateway be asked at once, and is answered without waiting for that", async () => {
    await begin();
    await callback({}, { at: "2026-11-01T00:02:00Z" });
    expect(alipay.asked).toEqual([]);
    expect(await db.select().from(gatewayPayments)).toMatchObject([
      {
        outTradeNo: "P1",
        orderNo: "KM1",
        callbackAt: new Date("2026-11-01T00:02:00Z"),
        nextQueryAt: new Date("2026-11-01T00:02:00Z"),
      },
    ]);
  });

  test("fifteen times has one effect and is acknowledged every time", async () => {
    await begin();
    const answers = await Promise.all(Array.from({ length: 15 }, () => callback()));
    expect(answers.map(({ body }) => body)).toEqual(Array.from({ length: 15 }, () => "success"));
    const found = (await verdicts()).map(([verdict]) => verdict);
    expect(found.filter((verdict) => verdict === "applied")).toHaveLength(1);
    expect(found.filter((verdict) => verdict === "duplicate")).toHaveLength(14);
    expect(await db.select().from(callbacks)).toHaveLength(1);
    const words = await db.select().from(inboundEvents).where(eq(inboundEvents.type, "gateway.payment.observed"));
    expect(words).toHaveLength(1);
    expect(await payment()).toMatchObject({ paidFen: 20_000 });
  });

  test("before its order waits, and is applied by itself when the order appears", async () => {
    expect(await callback()).toMatchObject(success);
    expect(await verdicts()).toEqual([["waiting", "ORDER_UNKNOWN"]]);
    expect(await callback()).toMatchObject(success);
    await begin();
    expect(await payment()).toMatchObject({ orderNo: "KM1", state: "succeeded", paidFen: 20_000 });
    await transact((tx) => watchOrder(tx, jobAt("00:03:00"), "KM1"));
    expect((await stored())[0]).toMatchObject({ verdict: "applied", reason: null, orderNo: "KM1" });
    expect(await db.select().from(gatewayPayments)).toMatchObject([{ orderNo: "KM1" }]);
  });

  test("with another sum is refused and put before a person, until the gateway confirms that very sum", async () => {
    await begin();
    expect(await callback({ amountFen: 19_000 })).toMatchObject(failure);
    expect(await verdicts()).toEqual([["rejected", "AMOUNT_DIFFERS"]]);
    expect(await payment()).toMatchObject({ state: "attempted", paidFen: 0 });
    expect(await items()).toMatchObject([
      { kind: "amount_differs", orderNo: "KM1", outTradeNo: "P1", amountFen: 20_000, otherFen: 19_000, state: "open" },
    ]);
    expect(await db.select().from(callbacks)).toMatchObject([{ outcome: "rejected", reason: "AMOUNT_DIFFERS" }]);
    alipay.payments.set("P1", { amountFen: 19_000, gatewayTradeNo: "G1" });
    await askGateway({ ctx: jobAt("00:03:00"), channel: "alipay", outTradeNo: "P1" });
    expect(await payment()).toMatchObject({ state: "succeeded", paidFen: 19_000, gatewayFen: 19_000 });
    expect(await callback({ amountFen: 19_000 }, { at: "2026-11-01T00:04:00Z" })).toMatchObject(success);
    expect((await verdicts())[1]).toEqual(["duplicate", "ALREADY_PAID"]);
    expect(await items()).toMatchObject([{ kind: "amount_differs", state: "open" }]);
  });

  test("for a payment of another channel is refused and alerted", async () => {
    await send([orderCreated("KM1", 0), attempted("P1", "KM1", "other")]);
    expect(await callback()).toMatchObject(failure);
    expect(await verdicts()).toEqual([["rejected", "CHANNEL_DIFFERS"]]);
    expect(await payment()).toMatchObject({ paidFen: 0, gatewayState: null });
    expect(await items()).toMatchObject([{ kind: "foreign_callback", orderNo: "KM1" }]);
  });

  test("of another merchant is refused and alerted, once for all its repetitions", async () => {
    await begin();
    for (let n = 0; n < 3; n++) expect(await callback({ ours: false })).toMatchObject(failure);
    expect(await payment()).toMatchObject({ paidFen: 0 });
    expect(await db.select().from(gatewayPayments)).toEqual([]);
    expect(await items()).toMatchObject([{ kind: "foreign_callback", orderNo: null, outTradeNo: "P1" }]);
  });

  test("cannot credit two orders by one gateway's number", async () => {
    await send([orderCreated("KM1", 0), attempted(), orderCreated("KM2", 0), attempted("P2", "KM2")]);
    expect(await callback()).toMatchObject(success);
    expect(await callback({ outTradeNo: "P2", notifyId: "N2" })).toMatchObject(failure);
    expect((await verdicts())[1]).toEqual(["rejected", "TRADE_NO_TAKEN"]);
    const paid = await db.select().from(payments).orderBy(asc(payments.outTradeNo));
    expect(paid.map(({ paidFen }) => paidFen)).toEqual([20_000, 0]);
    expect(await items()).toMatchObject([{ kind: "foreign_callback", orderNo: "KM2" }]);
  });

  test("cannot take a gateway's number whose own order is not known yet", async () => {
    expect(await callback()).toMatchObject(success);
    await send([orderCreated("KM2", 0), attempted("P2", "KM2")]);
    expect(await callback({ outTradeNo: "P2", notifyId: "N2" })).toMatchObject(failure);
  });

  test("after a refund leaves it refunded, however it comes", async () => {
    await begin();
    await callback();
    await callback({ event: "refunded", notifyId: "N2", refundFen: 20_000, outRefundNo: "R1" });
    expect(await payment()).toMatchObject({ state: "refunded", gatewayState: "refunded", refundedFen: 20_000 });
    expect(await callback()).toMatchObject(success);
    expect(await callback({ notifyId: "N3" })).toMatchObject(success);
    expect((await verdicts()).slice(2)).toEqual([
      ["duplicate", "SAME_NOTICE"],
      ["duplicate", "ALREADY_REFUNDED"],
    ]);
    expect(await payment()).toMatchObject({ state: "refunded", refundedFen: 20_000, paidFen: 20_000 });
  });

  test("through a channel that was disabled since is taken: its money may be on its way", async () => {
    await begin();
    await transact((tx) => tx.update(channelSettings).set({ enabled: false }));
    expect(await callback()).toMatchObject(success);
    expect(await payment()).toMatchObject({ paidFen: 20_000 });
  });
});

describe("a refund", () => {
  test("in part is a refund and credits nothing more", async () => {
    await begin();
    await callback();
    const part = { event: "refunded" as const, refundFen: 5_000 };
    await callback({ ...part, notifyId: "N2", outRefundNo: "R1" });
    await callback({ ...part, notifyId: "N2", outRefundNo: "R1" });
    await callback({ ...part, notifyId: "N3", outRefundNo: "R2" });
    expect(await payment()).toMatchObject({ state: "succeeded", paidFen: 20_000, refundedFen: 10_000 });
    await callback({ ...part, notifyId: "N4", refundFen: 12_000, outRefundNo: "12000", refundedTotalFen: 12_000 });
    expect(await payment()).toMatchObject({ refundedFen: 12_000 });
    expect(await db.select().from(callbacks)).toHaveLength(1);
  });

  test("that failed goes before a person", async () => {
    await begin();
    const failed = { event: "refund_failed" as const, notifyId: "N2", refundFen: 5_000, outRefundNo: "R1" };
    expect(await callback(failed)).toMatchObject(success);
    expect(await items()).toMatchObject([{ kind: "refund_failed", orderNo: "KM1", otherFen: 5_000 }]);
    expect(await payment()).toMatchObject({ refundedFen: 0 });
  });
});
