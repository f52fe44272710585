import { asc } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { db, transact } from "#db/client.ts";
import { callbacks, gatewayCallbacks, gatewayPayments, moneyItems, payments } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { DomainError } from "#server/core/errors.ts";
import { forgetLimits } from "#server/http/index.ts";
import { event, orderCreated, send } from "#server/orders/testing.ts";
import { overrideGateways } from "./gateways.ts";
import { judgePending } from "./judge-pending.ts";
import { judgeStored } from "./judge-stored.ts";
import { callback, type FakeGateway, fakeGateway, jobAt, notice, setUpChannels } from "./testing.ts";

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
const begin = (outTradeNo = "P1", orderNo = "KM1", channel = "alipay") =>
  send([orderCreated(orderNo, 0), attempted(outTradeNo, orderNo, channel)]);
const stored = () => db.select().from(gatewayCallbacks).orderBy(asc(gatewayCallbacks.id));
const verdicts = async () => (await stored()).map(({ verdict, reason }) => [verdict, reason]);
const payment = async () => (await db.select().from(payments))[0];
const items = () => db.select().from(moneyItems);
const success = { status: 200, body: "success" };
const failure = { status: 400, body: "fail" };

describe("a callback that is not believed", () => {
  test("is kept as evidence, refused, and changes nothing", async () => {
    await begin();
    expect(await callback({}, { sign: "forged" })).toMatchObject(failure);
    expect(await stored()).toMatchObject([
      { verified: false, verdict: "rejected", reason: "BAD_SIGNATURE", outTradeNo: "P1", orderNo: null },
    ]);
    expect(await payment()).toMatchObject({ paidFen: 0, gatewayState: null });
    expect(await db.select().from(callbacks)).toEqual([]);
    expect(await db.select().from(gatewayPayments)).toEqual([]);
  });

  test("is counted on one item a channel and day", async () => {
    const forged = { sign: "forged" };
    await Promise.all(Array.from({ length: 5 }, () => callback({}, forged)));
    await callback({}, { ...forged, at: "2026-11-01T15:59:59Z" });
    await callback({}, { ...forged, at: "2026-11-01T16:00:00Z" });
    await callback({}, { ...forged, channel: "other" });
    const found = await db.select().from(moneyItems).orderBy(asc(moneyItems.dedupeKey));
    expect(found.map(({ dedupeKey, detail }) => [dedupeKey, detail.count])).toEqual([
      ["forged_callback:alipay:2026-11-01", 6],
      ["forged_callback:alipay:2026-11-02", 1],
      ["forged_callback:other:2026-11-01", 1],
    ]);
    expect(found[0]?.detail).toMatchObject({ faults: { BAD_SIGNATURE: 6 }, lastAddress: "192.0.2.1" });
  });

  test("and is only noise alarms nobody, byte for byte kept", async () => {
    const raw = Buffer.from([0, 255, 254, 10]);
    expect(await callback({}, { raw })).toMatchObject(failure);
    expect(await stored()).toMatchObject([{ reason: "MALFORMED", body: raw.toString("base64"), outTradeNo: null }]);
    expect(await items()).toEqual([]);
  });

  test("counts against its address: after sixty a minute bad ones are not even stored, and good ones always pass", async () => {
    await begin();
    const bad = (address: string) => callback({}, { sign: "forged", address });
    for (let n = 0; n < 60; n++) await bad("192.0.2.9");
    await expect(bad("192.0.2.9")).rejects.toMatchObject({ status: 429, code: "RATE_LIMITED" });
    expect(await stored()).toHaveLength(60);
    expect(await callback({}, { address: "192.0.2.9" })).toMatchObject(success);
    expect(await bad("192.0.2.10")).toMatchObject(failure);
  });
});

