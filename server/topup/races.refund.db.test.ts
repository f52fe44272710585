import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { transact } from "#db/client.ts";
import { freshDatabase } from "#db/testing.ts";
import { event, send } from "#server/orders/testing.ts";
import { decideTopup, orderLock, requestRefund, requestTopup, runDueRefunds, settleRefund } from "./index.ts";
import { takeLease, whileHeld } from "./refunds/lease.ts";
import {
  approveCredit,
  approveRefund,
  balances,
  callbackOf,
  claimsOf,
  clock,
  credit,
  entriesOf,
  expectBooked,
  expectWhole,
  follow,
  gateways,
  itemsOf,
  job,
  paidOrder,
  pass,
  payFor,
  person,
  refund,
  refundsOf,
  returnedFen,
  withGateways,
} from "./testing/world.ts";
import { refusal } from "./testing.ts";

/** The races of `domain/races.md` that refunds are in. The table is in `races.db.test.ts`. */

withGateways({ beforeAll, beforeEach, afterEach, afterAll });
freshDatabase({ beforeEach, afterEach });

const refundCalls = () => gateways().calls({ endpoint: "refund" });
const numbersSent = () => [...new Set(refundCalls().map((call) => call.outRefundNo))];
const stateOf = async () => (await refundsOf())[0]?.state;
const ids = (results: readonly PromiseSettledResult<{ id: string; state: string }>[]) =>
  results.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));

