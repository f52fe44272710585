import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { freshDatabase } from "#db/testing.ts";
import { approveRefund, paidOrder, pass, payFor, refund, returnedFen, withGateways } from "../testing/world.ts";
import { pauseAfter } from "./apart.ts";

withGateways({ beforeAll, beforeEach, afterEach, afterAll });
freshDatabase({ beforeEach, afterEach });

const waits = vi.hoisted(() => [] as number[]);
vi.mock("node:timers/promises", async (original) => ({
  ...(await original<typeof import("node:timers/promises")>()),
  setTimeout: async (ms: number) => void waits.push(ms),
}));
beforeEach(() => void waits.splice(0));

const part = async (orderNo: string, more = {}) =>
  approveRefund("lead", await refund("agent", orderNo, { amountFen: 5_000, ...more }));

test("two refunds of one Alipay trade are three seconds apart, as Alipay wants them", async () => {
  const channel = await paidOrder();
  await payFor("O1", { channel, paidFen: 20_000, outTradeNo: "PO1b" });
  await part("O1", { paymentNo: "PO1" });
  await part("O1", { paymentNo: "PO1b" });
  expect(waits).toEqual([]);
  expect(await part("O1", { paymentNo: "PO1" })).toMatchObject({ state: "succeeded" });
  expect(waits).toHaveLength(1);
  expect(waits[0]).toBeGreaterThan(0);
  expect(waits[0]).toBeLessThanOrEqual(3_000);
  pass(3_000);
  expect(await part("O1", { paymentNo: "PO1" })).toMatchObject({ state: "succeeded" });
  expect(waits).toHaveLength(1);
  expect(returnedFen("PO1")).toBe(15_000);
});

test("elsewhere nobody waits", async () => {
  await paidOrder("O2", { kind: "wechatpay" });
  await part("O2");
  await part("O2");
  expect(waits).toEqual([]);
});

test.each([
  [null, 0],
  [0, 3_000],
  [1_000, 2_000],
  [3_000, 0],
  [60_000, 0],
  [-60_000, 3_000],
])("%s ms after the last one %s are left", (since, left) => {
  const now = new Date("2026-11-01T00:00:00Z");
  expect(pauseAfter(since === null ? null : new Date(now.getTime() - since), now, 3_000)).toBe(left);
});
