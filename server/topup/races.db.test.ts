import { eq } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { db, transact } from "#db/client.ts";
import { auditLog, claims, outbox, topups } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { event, send } from "#server/orders/testing.ts";
import { checkLedger, decideTopup, getTopup, previewTopup, requestTopup } from "./index.ts";
import { apiKey, approve, ask, credits, expectOneCredit, ORDER, paid, refusal, reject, staff } from "./testing.ts";

/** The races of `domain/races.md` that a manual top-up can be in. Each test is named after its row. */

freshDatabase({ beforeEach, afterEach });

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
      details: { because: "REFUND_CLAIMED", void: true },
    });
    expect(await credits()).toEqual([]);
    expect(await getTopup({ ctx: staff("x"), input: { id: asked.id } })).toMatchObject({
      state: "rejected",
      decidedBy: { kind: "system" },
      decisionNote: "FACTS_CHANGED",
    });
    const audited = await db.select().from(auditLog).where(eq(auditLog.action, "topup.voided"));
    expect(audited).toMatchObject([{ subject: `order:${ORDER}`, actorId: "lead" }]);
  });

  test("another hash than the one shown is refused, and the top-up waits on", async () => {
    await paid();
    const asked = await ask("agent");
    expect(await refusal(approve("lead", { ...asked, factsHash: "0".repeat(64) }))).toMatchObject({
      code: "FACTS_CHANGED",
      details: { void: false },
    });
    expect(await getTopup({ ctx: staff("x"), input: { id: asked.id } })).toEqual(asked);
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