describe("refund against top-up", () => {
  test("twenty of each at once: one exclusive claim, everybody else is refused", async () => {
    await paidOrder();
    const results = await Promise.allSettled(
      Array.from({ length: 40 }, (_, i) => (i % 2 === 0 ? credit(`agent-${i}`) : refund(`agent-${i}`))),
    );
    const won = ids(results);
    expect(won).toHaveLength(1);
    for (const result of results) {
      if (result.status !== "rejected") continue;
      expect(["REFUND_CLAIMED", "TOPUP_IN_PROGRESS", "ALREADY_CREDITED"]).toContain(result.reason.code);
    }
    expect(await claimsOf()).toHaveLength(1);
    const [entry] = await entriesOf();
    expect(returnedFen()).toBe(entry?.kind === "refund" ? 20_000 : 0);
    await expectWhole();
  });

  test("callers that do not serialise: the database decides all the same", async () => {
    await paidOrder();
    // The gateway was asked before; what follows is a race of transactions alone.
    await credit("nobody").catch(() => undefined);
    await paidOrder("O2");
    await refusal(
      requestRefund({ ctx: person("x"), input: { orderNo: "O2", reasonCode: "OTHER", note: "x", amountFen: 1e9 } }),
    );
    const results = await Promise.allSettled(
      Array.from({ length: 12 }, (_, i) =>
        transact<{ id: string; state: string }>((tx) =>
          i % 2 === 0
            ? requestTopup({ ctx: { ...person(`a${i}`), tx }, input: { orderNo: "O2", reasonCode: "CB_MISSING" } })
            : requestRefund({ ctx: { ...person(`a${i}`), tx }, input: { orderNo: "O2", reasonCode: "CB_MISSING" } }),
        ),
      ),
    );
    expect(ids(results)).toHaveLength(1);
    expect(await claimsOf("O2")).toHaveLength(1);
    await expectWhole();
  });

  test("a top-up that waits stops the refund, with its id; a refund that waits stops the top-up, with its id", async () => {
    await paidOrder("O1", { orderFen: 60_000 });
    const topup = await credit("agent");
    expect(topup.state).toBe("pending_approval");
    expect(await refusal(refund("agent"))).toMatchObject({
      status: 409,
      code: "TOPUP_IN_PROGRESS",
      details: { topupId: topup.id },
    });
    await paidOrder("O2", { orderFen: 60_000 });
    const back = await refund("agent", "O2");
    expect(back.state).toBe("pending_approval");
    expect(await refusal(credit("agent", "O2"))).toMatchObject({
      status: 409,
      code: "REFUND_CLAIMED",
      details: { refundId: back.id },
    });
    expect(await refusal(refund("agent-2", "O2"))).toMatchObject({
      status: 409,
      code: "REFUND_CLAIMED",
      details: { refundId: back.id },
    });
  });

  test("what we credited is not refunded, and what we refunded is not credited", async () => {
    await paidOrder();
    await credit("agent");
    expect(await refusal(refund("agent"))).toMatchObject({ status: 409, code: "ALREADY_CREDITED" });
    await paidOrder("O2");
    await refund("agent", "O2");
    expect(await refusal(credit("agent", "O2"))).toMatchObject({ status: 409, code: "REFUND_CLAIMED" });
    expect(returnedFen("PO2")).toBe(20_000);
    await expectWhole();
  });

  test("two leads approve one refund together: it is made once", async () => {
    await paidOrder("O1", { orderFen: 60_000 });
    const asked = await refund("agent");
    const results = await Promise.allSettled(Array.from({ length: 10 }, (_, i) => approveRefund(`lead-${i}`, asked)));
    expect(ids(results)).toMatchObject([{ state: "succeeded" }]);
    expect(refundCalls()).toHaveLength(1);
    expect(returnedFen()).toBe(60_000);
    await expectBooked(["refund"]);
  });

  test("fifty ask for the same refund together: it is made once, the others see the winner's", async () => {
    await paidOrder();
    const results = await Promise.allSettled(Array.from({ length: 50 }, (_, i) => refund(`agent-${i}`)));
    const won = ids(results);
    expect(won).toHaveLength(1);
    for (const result of results) {
      if (result.status === "rejected") expect(result.reason).toMatchObject({ code: "REFUND_CLAIMED" });
    }
    expect(returnedFen()).toBe(20_000);
    await expectBooked(["refund"]);
  });

  test("a delivery that may still come stops the refund; one that certainly failed does not", async () => {
    await paidOrder();
    const now = clock.now().toISOString();
    const about = { orderNo: "O1", supplier: "S1", supplierRef: "r1" };
    await send([event("topup.fulfilment.submitted", now, about)], now);
    const refused = await refusal(refund("agent"));
    expect(refused).toMatchObject({ status: 422, code: "GATE_FAILED" });
    expect((refused.details.gate as { code: string }[]).map((entry) => entry.code)).toContain("FULFILMENT_RUNNING");
    pass(1_000);
    await send([event("topup.fulfilment.failed", clock.now().toISOString(), about)], clock.now().toISOString());
    expect(await refund("agent")).toMatchObject({ state: "succeeded" });
  });
});

/** The request as its transaction left it, when the process ended right after. */
const begun = () =>
  transact(
    (tx) =>
      requestRefund({ ctx: { ...person("agent"), tx }, input: { orderNo: "O1", reasonCode: "CUSTOMER_REQUEST" } }),
    { serializeOn: orderLock("O1") },
  );
/** Has the gateway asked, and moves nothing. */
const askOnly = () => refusal(refund("agent", "O1", { amountFen: 1_000_000 }));
/** The gateway says of the order's refund that it is being processed. */
const slow = async () => {
  await askOnly();
  await begun();
  gateways().refund("PO1", { amountFen: 20_000, outRefundNo: "RPO1N1", state: "pending" });
  pass(21_000);
  await runDueRefunds(job());
};