describe("a callback that was stored and not judged", () => {
  const body = (over: Parameters<typeof notice>[0] = {}) =>
    Buffer.from(JSON.stringify({ sign: "good", notice: notice(over) })).toString("base64");
  const store = (over: Partial<typeof gatewayCallbacks.$inferInsert> = {}) =>
    transact((tx) =>
      tx.insert(gatewayCallbacks).values({
        id: "0192f000-0000-7000-8000-000000000001",
        channel: "alipay",
        kind: "alipay",
        method: "POST",
        query: "",
        headers: {},
        body: body(),
        remoteAddress: "192.0.2.1",
        receivedAt: new Date("2026-11-01T00:02:00Z"),
        verdict: "pending",
        judgements: 0,
        ...over,
      }),
    );

  test("is judged by a job, with the time of its receipt", async () => {
    await begin();
    await store();
    expect(await judgePending(jobAt("00:02:10"))).toBe(0);
    expect(await judgePending(jobAt("00:05:00"))).toBe(1);
    expect(await verdicts()).toEqual([["applied", null]]);
    expect(await payment()).toMatchObject({ paidFen: 20_000 });
    expect(await db.select().from(callbacks)).toMatchObject([{ receivedAt: new Date("2026-11-01T00:02:00Z") }]);
    expect(await judgePending(jobAt("00:06:00"))).toBe(0);
  });

  test("is its gateway's own duplicate when that called again meanwhile", async () => {
    await begin();
    await store();
    await callback();
    await judgePending(jobAt("00:05:00"));
    expect((await verdicts()).toSorted()).toEqual([
      ["applied", null],
      ["duplicate", "SAME_NOTICE"],
    ]);
  });

  test("and cannot be, is marked for a person and stops no other", async () => {
    await begin();
    await store({ channel: "gone" });
    await store({ id: "0192f000-0000-7000-8000-000000000002" });
    await judgePending(jobAt("00:05:00"));
    expect(await verdicts()).toEqual([
      ["error", "INTERNAL"],
      ["applied", null],
    ]);
    const [item] = await items();
    expect(item).toMatchObject({ kind: "callback_error", state: "open", channel: "gone", orderNo: null });
    expect(item?.detail).toEqual({ callbackId: (await stored())[0]?.id });
  });

  test("waits for a person no longer once it could be judged", async () => {
    await begin();
    const { verifyCallback } = alipay;
    alipay.verifyCallback = () => {
      throw new Error("a bug");
    };
    await callback();
    await judgePending(jobAt("00:05:00"));
    expect(await items()).toMatchObject([{ kind: "callback_error", state: "open" }]);
    alipay.verifyCallback = verifyCallback;
    const [row] = await stored();
    if (!row) throw new Error("nothing stored");
    await judgeStored(jobAt("00:10:00"), row, true);
    expect(await verdicts()).toEqual([["applied", null]]);
    expect(await items()).toMatchObject([{ kind: "callback_error", state: "resolved", resolution: "settled" }]);
  });

  test("because nobody can open its channel's secrets, waits for them, once before a person, and stops no other channel", async () => {
    await begin();
    const unreadable = { opened: false };
    const { verifyCallback } = alipay;
    alipay.verifyCallback = (...args) => {
      if (unreadable.opened) return verifyCallback(...args);
      throw new DomainError(503, "CHANNEL_SECRETS_UNREADABLE", "another APP_SECRET");
    };
    await begin("P2", "KM2", "other");
    const at = (n: number) => ({ receivedAt: new Date(Date.UTC(2026, 10, 1, 0, 1, 0, n)) });
    for (let n = 0; n < 55; n++) await store({ id: `a${n}`, ...at(n), body: body({ notifyId: `N${n}` }) });
    await store({ id: "b", ...at(59_000), channel: "other", body: body({ outTradeNo: "P2", gatewayTradeNo: "G2" }) });
    await judgePending(jobAt("00:05:00"));
    await judgePending(jobAt("00:06:00"));
    expect((await stored()).find(({ id }) => id === "b")).toMatchObject({ verdict: "applied" });
    expect((await verdicts()).filter(([verdict]) => verdict === "pending")).toHaveLength(55);
    expect(await items()).toMatchObject([
      { kind: "callback_error", state: "open", channel: "alipay", detail: { reason: "CHANNEL_SECRETS_UNREADABLE" } },
    ]);
    unreadable.opened = true;
    await judgePending(jobAt("00:07:00"));
    expect((await verdicts()).filter(([verdict]) => verdict === "pending")).toEqual([]);
    expect(await items()).toMatchObject([{ kind: "callback_error", state: "resolved", resolution: "settled" }]);
  });

  test("because judging broke down, is kept, and the gateway is told to come again", async () => {
    await begin();
    const { verifyCallback } = alipay;
    alipay.verifyCallback = () => {
      throw new Error("a bug");
    };
    expect(await callback()).toMatchObject(failure);
    expect(await verdicts()).toEqual([["pending", null]]);
    alipay.verifyCallback = verifyCallback;
    await judgePending(jobAt("00:05:00"));
    expect(await verdicts()).toEqual([["applied", null]]);
  });
});

test("two who judge one callback at once come to one judgement", async () => {
  await begin();
  await callback();
  await transact((tx) => tx.update(gatewayCallbacks).set({ verdict: "pending", judgements: 0 }));
  const [row] = await stored();
  if (!row) throw new Error("nothing stored");
  const both = await Promise.all([judgeStored(jobAt("00:05:00"), row), judgeStored(jobAt("00:05:00"), row)]);
  expect(both.map(({ answer }) => answer.body)).toEqual(["success", "success"]);
  expect(await stored()).toMatchObject([{ judgements: 1 }]);
});
