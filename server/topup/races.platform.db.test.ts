import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { db, transact } from "#db/client.ts";
import { channelSettings, gatewayPayments, idempotencyKeys } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { fixedClock } from "#server/core/clock.ts";
import { type Ctx, systemContext } from "#server/core/context.ts";
import { overrideEnv } from "#server/core/env.ts";
import { creditedFen, loadCase } from "#server/orders/index.ts";
import { event, paidWithoutCallback, send } from "#server/orders/testing.ts";
import { topUpOrderOnce } from "#server/tickets/index.ts";
import { done, failed, never, pending, reset, ScriptedPlatform } from "./commands/testing/platform.ts";
import { decideRefund, decideTopup, previewTopup, requestRefund, requestTopup, runDueCommands } from "./index.ts";
import { balances, claimsOf, entriesOf, expectBooked, follow, topupsOf } from "./testing/world.ts";
import { NOW, refusal, staff } from "./testing.ts";

/** The races of `domain/races.md` that the platform is in. The table is in `races.db.test.ts`. */

freshDatabase({ beforeEach, afterEach });

let platform: ScriptedPlatform;
beforeEach(async () => {
  platform = new ScriptedPlatform();
  overrideEnv({ PLATFORM_URL: await platform.open() });
  await send(paidWithoutCallback("O1", 0));
});
afterEach(async () => {
  overrideEnv();
  await platform.close();
});

const LATER = "2026-11-02T03:00:00Z";
const asking = (at = LATER): Ctx => systemContext("test", fixedClock(at));
const ask = (by = "agent") => requestTopup({ ctx: staff(by), input: { orderNo: "O1", reasonCode: "CB_MISSING" } });
const approve = (by: string, topup: { id: string; factsHash: string }) =>
  decideTopup({ ctx: staff(by, "lead"), input: { id: topup.id, decision: "approve", factsHash: topup.factsHash } });

describe("time-out after sending the credit", () => {
  test("unknown: the claim stays, nothing else may move; asked under the same id, never sent under a new one", async () => {
    platform.sends = [reset];
    platform.asks = [done("S-9")];
    const unknown = await approve("lead", await ask());
    expect(unknown.state).toBe("unknown");
    expect(unknown.failure).toBeTruthy();
    expect(await claimsOf()).toEqual(["credit:O1"]);
    expect(await entriesOf()).toEqual([]);
    expect(await refusal(ask("agent-2"))).toMatchObject({
      status: 409,
      code: "TOPUP_IN_PROGRESS",
      details: { topupId: unknown.id },
    });
    const refund = requestRefund({ ctx: staff("agent-2"), input: { orderNo: "O1", reasonCode: "CUSTOMER_REQUEST" } });
    expect(await refusal(refund)).toMatchObject({
      status: 409,
      code: "TOPUP_IN_PROGRESS",
      details: { topupId: unknown.id },
    });
    await runDueCommands(asking());
    expect((await topupsOf())[0]).toMatchObject({ state: "succeeded", reference: "S-9", failure: null });
    expect([platform.sent.length, platform.asked.length]).toEqual([1, 1]);
    expect(new Set(platform.heard.map((heard) => heard.id))).toEqual(new Set([unknown.id]));
    expect(await balances()).toEqual({ "clearing:alipay": -20_000, fulfilment: 20_000 });
    await expectBooked(["credit"]);
  });

  test("never received: sent again under the very same id", async () => {
    platform.sends = [reset, done("S-9")];
    platform.asks = [never];
    const { id } = await approve("lead", await ask());
    await runDueCommands(asking());
    expect((await topupsOf())[0]?.state).toBe("succeeded");
    expect(platform.sent.map((heard) => heard.id)).toEqual([id, id]);
    await expectBooked(["credit"]);
  });
});

