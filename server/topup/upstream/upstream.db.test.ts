import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { db, transact } from "#db/client.ts";
import { fulfilments, inboundEvents } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { products } from "#e2e/sandbox/catalogue.ts";
import { answerFulfilment } from "#e2e/sandbox/fulfilment.ts";
import { Shop } from "#e2e/sandbox/shop.ts";
import { verifyAudit } from "#server/audit/index.ts";
import { fixedClock } from "#server/core/clock.ts";
import { systemContext } from "#server/core/context.ts";
import { overrideEnv } from "#server/core/env.ts";
import { orderTrace, receiveEvents } from "#server/orders/index.ts";
import { UPSTREAM_SOURCE } from "#server/orders/schemas.ts";
import { event, paidWithoutCallback, send } from "#server/orders/testing.ts";
import { html, json, ScriptedPlatform, SECRET, silent } from "../commands/testing/platform.ts";
import { askUpstream, forgetUpstream, isUpstreamAskable, upstreamAnswer } from "./index.ts";
import { recordUpstream } from "./record.ts";

freshDatabase({ beforeEach, afterEach });

let platform: ScriptedPlatform;
let minutes = 0;
beforeAll(async () => {
  platform = new ScriptedPlatform();
  await platform.open();
});
afterAll(() => platform.close());
beforeEach(() => {
  minutes = 0;
  platform.heard.length = 0;
  forgetUpstream();
  overrideEnv({ PLATFORM_URL: platform.url, PLATFORM_COMMAND_SECRET: SECRET });
});
afterEach(() => overrideEnv());

const now = () => new Date(Date.UTC(2026, 10, 2) + minutes * 60_000);
const ask = (orderNo = "O1", more: { timeoutMs?: number } = {}) =>
  askUpstream({ ctx: systemContext("test", fixedClock(now())), orderNo, ...more });
const says = (...answers: object[]) => {
  platform.asks = answers.map((answer) => json(200, answer));
};
const rows = () => db.select().from(fulfilments).where(eq(fulfilments.orderNo, "O1"));
const words = () => db.select().from(inboundEvents).where(eq(inboundEvents.source, UPSTREAM_SOURCE));

test("what the platform says stands in the log of events, in the trace, and nowhere twice", async () => {
  await send(paidWithoutCallback("O1", 0));
  says({ state: "submitted", supplier: "S1", supplierRef: "R1", at: "2026-11-01T00:05:00Z" });
  await ask();
  minutes = 2;
  await ask();
  expect(platform.asked.map(({ path, signed }) => [path, signed])).toEqual([
    ["/orders/O1/fulfilment", true],
    ["/orders/O1/fulfilment", true],
  ]);
  expect(await words()).toHaveLength(1);
  expect(await rows()).toMatchObject([
    { supplier: "S1", supplierRef: "R1", state: "submitted", submittedAt: new Date("2026-11-01T00:05:00Z") },
  ]);
  minutes = 4;
  says({ state: "failed", supplier: "S1", supplierRef: "R1", code: "E1", message: "no" });
  await ask();
  expect(await rows()).toMatchObject([{ state: "failed", errorCode: "E1", decidedAt: now() }]);
  const trace = await orderTrace("O1", now());
  expect(trace?.stages.find(({ stage }) => stage === "fulfilment")?.state).toBe("failed");
  expect(trace?.events.filter(({ source }) => source === UPSTREAM_SOURCE)).toHaveLength(2);
  expect((await verifyAudit()).broken).toEqual([]);
});

test("a platform whose clock runs ahead puts nothing into the future", async () => {
  await send(paidWithoutCallback("O1", 0));
  says({ state: "submitted", supplier: "S1", at: "2027-01-01T00:00:00Z" });
  await ask();
  expect(await rows()).toMatchObject([{ state: "submitted", submittedAt: now() }]);
});

test("an answer that comes late takes nothing back that was asked for after it", async () => {
  await send(paidWithoutCallback("O1", 0));
  minutes = 5;
  says({ state: "failed", supplier: "S1" });
  await ask();
  const late = { ...silence, state: "submitted" as const, supplier: "S1" };
  const askedAt = new Date(now().getTime() - 60_000);
  await transact((tx) => recordUpstream(tx, systemContext("test"), { orderNo: "O1", askedAt, answer: { word: late } }));
  expect(await rows()).toMatchObject([{ state: "failed" }]);
  expect(await upstreamAnswer(db, "O1")).toMatchObject({ state: "failed", answeredAt: now() });
});
const silence = { supplierRef: null, code: null, message: null, creditedFen: null, at: null };

