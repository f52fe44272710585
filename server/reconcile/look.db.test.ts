import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { db, transact } from "#db/client.ts";
import { moneyWatch, outbox, refunds, settings, ticketMessages, topups } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { verifyAudit } from "#server/audit/index.ts";
import { isDomainError } from "#server/core/errors.ts";
import { event, orderCreated, send } from "#server/orders/testing.ts";
import { overrideGateways } from "#server/payments/index.ts";
import { callback, type FakeGateway } from "#server/payments/testing.ts";
import { topUpOrder } from "#server/tickets/index.ts";
import { openPaid } from "#server/tickets/testing.ts";
import { checkLedger, TOPUP_POLICY_KEY } from "#server/topup/index.ts";
import { handOverOf } from "./hand-over.ts";
import { lookAtDue, watchOrders } from "./jobs.ts";
import {
  at,
  entries,
  items,
  look,
  openKinds,
  paidOrder,
  settleOutbox,
  channel as setUp,
  staff,
  system,
} from "./testing.ts";
import { stir } from "./watch.ts";

vi.mock("#server/channels/index.ts", async (original) => ({
  ...(await original<typeof import("#server/channels/index.ts")>()),
  gatewayFor: async () => gateway,
}));
let gateway: FakeGateway | null = null;
const channel = async (setting: Parameters<typeof setUp>[0] = {}) => {
  gateway = await setUp(setting);
  return gateway;
};

freshDatabase({ beforeEach, afterEach });
afterEach(() => overrideGateways());

const watch = async () => (await db.select().from(moneyWatch))[0];

describe("paid without a callback", () => {
  test("is put before a person after a minute, charged and not credited first, and settles when the callback comes", async () => {
    await channel({ policy: "off" });
    await paidOrder();
    await look(79);
    expect(await openKinds()).toEqual([]);
    expect(await watch()).toMatchObject({ nextLookAt: at(80) });
    await look(80);
    expect(await items()).toMatchObject([
      {
        kind: "paid_no_callback",
        rank: 0,
        orderNo: "O1",
        outTradeNo: "PO1",
        channel: "alipay",
        amountFen: 20_000,
        state: "open",
      },
    ]);
    await callback({ outTradeNo: "PO1", at: at(20) }, { at: at(100).toISOString() });
    await look(101);
    expect((await items()).find(({ kind }) => kind === "paid_no_callback")).toMatchObject({
      state: "resolved",
      resolution: "settled",
    });
  });

  test("settles when the credit comes, by whoever", async () => {
    await channel({ policy: "off" });
    await paidOrder();
    await look(80);
    await send([event("topup.credit.posted", 90, { orderNo: "O1", amountFen: 20_000, reference: "X" })]);
    await look(91);
    expect(await items()).toMatchObject([{ state: "resolved", resolution: "settled" }]);
    expect(await watch()).toBeUndefined();
  });

  test("of a channel that nobody set up is told by the platform's own reports", async () => {
    await paidOrder();
    await look(90);
    expect(await openKinds()).toEqual(["paid_no_callback"]);
  });
});

