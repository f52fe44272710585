import { eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { db } from "#db/client.ts";
import { auditLog, outbox } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { event, orderCreated, send } from "#server/orders/testing.ts";
import {
  decideRefund,
  expireRefunds,
  getRefund,
  listRefunds,
  previewRefund,
  runDueRefunds,
  settleRefund,
} from "./index.ts";
import {
  approveRefund,
  balances,
  claimsOf,
  clock,
  expectBooked,
  gateways,
  itemsOf,
  job,
  paidOrder,
  pass,
  payFor,
  person,
  refund,
  returnedFen,
  withGateways,
} from "./testing/world.ts";
import { refusal } from "./testing.ts";

/** A refund from request to result, at gateways over real HTTP and where there are none. */

withGateways({ beforeAll, beforeEach, afterEach, afterAll });
freshDatabase({ beforeEach, afterEach });

/** Paid on a channel that nobody can ask. */
const paidByHand = (orderNo = "O1") =>
  send([
    orderCreated(orderNo, 0),
    event("topup.payment.attempted", 5, {
      orderNo,
      outTradeNo: `P${orderNo}`,
      channel: "bank",
      method: "x",
      amountFen: 20_000,
    }),
    event("topup.payment.succeeded", 20, { orderNo, outTradeNo: `P${orderNo}`, amountFen: 20_000 }),
  ]);

describe("a refund through the gateway", () => {
  test("of a confirmed payment takes one person and one click: made, booked, claimed, told", async () => {
    const channel = await paidOrder();
    const done = await refund("agent");
    expect(done).toMatchObject({
      state: "succeeded",
      amountFen: 20_000,
      paymentNo: "PO1",
      n: 1,
      route: "gateway",
      refundNo: "RPO1N1",
      secondPersonReasons: [],
    });
    expect(returnedFen()).toBe(20_000);
    expect(await balances()).toEqual({ [`clearing:${channel}`]: -20_000, refunds: 20_000 });
    expect(await claimsOf()).toEqual(["refund:PO1:1"]);
    await expectBooked(["refund"]);
    const told = await db.select().from(outbox).where(eq(outbox.subject, "order:O1"));
    expect(told.map((row) => row.topic).filter((topic) => topic.startsWith("refund."))).toEqual([
      "refund.requested",
      "refund.executing",
      "refund.succeeded",
    ]);
    const audited = await db.select().from(auditLog).where(eq(auditLog.subject, "order:O1"));
    expect(audited.map((row) => row.action).filter((action) => action.startsWith("refund."))).toEqual([
      "refund.requested",
      "refund.executing",
      "refund.succeeded",
    ]);
    expect(await getRefund({ ctx: person("x"), input: { id: done.id } })).toEqual(done);
  });

  test.each(["wechatpay", "epay", "epay2"] as const)("works at %s", async (kind) => {
    await paidOrder("O1", { kind });
    let done = await refund("agent");
    // WeChat Pay says "processing" first: what became of it is asked later.
    if (done.state === "executing") {
      for (const made of gateways().payment("PO1").refunds)
        gateways().settleRefund(kind, made.outRefundNo, "succeeded");
      pass(60_000);
      await runDueRefunds(job());
      done = await getRefund({ ctx: person("x"), input: { id: done.id } });
    }
    expect(done).toMatchObject({ state: "succeeded", amountFen: 20_000 });
    expect(returnedFen()).toBe(20_000);
    await expectBooked(["refund"]);
  });

  test("in parts: each with its own number, up to the payment's sum, and not a fen more", async () => {
    await paidOrder();
    const first = await refund("agent", "O1", { amountFen: 5_000 });
    expect(first).toMatchObject({ state: "pending_approval", secondPersonReasons: ["amount_differs"] });
    expect(await approveRefund("lead", first)).toMatchObject({ state: "succeeded", n: 1, refundNo: "RPO1N1" });
    expect(await refusal(refund("agent", "O1", { amountFen: 15_001 }))).toMatchObject({
      status: 422,
      code: "AMOUNT_TOO_HIGH",
    });
    pass(3_000);
    const second = await refund("agent");
    expect(second).toMatchObject({ amountFen: 15_000, n: 2, secondPersonReasons: ["second_compensation"] });
    expect(await approveRefund("lead", second)).toMatchObject({ state: "succeeded", refundNo: "RPO1N2" });
    expect(returnedFen()).toBe(20_000);
    expect(await refusal(refund("agent"))).toMatchObject({ status: 409, code: "REFUND_CLAIMED" });
    expect(await claimsOf()).toEqual(["refund:PO1:1", "refund:PO1:2"]);
    await expectBooked(["refund", "refund"]);
  });

  test("over the threshold waits for a second person", async () => {
    await paidOrder("O1", { orderFen: 50_001 });
    expect(await refund("agent")).toMatchObject({
      state: "pending_approval",
      secondPersonReasons: ["over_threshold"],
    });
    expect(returnedFen()).toBe(0);
  });

  test("that the gateway refuses is failed, gives its claim back and waits for a person", async () => {
    await paidOrder("O1", { kind: "epay2" });
    // Somebody gave a part back in the console, between our question and our refund.
    const asked = await refund("agent", "O1", { amountFen: 15_000 });
    gateways().refund("PO1", { amountFen: 10_000, outRefundNo: "console" });
    const failed = await approveRefund("lead", asked);
    expect(failed.state).toBe("failed");
    expect(failed.failure).toBeTruthy();
    expect(await claimsOf()).toEqual([]);
    expect(await itemsOf()).toMatchObject([{ kind: "refund_failed", state: "open", outTradeNo: "PO1" }]);
    expect(await balances()).toEqual({});
    // Asked anew a minute later, the gateway tells of the other refund, and what is left goes back.
    pass(60_000);
    const rest = await refund("agent");
    expect(rest).toMatchObject({ amountFen: 10_000, n: 2 });
    expect(await approveRefund("lead", rest)).toMatchObject({ state: "succeeded" });
    expect(returnedFen()).toBe(20_000);
    await expectBooked(["refund"]);
  });
});

describe("which payment", () => {
  test("of an order paid twice without a credit, the newest goes back; a named one by either number", async () => {
    const channel = await paidOrder();
    await payFor("O1", { channel, paidFen: 20_000, outTradeNo: "PO1b" });
    const preview = await previewRefund({ ctx: person("agent"), input: { orderNo: "O1" } });
    expect(preview).toMatchObject({ paymentNo: "PO1b", refundableFen: 20_000 });
    expect(preview.payments.map((payment) => [payment.paymentNo, payment.refundableFen])).toEqual([
      ["PO1", 20_000],
      ["PO1b", 20_000],
    ]);
    const { tradeNo } = gateways().payment("PO1");
    const named = await previewRefund({ ctx: person("agent"), input: { orderNo: "O1", paymentNo: tradeNo } });
    expect(named.paymentNo).toBe("PO1");
    expect(await refusal(refund("agent", "O1", { paymentNo: "PO9" }))).toMatchObject({
      status: 404,
      code: "PAYMENT_NOT_FOUND",
    });
  });

  test("of an unpaid order none, of an unknown order nothing", async () => {
    await send([orderCreated("O1", 0)]);
    expect(await refusal(refund("agent"))).toMatchObject({ status: 422, code: "GATE_FAILED" });
    expect(await refusal(refund("agent", "O9"))).toMatchObject({ status: 404, code: "ORDER_NOT_FOUND" });
  });
});

describe("maker and checker", () => {
  test("who asked may not approve and may take it back; whoever else refuses says why", async () => {
    await paidByHand();
    const asked = await refund("lead");
    expect(asked.secondPersonReasons).toEqual(["channel_without_query"]);
    expect(await refusal(approveRefund("lead", asked))).toMatchObject({ status: 403, code: "SAME_ACTOR" });
    const no = { id: asked.id, decision: "reject" as const, factsHash: asked.factsHash };
    expect(await refusal(decideRefund({ ctx: person("other", "lead"), input: no }))).toMatchObject({
      status: 422,
      code: "NOTE_REQUIRED",
    });
    expect(await refusal(decideRefund({ ctx: person("agent-2"), input: { ...no, note: "x" } }))).toMatchObject({
      status: 403,
      code: "FORBIDDEN",
    });
    expect(await decideRefund({ ctx: person("lead", "lead"), input: no })).toMatchObject({ state: "rejected" });
    expect(await claimsOf()).toEqual([]);
  });

  test("facts that moved on make the request void, and a new one takes its place", async () => {
    await paidByHand();
    const asked = await refund("agent");
    await send([event("topup.fulfilment.failed", 60, { orderNo: "O1", supplier: "S1" })]);
    expect(await refusal(approveRefund("lead", asked))).toMatchObject({
      status: 409,
      code: "FACTS_CHANGED",
      details: { void: true },
    });
    expect(await getRefund({ ctx: person("x"), input: { id: asked.id } })).toMatchObject({
      state: "rejected",
      decisionNote: "FACTS_CHANGED",
    });
    expect(await refund("agent")).toMatchObject({ state: "pending_approval", n: 2 });
  });

  test("nobody decides for a day: it lapses and cannot be approved", async () => {
    await paidByHand();
    const asked = await refund("agent");
    pass(24 * 3_600_000);
    expect(await refusal(approveRefund("lead", asked))).toMatchObject({ status: 409, code: "REFUND_EXPIRED" });
    expect(await expireRefunds(clock)).toBe(1);
    expect(await expireRefunds(clock)).toBe(0);
    expect(await getRefund({ ctx: person("x"), input: { id: asked.id } })).toMatchObject({ decisionNote: "EXPIRED" });
  });
});

describe("a refund by hand", () => {
  test("waits in the queue after its approval, and a person settles it with the gateway's number", async () => {
    await paidByHand();
    const begun = await approveRefund("lead", await refund("agent"));
    expect(begun).toMatchObject({ state: "executing", route: "by_hand" });
    expect(await itemsOf()).toMatchObject([{ kind: "refund_by_hand", state: "open", amountFen: 20_000 }]);
    expect(await balances()).toEqual({});
    const settle = { id: begun.id, result: "succeeded" as const, note: "in the console" };
    await expect(settleRefund({ ctx: person("agent"), input: settle as never })).rejects.toThrow();
    const done = await settleRefund({ ctx: person("agent"), input: { ...settle, reference: "2026X" } });
    expect(done).toMatchObject({ state: "succeeded", reference: "2026X" });
    expect(await itemsOf()).toMatchObject([{ kind: "refund_by_hand", state: "resolved", resolution: "refunded" }]);
    expect(await refusal(settleRefund({ ctx: person("agent"), input: { ...settle, reference: "Y" } }))).toMatchObject({
      code: "ALREADY_DECIDED",
    });
    await expectBooked(["refund"]);
  });

  test("that could not be made gives its claim back", async () => {
    await paidByHand();
    const begun = await approveRefund("lead", await refund("agent"));
    const input = { id: begun.id, result: "failed" as const, note: "account closed" };
    expect(await settleRefund({ ctx: person("agent"), input })).toMatchObject({
      state: "failed",
      failure: "account closed",
    });
    expect(await claimsOf()).toEqual([]);
    expect((await itemsOf()).filter((item) => item.state === "open")).toMatchObject([{ kind: "refund_failed" }]);
    expect(await refund("agent")).toMatchObject({ state: "pending_approval", n: 2 });
  });
});

test("pages of the list hold every refund once, newest first", async () => {
  for (let i = 0; i < 3; i++) {
    await paidByHand(`L${i}`);
    await refund("agent", `L${i}`);
    pass(1_000);
  }
  const first = await listRefunds({ ctx: person("x"), input: { limit: 2 } });
  const second = await listRefunds({ ctx: person("x"), input: { limit: 2, cursor: first.nextCursor ?? "" } });
  expect([...first.items, ...second.items].map((item) => item.orderNo)).toEqual(["L2", "L1", "L0"]);
  expect(second.nextCursor).toBeNull();
});