describe("platform credited by itself", () => {
  test("it says so when told to credit: one credit, ours; its own report of it does not count twice", async () => {
    platform.sends = [done("SHOP-7")];
    const made = await approve("lead", await ask());
    expect(made).toMatchObject({ state: "succeeded", reference: "SHOP-7" });
    for (const reference of ["SHOP-7", made.id]) {
      await send([event("topup.credit.posted", 90_000, { orderNo: "O1", amountFen: 20_000, reference })]);
    }
    await send([event("topup.fulfilment.succeeded", 90_000, { orderNo: "O1", supplier: "S1", creditedFen: 20_000 })]);
    const known = await loadCase(db, "O1");
    expect(known && creditedFen(known)).toEqual({ platform: 0, ours: 20_000, total: 20_000 });
    await follow();
    await expectBooked(["credit"]);
  });

  test("unknown stops: neither credit nor refund, however often somebody asks", async () => {
    platform.sends = [pending];
    platform.asks = [pending];
    const asked = await approve("lead", await ask());
    expect(["executing", "unknown"]).toContain(asked.state);
    await runDueCommands(asking());
    const preview = await previewTopup({ ctx: staff("x"), input: { orderNo: "O1" } });
    expect(preview.possible).toBe(false);
    expect(preview.live?.id).toBe(asked.id);
    await expectBooked([]);
  });

  test("it refuses: failed, the claim is free, and the money can be moved another way", async () => {
    platform.sends = [failed("NO_STOCK"), done()];
    const refused = await approve("lead", await ask());
    expect(refused).toMatchObject({ state: "failed" });
    expect(refused.failure).toContain("NO_STOCK");
    expect(await claimsOf()).toEqual([]);
    expect(await approve("lead", await ask())).toMatchObject({ state: "succeeded" });
    await expectBooked(["credit"]);
  });
});

describe("supplier asked again while its answer is unknown", () => {
  test("blocked until it is final, however old the question is", async () => {
    const about = { orderNo: "O1", supplier: "S1", supplierRef: "r1" };
    await send([event("topup.fulfilment.submitted", 30, about)]);
    expect((await refusal(ask())).details.gate).toMatchObject([{ code: "FULFILMENT_STALE" }]);
    expect(platform.heard).toEqual([]);
    await send([event("topup.fulfilment.failed", 90, about)]);
    expect(await approve("lead", await ask())).toMatchObject({ state: "succeeded" });
    expect(platform.sent).toHaveLength(1);
  });
});

describe("refunds by the platform", () => {
  test("are commands too: made once, booked when it says so", async () => {
    platform.sends = [done("RF-1")];
    const ctx = staff("agent");
    const asked = await requestRefund({ ctx, input: { orderNo: "O1", reasonCode: "CUSTOMER_REQUEST" } });
    expect(asked).toMatchObject({ state: "pending_approval", route: "platform" });
    const made = await decideRefund({
      ctx: staff("lead", "lead"),
      input: { id: asked.id, decision: "approve", factsHash: asked.factsHash },
    });
    expect(made).toMatchObject({ state: "succeeded", reference: "RF-1" });
    expect(JSON.parse(platform.sent[0]?.body ?? "{}")).toMatchObject({
      type: "topup.refund.requested",
      data: { commandId: asked.id, target: "PO1", amountFen: 20_000 },
    });
    await send([event("topup.payment.refunded", 90_000, { orderNo: "O1", outTradeNo: "PO1", amountFen: 20_000 })]);
    await follow();
    expect(await balances()).toEqual({ "clearing:alipay": -20_000, refunds: 20_000 });
    await expectBooked(["refund"]);
  });
});

describe("double click, network retry", () => {
  const once = (key: string) =>
    topUpOrderOnce({
      ctx: staff("agent"),
      key,
      request: { method: "POST", path: "/orders/O1/topups", body: { reasonCode: "CB_MISSING" } },
      input: { orderNo: "O1", reasonCode: "CB_MISSING" },
    });

  test("the stored response is the one that the first caller was told, after the platform answered", async () => {
    // A gateway that was asked just now: one person is enough.
    await transact(async (tx) => {
      await tx.insert(channelSettings).values({
        ...{ channel: "alipay", kind: "alipay", label: "支付宝", methods: ["app"], priority: 1, enabled: true },
        ...{ policy: "assist", autoLimitFen: 0, config: {}, secrets: "", version: 1, updatedAt: new Date(NOW) },
      });
      await tx.insert(gatewayPayments).values({
        ...{ channel: "alipay", outTradeNo: "PO1", orderNo: "O1", state: "paid", amountFen: 20_000, refundedFen: 0 },
        ...{ answeredAt: new Date(NOW), beganAt: new Date(NOW), attempts: 1 },
      });
    });
    platform.sends = [done("S-1")];
    const first = await once("k1");
    expect(first.body).toMatchObject({ state: "succeeded", reference: "S-1", secondPersonReasons: [] });
    const again = await once("k1");
    expect(again).toEqual({ ...first, replayed: true });
    expect(platform.sent).toHaveLength(1);
    expect(await db.select().from(idempotencyKeys)).toHaveLength(1);
    await expectBooked(["credit"]);
  });
});