describe("time-out after sending a refund", () => {
  test("made, and the answer lost: unknown, nothing else may move the money, asked under the same number, never sent again", async () => {
    await paidOrder();
    gateways().faults.fail({ kind: "alipay", endpoint: "refund", fault: "truncated" });
    gateways().faults.fail({ kind: "alipay", endpoint: "query_refund", fault: "500" });
    const asked = await refund("agent");
    expect(asked.state).toBe("unknown");
    expect(await refusal(credit("agent"))).toMatchObject({ code: "REFUND_CLAIMED", details: { refundId: asked.id } });
    expect(await refusal(refund("agent"))).toMatchObject({ code: "REFUND_CLAIMED" });
    expect(await claimsOf()).toEqual(["refund:PO1:1"]);
    gateways().faults.heal();
    const sent = refundCalls().length;
    pass(60_000);
    await runDueRefunds(job());
    expect(await stateOf()).toBe("succeeded");
    expect(refundCalls()).toHaveLength(sent);
    expect(numbersSent()).toEqual(["RPO1N1"]);
    expect(returnedFen()).toBe(20_000);
    await expectBooked(["refund"]);
  });

  test("never made: the gateway says so, and it is sent under the very same number", async () => {
    await paidOrder();
    gateways().faults.fail({ kind: "alipay", endpoint: "refund", fault: "reset" });
    gateways().faults.fail({ kind: "alipay", endpoint: "query_refund", fault: "500" });
    expect((await refund("agent")).state).toBe("unknown");
    gateways().faults.heal();
    pass(60_000);
    await runDueRefunds(job());
    expect(await stateOf()).toBe("succeeded");
    expect(numbersSent()).toEqual(["RPO1N1"]);
    expect(returnedFen()).toBe(20_000);
    await expectBooked(["refund"]);
  });

  test("epay without numbers: never sent again; the order says refunded, or a person does", async () => {
    await paidOrder("O1", { kind: "epay" });
    gateways().faults.fail({ kind: "epay", endpoint: "refund", fault: "reset" });
    const asked = await refund("agent");
    expect(asked.state).toBe("unknown");
    const sent = refundCalls().length;
    gateways().faults.heal();
    for (let i = 0; i < 3; i++) {
      pass(3_600_000);
      await runDueRefunds(job());
    }
    expect(refundCalls()).toHaveLength(sent);
    expect(await stateOf()).toBe("unknown");
    expect(await itemsOf()).toMatchObject([{ kind: "refund_by_hand", state: "open" }]);
    const input = { id: asked.id, result: "failed" as const, note: "looked it up in the console" };
    expect(await refusal(settleRefund({ ctx: person("agent", "lead"), input }))).toMatchObject({ code: "SAME_ACTOR" });
    expect(await refusal(settleRefund({ ctx: person("other"), input }))).toMatchObject({ code: "FORBIDDEN" });
    expect(await settleRefund({ ctx: person("lead", "lead"), input })).toMatchObject({ state: "failed" });
    expect(await claimsOf()).toEqual([]);
    expect(returnedFen()).toBe(0);
    await expectBooked([]);
  });

  test("pending at the gateway: asked until it is decided, by the schedule or as soon as a callback tells of it", async () => {
    const channel = await paidOrder();
    await slow();
    expect(await stateOf()).toBe("executing");
    pass(12_000);
    await runDueRefunds(job());
    expect(await stateOf()).toBe("executing");
    gateways().settleRefund("alipay", "RPO1N1", "succeeded");
    await callbackOf("PO1", channel, { event: "refunded", outRefundNo: "RPO1N1" });
    await follow();
    await runDueRefunds(job());
    expect(await stateOf()).toBe("succeeded");
    await expectBooked(["refund"]);
  });

  test("refused after it was pending: failed, the claim is free, a person is told", async () => {
    await paidOrder();
    await slow();
    gateways().settleRefund("alipay", "RPO1N1", "failed");
    pass(60_000);
    await runDueRefunds(job());
    expect(await stateOf()).toBe("failed");
    expect(await claimsOf()).toEqual([]);
    expect(await itemsOf()).toMatchObject([{ kind: "refund_failed" }]);
    await expectBooked([]);
  });
});

