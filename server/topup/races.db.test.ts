import { eq } from "drizzle-orm";
import { Webhook } from "standardwebhooks";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { db, transact } from "#db/client.ts";
import { auditLog, claims, outbox, topups } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { fixedClock } from "#server/core/clock.ts";
import { verifyWebhook } from "#server/orders/index.ts";
import { event, paidWithoutCallback, send } from "#server/orders/testing.ts";
import { SECRET } from "./commands/testing/platform.ts";
import { checkLedger, decideTopup, expireTopups, getTopup, previewTopup, requestTopup } from "./index.ts";
import { apiKey, approve, ask, credits, expectOneCredit, ORDER, paid, refusal, reject, staff } from "./testing.ts";

/**
 * Every row of `domain/races.md` is a test named after it, on both databases. This file has those of people among themselves.
 *
 * | row | where |
 * |---|---|
 * | two agents top up together | here; with a gateway: `races.gateway` |
 * | double click, network retry | `idempotency`; with a platform to command: `races.platform` |
 * | callback after the manual top-up | `races.gateway`; as the platform reports it: here |
 * | manual top-up while a callback is in flight | `races.gateway`; credit event: here |
 * | duplicate callbacks, 15 of them | `races.gateway` |
 * | platform credited by itself | `races.platform`; without commands: here |
 * | time-out after sending the credit | `races.platform`, `commands/cuts`; of a refund: `races.refund` |
 * | refund against top-up | `races.refund`; by claim alone: here |
 * | refund done, then the old callback replayed | `races.gateway`; as the platform reports it: here |
 * | Alipay partial refund sends TRADE_SUCCESS | `races.gateway` |
 * | payment arrives after expiry or cancel | `races.gateway`; by itself: `reconcile/look` |
 * | amount over, under or zero | `races.gateway` |
 * | one order paid twice | `races.gateway` |
 * | one payment claimed in two tickets | `races.gateway`; the second ticket: `reconcile` |
 * | signed callback, payment not there | `races.gateway` |
 * | callback for another merchant or order | `races.gateway` |
 * | expiry job against payment | `races.gateway`; against an approval: here |
 * | supplier asked again while its answer is unknown | `races.platform`; here |
 * | supplier succeeds after the refund | `races.refund` |
 * | maker is checker; facts went stale | here; of a refund: `refunds` |
 * | callback before the order is known | `races.gateway` |
 * | worker dies after claiming | `races.refund`, `commands/cuts` |
 * | old webhook replayed | here |
 * | order purged by the platform | `races.gateway` |
 * | crash between any two steps | here, `races.refund`, `commands/cuts`, `idempotency` |
 */

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

describe("expiry job against an approval", () => {
  test("one of the two wins: lapsed and not credited, or credited and not lapsed", async () => {
    for (let i = 0; i < 5; i++) {
      const orderNo = `E${i}`;
      await send(paidWithoutCallback(orderNo, i));
      const asked = await requestTopup({ ctx: staff("agent"), input: { orderNo, reasonCode: "CB_MISSING" } });
      const [approval, ended] = await Promise.all([
        decideTopup({
          ctx: staff("lead", "lead"),
          input: { id: asked.id, decision: "approve", factsHash: asked.factsHash },
        }).then(
          () => true,
          () => false,
        ),
        expireTopups(fixedClock("2026-11-03T00:00:00Z")),
      ]);
      expect(approval ? ended : 1 - ended).toBe(0);
      const after = await getTopup({ ctx: staff("x"), input: { id: asked.id } });
      expect(after.state).toBe(approval ? "succeeded" : "rejected");
    }
    expect((await checkLedger()).broken).toEqual([]);
  });
});

describe("old webhook replayed", () => {
  test("outside of five minutes it is refused, inside its events are known already", async () => {
    const body = Buffer.from(JSON.stringify(paidWithoutCallback(ORDER, 0)[2]));
    const sent = (agoS: number) => {
      const at = new Date(Date.now() - agoS * 1_000);
      return verifyWebhook(
        new Headers({
          "webhook-id": "m1",
          "webhook-timestamp": String(Math.floor(at.getTime() / 1_000)),
          "webhook-signature": new Webhook(SECRET).sign("m1", at, body.toString("utf8")),
        }),
        body,
      );
    };
    expect([sent(0), sent(280), sent(310), sent(86_400)]).toEqual(["good", "good", "stale", "stale"]);
    const events = paidWithoutCallback(ORDER, 0);
    expect(await send(events)).toMatchObject({ accepted: 3, duplicates: 0 });
    await approve("lead", await ask("agent"));
    expect(await send(events)).toMatchObject({ accepted: 0, duplicates: 3 });
    await expectOneCredit();
  });
});
