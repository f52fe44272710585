import { eq } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { db, transact } from "#db/client.ts";
import { diagnoses, diagnosisWaits, outbox, tickets } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { fixedClock } from "#server/core/clock.ts";
import { systemContext } from "#server/core/context.ts";
import { newId } from "#server/core/ids.ts";
import { event, paidWithoutCallback, send } from "#server/orders/testing.ts";
import { followOrders } from "./follow-orders.ts";
import { customerTicket, openLapsedWaits } from "./index.ts";
import { holder, later, open, openPaid, run, strangersRun } from "./testing.ts";

freshDatabase({ beforeEach, afterEach });

const at = (minutes: number) => systemContext("job", fixedClock(later(minutes)));
/** Consumers leave the newest two seconds alone; the tests' events must be older than that. */
const settle = () =>
  transact(async (tx) => {
    const rows = await tx.select().from(outbox);
    await tx.delete(outbox);
    const old = new Date(Date.now() - 60_000);
    if (rows.length > 0) await tx.insert(outbox).values(rows.map((row) => ({ ...row, id: newId(old) })));
  });
const credited = (orderNo: string, amountFen = 20_000) =>
  send([event("topup.credit.posted", 80_000, { orderNo, amountFen, reference: `R${orderNo}` })]);
const refunded = (orderNo: string) =>
  send([
    event("topup.payment.refunded", 80_000, { orderNo, outTradeNo: `P${orderNo}`, amountFen: 20_000 }),
    event("topup.order.status_changed", 80_001, { orderNo, status: "refunded" }),
  ]);
const follow = async () => {
  await settle();
  return followOrders(at(30));
};
const statusOf = async (number: string) =>
  (await db.select().from(tickets)).find((ticket) => ticket.number === number)?.status;

describe("money that arrives by itself", () => {
  test("resolves its ticket and tells the customer, once", async () => {
    const opened = await openPaid("O1");
    await credited("O1");
    await follow();
    await follow();
    const own = await customerTicket({ ctx: await holder(opened, later(40)), input: { number: opened.number } });
    expect(own).toMatchObject({ status: "resolved", resolvedAt: later(30) });
    expect(own.messages.filter((message) => message.body.includes("已到账 ¥200.00"))).toHaveLength(1);
    expect(own.promises.map((promise) => [promise.metric, promise.state])).toEqual([
      ["verification", "kept"],
      ["resolution", "kept"],
    ]);
  });

  test("and goes back resolves it too, in other words", async () => {
    const opened = await openPaid("O1");
    await refunded("O1");
    await follow();
    const own = await customerTicket({ ctx: await holder(opened, later(40)), input: { number: opened.number } });
    expect(own.status).toBe("resolved");
    expect(own.messages.at(-1)?.body).toContain("已退款 ¥200.00");
  });

  test("in part leaves the ticket open", async () => {
    const opened = await openPaid("O1");
    await credited("O1", 5_000);
    await follow();
    expect(await statusOf(opened.number)).toBe("new");
  });

  test("leaves alone the tickets that ask for something else, and strangers' tickets", async () => {
    const refund = await openPaid("O1", { claim: "refund" });
    const strangers = await open(await strangersRun("O1"));
    await credited("O1");
    await follow();
    expect(await statusOf(refund.number)).toBe("new");
    expect(await statusOf(strangers.number)).toBe("new");
  });
});

describe("a wait that is over", () => {
  const over = new Date(later(-1));
  const lapse = async (id: string) =>
    transact(async (tx) => {
      await tx.update(diagnoses).set({ waitUntil: over }).where(eq(diagnoses.id, id));
      const wait = { startedAt: over, nextCheckAt: over, checks: 0, stirred: 0 };
      await tx
        .insert(diagnosisWaits)
        .values({ diagnosisId: id, ...wait })
        .onConflictDoUpdate({ target: diagnosisWaits.diagnosisId, set: wait });
    });

  test("becomes a ticket by itself, once, in the words of the run", async () => {
    await send(paidWithoutCallback("O1", 0));
    await lapse(await run());
    const [number] = await openLapsedWaits(at(0));
    expect(number).toMatch(/^TK/);
    expect(await openLapsedWaits(at(1))).toEqual([]);
    const [diagnosis] = await db.select().from(diagnoses);
    expect(diagnosis).toMatchObject({ ticketNumber: number, waitUntil: null });
    const [ticket] = await db.select().from(tickets);
    expect(ticket).toMatchObject({ orderNo: "O1", claim: "complete_topup", status: "new" });
  });

  test("leads to the order's open ticket where there is one", async () => {
    const opened = await openPaid("O1");
    await lapse(await run());
    expect(await openLapsedWaits(at(0))).toContain(opened.number);
    expect(await db.select().from(tickets)).toHaveLength(1);
    expect(await openLapsedWaits(at(1))).toEqual([]);
  });

  test.each([
    ["arrived", credited],
    ["went back", refunded],
  ])("whose money %s meanwhile becomes none", async (_how, happen) => {
    await send(paidWithoutCallback("O1", 0));
    await lapse(await run());
    await happen("O1");
    expect(await openLapsedWaits(at(0))).toEqual([]);
    expect(await db.select().from(tickets)).toHaveLength(0);
  });
});