describe("worker dies after claiming", () => {
  const row = async () => (await refundsOf())[0];
  const leased = async () => {
    const lease = await takeLease(job(), (await refundsOf())[0] as never);
    if (!lease) throw new Error("the lease was not given");
    return lease;
  };

  beforeEach(async () => {
    await paidOrder();
    await askOnly();
  });

  test("before anything left: the job sends it, once", async () => {
    await begun();
    expect(await stateOf()).toBe("executing");
    await runDueRefunds(job());
    expect(refundCalls()).toEqual([]);
    pass(21_000);
    await Promise.all([runDueRefunds(job()), runDueRefunds(job()), runDueRefunds(job())]);
    expect(await stateOf()).toBe("succeeded");
    expect(refundCalls()).toHaveLength(1);
    await expectBooked(["refund"]);
  });

  test("with the lease, before it left: nobody touches it until the lease ends, then it is asked about and sent", async () => {
    await begun();
    await leased();
    pass(29_000);
    expect(await runDueRefunds(job())).toBe(0);
    pass(1_000);
    await runDueRefunds(job());
    expect(await row()).toMatchObject({ state: "succeeded", leaseUntil: null });
    expect(gateways().calls({ endpoint: "query_refund" })).toHaveLength(1);
    expect(numbersSent()).toEqual(["RPO1N1"]);
    await expectBooked(["refund"]);
  });

  test("one that lives and waits long keeps its lease, and no other touches the refund", async () => {
    await begun();
    const lease = await leased();
    const first = lease.until;
    let finish = () => {};
    const answered = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const working = whileHeld(job(), lease, () => answered, 5);
    for (let n = 0; n < 3; n++) {
      pass(20_000);
      const before = lease.until.getTime();
      await expect.poll(() => lease.until.getTime()).toBeGreaterThan(before);
      expect(await runDueRefunds(job())).toBe(0);
    }
    finish();
    await working;
    expect(lease.until.getTime()).toBeGreaterThan(first.getTime() + 50_000);
    expect((await row())?.leaseUntil).toEqual(lease.until);
    expect(refundCalls()).toEqual([]);
  });

  test("one that lost its lease does not take it back", async () => {
    await begun();
    const lease = await leased();
    pass(31_000);
    const other = await leased();
    const held = lease.until;
    await whileHeld(job(), lease, () => new Promise((resolve) => setTimeout(resolve, 60)), 5);
    expect(lease.until).toEqual(held);
    expect((await row())?.leaseUntil).toEqual(other.until);
  });

  test("after it was made, before that was written down: asked about, booked, not made again", async () => {
    await begun();
    await leased();
    gateways().refund("PO1", { amountFen: 20_000, outRefundNo: "RPO1N1" });
    pass(31_000);
    await Promise.all([runDueRefunds(job()), runDueRefunds(job())]);
    expect(await stateOf()).toBe("succeeded");
    expect(refundCalls()).toEqual([]);
    expect(returnedFen()).toBe(20_000);
    await expectBooked(["refund"]);
  });

  test("in its transaction: nothing of it is left, and it can be asked for again", async () => {
    const crashed = transact(async (tx) => {
      await requestRefund({
        ctx: { ...person("agent"), tx },
        input: { orderNo: "O1", reasonCode: "CUSTOMER_REQUEST" },
      });
      throw new Error("the power went");
    });
    await expect(crashed).rejects.toThrow("power");
    expect(await refundsOf()).toEqual([]);
    expect(await claimsOf()).toEqual([]);
    expect(await refund("agent")).toMatchObject({ state: "succeeded", n: 1 });
  });
});

describe("platform credits what we have credited", () => {
  const posted = async (reference: string) => {
    const now = clock.now().toISOString();
    await send([event("topup.credit.posted", now, { orderNo: "O1", amountFen: 20_000, reference })], now);
    await follow();
  };

  test("a late callback credits it again: a person is told, once", async () => {
    await paidOrder();
    expect(await credit("agent")).toMatchObject({ state: "succeeded" });
    await follow();
    expect(await itemsOf()).not.toMatchObject([{ kind: "credited_twice" }]);
    pass(60_000);
    await posted("late-1");
    await posted("late-1");
    const told = (await itemsOf()).filter(({ kind }) => kind === "credited_twice");
    expect(told).toMatchObject([{ state: "open", orderNo: "O1", amountFen: 20_000, otherFen: 20_000 }]);
  });

  test("but its word of our own credit is none", async () => {
    await paidOrder();
    const { id } = await credit("agent");
    pass(60_000);
    await posted(id);
    expect((await itemsOf()).filter(({ kind }) => kind === "credited_twice")).toEqual([]);
  });
});

