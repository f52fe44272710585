import { afterEach, beforeEach, expect, test } from "vitest";
import { transact } from "#db/client.ts";
import { refunds } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { fixedClock } from "#server/core/clock.ts";
import type { Ctx } from "#server/core/context.ts";
import { ownerTrace } from "#server/orders/index.ts";
import { paidWithoutCallback, send } from "#server/orders/testing.ts";
import { startDiagnosis } from "./index.ts";

freshDatabase({ beforeEach, afterEach });

const now = new Date("2026-11-01T01:00:00Z");
const key: Ctx = {
  actor: { kind: "apiKey", id: "k1", name: "shop", scopes: ["diagnosis:write"] },
  clock: fixedClock(now.toISOString()),
};
const start = () => startDiagnosis({ ctx: key, input: { orderNo: "KM1" } });

/** A refund of ours, of which the platform heard nothing yet. */
const refund = (state: (typeof refunds.$inferInsert)["state"], amountFen = 20_000) =>
  transact((tx) =>
    tx.insert(refunds).values({
      ...{ id: "r1", orderNo: "KM1", outTradeNo: "PKM1", channel: "alipay", n: 1, customerId: "C1001" },
      ...{ amountFen, refundedBeforeFen: 0, reasonCode: "CUSTOMER_REQUEST", state, route: "gateway", gate: [] },
      ...{ secondPersonReasons: [], factsHash: "h", requestedByKind: "staff", requestedById: "a" },
      ...{ requestedByName: "a", requestedAt: new Date(now.getTime() - 60_000), attempts: 0 },
    }),
  );

test.each(["executing", "unknown"] as const)(
  "a refund of ours that is %s is told, and nothing else is promised",
  async (state) => {
    await send(paidWithoutCallback("KM1", 0));
    await refund(state);
    const view = await start();
    expect(view.facts.find(({ key: name }) => name === "refund.state")).toMatchObject({
      value: "pending",
      source: "ledger",
      observedAt: "2026-11-01T00:59:00.000Z",
    });
    expect(view.outcome).toMatchObject({ kind: "refund", remedies: [{ code: "REFUND_ON_WAY" }] });
    expect(view.advice).toContain("DO_NOT_PAY");
    expect(view.advice).not.toContain("REDELIVER");
    const credit = (await ownerTrace("KM1", now))?.stages.find(({ stage }) => stage === "credit");
    expect(credit).toMatchObject({ state: "pending", detail: "退款处理中：¥200.00 将按原付款方式退回" });
  },
);

test.each(["pending_approval", "failed", "rejected"] as const)("one that is %s is not under way", async (state) => {
  await send(paidWithoutCallback("KM1", 0));
  await refund(state);
  const view = await start();
  expect(view.facts.find(({ key: name }) => name === "refund.state")?.value ?? null).toBeNull();
  expect(view.outcome?.kind).not.toBe("refund");
});

test("a part of it under way leaves the rest of the order awaited", async () => {
  await send(paidWithoutCallback("KM1", 0));
  await refund("executing", 5_000);
  const credit = (await ownerTrace("KM1", now))?.stages.find(({ stage }) => stage === "credit");
  expect(credit?.detail).not.toContain("退款");
});
