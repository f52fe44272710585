import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { freshDatabase } from "#db/testing.ts";
import { fixedClock } from "#server/core/clock.ts";
import type { Ctx } from "#server/core/context.ts";
import { event, orderCreated, paidWithoutCallback, send } from "#server/orders/testing.ts";
import { startDiagnosis } from "./index.ts";
import type { DiagnosisView } from "./schemas.ts";

freshDatabase({ beforeEach, afterEach });

const key: Ctx = {
  actor: { kind: "apiKey", id: "k1", name: "shop", scopes: ["diagnosis:write"] },
  clock: fixedClock("2026-11-01T01:00:00Z"),
};
const start = (input: Parameters<typeof startDiagnosis>[0]["input"], ctx = key) => startDiagnosis({ ctx, input });
const fact = (view: DiagnosisView, name: string) => view.facts.find((one) => one.key === name);
const cause = (view: DiagnosisView) => view.causes[0]?.code;

const attempted = (orderNo: string, time: number, data = {}) =>
  event("topup.payment.attempted", time, {
    orderNo,
    outTradeNo: `P${orderNo}`,
    channel: "alipay",
    method: "app",
    amountFen: 20_000,
    ...data,
  });
const failed = (orderNo: string, time: number, errorCode: string) =>
  event("topup.payment.failed", time, { orderNo, outTradeNo: `P${orderNo}`, amountFen: 20_000, errorCode });
const paidOrder = (orderNo: string, time: number, customerId = "C1001") => [
  orderCreated(orderNo, time, { customerId, target: customerId }),
  attempted(orderNo, time + 5),
  event("topup.payment.succeeded", time + 20, { orderNo, outTradeNo: `P${orderNo}`, amountFen: 20_000 }),
  event("topup.callback.received", time + 21, {
    orderNo,
    outTradeNo: `P${orderNo}`,
    channel: "alipay",
    verified: true,
    outcome: "applied",
  }),
  event("topup.order.status_changed", time + 22, { orderNo, status: "fulfilling" }),
];

describe("an order's neighbours", () => {
  test("the same again within a minute is one order submitted twice; something else, or later, is not", async () => {
    await send([orderCreated("A1", 0), orderCreated("A2", 40), orderCreated("A3", 45, { sku: "OTHER" })]);
    const view = await start({ orderNo: "A1" });
    expect(fact(view, "order.submits")).toMatchObject({ value: "many" });
    expect(cause(view)).toBe("INP_DUP_SUBMIT");
    expect(fact(await start({ orderNo: "A3" }), "order.submits")).toMatchObject({ value: "once" });
  });

  test("two twins that were both paid are one payment too many", async () => {
    await send([...paidOrder("A1", 0), ...paidOrder("A2", 30)]);
    expect(cause(await start({ orderNo: "A1" }))).toBe("ORD_DUP_PAYMENT");
  });

  test("what the customer paid that day counts towards the day's limit", async () => {
    await send([
      ...paidOrder("A1", 0),
      orderCreated("A2", 3_000, { target: "13800138000" }),
      event("topup.customer.updated", 0, {
        customerId: "C1001",
        realNameVerified: true,
        firstPurchaseDone: true,
        dailyLimitFen: 30_000,
      }),
    ]);
    const view = await start({ orderNo: "A2" });
    expect(fact(view, "acct.over_limit")).toMatchObject({ value: true });
    expect(cause(view)).toBe("PAY_BUYER_LIMIT");
  });

  test("a channel that has taken its day's sum takes no more from anybody", async () => {
    await send([
      ...paidOrder("A1", 0, "C7"),
      orderCreated("A2", 3_000),
      attempted("A2", 3_005),
      event("topup.channel.updated", 0, { channel: "alipay", status: "up", dailyLimitFen: 30_000 }),
    ]);
    const view = await start({ orderNo: "A2" });
    expect(fact(view, "chan.full")).toMatchObject({ value: true, source: "system" });
    expect(cause(view)).toBe("PAY_MERCHANT_LIMIT");
  });

  test("when everybody fails with the same error of its settings, so does an attempt without a word", async () => {
    const others = ["B1", "B2", "B3", "B4"].flatMap((no, i) => [
      orderCreated(no, i * 100, { customerId: `C-${no}` }),
      attempted(no, i * 100 + 5),
      failed(no, i * 100 + 9, "SIGN_ERROR"),
    ]);
    await send([...others, orderCreated("A1", 600), attempted("A1", 605)]);
    const view = await start({ orderNo: "A1" });
    expect(fact(view, "chan.failing")).toMatchObject({ value: true });
    expect(cause(view)).toBe("PAY_CONFIG_ERROR");
    await send([orderCreated("B5", 500, { customerId: "C-B5" }), attempted("B5", 505), failed("B5", 510, "NOTENOUGH")]);
    expect(fact(await start({ orderNo: "A1" }), "chan.failing")).toMatchObject({ value: false });
  });

  test("a supplier that answers nobody is down", async () => {
    const sent = (orderNo: string, time: number) =>
      event("topup.fulfilment.submitted", time, { orderNo, supplier: "up-1" });
    const others = ["B1", "B2", "B3", "B4"].flatMap((no, i) => [
      ...paidOrder(no, i * 100, `C-${no}`),
      sent(no, i * 100 + 30),
      event("topup.fulfilment.failed", i * 100 + 60, { orderNo: no, supplier: "up-1", errorCode: "TIMEOUT" }),
    ]);
    await send([...others, ...paidOrder("A1", 600), sent("A1", 640)]);
    const view = await start({ orderNo: "A1" });
    expect(fact(view, "sup.failing")).toMatchObject({ value: true });
    expect(cause(view)).toBe("FUL_UPSTREAM_DOWN");
    expect(view.advice).not.toContain("REDELIVER");
  });
});

describe("a number that is no order's", () => {
  test("with money that came for it is an order that was lost", async () => {
    const [, ...payment] = paidWithoutCallback("GONE1", 0);
    await send(payment);
    const view = await start({ orderNo: "GONE1" });
    expect(fact(view, "order.exists")).toMatchObject({ value: false, status: "known" });
    expect(view).toMatchObject({ chargeState: "confirmed", question: null, outcome: { kind: "ticket" } });
    expect(cause(view)).toBe("ORD_LOST");
    expect(view.advice).toContain("DO_NOT_PAY");
    expect(cause(await start({ paymentNo: "PGONE1" }))).toBe("ORD_LOST");
  });

  test("without any is not ours, once the person says that they paid by somebody's link", async () => {
    const answers = { debited: "yes", entry: "link" };
    const view = await start({ orderNo: "NOBODYS1", answers });
    expect(cause(view)).toBe("INP_UNOFFICIAL_LINK");
    expect(view).toMatchObject({ chargeState: "possible", outcome: { kind: "ticket" } });
  });

  test("shows nothing to who asks for one customer, nor to a visitor", async () => {
    const [, ...payment] = paidWithoutCallback("GONE1", 0);
    await send(payment);
    const visitor: Ctx = { ...key, actor: { kind: "customer", id: "diagnosis:x", name: "visitor" } };
    for (const view of [
      await start({ orderNo: "GONE1", onBehalfOf: "C9" }),
      await start({ orderNo: "GONE1" }, visitor),
    ])
      expect(fact(view, "order.exists")?.value ?? null).toBeNull();
  });

  test("is an order's once the platform tells of it", async () => {
    const [created, ...payment] = paidWithoutCallback("GONE1", 0);
    await send(payment);
    await send([created]);
    expect(cause(await start({ orderNo: "GONE1" }))).toBe("CB_MISSING");
  });
});