test("a submission that the platform told of by itself keeps its time", async () => {
  await send([
    ...paidWithoutCallback("O1", 0),
    event("topup.fulfilment.submitted", 60, { orderNo: "O1", supplier: "S1", supplierRef: "R1" }),
  ]);
  says({ state: "submitted" });
  await ask();
  expect(await words()).toEqual([]);
  expect(await rows()).toMatchObject([{ submittedAt: new Date("2026-11-01T00:01:00Z") }]);
  expect(await upstreamAnswer(db, "O1")).toMatchObject({ state: "submitted", answeredAt: now(), lastError: null });
});

test("asking twice at once is one question, and an answer is good for a minute", async () => {
  await send(paidWithoutCallback("O1", 0));
  says({ state: "none" });
  await Promise.all([ask(), ask(), ask()]);
  await ask();
  expect(platform.asked).toHaveLength(1);
  minutes = 1;
  await ask();
  expect(platform.asked).toHaveLength(2);
});

test("orders without money, settled ones and unknown ones are not asked about", async () => {
  await send([
    ...paidWithoutCallback("O1", 0),
    event("topup.credit.posted", 90, { orderNo: "O1", amountFen: 20_000, reference: "R" }),
    event("topup.order.created", 0, {
      ...{ orderNo: "O2", customerId: "C1", productType: "direct", productName: "x", sku: "x" },
      ...{ faceValueFen: 1, amountFen: 1, target: "t" },
    }),
  ]);
  for (const orderNo of ["O1", "O2", "O3"]) await ask(orderNo);
  expect(platform.heard).toEqual([]);
});

describe("a platform", () => {
  beforeEach(() => send(paidWithoutCallback("O1", 0)));

  test("that does not offer it is left alone for a while", async () => {
    platform.asks = [html(404)];
    await ask();
    minutes = 5;
    await ask();
    expect(platform.asked).toHaveLength(1);
    expect(isUpstreamAskable()).toBe(false);
  });

  test("that does not know this order is asked about others", async () => {
    platform.asks = [json(404, { code: "ORDER_NOT_FOUND" })];
    await ask();
    expect(await upstreamAnswer(db, "O1")).toMatchObject({ state: null, lastError: "ORDER_NOT_FOUND" });
    expect(isUpstreamAskable()).toBe(true);
  });

  test("that is down is not called over and over, and what was known stays", async () => {
    says({ state: "submitted", supplier: "S1" });
    await ask();
    platform.asks = [html(500)];
    for (minutes = 2; minutes < 20; minutes += 2) await ask();
    expect(platform.asked).toHaveLength(1 + 5);
    expect(await upstreamAnswer(db, "O1")).toMatchObject({ state: "submitted", lastError: "HTTP_500" });
  });

  test("that hangs costs the caller no more than it allows", async () => {
    platform.asks = [silent];
    await ask("O1", { timeoutMs: 50 });
    await expect.poll(() => upstreamAnswer(db, "O1")).toMatchObject({ lastError: "TIMED_OUT" });
  });

  test("is not asked inside a transaction", async () => {
    await expect(transact(() => ask())).rejects.toThrow("inside a transaction");
  });
});

test("nobody outside speaks as what we asked ourselves", async () => {
  const forged = {
    ...event("topup.fulfilment.succeeded", 5, { orderNo: "O1", supplier: "S1" }),
    source: UPSTREAM_SOURCE,
  };
  const ctx = { ...systemContext("test"), actor: { kind: "platform" as const, id: "p", name: "p" } };
  const { rejected } = await receiveEvents({ ctx, input: { events: [forged] } });
  expect(rejected).toMatchObject([{ code: "INVALID_EVENT" }]);
});

test("the sandbox shop answers it", async () => {
  const shop = new Shop();
  const order = shop.place(
    { sku: products[0]?.sku ?? "", channel: "alipay", kind: "FUL_UPSTREAM_SLOW", target: "13800138000" },
    now(),
  );
  if (!order) throw new Error("the shop sells nothing");
  shop.keep(order);
  const server = createServer((request, response) => {
    answerFulfilment({ shop, target: { url: "", secret: SECRET } }, request, response, request.url ?? "");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  overrideEnv({ PLATFORM_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
  await send(order.events.filter(({ type }) => !type.startsWith("topup.fulfilment.")));
  await ask(order.purchase.orderNo);
  server.close();
  const [row] = await db.select().from(fulfilments);
  expect(row).toMatchObject({ orderNo: order.purchase.orderNo, state: "submitted" });
});
