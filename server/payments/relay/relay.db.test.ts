import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { asc, eq } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { db, transact } from "#db/client.ts";
import { channelSettings, gatewayCallbacks, moneyItems, relayDeliveries } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import type { Ctx } from "#server/core/context.ts";
import { overrideEnv } from "#server/core/env.ts";
import { ALWAYS } from "#server/core/testing.ts";
import { event, orderCreated, send } from "#server/orders/testing.ts";
import { overrideGateways } from "../gateways.ts";
import { relayCallback } from "../index.ts";
import { callback, fakeGateway, jobAt, setUpChannels } from "../testing.ts";
import { deliver, relayDue } from "./send.ts";

freshDatabase({ beforeEach, afterEach });

type Got = { method: string; url: string; headers: IncomingHttpHeaders; body: Buffer };
let got: Got[];
let reply: { status: number; body: string };
let shop: Server;
let gate: Promise<void> | null;

beforeEach(async () => {
  got = [];
  gate = null;
  reply = { status: 200, body: "success" };
  shop = createServer(async (incoming, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const { method = "", url = "", headers } = incoming;
    got.push({ method, url, headers, body: Buffer.concat(chunks) });
    await gate;
    response.writeHead(reply.status).end(reply.body);
  });
  await new Promise<void>((resolve) => shop.listen(0, "127.0.0.1", resolve));
  overrideEnv({ ALLOW_PRIVATE_URLS: true });
  await setUpChannels({ alipay: fakeGateway(), wechat: fakeGateway("wechatpay") }, { relayUrl: shopUrl() });
  await send([orderCreated("KM1", 0)]);
  await send([
    event("topup.payment.attempted", 5, {
      orderNo: "KM1",
      outTradeNo: "P1",
      channel: "alipay",
      method: "app",
      amountFen: 20_000,
    }),
  ]);
});
afterEach(() => {
  shop.closeAllConnections();
  shop.close();
  overrideEnv();
  overrideGateways();
});

const shopUrl = () => `http://127.0.0.1:${(shop.address() as AddressInfo).port}/notify?from=gateway`;
const deliveries = () =>
  db.select().from(relayDeliveries).orderBy(asc(relayDeliveries.createdAt), asc(relayDeliveries.id));
const items = () => db.select().from(moneyItems).where(eq(moneyItems.kind, "relay_dead"));
const lead: Ctx = {
  ...jobAt("03:00:00"),
  actor: { kind: "staff", id: "s1", name: "L", role: "lead", freshUntil: ALWAYS },
};

describe("passing a callback on", () => {
  test("sends the very bytes, with what the protocol's receiver reads", async () => {
    await callback();
    expect(got).toEqual([]);
    expect(await relayDue(jobAt("00:02:01"))).toBe(1);
    const [stored] = await db.select().from(gatewayCallbacks);
    expect(got).toMatchObject([
      { method: "POST", url: "/notify?from=gateway", headers: { "content-type": "application/json" } },
    ]);
    expect(got[0]?.body.toString("base64")).toBe(stored?.body);
    expect(got[0]?.headers).not.toHaveProperty("cookie");
    expect(await deliveries()).toMatchObject([
      { state: "delivered", attempts: 1, lastStatus: 200, nextAttemptAt: null },
    ]);
    expect(await relayDue(jobAt("01:00:00"))).toBe(0);
  });

  test("keeps the query of those that come by GET, and the signature of those that have it in headers", async () => {
    await callback();
    await transact((tx) =>
      tx
        .update(gatewayCallbacks)
        .set({ method: "GET", query: "a=%E4%B8%AD&b=", headers: { "wechatpay-signature": "S", "x-real-ip": "9" } }),
    );
    await relayDue(jobAt("00:02:01"));
    expect(got).toMatchObject([
      { method: "GET", url: "/notify?from=gateway&a=%E4%B8%AD&b=", headers: { "wechatpay-signature": "S" } },
    ]);
    expect(got[0]?.headers).not.toHaveProperty("x-real-ip");
    expect(got[0]?.body).toHaveLength(0);
  });

  test("once for each notice: not what was refused, and not what came again", async () => {
    await callback();
    await callback();
    await callback({ notifyId: "N2", ours: false });
    await callback({ notifyId: "N3" }, { sign: "forged" });
    await callback({ notifyId: "N4", event: "waiting" });
    expect(await deliveries()).toHaveLength(2);
  });

  test("nowhere, when the channel has no address for it", async () => {
    await transact((tx) => tx.update(channelSettings).set({ relayUrl: null }));
    await callback();
    expect(await deliveries()).toEqual([]);
  });

  test("not to a private address unless it is allowed", async () => {
    overrideEnv({ ALLOW_PRIVATE_URLS: false });
    await callback();
    await relayDue(jobAt("00:02:01"));
    expect(got).toEqual([]);
    expect(await deliveries()).toMatchObject([{ state: "pending", lastError: "PRIVATE_ADDRESS", attempts: 1 }]);
  });
});

