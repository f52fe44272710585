import { eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { db, setConnection, transact } from "#db/client.ts";
import { attachments, diagnoses, diagnosisWaits, outbox, tickets } from "#db/schema/index.ts";
import { type TestDatabase, testDatabase, withSecondConnection } from "#db/testing.ts";
import { verifyAudit } from "#server/audit/index.ts";
import { fixedClock } from "#server/core/clock.ts";
import { type Ctx, systemContext } from "#server/core/context.ts";
import { overrideEnv } from "#server/core/env.ts";
import { newId } from "#server/core/ids.ts";
import {
  leaveContact,
  recheckWaits,
  startDiagnosis,
  stirWaits,
  viewDiagnosis,
  waitView,
} from "#server/diagnosis/index.ts";
import { event, paidWithoutCallback, send } from "#server/orders/testing.ts";
import { overrideGateways } from "#server/payments/index.ts";
import { fakeGateway, setUpChannels } from "#server/payments/testing.ts";
import { json, ScriptedPlatform, SECRET } from "#server/topup/commands/testing/platform.ts";
import { forgetUpstream } from "#server/topup/upstream/index.ts";
import { openLapsedWaits } from "./index.ts";

/** Minutes after the order was made; it was paid and handed to the supplier in the first. */
const at = (minutes: number) => new Date(Date.UTC(2026, 10, 1) + minutes * 60_000);
const job = (minutes: number): Ctx => systemContext("waits", fixedClock(at(minutes)));
const person = (minutes: number, id = "C1001"): Ctx => ({
  actor: { kind: "customer", id, name: "customer" },
  clock: fixedClock(at(minutes)),
});

let database: TestDatabase;
let platform: ScriptedPlatform;
beforeAll(async () => {
  platform = new ScriptedPlatform();
  await platform.open();
});
afterAll(() => platform.close());
beforeEach(async () => {
  database = await testDatabase();
  platform.heard.length = 0;
  platform.asks = [json(200, { state: "submitted" })];
  forgetUpstream();
  overrideEnv({ PLATFORM_URL: platform.url, PLATFORM_COMMAND_SECRET: SECRET });
});
afterEach(async () => {
  overrideEnv();
  overrideGateways();
  await database.drop();
});

/** A run whose order is with its supplier: it waits until the 16th minute. */
async function waiting(orderNo = "O1", customerId = "C1001", supplier = "S1"): Promise<string> {
  await send([
    ...paidWithoutCallback(orderNo, 0, { customerId }),
    event("topup.callback.received", 30, {
      ...{ orderNo, outTradeNo: `P${orderNo}`, channel: "alipay", verified: true, outcome: "applied" },
    }),
    event("topup.order.status_changed", 31, { orderNo, status: "fulfilling" }),
    event("topup.fulfilment.submitted", 60, { orderNo, supplier, supplierRef: "R1" }),
  ]);
  const view = await startDiagnosis({ ctx: person(3, customerId), input: { orderNo, locale: "zh-CN" } });
  expect(view.outcome).toMatchObject({ kind: "wait", until: at(16).toISOString() });
  return view.id;
}
/** Orders that have nothing to do with one another: many at one supplier are a trouble of their own. */
const apart = (orderNo: string) => waiting(orderNo, `C-${orderNo}`, `S-${orderNo}`);
const rowOf = async (id: string) => (await db.select().from(diagnoses).where(eq(diagnoses.id, id)))[0];
const waitOf = async (id: string) =>
  (await db.select().from(diagnosisWaits).where(eq(diagnosisWaits.diagnosisId, id)))[0];
const told = async (topic: string) =>
  (await db.select().from(outbox).where(eq(outbox.topic, topic))).map(({ payload }) => payload);
/** Consumers leave the newest two seconds alone; the tests' events must be older than that. */
const settle = () =>
  transact(async (tx) => {
    const rows = await tx.select().from(outbox);
    await tx.delete(outbox);
    if (rows.length > 0) {
      await tx.insert(outbox).values(rows.map((row) => ({ ...row, id: newId(new Date(Date.now() - 60_000)) })));
    }
  });

describe("a wait", () => {
  test("is looked at by itself, asks the platform, and says when it looks next", async () => {
    const id = await waiting();
    const asked = platform.asked.length;
    expect(await openLapsedWaits(job(3.2))).toEqual([]);
    expect(platform.asked).toHaveLength(asked);
    await openLapsedWaits(job(4));
    expect(platform.asked).toHaveLength(asked + 1);
    const shown = await waitView({ ctx: person(4), input: { id } });
    expect(shown).toMatchObject({ checks: 1, checkedAt: at(4), until: at(16) });
    expect(shown?.upstream).toEqual({ state: "submitted", at: at(4), asked: true });
    const next = shown?.nextCheckAt as Date;
    expect(next > at(4) && next <= at(16)).toBe(true);
    const view = await viewDiagnosis({ ctx: person(4.1), input: { id } });
    expect(view.outcome?.recheckAt).toBe(next.toISOString());
    expect(await told("diagnosis.changed")).not.toEqual([]);
  });

  test("asks the gateway as well, and ends when that says that the money went back", async () => {
    const id = await waiting();
    const alipay = fakeGateway();
    await setUpChannels({ alipay });
    alipay.payments.set("PO1", { paidAt: at(0) });
    await openLapsedWaits(job(4));
    expect(alipay.asked).toEqual(["PO1"]);
    expect((await waitView({ ctx: person(4), input: { id } }))?.payment).toEqual({ state: "paid", at: at(4) });
    alipay.payments.set("PO1", { state: "refunded", refundedFen: 20_000, paidAt: at(0) });
    await openLapsedWaits(job(6));
    expect(await rowOf(id)).toMatchObject({ waitUntil: null, ticketNumber: null });
    expect(await told("diagnosis.wait_ended")).toMatchObject([{ diagnosisId: id, state: "solved" }]);
  });

  test("whose supplier says that it arrived ends, and that is told once", async () => {
    const id = await waiting();
    platform.asks = [json(200, { state: "succeeded", supplier: "S1", creditedFen: 20_000 })];
    await openLapsedWaits(job(4));
    await openLapsedWaits(job(5));
    expect(await rowOf(id)).toMatchObject({ waitUntil: null, ticketNumber: null });
    expect(await waitOf(id)).toMatchObject({ nextCheckAt: null });
    expect(await told("diagnosis.wait_ended")).toMatchObject([
      { diagnosisId: id, customerId: "C1001", orderNo: "O1", state: "solved" },
    ]);
    expect(await openLapsedWaits(job(60))).toEqual([]);
  });

  test("whose order fails becomes a ticket at once", async () => {
    const id = await waiting();
    platform.asks = [json(200, { state: "failed", supplier: "S1", code: "E1", message: "处理失败" })];
    const [number] = await openLapsedWaits(job(4));
    expect(await rowOf(id)).toMatchObject({ ticketNumber: number, waitUntil: null });
    expect(await told("ticket.opened")).toMatchObject([{ number, because: "wait_lapsed" }]);
    expect(await told("diagnosis.wait_ended")).toEqual([]);
  });

  test("whose order is held for review is told so, and keeps its deadline", async () => {
    platform.asks = [json(200, { state: "none" })];
    await send(paidWithoutCallback("O1", 0));
    const { id, outcome } = await startDiagnosis({ ctx: person(1), input: { orderNo: "O1" } });
    expect(outcome?.kind).toBe("wait");
    const until = (await rowOf(id))?.waitUntil as Date;
    const flag = { orderNo: "O1", customerId: "C1001", rule: "velocity", side: "platform", reviewId: "RV1" };
    await send([
      event("topup.callback.received", 69, {
        ...{ orderNo: "O1", outTradeNo: "PO1", channel: "alipay", verified: true, outcome: "applied" },
      }),
      event("topup.risk.flagged", 70, flag),
      event("topup.order.status_changed", 71, { orderNo: "O1", status: "under_review" }),
    ]);
    expect(await openLapsedWaits(job(1.7))).toEqual([]);
    const held = await rowOf(id);
    expect(held?.waitUntil).toEqual(until);
    expect(held?.outcomeKind).not.toBe("wait");
    expect(await told("diagnosis.wait_ended")).toMatchObject([{ state: "changed", outcome: held?.outcomeKind }]);
    await openLapsedWaits(job(2.2));
    expect(await told("diagnosis.wait_ended")).toHaveLength(1);
    expect(await openLapsedWaits(job(17))).toHaveLength(1);
  });

  test("to whose order something happens during a look is looked at again at once", async () => {
    const id = await waiting();
    await settle();
    await stirWaits(job(4));
    const news = event("topup.fulfilment.submitted", 241, { orderNo: "O1", supplier: "S1", supplierRef: "R2" });
    platform.asks = [
      (response, heard) => {
        // While the platform answers, it also tells of something by itself.
        void send([news])
          .then(settle)
          .then(() => stirWaits(job(4)))
          .then(() => json(200, { state: "submitted" })(response, heard));
      },
    ];
    await openLapsedWaits(job(4));
    expect(await waitOf(id)).toMatchObject({ checks: 1, nextCheckAt: at(4) });
    platform.asks = [json(200, { state: "submitted" })];
    await openLapsedWaits(job(4));
    expect(await waitOf(id)).toMatchObject({ checks: 2 });
    expect((await waitOf(id))?.nextCheckAt?.getTime()).toBeGreaterThan(at(4).getTime());
  });

  test("is looked at as soon as something happens to its order, not only when its time has come", async () => {
    const id = await waiting();
    await openLapsedWaits(job(4));
    await settle();
    await stirWaits(job(4));
    await send([event("topup.credit.posted", 245, { orderNo: "O1", amountFen: 20_000, reference: "CR" })]);
    await settle();
    await stirWaits(job(4.1));
    await openLapsedWaits(job(4.1));
    expect(await rowOf(id)).toMatchObject({ waitUntil: null });
    expect(await told("diagnosis.wait_ended")).toMatchObject([{ diagnosisId: id, state: "solved" }]);
  });
});

describe("at the deadline", () => {
  test("the ticket has everything: order, payment, reasons, answers, uploads and where to answer", async () => {
    const id = await waiting();
    await leaveContact({ ctx: person(4, `diagnosis:${id}`), input: { id, email: "li@example.com" } });
    const file = { name: "a.png", sha256: "0".repeat(64), mediaType: "image/png", bytes: 10, createdAt: at(4) };
    await transact((tx) =>
      tx.insert(attachments).values({ id: "A1", ownerKey: `diagnosis:${id}`, kind: "debit_proof", ...file }),
    );
    const [number] = await openLapsedWaits(job(17));
    const [ticket] = await db.select().from(tickets);
    expect(ticket).toMatchObject({
      ...{
        number,
        orderNo: "O1",
        customerId: "C1001",
        amountFen: 20_000,
        channel: "alipay",
        paymentNo: expect.any(String),
      },
      ...{ claim: "complete_topup", contact: "li@example.com", chargeState: "confirmed" },
    });
    expect(ticket?.diagnosis).toMatchObject({ "zh-CN": { reasons: [{ code: expect.any(String) }] } });
    expect(await db.select().from(attachments)).toMatchObject([{ ticketId: ticket?.id }]);
    expect(await openLapsedWaits(job(18))).toEqual([]);
    expect((await verifyAudit()).broken).toEqual([]);
  });

  test("a wait whose ticket cannot be opened stays due, and is not tried every moment", async () => {
    const id = await waiting();
    expect(await recheckWaits({ ctx: job(17), input: { limit: 10 } })).toMatchObject({ lapsed: [id] });
    expect((await waitOf(id))?.nextCheckAt?.getTime()).toBeGreaterThan(at(17).getTime());
    expect(await recheckWaits({ ctx: job(17), input: { limit: 10 } })).toMatchObject({ lapsed: [] });
    expect(await openLapsedWaits(job(30))).toHaveLength(1);
  });

  test("two workers at once, and one after another that was killed, open one ticket", async () => {
    for (const orderNo of ["O1", "O2", "O3"]) await apart(orderNo);
    const opened = await withSecondConnection(database.url, async (second) => {
      const first = database.connection;
      const mine = openLapsedWaits(job(17));
      setConnection(second);
      const theirs = openLapsedWaits(job(17));
      const both = await Promise.all([mine, theirs]);
      setConnection(first);
      return both.flat();
    });
    expect(new Set(opened).size).toBe(opened.length);
    await openLapsedWaits(job(19));
    expect(await db.select().from(tickets)).toHaveLength(3);
  });

  test("a wait that a worker took and died with is due again, and becomes its ticket once", async () => {
    const id = await waiting();
    // What a worker writes before it asks anybody: if it is killed then, nothing else was written.
    await transact((tx) =>
      tx
        .update(diagnosisWaits)
        .set({ nextCheckAt: at(18) })
        .where(eq(diagnosisWaits.diagnosisId, id)),
    );
    expect(await openLapsedWaits(job(17))).toEqual([]);
    expect(await openLapsedWaits(job(18))).toHaveLength(1);
    expect(await openLapsedWaits(job(20))).toEqual([]);
    expect(await db.select().from(tickets)).toHaveLength(1);
  });
});

test("a platform and gateways that are silent hold no other wait up", async () => {
  for (let i = 1; i <= 12; i++) await apart(`O${i}`);
  platform.asks = [json(500, {})];
  await openLapsedWaits(job(4));
  const looked = await db.select().from(diagnosisWaits);
  expect(looked.every(({ checks, nextCheckAt }) => checks === 1 && nextCheckAt !== null && nextCheckAt > at(4))).toBe(
    true,
  );
});

test("a contact is for a wait that is one's own and proven", async () => {
  const id = await waiting();
  const input = { id, email: "li@example.com" };
  await expect(leaveContact({ ctx: person(4, "C2"), input })).rejects.toMatchObject({ status: 404 });
  await expect(leaveContact({ ctx: person(4), input: { id, email: "li@" } })).rejects.toMatchObject({ status: 422 });
  await leaveContact({ ctx: person(4), input });
  expect((await waitView({ ctx: person(4), input: { id } }))?.contact).toBe("li@example.com");
  await leaveContact({ ctx: person(4), input: { id, email: " " } });
  expect((await waitView({ ctx: person(4), input: { id } }))?.contact).toBeNull();
  await openLapsedWaits(job(17));
  await expect(leaveContact({ ctx: person(18), input })).rejects.toMatchObject({ code: "NOTHING_WAITS" });
});