describe("supplier succeeds after the refund", () => {
  const delivered = async (reference: string, amountFen = 20_000) => {
    const now = clock.now().toISOString();
    await send([event("topup.credit.posted", now, { orderNo: "O1", amountFen, reference })], now);
    await follow();
  };

  test("a loss entry and an alert, once", async () => {
    const channel = await paidOrder();
    await refund("agent");
    pass(60_000);
    await delivered("late-1");
    await delivered("late-1");
    expect(await itemsOf()).toMatchObject([{ kind: "credited_after_refund", state: "open", amountFen: 20_000 }]);
    expect(await balances()).toEqual({
      [`clearing:${channel}`]: -20_000,
      refunds: 20_000,
      loss: -20_000,
      fulfilment: 20_000,
    });
    await expectBooked(["refund", "loss"]);
  });

  test("never more than went back, and what comes later is added", async () => {
    await paidOrder();
    await approveRefund("lead", await refund("agent", "O1", { amountFen: 15_000 }));
    pass(60_000);
    await delivered("late-1", 10_000);
    await delivered("late-2", 10_000);
    expect((await balances()).loss).toBe(-15_000);
    await expectBooked(["refund", "loss", "loss"]);
  });

  test("a platform that credits first and gives a part back afterwards lost nothing by a race", async () => {
    await paidOrder();
    await delivered("s1");
    pass(60_000);
    const now = clock.now().toISOString();
    await send([event("topup.payment.refunded", now, { orderNo: "O1", outTradeNo: "PO1", amountFen: 5_000 })], now);
    await follow();
    expect(await itemsOf()).toEqual([]);
    await expectBooked([]);
  });
});

describe("crash between any two steps", () => {
  test("an order of an approval cut in half stays as it was, and the approval can be repeated", async () => {
    const channel = await paidOrder("O1", { orderFen: 60_000 });
    await payFor("O1", { channel, paidFen: 60_000, outTradeNo: "PO1b" });
    const asked = await credit("agent");
    const cut = transact(async (tx) => {
      await decideTopup({
        ctx: { ...person("lead", "lead"), tx },
        input: { id: asked.id, decision: "approve", factsHash: asked.factsHash },
      });
      throw new Error("the power went");
    });
    await expect(cut).rejects.toThrow("power");
    expect(await claimsOf()).toEqual([]);
    await expectBooked([]);
    expect(await approveCredit("lead", asked)).toMatchObject({ state: "succeeded" });
    await expectBooked(["credit"]);
  });
});

test("books of thirty orders moved in every way at once hold", async () => {
  const channel = await paidOrder("M0");
  for (let i = 1; i < 30; i++) await paidOrder(`M${i}`, { channel });
  gateways().faults.fail({ kind: "alipay", endpoint: "refund", fault: "truncated", times: 3 });
  await Promise.allSettled(
    Array.from({ length: 30 }, (_, i) => [
      credit("a", `M${i}`),
      refund("b", `M${i}`),
      callbackOf(`PM${i}`, channel),
    ]).flat(),
  );
  pass(120_000);
  await runDueRefunds(job());
  await follow();
  for (let i = 0; i < 30; i++) {
    const kinds = (await entriesOf(`M${i}`)).map((entry) => entry.kind);
    expect(kinds).toHaveLength(1);
    expect(returnedFen(`PM${i}`)).toBe(kinds[0] === "refund" ? 20_000 : 0);
  }
  await expectWhole();
});