describe("a shop that is down", () => {
  test("is tried again by the schedule until it takes it", async () => {
    reply = { status: 200, body: "fail" };
    await callback({}, { at: "2026-11-01T00:02:00Z" });
    await relayDue(jobAt("00:02:00"));
    expect(await deliveries()).toMatchObject([{ state: "pending", attempts: 1, lastStatus: 200, lastError: "fail" }]);
    expect(await relayDue(jobAt("00:02:03"))).toBe(0);
    expect(await relayDue(jobAt("00:02:06"))).toBe(1);
    expect(await relayDue(jobAt("00:06:00"))).toBe(0);
    reply = { status: 200, body: "success" };
    expect(await relayDue(jobAt("00:08:00"))).toBe(1);
    expect(await deliveries()).toMatchObject([{ state: "delivered", attempts: 3 }]);
  });

  test("for good ends before a person, who can send it again", async () => {
    reply = { status: 502, body: "" };
    await callback();
    await transact((tx) => tx.update(relayDeliveries).set({ attempts: 9 }));
    await relayDue(jobAt("00:02:01"));
    expect(await deliveries()).toMatchObject([{ state: "dead", attempts: 10, nextAttemptAt: null }]);
    expect(await items()).toMatchObject([{ orderNo: "KM1", state: "open", detail: { status: 502 } }]);
    reply = { status: 200, body: "success" };
    const [row] = await db.select().from(gatewayCallbacks);
    const view = await relayCallback({ ctx: lead, input: { id: row?.id ?? "" } });
    expect(view.relay).toMatchObject({ state: "delivered", attempts: 1, lastStatus: 200 });
    expect(await items()).toMatchObject([{ state: "resolved", resolution: "settled" }]);
  });

  test("with 410 wants no more: what comes is kept, and goes out once one is taken", async () => {
    reply = { status: 410, body: "" };
    await callback();
    await callback({ notifyId: "N2", event: "other" });
    await relayDue(jobAt("00:02:01"));
    await callback({ notifyId: "N3", event: "other" });
    expect((await deliveries()).map(({ state }) => state)).toEqual(["disabled", "disabled", "disabled"]);
    expect(await relayDue(jobAt("01:00:00"))).toBe(0);
    expect(await items()).toMatchObject([{ channel: "alipay", state: "open" }]);
    reply = { status: 200, body: "success" };
    const [row] = await db.select().from(gatewayCallbacks).orderBy(asc(gatewayCallbacks.id));
    await relayCallback({ ctx: lead, input: { id: row?.id ?? "" } });
    expect(await relayDue(jobAt("03:00:01"))).toBe(2);
    expect((await deliveries()).map(({ state }) => state)).toEqual(["delivered", "delivered", "delivered"]);
    expect(await items()).toMatchObject([{ state: "resolved" }]);
  });
});

describe("leases", () => {
  test("two workers never send one callback at once", async () => {
    for (let n = 0; n < 6; n++) await callback({ notifyId: `N${n}`, event: "other" });
    const counts = await Promise.all([1, 2, 3].map(() => relayDue(jobAt("00:02:01"))));
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(6);
    expect(got).toHaveLength(6);
  });

  test("a worker that died leaves its callback to the next, and writes nothing when it comes back", async () => {
    await callback();
    let open = () => {};
    gate = new Promise((resolve) => {
      open = resolve;
    });
    const dying = relayDue(jobAt("00:02:01"));
    await expect.poll(() => got).toHaveLength(1);
    expect(await relayDue(jobAt("00:02:30"))).toBe(0);
    gate = null;
    expect(await relayDue(jobAt("00:03:02"))).toBe(1);
    expect(await deliveries()).toMatchObject([{ state: "delivered", attempts: 1 }]);
    reply = { status: 500, body: "" };
    open();
    await dying;
    expect(await deliveries()).toMatchObject([{ state: "delivered", attempts: 1 }]);
  });
});

describe("sending again by hand", () => {
  const first = async () => (await db.select().from(gatewayCallbacks))[0]?.id ?? "";

  test("needs somebody who may", async () => {
    await callback();
    const agent: Ctx = { ...lead, actor: { kind: "staff", id: "s2", name: "A", role: "agent", freshUntil: ALWAYS } };
    await expect(relayCallback({ ctx: agent, input: { id: await first() } })).rejects.toMatchObject({ status: 403 });
    await expect(relayCallback({ ctx: lead, input: { id: "nope" } })).rejects.toMatchObject({
      code: "CALLBACK_NOT_FOUND",
    });
  });

  test("is refused for what did not verify, without an address, and while it is being sent", async () => {
    await callback({}, { sign: "forged" });
    await expect(relayCallback({ ctx: lead, input: { id: await first() } })).rejects.toMatchObject({
      code: "RELAY_NOT_POSSIBLE",
    });
    await transact((tx) => tx.delete(gatewayCallbacks));
    await callback();
    await transact((tx) => tx.update(relayDeliveries).set({ leaseUntil: new Date("2026-11-01T03:00:30Z") }));
    await expect(relayCallback({ ctx: lead, input: { id: await first() } })).rejects.toMatchObject({
      code: "RELAY_IN_PROGRESS",
    });
    await transact((tx) => tx.update(channelSettings).set({ relayUrl: null }));
    await expect(relayCallback({ ctx: lead, input: { id: await first() } })).rejects.toMatchObject({
      code: "RELAY_NOT_POSSIBLE",
    });
  });

  test("goes to the address of today, also for a callback that was never on its way", async () => {
    await transact((tx) => tx.update(channelSettings).set({ relayUrl: null }));
    await callback();
    await transact((tx) => tx.update(channelSettings).set({ relayUrl: shopUrl() }));
    const view = await relayCallback({ ctx: lead, input: { id: await first() } });
    expect(view.relay).toMatchObject({ state: "delivered", url: shopUrl() });
  });
});

test("a delivery whose callback is gone is an error and not a silence", async () => {
  await callback();
  const [delivery] = await deliveries();
  await transact((tx) => tx.delete(gatewayCallbacks));
  if (!delivery) throw new Error("no delivery");
  await expect(deliver(jobAt("00:02:01"), delivery)).rejects.toThrow("is gone");
});
