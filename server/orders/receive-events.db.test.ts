import { asc } from "drizzle-orm";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { db } from "#db/client.ts";
import {
  callbacks,
  channels,
  credits,
  customers,
  fulfilments,
  inboundEvents,
  orders,
  payments,
  products,
  riskFlags,
} from "#db/schema/index.ts";
import { freshDatabase, testDatabase } from "#db/testing.ts";
import { verifyAudit } from "#server/audit/index.ts";
import { event, orderCreated, paidWithoutCallback, send } from "./testing.ts";

/** All that was projected, without what arrival may decide. */
async function state() {
  return {
    orders: await db.select().from(orders).orderBy(asc(orders.orderNo)),
    payments: await db.select().from(payments).orderBy(asc(payments.outTradeNo)),
    callbacks: await db.select().from(callbacks).orderBy(asc(callbacks.id)),
    fulfilments: await db.select().from(fulfilments).orderBy(asc(fulfilments.id)),
    credits: await db.select().from(credits).orderBy(asc(credits.id)),
    risk: await db.select().from(riskFlags).orderBy(asc(riskFlags.id)),
    customers: await db.select().from(customers).orderBy(asc(customers.id)),
    channels: await db.select().from(channels).orderBy(asc(channels.code)),
    products: await db.select().from(products).orderBy(asc(products.sku)),
  };
}

const P1 = { orderNo: "KM1", outTradeNo: "P1", amountFen: 20_000 };
const story = [
  orderCreated("KM1", 0),
  event("topup.payment.attempted", 5, { ...P1, channel: "alipay", method: "app" }),
  event("topup.payment.failed", 9, { ...P1, errorCode: "SYSTEM_ERROR" }),
  event("topup.payment.succeeded", 20, { ...P1, gatewayTradeNo: "2026110122001" }),
  event("topup.callback.received", 21, { outTradeNo: "P1", channel: "alipay", verified: false, outcome: "rejected" }),
  event("topup.callback.received", 22, { outTradeNo: "P1", channel: "alipay", verified: true, outcome: "applied" }),
  event("topup.order.status_changed", 22, { orderNo: "KM1", status: "paid" }),
  event("topup.order.status_changed", 22, { orderNo: "KM1", status: "fulfilling" }),
  event("topup.fulfilment.submitted", 23, { orderNo: "KM1", supplier: "S1" }),
  event("topup.fulfilment.succeeded", 30, { orderNo: "KM1", supplier: "S1", supplierRef: "R1", creditedFen: 20_000 }),
  event("topup.credit.posted", 31, { orderNo: "KM1", amountFen: 20_000, reference: "W1" }),
  event("topup.risk.flagged", 24, { customerId: "C1001", rule: "r1", side: "platform" }),
  event("topup.risk.cleared", 25, { customerId: "C1001", rule: "r1", side: "platform" }),
  event("topup.customer.updated", 1, { customerId: "C1001", realNameVerified: false, frozen: false, level: 3 }),
  event("topup.customer.updated", 2, {
    customerId: "C1001",
    realNameVerified: true,
    registeredAt: "2026-01-01T00:00:00Z",
  }),
  event("topup.channel.updated", 1, { channel: "alipay", status: "down", notice: "maintenance" }),
  event("topup.channel.updated", 3, { channel: "alipay", status: "up" }),
  event("topup.product.updated", 3, { sku: "WALLET-200", stock: 4 }),
];

describe("order of arrival", () => {
  test("any permutation, in any batches, with any duplicates, ends in the same state", async () => {
    const reference = await testDatabase();
    await send(story);
    const expected = await state();
    await reference.drop();
    expect(expected.orders[0]).toMatchObject({ status: "fulfilling", paidFen: 20_000, platformCreditedFen: 20_000 });
    expect(expected.callbacks).toHaveLength(2);

    const arrival = fc.tuple(
      fc.shuffledSubarray(story, { minLength: story.length }),
      fc.array(fc.constantFrom(...story), { maxLength: 8 }),
      fc.integer({ min: 1, max: story.length }),
    );
    await fc.assert(
      fc.asyncProperty(arrival, async ([shuffled, again, size]) => {
        const database = await testDatabase();
        try {
          const all = [...shuffled, ...again];
          for (let start = 0; start < all.length; start += size) await send(all.slice(start, start + size));
          expect(await state()).toEqual(expected);
        } finally {
          await database.drop();
        }
      }),
      { numRuns: 25 },
    );
  });
});

describe("receiving", () => {
  freshDatabase({ beforeEach, afterEach });

  test("counts what is new, what is known and what is wrong, and keeps the good beside the bad", async () => {
    const good = orderCreated("KM2", 0);
    const result = await send([
      good,
      good,
      { ...good, id: "x", specversion: "0.3" },
      event("topup.credit.posted", 1, { orderNo: "KM2" }, "y"),
      7,
    ]);
    expect(result).toMatchObject({ accepted: 1, duplicates: 1 });
    expect(result.rejected.map(({ index, id, code }) => [index, id, code])).toEqual([
      [2, "x", "INVALID_EVENT"],
      [3, "y", "INVALID_DATA"],
      [4, null, "INVALID_EVENT"],
    ]);
    expect(await send([good])).toEqual({ accepted: 0, duplicates: 1, rejected: [] });
    expect((await verifyAudit()).broken).toEqual([]);
  });

  test("events that come before their order wait for it", async () => {
    const [created, ...later] = paidWithoutCallback("KM3", 0);
    await send(later);
    expect(await db.select().from(orders)).toEqual([]);
    await send([created]);
    expect((await db.select().from(orders))[0]).toMatchObject({ orderNo: "KM3", paidFen: 20_000, paidCount: 1 });
  });

  test("an unknown type is kept and changes nothing", async () => {
    await send(paidWithoutCallback("KM4", 0));
    const before = await state();
    await send([event("topup.coupon.used", 9, { orderNo: "KM4", coupon: "A" }), event("other.thing", 9, { a: 1 })]);
    const bare = { specversion: "1.0", source: "s", type: "other.thing" };
    const odd = [
      { ...bare, id: "1" },
      { ...bare, id: "2", data: [1] },
      { ...bare, id: "3", data_base64: "AA==" },
    ];
    expect(await send(odd)).toMatchObject({ accepted: 3, rejected: [] });
    expect(await state()).toEqual(before);
    expect(await db.$count(inboundEvents)).toBe(8);
  });

  test("a hundred concurrent deliveries of one event are one event", async () => {
    const once = orderCreated("KM5", 0);
    const results = await Promise.all(Array.from({ length: 100 }, () => send([once])));
    expect(results.reduce((sum, result) => sum + result.accepted, 0)).toBe(1);
    expect(await db.$count(inboundEvents)).toBe(1);
  });
});
