import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { db, transact } from "#db/client.ts";
import { gatewayCallbacks, payments } from "#db/schema/index.ts";
import { plansOf, type TestDatabase, testDatabase } from "#db/testing.ts";
import type { Ctx } from "#server/core/context.ts";
import { newId } from "#server/core/ids.ts";
import { ALWAYS } from "#server/core/testing.ts";
import { event, orderCreated, send } from "#server/orders/testing.ts";
import { askDuePayments } from "./ask-due.ts";
import { overrideGateways } from "./gateways.ts";
import { askGateway, callbacksOfOrder, getCallback, listCallbacks, refreshPayments, replayCallback } from "./index.ts";
import { judgePending } from "./judge-pending.ts";
import { relayDue } from "./relay/send.ts";
import { callback, type FakeGateway, fakeGateway, jobAt, setUpChannels } from "./testing.ts";
import { watchOrder } from "./watch-orders.ts";

let database: TestDatabase;
let alipay: FakeGateway;
beforeEach(async () => {
  database = await testDatabase();
  alipay = fakeGateway();
  await setUpChannels({ alipay, other: fakeGateway() });
  await send([
    orderCreated("KM1", 0),
    event("topup.payment.attempted", 5, {
      orderNo: "KM1",
      outTradeNo: "P1",
      channel: "alipay",
      method: "app",
      amountFen: 20_000,
    }),
  ]);
});
afterEach(async () => {
  overrideGateways();
  await database.drop();
});

const staff = (role: "agent" | "lead" | "manager"): Ctx => ({
  ...jobAt("03:00:00"),
  actor: { kind: "staff", id: role, name: role, role, freshUntil: ALWAYS },
});
const key = (...scopes: string[]): Ctx => ({
  ...jobAt("03:00:00"),
  actor: { kind: "apiKey", id: "k", name: "k", scopes },
});
const list = (input: Parameters<typeof listCallbacks>[0]["input"] = {}) =>
  listCallbacks({ ctx: staff("agent"), input });
const firstId = async () => (await list()).items.at(-1)?.id ?? "";

describe("looking at callbacks", () => {
  test("lists them newest first, page by page, each once", async () => {
    for (let n = 0; n < 7; n++) {
      await callback({ notifyId: `N${n}`, event: "other" }, { at: `2026-11-01T00:0${Math.min(n, 4)}:00Z` });
    }
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await list({ limit: 3, ...(cursor && { cursor }) });
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor ?? undefined;
    } while (cursor);
    expect(seen).toHaveLength(7);
    expect(new Set(seen).size).toBe(7);
    expect(seen).toEqual(seen.toSorted().toReversed());
    await expect(list({ cursor: "nonsense" })).rejects.toMatchObject({ code: "BAD_CURSOR" });
  });

  test("by channel, by verdict, and by whatever number one has", async () => {
    await callback();
    await callback();
    await callback({ notifyId: "N2", outTradeNo: "P9", gatewayTradeNo: "G9" }, { channel: "other" });
    const verdicts = async (input: Parameters<typeof list>[0]) =>
      (await list(input)).items.map(({ verdict }) => verdict);
    expect(await verdicts({ channel: "other" })).toEqual(["waiting"]);
    expect(await verdicts({ verdict: "duplicate" })).toEqual(["duplicate"]);
    expect(await verdicts({ orderNo: "KM1" })).toEqual(["duplicate", "applied"]);
    expect(await verdicts({ orderNo: "P9" })).toEqual(["waiting"]);
    expect(await verdicts({ orderNo: "G1", verdict: "applied" })).toEqual(["applied"]);
  });

  test("shows one as it came, text as text and other bytes as base64", async () => {
    await callback();
    const view = await getCallback({ ctx: staff("agent"), input: { id: await firstId() } });
    expect(view).toMatchObject({ bodyEncoding: "utf-8", answerBody: "success", judgements: 1, relay: null });
    expect(JSON.parse(view.body).notice.outTradeNo).toBe("P1");
    const raw = Buffer.from([123, 255]);
    await callback({}, { raw });
    const [newest] = (await list()).items;
    const other = await getCallback({ ctx: staff("agent"), input: { id: newest?.id ?? "" } });
    expect(other).toMatchObject({ bodyEncoding: "base64", body: raw.toString("base64"), bodyBytes: 2 });
    await expect(getCallback({ ctx: staff("agent"), input: { id: "x" } })).rejects.toMatchObject({ status: 404 });
  });

  test("of an order: those that verified and those that only claim to be about it", async () => {
    await callback();
    await callback({}, { sign: "forged" });
    await callback({ notifyId: "N2", outTradeNo: "P9" });
    const found = await callbacksOfOrder({ ctx: staff("agent"), input: { orderNo: "KM1" } });
    expect(found.map(({ verified }) => verified)).toEqual([false, true]);
  });

  test("needs a permission", async () => {
    for (const ctx of [key("tickets:read"), key()]) {
      await expect(listCallbacks({ ctx, input: {} })).rejects.toMatchObject({ status: 403 });
      await expect(callbacksOfOrder({ ctx, input: { orderNo: "KM1" } })).rejects.toMatchObject({ status: 403 });
    }
    expect((await listCallbacks({ ctx: key("channels:write"), input: {} })).items).toEqual([]);
  });
});

