import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { db, transact } from "#db/client.ts";
import { claims } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { fixedClock } from "#server/core/clock.ts";
import { event, paidWithoutCallback, send } from "#server/orders/testing.ts";
import { decideTopup, expireTopups, getTopup, listTopups, orderLock, previewTopup, requestTopup } from "./index.ts";
import { approve, ask, credits, expectOneCredit, NOW, ORDER, paid, refusal, reject, staff } from "./testing.ts";

freshDatabase({ beforeEach, afterEach });

describe("amounts", () => {
  test("one order paid twice: credited once, the rest is for refund", async () => {
    await paid();
    await send([event("topup.payment.succeeded", 40, { orderNo: ORDER, outTradeNo: "PO1-2", amountFen: 20_000 })]);
    expect(await refusal(ask("agent", { amountFen: 40_000 }))).toMatchObject({ status: 422, code: "AMOUNT_TOO_HIGH" });
    const asked = await ask("agent");
    expect(asked.amountFen).toBe(20_000);
    expect(asked.secondPersonReasons).toContain("payment_mismatch");
    await approve("lead", asked);
    await expectOneCredit();
    expect(await refusal(ask("agent"))).toMatchObject({ code: "ALREADY_CREDITED" });
  });

  test("more than what is left, zero, negative and fractions are refused", async () => {
    await paid();
    expect(await refusal(ask("agent", { amountFen: 20_001 }))).toMatchObject({ status: 422, code: "AMOUNT_TOO_HIGH" });
    for (const amountFen of [0, -1, 1.5]) await expect(ask("agent", { amountFen })).rejects.toThrow("amountFen");
    expect((await ask("agent", { amountFen: 19_999 })).secondPersonReasons).toContain("amount_differs");
  });

  test("one payment in two orders is not credited in either", async () => {
    await paid();
    await send([
      ...paidWithoutCallback("O2", 10),
      event("topup.payment.succeeded", 50, { orderNo: "O2", outTradeNo: "PO1", amountFen: 20_000 }),
    ]);
    const refused = await refusal(ask("agent"));
    expect(refused).toMatchObject({ status: 422, code: "GATE_FAILED" });
    expect(refused.details.gate).toMatchObject([{ check: "payment_unambiguous", code: "PAYMENT_SHARED" }]);
  });
});

describe("supplier and risk", () => {
  test("supplier asked and not answered: blocked until final, then open for what failed", async () => {
    await paid();
    await send([event("topup.fulfilment.submitted", 60, { orderNo: ORDER, supplier: "S1", supplierRef: "r1" })]);
    expect((await refusal(ask("agent"))).details.gate).toMatchObject([
      { check: "fulfilment_settled", code: "FULFILMENT_STALE" },
    ]);
    await send([event("topup.fulfilment.failed", 90, { orderNo: ORDER, supplier: "S1", supplierRef: "r1" })]);
    expect(await ask("agent")).toMatchObject({ state: "pending_approval" });
  });

  test("a partial delivery leaves the rest", async () => {
    await paid();
    await send([event("topup.fulfilment.partial", 60, { orderNo: ORDER, supplier: "S1", creditedFen: 15_000 })]);
    const asked = await ask("agent");
    expect(asked.amountFen).toBe(5_000);
    expect(asked.secondPersonReasons).toContain("second_compensation");
    await approve("lead", asked);
    await expectOneCredit(5_000);
  });

  test("a risk hold must be released first", async () => {
    await paid();
    const risk = { orderNo: ORDER, customerId: "C1001", rule: "velocity", side: "platform" };
    await send([event("topup.risk.flagged", 30, risk)]);
    expect((await refusal(ask("agent"))).details.gate).toMatchObject([{ check: "risk_released", code: "RISK_HELD" }]);
    await send([event("topup.risk.cleared", 60, risk)]);
    expect(await ask("agent")).toMatchObject({ state: "pending_approval" });
  });

  test("an unpaid order and an unknown one", async () => {
    await send(paidWithoutCallback(ORDER, 0).slice(0, 2));
    const refused = await refusal(ask("agent"));
    expect(refused).toMatchObject({ status: 422, code: "GATE_FAILED" });
    expect((refused.details.gate as { check: string }[]).map((entry) => entry.check)).toContain("paid");
    const unknown = requestTopup({ ctx: staff("agent"), input: { orderNo: "nope", reasonCode: "CB_MISSING" } });
    expect(await refusal(unknown)).toMatchObject({ status: 404, code: "ORDER_NOT_FOUND" });
  });

  test("a payment after the order lapsed needs a second person for that too", async () => {
    await paid();
    await send([event("topup.order.status_changed", 60, { orderNo: ORDER, status: "expired" })]);
    expect((await ask("agent")).secondPersonReasons).toContain("after_expiry");
  });
});

