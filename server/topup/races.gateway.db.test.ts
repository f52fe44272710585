import { eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { db } from "#db/client.ts";
import { gatewayCallbacks, moneyItems, orders, payments } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { event, orderCreated, send } from "#server/orders/testing.ts";
import { previewRefund, previewTopup } from "./index.ts";
import {
  approveCredit,
  approveRefund,
  balances,
  callbackOf,
  channelAt,
  clock,
  credit,
  expectBooked,
  expectWhole,
  follow,
  gateways,
  itemsOf,
  paidOrder,
  pass,
  payFor,
  person,
  refund,
  refundsOf,
  returnedFen,
  topupsOf,
  withGateways,
} from "./testing/world.ts";
import { refusal } from "./testing.ts";

/** The races of `domain/races.md` that gateways and their callbacks are in. The table is in `races.db.test.ts`. */

withGateways({ beforeAll, beforeEach, afterEach, afterAll });
freshDatabase({ beforeEach, afterEach });

const preview = (orderNo = "O1") => previewTopup({ ctx: person("x"), input: { orderNo, reasonCode: "CB_MISSING" } });
const codeOf = async (check: string) => (await preview()).gate.find((entry) => entry.check === check)?.code;
const paymentOf = async (outTradeNo = "PO1") =>
  (await db.select().from(payments).where(eq(payments.outTradeNo, outTradeNo)))[0];

describe("two agents top up together", () => {
  test("a confirmed payment needs one of them: one is credited at once, fifty see the winner's record", async () => {
    await paidOrder();
    const results = await Promise.allSettled(Array.from({ length: 50 }, (_, i) => credit(`agent-${i}`)));
    const won = results.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
    expect(won).toMatchObject([{ state: "succeeded", secondPersonReasons: [], amountFen: 20_000 }]);
    for (const result of results) {
      if (result.status !== "rejected") continue;
      expect(["TOPUP_IN_PROGRESS", "ALREADY_CREDITED"]).toContain(result.reason.code);
      expect(result.reason.details.topupId).toBe(won[0]?.id);
    }
    await expectBooked(["credit"]);
    // They all waited for the same question.
    expect(gateways().calls({ endpoint: "query" }).length).toBeLessThan(5);
  });
});

describe("callback after the manual top-up", () => {
  test("is applied to the payment, acknowledged as success, and credits nothing more", async () => {
    const channel = await paidOrder();
    await credit("agent");
    expect(await callbackOf("PO1", channel)).toMatchObject({ status: 200, body: "success" });
    await follow();
    expect((await db.select().from(gatewayCallbacks))[0]).toMatchObject({ verified: true, orderNo: "O1" });
    expect(await refusal(credit("agent-2"))).toMatchObject({ status: 409, code: "ALREADY_CREDITED" });
    await expectBooked(["credit"]);
  });
});

describe("manual top-up while a callback is in flight", () => {
  test("both at once, ten times: one credit each, every callback acknowledged", async () => {
    const channel = await channelAt();
    for (let i = 0; i < 10; i++) await paidOrder(`O${i}`, { channel });
    const outcomes = await Promise.all(
      Array.from({ length: 10 }, async (_, i) => {
        const [callback, made] = await Promise.all([callbackOf(`PO${i}`, channel), credit("agent", `O${i}`)]);
        return { callback, made };
      }),
    );
    await follow();
    for (const [i, { callback, made }] of outcomes.entries()) {
      expect(callback.body).toBe("success");
      expect(made.state).toBe("succeeded");
      await expectBooked(["credit"], `O${i}`);
    }
  });
});

describe("duplicate callbacks, 15 of them", () => {
  test("all at once: one effect, success every time", async () => {
    const channel = await paidOrder();
    const answers = await Promise.all(Array.from({ length: 15 }, () => callbackOf("PO1", channel)));
    expect(answers.map((answer) => answer.body)).toEqual(Array(15).fill("success"));
    expect(await paymentOf()).toMatchObject({ state: "succeeded", paidFen: 20_000 });
    const [order] = await db.select().from(orders);
    expect(order).toMatchObject({ paidFen: 20_000, paidCount: 1 });
    expect((await credit("agent")).state).toBe("succeeded");
    await expectBooked(["credit"]);
  });
});

describe("refund done, then the old callback replayed", () => {
  test("stays refunded", async () => {
    const channel = await paidOrder();
    const old = await callbackOf("PO1", channel);
    expect(await refund("agent")).toMatchObject({ state: "succeeded" });
    // The very words of before, signed then.
    expect(await callbackOf("PO1", channel, { event: "paid" })).toEqual(old);
    await follow();
    expect(await paymentOf()).toMatchObject({ paidFen: 20_000 });
    expect(await refusal(credit("agent-2"))).toMatchObject({ status: 409, code: "REFUND_CLAIMED" });
    expect(await refusal(refund("agent-2"))).toMatchObject({ status: 409, code: "REFUND_CLAIMED" });
    expect(returnedFen()).toBe(20_000);
    await expectBooked(["refund"]);
  });
});

describe("Alipay partial refund sends TRADE_SUCCESS", () => {
  test("a refund event, never a credit: the payment counts what is left", async () => {
    const channel = await paidOrder();
    await callbackOf("PO1", channel);
    gateways().refund("PO1", { amountFen: 5_000, outRefundNo: "console-1" });
    expect(await callbackOf("PO1", channel, { event: "refunded" })).toMatchObject({ body: "success" });
    await follow();
    expect(await paymentOf()).toMatchObject({ paidFen: 20_000, refundedFen: 5_000, state: "succeeded" });
    await expectBooked([]);
    pass(60_000);
    const { creditableFen, secondPersonReasons } = await preview();
    expect(creditableFen).toBe(15_000);
    expect(secondPersonReasons).toContain("second_compensation");
  });
});

describe("payment arrives after expiry or cancel", () => {
  const over = async (status: "expired" | "cancelled") => {
    const channel = await paidOrder();
    const before = new Date(clock.now().getTime() - 3_650_000).toISOString();
    await send([event("topup.order.status_changed", before, { orderNo: "O1", status })]);
    return channel;
  };

  test.each(["expired", "cancelled"] as const)(
    "%s: it goes back by two people, and can be credited no more",
    async (status) => {
      const channel = await over(status);
      const asked = await refund("agent");
      expect(asked).toMatchObject({
        state: "pending_approval",
        amountFen: 20_000,
        secondPersonReasons: ["after_expiry"],
      });
      expect(await refusal(credit("agent"))).toMatchObject({ code: "REFUND_CLAIMED", details: { refundId: asked.id } });
      expect(await approveRefund("lead", asked)).toMatchObject({ state: "succeeded" });
      expect(returnedFen("PO1")).toBe(20_000);
      expect(await refusal(credit("agent"))).toMatchObject({ status: 409 });
      expect(await balances()).toEqual({ [`clearing:${channel}`]: -20_000, refunds: 20_000 });
      await expectBooked(["refund"]);
    },
  );

  test("it can be credited by two people; the gate says why two", async () => {
    await over("expired");
    const asked = await credit("agent");
    expect(asked).toMatchObject({ state: "pending_approval", secondPersonReasons: ["after_expiry"] });
    const other = await previewRefund({ ctx: person("x"), input: { orderNo: "O1" } });
    expect(other.gate.find((entry) => entry.check === "no_other_claim")).toMatchObject({ code: "TOPUP_LIVE" });
    expect(await approveCredit("lead", asked)).toMatchObject({ state: "succeeded" });
    await expectBooked(["credit"]);
  });
});

describe("amount over, under or zero", () => {
  test.each([
    ["over", 25_000],
    ["under", 15_000],
  ])("%s: it lies in suspense until two people chose to credit it", async (_name, paidFen) => {
    const channel = await paidOrder("O1", { orderFen: 20_000, paidFen });
    await preview();
    await follow();
    await follow();
    expect(await balances()).toEqual({ [`clearing:${channel}`]: -paidFen, suspense: paidFen });
    expect(await itemsOf()).toMatchObject([{ kind: "amount_differs", state: "open", outTradeNo: "PO1" }]);
    const asked = await credit("agent");
    expect(asked).toMatchObject({ state: "pending_approval", amountFen: paidFen });
    expect(asked.secondPersonReasons).toContain("payment_mismatch");
    await approveCredit("lead", asked);
    await follow();
    expect(await balances()).toEqual({ [`clearing:${channel}`]: -paidFen, "wallet:C1001": paidFen });
    expect(await itemsOf()).toMatchObject([{ kind: "amount_differs", state: "resolved", resolution: "applied" }]);
    await expectBooked(["suspense_in", "credit"]);
  });

  test("over: the price is credited and the rest goes back, each by two people", async () => {
    const channel = await paidOrder("O1", { orderFen: 20_000, paidFen: 25_000 });
    await preview();
    await follow();
    const asked = await credit("agent", "O1", { amountFen: 20_000 });
    expect(asked.secondPersonReasons).toEqual(["amount_differs", "payment_mismatch"]);
    await approveCredit("lead", asked);
    expect(await refusal(refund("agent", "O1", { amountFen: 5_001 }))).toMatchObject({ code: "AMOUNT_TOO_HIGH" });
    const rest = await refund("agent");
    expect(rest).toMatchObject({ state: "pending_approval", amountFen: 5_000 });
    expect(rest.secondPersonReasons).toContain("second_compensation");
    expect(await approveRefund("lead", rest)).toMatchObject({ state: "succeeded" });
    await follow();
    expect(await balances()).toEqual({
      [`clearing:${channel}`]: -25_000,
      "wallet:C1001": 20_000,
      refunds: 5_000,
    });
    expect(returnedFen()).toBe(5_000);
    await expectBooked(["suspense_in", "credit", "refund"]);
  });

  test("under: given back as a whole", async () => {
    const channel = await paidOrder("O1", { orderFen: 20_000, paidFen: 15_000 });
    await preview();
    await follow();
    await approveRefund("lead", await refund("agent"));
    await follow();
    expect(await balances()).toEqual({ [`clearing:${channel}`]: -15_000, refunds: 15_000 });
    await expectBooked(["suspense_in", "refund"]);
  });

  test("settled by the platform itself: it leaves suspense again", async () => {
    await paidOrder("O1", { orderFen: 20_000, paidFen: 15_000 });
    await preview();
    await follow();
    await send(
      [event("topup.credit.posted", clock.now().toISOString(), { orderNo: "O1", amountFen: 15_000, reference: "s1" })],
      clock.now().toISOString(),
    );
    await follow();
    expect(await balances()).toEqual({});
    await expectBooked(["suspense_in", "suspense_out"]);
  });

  test("zero: nothing is paid, nothing is posted, nothing can be moved", async () => {
    const channel = await channelAt();
    await paidOrder("O1", { channel, paidFen: 0 });
    await preview();
    await follow();
    expect(await codeOf("amount")).toBe("AMOUNT_NONE");
    expect(await refusal(credit("agent"))).toMatchObject({ status: 422, code: "GATE_FAILED" });
    expect(await refusal(refund("agent"))).toMatchObject({ status: 422, code: "GATE_FAILED" });
    await expectBooked([]);
  });
});

describe("one order paid twice", () => {
  test("credited once, the rest refunded", async () => {
    const channel = await paidOrder();
    await payFor("O1", { channel, paidFen: 20_000, outTradeNo: "PO1b" });
    const asked = await credit("agent");
    expect(asked.amountFen).toBe(20_000);
    await approveCredit("lead", asked);
    expect(await refusal(refund("agent", "O1", { paymentNo: "PO1" }))).toMatchObject({
      status: 409,
      code: "ALREADY_CREDITED",
      details: { topupId: asked.id },
    });
    const rest = await refund("agent");
    expect(rest).toMatchObject({ paymentNo: "PO1b", state: "pending_approval" });
    expect(await approveRefund("lead", rest)).toMatchObject({ state: "succeeded" });
    expect([returnedFen("PO1"), returnedFen("PO1b")]).toEqual([0, 20_000]);
    expect(await refusal(refund("agent", "O1", { paymentNo: "PO1b" }))).toMatchObject({ status: 409 });
    expect(await balances()).toEqual({
      [`clearing:${channel}`]: -40_000,
      "wallet:C1001": 20_000,
      refunds: 20_000,
    });
    await expectBooked(["credit", "refund"]);
  });

  test("the second refunded first: the first is still credited", async () => {
    const channel = await paidOrder();
    await payFor("O1", { channel, paidFen: 20_000, outTradeNo: "PO1b" });
    const back = await refund("agent");
    expect(back).toMatchObject({ state: "pending_approval", paymentNo: "PO1b" });
    expect(back.secondPersonReasons).toContain("payment_mismatch");
    await approveRefund("lead", back);
    const asked = await credit("agent");
    expect(asked).toMatchObject({ state: "pending_approval", amountFen: 20_000 });
    await approveCredit("lead", asked);
    const [row] = await topupsOf();
    expect(row?.draws).toEqual([{ outTradeNo: "PO1", channel, amountFen: 20_000 }]);
    await expectBooked(["refund", "credit"]);
  });

  test("credited by the platform: one of the two goes back, and only one", async () => {
    const channel = await paidOrder();
    await payFor("O1", { channel, paidFen: 20_000, outTradeNo: "PO1b" });
    const now = clock.now().toISOString();
    await send([event("topup.credit.posted", now, { orderNo: "O1", amountFen: 20_000, reference: "s1" })], now);
    await approveRefund("lead", await refund("agent", "O1", { paymentNo: "PO1" }));
    expect(await refusal(refund("agent", "O1", { paymentNo: "PO1b" }))).toMatchObject({ code: "ALREADY_CREDITED" });
    expect(await refusal(credit("agent"))).toMatchObject({ code: "ALREADY_CREDITED" });
    await expectBooked(["refund"]);
  });
});

describe("one payment claimed in two tickets", () => {
  test("a payment number that two orders name moves for neither of them", async () => {
    const channel = await paidOrder();
    await send([orderCreated("O2", 0)]);
    await send([
      event("topup.payment.attempted", 5, {
        orderNo: "O2",
        outTradeNo: "PO1",
        channel,
        method: "app",
        amountFen: 20_000,
      }),
    ]);
    expect(await codeOf("payment_unambiguous")).toBe("PAYMENT_SHARED");
    for (const orderNo of ["O1", "O2"]) {
      expect(await refusal(credit("agent", orderNo))).toMatchObject({ code: "GATE_FAILED" });
      expect(await refusal(refund("agent", orderNo))).toMatchObject({ code: "GATE_FAILED" });
    }
    await expectBooked([]);
  });
});

describe("signed callback, payment not there", () => {
  test.each(["alipay", "epay"] as const)("%s: the gateway is asked before any credit, and says no", async (kind) => {
    const channel = await channelAt(kind);
    const now = clock.now().toISOString();
    await send([orderCreated("O1", now)], now);
    await send(
      [
        event("topup.payment.attempted", now, {
          orderNo: "O1",
          outTradeNo: "PO1",
          channel,
          method: "x",
          amountFen: 20_000,
        }),
      ],
      now,
    );
    gateways().create("PO1", { kind, amountFen: 20_000 });
    await callbackOf("PO1", channel, { event: "paid" });
    const refused = await refusal(credit("agent"));
    expect(refused).toMatchObject({ status: 422, code: "GATE_FAILED" });
    expect(await codeOf("paid")).toBe("GATEWAY_NOT_PAID");
    expect(await refusal(refund("agent"))).toMatchObject({ code: "GATE_FAILED" });
    await expectBooked([]);
  });

  test("a gateway that cannot be asked lets nothing pass, were the platform's word ever so good", async () => {
    await paidOrder("O1", { told: true });
    gateways().faults.fail({ kind: "alipay", endpoint: "query", fault: "500" });
    expect(await refusal(credit("agent"))).toMatchObject({ status: 422, code: "GATE_FAILED" });
    expect(await codeOf("paid")).toBe("GATEWAY_UNREACHABLE");
    expect(await refusal(refund("agent"))).toMatchObject({ status: 422, code: "GATE_FAILED" });
    await expectBooked([]);
  });

  test("a gateway that answers again is believed at once, however many questions failed before", async () => {
    await paidOrder();
    gateways().faults.fail({ kind: "alipay", endpoint: "query", fault: "500" });
    for (let n = 0; n < 3; n++) expect((await refusal(credit("agent"))).code).toBe("GATE_FAILED");
    gateways().faults.heal("alipay");
    expect(await refund("agent")).toMatchObject({ state: "succeeded" });
    await expectBooked(["refund"]);
  });
});

describe("callback for another merchant or order", () => {
  test("is refused and put before a person, and moves nothing", async () => {
    const channel = await paidOrder();
    await callbackOf("PO1", channel, { twist: "foreign_merchant" });
    expect((await db.select().from(gatewayCallbacks))[0]).toMatchObject({ verdict: "rejected" });
    expect(await paymentOf()).toMatchObject({ paidFen: 0, gatewayState: null });
    expect(await db.select().from(moneyItems)).toMatchObject([{ kind: "foreign_callback", outTradeNo: "PO1" }]);
    await expectBooked([]);
  });

  test("with another sum is refused and put before a person, and the gateway's own sum counts", async () => {
    const channel = await paidOrder();
    await callbackOf("PO1", channel, { twist: "wrong_amount", amountFen: 2_000_000 });
    expect((await preview()).creditableFen).toBe(20_000);
    await expectBooked([]);
  });
});

describe("callback before the order is known", () => {
  test("is stored and acknowledged, and applied when the order appears", async () => {
    const channel = await channelAt();
    gateways().pay("PO1", { kind: "alipay", amountFen: 20_000 });
    expect(await callbackOf("PO1", channel)).toMatchObject({ body: "success" });
    expect(await db.select().from(orders)).toEqual([]);
    const now = clock.now().toISOString();
    await send([orderCreated("O1", now)], now);
    await send(
      [
        event("topup.payment.attempted", now, {
          orderNo: "O1",
          outTradeNo: "PO1",
          channel,
          method: "x",
          amountFen: 20_000,
        }),
      ],
      now,
    );
    expect(await paymentOf()).toMatchObject({ orderNo: "O1", paidFen: 20_000 });
    expect(await credit("agent")).toMatchObject({ state: "succeeded" });
    await expectBooked(["credit"]);
  });
});

describe("order purged by the platform", () => {
  test("its payment is rebuilt from the gateway's record, and can be credited or refunded", async () => {
    const channel = await channelAt();
    const now = clock.now().toISOString();
    // All that was ever told of it; the payment's number is the order's, as with many shops.
    await send([orderCreated("O1", now)], now);
    gateways().pay("O1", { kind: "alipay", amountFen: 20_000 });
    await callbackOf("O1", channel);
    expect(await paymentOf("O1")).toMatchObject({ orderNo: "O1", channel, paidFen: 20_000 });
    expect(await refund("agent")).toMatchObject({ state: "succeeded", paymentNo: "O1" });
    expect(await refundsOf()).toHaveLength(1);
    await expectBooked(["refund"]);
  });
});

describe("expiry job against payment", () => {
  test("an order that lapses while its money arrives counts as paid, in whatever order the news come", async () => {
    const channel = await paidOrder();
    const lapsed = event("topup.order.status_changed", clock.now().toISOString(), { orderNo: "O1", status: "expired" });
    const closed = event("topup.payment.closed", clock.now().toISOString(), {
      orderNo: "O1",
      outTradeNo: "PO1",
      amountFen: 20_000,
    });
    await Promise.all([callbackOf("PO1", channel), send([lapsed, closed], clock.now().toISOString())]);
    expect(await paymentOf()).toMatchObject({ state: "succeeded", paidFen: 20_000 });
    expect((await preview()).possible).toBe(true);
    await expectWhole();
  });
});