describe("policies", () => {
  test("auto credits once by itself, and the books hold", async () => {
    await channel();
    await paidOrder();
    await look(81);
    expect(await entries()).toMatchObject([{ kind: "credit", orderNo: "O1" }]);
    expect(await db.select().from(topups)).toMatchObject([
      { state: "succeeded", reasonCode: "CB_MISSING", requestedByKind: "system", requestedById: "system:reconcile" },
    ]);
    expect(await openKinds()).toEqual([]);
    await look(200);
    expect(await entries()).toHaveLength(1);
    expect((await checkLedger()).broken).toEqual([]);
    expect((await verifyAudit()).broken).toEqual([]);
  });

  test.each([
    ["over its own limit", { autoLimitFen: 19_999 }, {}, "over_limit"],
    [
      "that needs a second person",
      { autoLimitFen: 99_999 },
      { amountFen: 60_000, faceValueFen: 60_000 },
      "second_person",
    ],
  ])("auto leaves %s to a person and writes no request", async (_what, setting, order, why) => {
    const alipay = await channel(setting);
    const amountFen = "amountFen" in order ? order.amountFen : 20_000;
    alipay.payments.set("PO1", { paidAt: at(20), amountFen });
    await paidOrder({ order, amountFen });
    await look(81);
    expect(await db.select().from(topups)).toEqual([]);
    expect((await items()).map((row) => [row.kind, row.detail.why])).toEqual([["paid_no_callback", why]]);
  });

  test.each(["assist", "off"] as const)("%s only puts it before a person", async (policy) => {
    await channel({ policy });
    await paidOrder();
    await look(81);
    expect(await db.select().from(topups)).toEqual([]);
    expect((await items()).map((row) => [row.kind, row.detail.why])).toEqual([
      ["paid_no_callback", `policy_${policy}`],
    ]);
  });

  test("auto never acts on the platform's word alone", async () => {
    const alipay = await channel();
    alipay.payments.set("PO1", { state: "waiting" });
    await paidOrder();
    await look(81);
    expect(await entries()).toEqual([]);
    expect(await openKinds()).toContain("paid_no_callback");
  });

  test("auto leaves an order alone that the platform is delivering", async () => {
    await channel();
    await paidOrder({ status: [30, "fulfilling"] });
    await look(200);
    expect(await entries()).toEqual([]);
    expect(await openKinds()).toEqual(["paid_no_callback"]);
  });
});

describe("races", () => {
  test("two workers, a callback and an agent at once: one credit", async () => {
    await channel();
    await paidOrder();
    const agent = topUpOrder({ ctx: staff("a1", 81), input: { orderNo: "O1", reasonCode: "CB_MISSING" } });
    const late = callback({ outTradeNo: "PO1", at: at(20) }, { at: at(81).toISOString() });
    const done = await Promise.allSettled([look(81), look(81), agent, late, look(81)]);
    const failed = done.flatMap((each) => (each.status === "rejected" ? [each.reason] : []));
    expect(failed.filter((reason) => !isDomainError(reason, "ALREADY_CREDITED", "TOPUP_IN_PROGRESS"))).toEqual([]);
    expect(await entries()).toMatchObject([{ kind: "credit", orderNo: "O1" }]);
    expect((await db.select().from(topups)).filter((row) => row.state === "succeeded")).toHaveLength(1);
    expect((await checkLedger()).broken).toEqual([]);
  });

  test("a platform that credits by itself meanwhile is not joined", async () => {
    await channel();
    await paidOrder();
    const credit = send([event("topup.credit.posted", 80, { orderNo: "O1", amountFen: 20_000, reference: "X" })]);
    await Promise.all([credit, look(81)]);
    await look(82);
    const ours = await entries();
    // Whoever was first: ours may stand only when it was written before the platform's word came.
    expect(ours.length).toBeLessThanOrEqual(1);
    expect(await openKinds()).toEqual([]);
  });
});