describe("the life of a request", () => {
  test("rejected: nothing moves, and a new request may be made", async () => {
    await paid();
    expect(await reject("lead", await ask("agent"))).toMatchObject({ state: "rejected" });
    expect(await credits()).toEqual([]);
    await approve("lead", await ask("agent"));
    await expectOneCredit();
  });

  test("nobody decides for a day: it lapses and cannot be approved", async () => {
    await paid();
    const asked = await ask("agent");
    const later = "2026-11-03T00:00:00Z";
    const late = decideTopup({
      ctx: staff("lead", "lead", later),
      input: { id: asked.id, decision: "approve", factsHash: asked.factsHash },
    });
    expect(await refusal(late)).toMatchObject({ status: 409, code: "TOPUP_EXPIRED" });
    expect(await expireTopups(fixedClock("2026-11-02T23:59:59Z"))).toBe(0);
    expect(await expireTopups(fixedClock(later))).toBe(1);
    expect(await expireTopups(fixedClock(later))).toBe(0);
    expect(await getTopup({ ctx: staff("x"), input: { id: asked.id } })).toMatchObject({
      state: "rejected",
      decisionNote: "EXPIRED",
    });
    expect(await ask("agent")).toMatchObject({ state: "pending_approval" });
  });

  test("crash between any two steps: what threw after the credit left nothing", async () => {
    await paid();
    const asked = await ask("agent");
    const crashed = transact(
      async (tx) => {
        await decideTopup({
          ctx: { ...staff("lead", "lead"), tx },
          input: { id: asked.id, decision: "approve", factsHash: asked.factsHash },
        });
        throw new Error("the power went");
      },
      { serializeOn: orderLock(ORDER) },
    );
    await expect(crashed).rejects.toThrow("power");
    expect(await credits()).toEqual([]);
    expect(await db.select().from(claims)).toEqual([]);
    expect(await getTopup({ ctx: staff("x"), input: { id: asked.id } })).toMatchObject({ state: "pending_approval" });
    await approve("lead", asked);
    await expectOneCredit();
  });

  test("pages of the list hold every top-up once, newest first", async () => {
    for (let i = 0; i < 5; i++) {
      await send(paidWithoutCallback(`L${i}`, i));
      await requestTopup({ ctx: staff("agent"), input: { orderNo: `L${i}`, reasonCode: "CB_MISSING" } });
    }
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof listTopups>> = await listTopups({
        ctx: staff("agent"),
        input: { state: "pending_approval", limit: 2, ...(cursor && { cursor }) },
      });
      seen.push(...page.items.map((item) => item.orderNo));
      cursor = page.nextCursor;
    } while (cursor);
    expect(seen).toEqual(["L4", "L3", "L2", "L1", "L0"]);
    expect(await refusal(listTopups({ ctx: staff("agent"), input: { cursor: "x" } }))).toMatchObject({
      code: "BAD_CURSOR",
    });
  });

  test("who may not ask is refused before anything is read", async () => {
    const customer = { actor: { kind: "customer" as const, id: "C1", name: "C1" }, clock: fixedClock(NOW) };
    expect(
      await refusal(requestTopup({ ctx: customer, input: { orderNo: ORDER, reasonCode: "CB_MISSING" } })),
    ).toMatchObject({ status: 403, code: "FORBIDDEN" });
    expect(await refusal(previewTopup({ ctx: customer, input: { orderNo: ORDER } }))).toMatchObject({ status: 403 });
  });
});
