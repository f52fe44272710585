import { asc } from "drizzle-orm";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { db } from "#db/client.ts";
import { channelSamples } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { fixedClock, HOUR_MS } from "#server/core/clock.ts";
import { systemContext } from "#server/core/context.ts";
import { idsNow } from "#server/core/ids.ts";
import { event, orderCreated, send } from "#server/orders/testing.ts";
import { followOrders } from "./follow-orders.ts";

freshDatabase({ beforeEach, afterEach });
afterEach(() => vi.useRealTimers());

/** Events are counted in seconds from here (see orders/testing.ts). */
const START = Date.UTC(2026, 10, 1);
const at = (s: number) => new Date(START + s * 1_000);

/** Follows what came so far. Events settle for two seconds of the real clock before consumers may have them. */
async function follow(s: number): Promise<number> {
  vi.useFakeTimers({ toFake: ["Date"], now: idsNow() + 3_000 });
  try {
    return await followOrders(systemContext("test", fixedClock(at(s))));
  } finally {
    vi.useRealTimers();
  }
}
const samples = () => db.select().from(channelSamples).orderBy(asc(channelSamples.id));
const attempted = (orderNo: string, s: number, channel = "alipay") => [
  orderCreated(orderNo, s),
  event("topup.payment.attempted", s + 1, {
    orderNo,
    outTradeNo: `P${orderNo}`,
    channel,
    method: "app",
    amountFen: 20_000,
  }),
];
const payment = (what: "succeeded" | "failed" | "closed", orderNo: string, s: number, errorCode?: string) =>
  event(`topup.payment.${what}`, s, { orderNo, outTradeNo: `P${orderNo}`, amountFen: 20_000, errorCode });
const callback = (orderNo: string, s: number, verified = true) =>
  event("topup.callback.received", s, {
    orderNo,
    outTradeNo: `P${orderNo}`,
    channel: "alipay",
    verified,
    outcome: verified ? "applied" : "rejected",
  });

test("a payment counts once when it ends, and its first verified callback by how late it came", async () => {
  await send([...attempted("D1", 0), ...attempted("D2", 0, "epay")], at(5));
  await follow(5);
  expect(await samples()).toEqual([]);
  await send(
    [payment("succeeded", "D1", 20), callback("D1", 22, false), callback("D1", 50), callback("D1", 90)],
    at(95),
  );
  await send([payment("failed", "D2", 30, "ACQ.SYSTEM_ERROR")], at(95));
  await follow(100);
  await send([event("topup.order.status_changed", 101, { orderNo: "D1", status: "fulfilling" })], at(101));
  await follow(102);
  expect((await samples()).map(({ channel, kind, ok, tookMs, at: when }) => [channel, kind, ok, tookMs, when])).toEqual(
    [
      ["alipay", "callback", true, 30_000, at(50)],
      ["epay", "payment", false, null, at(30)],
      ["alipay", "payment", true, null, at(20)],
    ],
  );
});

test("what says nothing about the channel is left out: the payer's own failures, what was closed, what is long ago", async () => {
  const old = HOUR_MS / 1_000 + 60;
  await send([...attempted("D1", old), payment("failed", "D1", old + 5, "NOT_ENOUGH")], at(old + 6));
  await send([...attempted("D2", old), payment("closed", "D2", old + 5)], at(old + 6));
  await send([...attempted("D3", 0), payment("succeeded", "D3", 5)], at(old + 6));
  expect(await follow(old + 10)).toBeGreaterThan(0);
  expect(await samples()).toEqual([]);
  expect(await follow(old + 11)).toBe(0);
});

test("a platform whose clock runs ahead by hours does not fill the future", async () => {
  await send([...attempted("D1", 0), payment("succeeded", "D1", 3 * 3_600)], at(10));
  await follow(10);
  expect(await samples()).toEqual([]);
});
