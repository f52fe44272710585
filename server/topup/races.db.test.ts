import { eq } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { db, transact } from "#db/client.ts";
import { auditLog, claims, ledgerEntries, ledgerPostings, outbox, topups } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { verifyAudit } from "#server/audit/index.ts";
import { fixedClock } from "#server/core/clock.ts";
import { event, paidWithoutCallback, send } from "#server/orders/testing.ts";
import {
  checkLedger,
  decideTopup,
  expireTopups,
  getTopup,
  listTopups,
  orderLock,
  previewTopup,
  requestTopup,
} from "./index.ts";
import { apiKey, NOW, refusal, staff } from "./testing.ts";

/** The races of `domain/races.md` that a manual top-up can be in. Each test is named after its row. */

freshDatabase({ beforeEach, afterEach });

const ORDER = "O1";
const paid = () => send(paidWithoutCallback(ORDER, 0));
const ask = (by: string, extra: Record<string, unknown> = {}) =>
  requestTopup({ ctx: staff(by), input: { orderNo: ORDER, reasonCode: "CB_MISSING", ...extra } });
const approve = (by: string, topup: { id: string; factsHash: string }) =>
  decideTopup({
    ctx: staff(by, "lead"),
    input: { id: topup.id, decision: "approve", note: "checked", factsHash: topup.factsHash },
  });
const reject = (by: string, topup: { id: string; factsHash: string }) =>
  decideTopup({ ctx: staff(by, "lead"), input: { id: topup.id, decision: "reject", factsHash: topup.factsHash } });
const credits = () => db.select().from(ledgerEntries).where(eq(ledgerEntries.orderNo, ORDER));

async function expectOneCredit(amountFen = 20_000) {
  const entries = await credits();
  expect(entries).toHaveLength(1);
  const lines = await db.select().from(ledgerPostings);
  expect(
    lines.map(({ account, amountFen }) => ({ account, amountFen })).sort((a, b) => a.amountFen - b.amountFen),
  ).toEqual([
    { account: "clearing:alipay", amountFen: -amountFen },
    { account: "wallet:C1001", amountFen },
  ]);
  expect(await db.select().from(claims)).toHaveLength(1);
  expect(await checkLedger()).toEqual({ entries: 1, broken: [] });
  expect((await verifyAudit()).broken).toEqual([]);
}