describe("stuck past the limit", () => {
  const direct = { productType: "direct", productName: "Phone", sku: "PHONE", target: "13800000000" };
  const failed = event("topup.fulfilment.failed", 60, { orderNo: "O1", supplier: "S1", errorCode: "X" });

  test("what cannot be delivered goes back by itself, once", async () => {
    await channel();
    await paidOrder({ order: direct });
    await send([failed]);
    await look(900);
    expect(await db.select().from(refunds)).toEqual([]);
    await Promise.all([look(921), look(921)]);
    expect(await db.select().from(refunds)).toMatchObject([
      { state: "succeeded", amountFen: 20_000, reasonCode: "FUL_FAILED" },
    ]);
    expect((await entries()).map((row) => row.kind)).toEqual(["refund"]);
    await look(990);
    expect(await openKinds()).toEqual([]);
    expect((await checkLedger()).broken).toEqual([]);
  });

  test.each(["expired", "cancelled"])(
    "a payment of an order that is %s is shown at once, and takes two people",
    async (status) => {
      await channel();
      await paidOrder({ status: [11, status] });
      await look(81);
      expect(await openKinds()).toContain("paid_after_close");
      await look(921);
      expect(await db.select().from(refunds)).toEqual([]);
      expect(await entries()).toEqual([]);
      expect((await items()).find(({ kind }) => kind === "order_stuck")).toMatchObject({
        detail: { why: "second_person" },
      });
    },
  );

  test("anything else is handed over with its reason, and its owner is told once by when", async () => {
    await channel({ policy: "assist" });
    const { number } = await openPaid("O1");
    await look(86_400);
    await look(86_500);
    expect((await items()).find(({ kind }) => kind === "order_stuck")).toMatchObject({
      state: "open",
      amountFen: 20_000,
      detail: { why: "policy_assist" },
    });
    const told = (await db.select().from(outbox)).filter((row) => row.topic === "order.handed_over");
    expect(told).toMatchObject([
      { payload: { orderNo: "O1", customerId: "C1001", ticketNumber: number, amountFen: 20_000 } },
    ]);
    const said = (await db.select().from(ticketMessages)).filter(({ body }) => body.includes("已转给同事人工核对"));
    expect(said).toHaveLength(1);
    expect(said[0]).toMatchObject({ visibility: "public", author: "system" });
  });

  test("an owner without a ticket finds it with their order, until nothing waits any more", async () => {
    await channel({ policy: "assist" });
    await paidOrder();
    await look(81);
    expect(await handOverOf("O1")).toBeNull();
    await look(921);
    expect(await handOverOf("O1")).toEqual({ since: at(921).toISOString(), dueAt: at(921 + 86_400).toISOString() });
    // Looked at again later, the promise stays the one that was given.
    await look(4_000);
    expect(await handOverOf("O1")).toMatchObject({ since: at(921).toISOString() });
    await send([event("topup.credit.posted", 4_100, { orderNo: "O1", amountFen: 20_000, reference: "X" })]);
    await look(4_200);
    expect(await handOverOf("O1")).toBeNull();
  });

  test("how long is a setting", async () => {
    await channel({ policy: "off" });
    await paidOrder();
    await transact((tx) =>
      tx
        .insert(settings)
        .values({ key: TOPUP_POLICY_KEY, value: { stuckAfterMinutes: 2 }, version: 1, updatedAt: at(0) }),
    );
    await look(141);
    expect(await openKinds()).toContain("order_stuck");
  });

  test("what was refused for good is not tried again, and a person has it", async () => {
    const alipay = await channel();
    alipay.refund = async () => ({
      state: "failed",
      amountFen: null,
      gatewayRefundNo: null,
      code: "NO",
      message: "no",
    });
    await paidOrder({ order: direct });
    await send([failed]);
    await look(921);
    await look(982);
    await look(1_100);
    expect(await db.select().from(refunds)).toMatchObject([{ state: "failed" }]);
    expect((await items()).find(({ kind }) => kind === "order_stuck")).toMatchObject({
      detail: { why: "act_refused" },
    });
  });
});

describe("the jobs", () => {
  test("look at orders that took money and something happened to, at their time", async () => {
    await channel({ policy: "off" });
    await paidOrder();
    await send([orderCreated("O2", 0)]);
    await settleOutbox();
    expect(await watchOrders(system(30))).toBeGreaterThan(0);
    expect((await db.select().from(moneyWatch)).map((row) => row.orderNo)).toEqual(["O1"]);
    expect(await lookAtDue(system(30))).toBe(1);
    expect(await lookAtDue(system(31))).toBe(0);
    expect(await lookAtDue(system(80))).toBe(1);
    expect(await openKinds()).toEqual(["paid_no_callback"]);
  });

  test("one order that cannot be looked at stops no other", async () => {
    await channel({ policy: "off" });
    await paidOrder();
    await transact(async (tx) => {
      await stir(tx, "O1", at(90));
      await stir(tx, "NOBODY", at(80));
    });
    expect(await lookAtDue(system(100))).toBe(2);
    expect(await openKinds()).toEqual(["paid_no_callback"]);
    expect((await db.select().from(moneyWatch)).map((row) => row.orderNo)).toEqual(["O1"]);
  });
});