describe("judging one again", () => {
  const replay = async (ctx: Ctx = staff("lead")) => replayCallback({ ctx, input: { id: await firstId() } });
  const payment = async () => (await db.select().from(payments))[0];

  test("applies what was refused because a key was wrong, as of its receipt", async () => {
    const { verifyCallback } = alipay;
    alipay.verifyCallback = () => ({ ok: false, fault: "UNKNOWN_KEY", claimed: "P1" });
    await callback({}, { at: "2026-11-01T00:02:00Z" });
    expect((await list()).items).toMatchObject([{ verdict: "rejected", reason: "UNKNOWN_KEY" }]);
    let ageSeenAt: Date | undefined;
    alipay.verifyCallback = (request, now) => {
      ageSeenAt = now;
      return verifyCallback(request, now);
    };
    expect(await replay()).toMatchObject({ verdict: "applied", reason: null, verified: true, judgements: 2 });
    expect(ageSeenAt).toEqual(new Date("2026-11-01T00:02:00Z"));
    expect(await payment()).toMatchObject({ paidFen: 20_000, state: "succeeded" });
  });

  test("weighs as of then: what the gateway said since outweighs it", async () => {
    const { verifyCallback } = alipay;
    alipay.verifyCallback = () => ({ ok: false, fault: "UNKNOWN_KEY", claimed: "P1" });
    await callback({}, { at: "2026-11-01T00:02:00Z" });
    alipay.verifyCallback = verifyCallback;
    alipay.payments.set("P1", { state: "waiting" });
    await askGateway({ ctx: jobAt("00:03:00"), channel: "alipay", outTradeNo: "P1" });
    expect(await replay()).toMatchObject({ verdict: "applied" });
    expect(await payment()).toMatchObject({ paidFen: 0, gatewayState: "waiting" });
  });

  test("leaves what was applied as it is, with no second effect", async () => {
    await callback();
    const [before] = await db.select().from(gatewayCallbacks);
    expect(await replay()).toMatchObject({ verdict: "applied", judgements: 2 });
    expect(await replay(key("channels:write"))).toMatchObject({ verdict: "applied", judgements: 3 });
    expect(await payment()).toMatchObject({ paidFen: 20_000 });
    expect((await db.select().from(gatewayCallbacks))[0]?.body).toBe(before?.body);
  });

  test("stays refused when nothing was put right", async () => {
    await callback({}, { sign: "forged" });
    expect(await replay()).toMatchObject({ verdict: "rejected", reason: "BAD_SIGNATURE", verified: false });
    expect(await payment()).toMatchObject({ paidFen: 0 });
  });

  test("needs somebody who may", async () => {
    await callback();
    await expect(replay(staff("agent"))).rejects.toMatchObject({ status: 403 });
    await expect(replay(key("trace:read"))).rejects.toMatchObject({ status: 403 });
  });
});

describe("no question reads a whole table", () => {
  const noScan = (plans: readonly string[]) => {
    for (const plan of plans) {
      if (
        /^SCAN (gateway_callbacks|gateway_payments|relay_deliveries|inbound_events|payments|money_items)\b/.test(plan)
      ) {
        // Walking an index in the order of the page stops at the page's end.
        expect(plan).toMatch(/USING (COVERING )?INDEX gateway_callbacks_received/);
      }
    }
  };

  test("lists", async () => {
    for (const input of [
      {},
      { channel: "alipay" },
      { verdict: "applied" as const },
      { channel: "a", verdict: "error" as const },
    ]) {
      const plans = await plansOf(database, () => list(input));
      noScan(plans);
      expect(plans.filter((plan) => plan.includes("TEMP B-TREE"))).toEqual([]);
    }
    const found = await plansOf(database, () => list({ orderNo: "KM1" }));
    expect(found.filter((plan) => /^SCAN gateway/.test(plan))).toEqual([]);
    const cursor = Buffer.from(`1.${newId()}`).toString("base64url");
    noScan(await plansOf(database, () => list({ channel: "alipay", cursor })));
    const own = await plansOf(database, () => callbacksOfOrder({ ctx: staff("agent"), input: { orderNo: "KM1" } }));
    expect(own.filter((plan) => plan.startsWith("SCAN"))).toEqual([]);
  });

  test("jobs, callbacks and answers", async () => {
    await callback();
    for (const work of [
      () => askDuePayments(jobAt("00:10:00")),
      () => relayDue(jobAt("00:10:00")),
      () => judgePending(jobAt("00:10:00")),
      () => refreshPayments({ ctx: jobAt("00:20:00"), orderNo: "KM1" }),
      () => callback({ notifyId: "N2" }),
      () => callback({ notifyId: "N3" }, { sign: "forged" }),
      () => transact((tx) => watchOrder(tx, jobAt("00:20:00"), "KM1")),
    ]) {
      noScan(await plansOf(database, work));
    }
  });
});