describe("two agents top up together", () => {
  test("a hundred at once: one live top-up, the others see the winner's; after the approval one credit", async () => {
    await paid();
    const results = await Promise.allSettled(Array.from({ length: 100 }, (_, i) => ask(`agent-${i}`)));
    const won = results.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
    expect(won).toHaveLength(1);
    const [winner] = won;
    if (!winner) throw new Error("nobody won");
    expect(winner).toMatchObject({ state: "pending_approval", amountFen: 20_000 });
    expect(winner.secondPersonReasons).toEqual(["channel_without_query"]);
    for (const result of results) {
      if (result.status !== "rejected") continue;
      expect(result.reason).toMatchObject({ status: 409, code: "TOPUP_IN_PROGRESS", details: { topupId: winner.id } });
    }
    expect(await db.select().from(topups)).toHaveLength(1);

    const approvals = await Promise.allSettled(Array.from({ length: 20 }, (_, i) => approve(`lead-${i}`, winner)));
    expect(approvals.filter((result) => result.status === "fulfilled")).toHaveLength(1);
    for (const result of approvals) {
      if (result.status === "rejected") expect(result.reason).toMatchObject({ status: 409, code: "ALREADY_DECIDED" });
    }
    await expectOneCredit();
    expect(await refusal(ask("late"))).toMatchObject({
      status: 409,
      code: "ALREADY_CREDITED",
      details: { topupId: winner.id },
    });
  });

  test("callers that do not serialise: the unique index decides, for requests and for approvals", async () => {
    await paid();
    const asks = await Promise.allSettled(
      Array.from({ length: 12 }, (_, i) =>
        transact((tx) =>
          requestTopup({ ctx: { ...staff(`agent-${i}`), tx }, input: { orderNo: ORDER, reasonCode: "CB_MISSING" } }),
        ),
      ),
    );
    const won = asks.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
    const [winner] = won;
    if (!winner) throw new Error("nobody won");
    expect(won).toHaveLength(1);
    expect(await db.select().from(topups)).toHaveLength(1);
    const approvals = await Promise.allSettled(
      Array.from({ length: 12 }, (_, i) =>
        transact((tx) =>
          decideTopup({
            ctx: { ...staff(`lead-${i}`, "lead"), tx },
            input: { id: winner.id, decision: "approve", factsHash: winner.factsHash },
          }),
        ),
      ),
    );
    expect(approvals.filter((result) => result.status === "fulfilled")).toHaveLength(1);
    await expectOneCredit();
  });

  test("the winner's record says who asked, who approved and what was checked", async () => {
    await paid();
    const topup = await ask("agent", { ticketNumber: "TK1" });
    const done = await approve("lead", topup);
    expect(done).toMatchObject({
      state: "succeeded",
      requestedBy: { kind: "staff", id: "agent" },
      approvedBy: { kind: "staff", id: "lead" },
      decisionNote: "checked",
      ticketNumber: "TK1",
    });
    expect(done.gate.every((entry) => entry.ok)).toBe(true);
    expect(await getTopup({ ctx: staff("reader"), input: { id: topup.id } })).toEqual(done);
    const told = await db.select().from(outbox).where(eq(outbox.subject, "order:O1"));
    expect(
      told
        .map((row) => row.topic)
        .filter((topic) => topic.startsWith("topup."))
        .sort(),
    ).toEqual(["topup.requested", "topup.succeeded"]);
    const audited = await db.select().from(auditLog).where(eq(auditLog.subject, "order:O1"));
    expect(audited.map((row) => [row.action, row.actorId]).sort()).toEqual([
      ["topup.requested", "agent"],
      ["topup.succeeded", "lead"],
    ]);
  });
});

describe("maker is checker; facts went stale", () => {
  test("who asked may not approve, and may take it back", async () => {
    await paid();
    const asked = await requestTopup({
      ctx: staff("lead", "lead"),
      input: { orderNo: ORDER, reasonCode: "CB_MISSING" },
    });
    expect(await refusal(approve("lead", asked))).toMatchObject({ status: 403, code: "SAME_ACTOR" });
    expect(await reject("lead", asked)).toMatchObject({ state: "rejected", decidedBy: { id: "lead" } });
    expect(await credits()).toEqual([]);
  });

  test("two keys are two actors, one key is one", async () => {
    await paid();
    const one = apiKey("one");
    const asked = await requestTopup({ ctx: one, input: { orderNo: ORDER, reasonCode: "CB_MISSING" } });
    const input = { id: asked.id, decision: "approve" as const, factsHash: asked.factsHash };
    expect(await refusal(decideTopup({ ctx: one, input }))).toMatchObject({ code: "SAME_ACTOR" });
    expect(await refusal(decideTopup({ ctx: apiKey("two", ["topups:request"]), input }))).toMatchObject({
      status: 403,
    });
    expect(await decideTopup({ ctx: apiKey("two"), input })).toMatchObject({ state: "succeeded" });
  });

  test("a refund between request and approval makes the approval void", async () => {
    await paid();
    const asked = await ask("agent");
    await send([event("topup.payment.refunded", 60, { orderNo: ORDER, outTradeNo: "PO1", amountFen: 20_000 })]);
    expect(await refusal(approve("lead", asked))).toMatchObject({
      status: 409,
      code: "FACTS_CHANGED",
      details: { because: "REFUND_CLAIMED" },
    });
    expect(await credits()).toEqual([]);
  });

  test("another hash than the one shown is refused, and the top-up waits on", async () => {
    await paid();
    const asked = await ask("agent");
    expect(await refusal(approve("lead", { ...asked, factsHash: "0".repeat(64) }))).toMatchObject({
      code: "FACTS_CHANGED",
    });
    expect(await approve("lead", asked)).toMatchObject({ state: "succeeded" });
  });

  test("a request whose facts moved on does not hold the order: a new one takes its place", async () => {
    await paid();
    const stale = await ask("agent");
    await send([event("topup.fulfilment.failed", 60, { orderNo: ORDER, supplier: "S1", errorCode: "OUT_OF_STOCK" })]);
    const fresh = await ask("agent");
    expect(fresh).toMatchObject({ state: "pending_approval" });
    expect(fresh.factsHash).not.toBe(stale.factsHash);
    expect(await getTopup({ ctx: staff("x"), input: { id: stale.id } })).toMatchObject({
      state: "rejected",
      decisionNote: "FACTS_CHANGED",
    });
    await approve("lead", fresh);
    await expectOneCredit();
  });
});

