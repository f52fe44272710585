import { afterEach, beforeEach, expect, test } from "vitest";
import { transact } from "#db/client.ts";
import { channelHealth } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { fixedClock } from "#server/core/clock.ts";
import type { Ctx } from "#server/core/context.ts";
import { event, orderCreated, send } from "#server/orders/testing.ts";
import { overrideGateways } from "#server/payments/index.ts";
import { type FakeGateway, fakeGateway, setUpChannels } from "#server/payments/testing.ts";
import { answerQuestion, proveOwnership, startDiagnosis, viewDiagnosis } from "./index.ts";
import type { DiagnosisView } from "./schemas.ts";

freshDatabase({ beforeEach, afterEach });
let alipay: FakeGateway;
beforeEach(async () => {
  alipay = fakeGateway();
  await setUpChannels({ alipay });
  await send([
    orderCreated("KM1", 0),
    event("topup.payment.attempted", 5, {
      orderNo: "KM1",
      outTradeNo: "PAY1234567890",
      channel: "alipay",
      method: "app",
      amountFen: 20_000,
    }),
    event("topup.payment.closed", 900, { orderNo: "KM1", outTradeNo: "PAY1234567890", amountFen: 20_000 }),
    event("topup.order.status_changed", 901, { orderNo: "KM1", status: "expired" }),
  ]);
});
afterEach(() => overrideGateways());

const at = (time: string) => fixedClock(`2026-11-01T${time}Z`);
const key = (time = "01:00:00"): Ctx => ({
  actor: { kind: "apiKey", id: "k1", name: "shop", scopes: ["diagnosis:write"] },
  clock: at(time),
});
const start = (ctx: Ctx = key(), more = {}) => startDiagnosis({ ctx, input: { orderNo: "KM1", ...more } });
const fact = (view: DiagnosisView, name: string) => view.facts.find((one) => one.key === name);

test("the gateway is asked before the records are looked up: what the platform called closed was paid", async () => {
  alipay.payments.set("PAY1234567890", {});
  const view = await start();
  expect(alipay.asked).toEqual(["PAY1234567890"]);
  expect(view.chargeState).toBe("confirmed");
  expect(fact(view, "pay.state")).toMatchObject({ value: "paid", source: "gateway" });
});

test("nothing was charged only by the gateway's own word", async () => {
  alipay.failure = "UNREACHABLE";
  expect(await start()).toMatchObject({ chargeState: "possible" });
  alipay.failure = null;
  alipay.payments.set("PAY1234567890", { state: "closed" });
  const view = await start();
  expect(view.chargeState).toBe("none");
  expect(fact(view, "pay.state")).toMatchObject({ value: "closed", source: "gateway" });
});

test("a gateway that does not answer keeps nobody waiting for long, and its answer is there at the next step", async () => {
  let open = () => {};
  alipay.gate = new Promise((resolve) => {
    open = resolve;
  });
  alipay.payments.set("PAY1234567890", { state: "closed" });
  const view = await start();
  expect(view.chargeState).toBe("possible");
  open();
  await expect.poll(async () => (await viewDiagnosis({ ctx: key(), input: { id: view.id } })).chargeState).toBe("none");
}, 30_000);

test("within a minute the answer is shared, after it the gateway is asked again", async () => {
  alipay.payments.set("PAY1234567890", { state: "waiting" });
  const { id } = await start();
  await answerQuestion({ ctx: key("01:00:30"), input: { id, questionId: "debited", value: "unsure" } });
  await viewDiagnosis({ ctx: key("01:00:59"), input: { id } });
  expect(alipay.asked).toHaveLength(1);
  alipay.payments.set("PAY1234567890", {});
  const view = await viewDiagnosis({ ctx: key("01:02:00"), input: { id } });
  expect(alipay.asked).toHaveLength(2);
  expect(view.chargeState).toBe("confirmed");
});

test("a stranger's start asks nobody: it must not show whether there is such an order; the proof does", async () => {
  alipay.payments.set("PAY1234567890", { state: "closed" });
  const visitor: Ctx = { actor: { kind: "customer", id: "diagnosis:new", name: "visitor" }, clock: at("01:00:00") };
  const { id } = await start(visitor);
  await start(key(), { onBehalfOf: "C-SOMEBODY-ELSE" });
  expect(alipay.asked).toEqual([]);
  const own: Ctx = { ...visitor, actor: { kind: "customer", id: `diagnosis:${id}`, name: "visitor" } };
  const view = await proveOwnership({ ctx: own, input: { id, proof: "567890" } });
  expect(alipay.asked).toEqual(["PAY1234567890"]);
  expect(fact(view, "pay.state")).toMatchObject({ source: "gateway" });
});

test("inside another verb's transaction nobody is asked", async () => {
  await transact((tx) => start({ ...key(), tx }));
  expect(alipay.asked).toEqual([]);
});

test("how the channel fares is what we measure and announce too, not the platform's word alone", async () => {
  alipay.payments.set("PAY1234567890", { state: "closed" });
  await send([event("topup.channel.updated", 10, { channel: "alipay", status: "up" })]);
  expect(fact(await start(), "chan.state")).toMatchObject({ value: "up", source: "platform" });
  const since = new Date("2026-11-01T00:40:00Z");
  const nothing = {
    ...{ attempts: 0, succeeded: 0, successRate: null, calls: 0, answered: 0, p95Ms: null },
    ...{ callbacks: 0, callbackLagMs: null },
  };
  await transact((tx) =>
    tx.insert(channelHealth).values({
      ...{ channel: "alipay", state: "down", since, measuredAt: since },
      measures: { last5m: nothing, last1h: nothing },
    }),
  );
  const view = await start();
  expect(fact(view, "chan.state")).toMatchObject({ value: "down", source: "system", observedAt: since.toISOString() });
  expect(view.causes.map(({ code }) => code)).toContain("PAY_CHANNEL_DOWN");
});