describe("callback and platform against the manual top-up", () => {
  test("callback after the manual top-up: applied, no second credit", async () => {
    await paid();
    await approve("lead", await ask("agent"));
    await send([
      event("topup.callback.received", 90, {
        orderNo: ORDER,
        outTradeNo: "PO1",
        channel: "alipay",
        verified: true,
        outcome: "applied",
      }),
      event("topup.payment.succeeded", 90, { orderNo: ORDER, outTradeNo: "PO1", amountFen: 20_000 }),
    ]);
    expect(await refusal(ask("agent-2"))).toMatchObject({ status: 409, code: "ALREADY_CREDITED" });
    await expectOneCredit();
  });

  test("platform credited by itself while the request waits: refused at the approval", async () => {
    await paid();
    const asked = await ask("agent");
    await send([event("topup.credit.posted", 80, { orderNo: ORDER, amountFen: 20_000, reference: "shop-1" })]);
    expect(await refusal(approve("lead", asked))).toMatchObject({
      code: "FACTS_CHANGED",
      details: { because: "ALREADY_CREDITED" },
    });
    expect(await credits()).toEqual([]);
    expect(await refusal(ask("agent-2"))).toMatchObject({ code: "ALREADY_CREDITED" });
  });

  test("platform credits after ours: the gate still says credited", async () => {
    await paid();
    await approve("lead", await ask("agent"));
    await send([event("topup.credit.posted", 100, { orderNo: ORDER, amountFen: 20_000, reference: "shop-1" })]);
    const { gate, possible } = await previewTopup({ ctx: staff("x"), input: { orderNo: ORDER } });
    expect(gate.find((entry) => entry.check === "not_credited")).toMatchObject({ ok: false, code: "CREDITED_BY_US" });
    expect(possible).toBe(false);
    await expectOneCredit();
  });

  test("manual top-up while the credit event is in flight: one of the two is refused, never two credits of ours", async () => {
    await paid();
    const asked = await ask("agent");
    const [approval] = await Promise.allSettled([
      approve("lead", asked),
      send([event("topup.credit.posted", 80, { orderNo: ORDER, amountFen: 20_000, reference: "shop-1" })]),
    ]);
    expect(await credits()).toHaveLength(approval.status === "fulfilled" ? 1 : 0);
    expect(await refusal(ask("agent-2"))).toMatchObject({ code: "ALREADY_CREDITED" });
    expect((await checkLedger()).broken).toEqual([]);
  });
});

describe("refund against top-up", () => {
  test("a refund's claim refuses the top-up", async () => {
    await paid();
    await transact((tx) =>
      tx.insert(claims).values({ key: "refund:PO1:1", orderNo: ORDER, holderId: "refund-1", claimedAt: new Date(0) }),
    );
    expect(await refusal(ask("agent"))).toMatchObject({ status: 409, code: "REFUND_CLAIMED" });
  });

  test("refund done, then the old callback replayed: stays refunded", async () => {
    await paid();
    await send([
      event("topup.payment.refunded", 60, { orderNo: ORDER, outTradeNo: "PO1", amountFen: 20_000 }),
      event("topup.callback.received", 5_000, {
        orderNo: ORDER,
        outTradeNo: "PO1",
        channel: "alipay",
        verified: true,
        outcome: "applied",
      }),
      event("topup.payment.succeeded", 5_000, { orderNo: ORDER, outTradeNo: "PO1", amountFen: 20_000 }),
    ]);
    expect(await refusal(ask("agent"))).toMatchObject({ status: 409, code: "REFUND_CLAIMED" });
  });
});

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
