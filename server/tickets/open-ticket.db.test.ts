import { eq } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { db } from "#db/client.ts";
import { auditLog, diagnoses, outbox, slaTargets, ticketMessages, tickets } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { verifyAudit } from "#server/audit/index.ts";
import { fixedClock } from "#server/core/clock.ts";
import { systemContext } from "#server/core/context.ts";
import { proveOwnership } from "#server/diagnosis/index.ts";
import { paidWithoutCallback, send } from "#server/orders/testing.ts";
import { customerTicket, getTicket, linkTicketOrder, openTicket, ticketForAccess, updateTicket } from "./index.ts";
import { customer, holder, key, later, NOW, open, openPaid, refusal, run, staff, strangersRun } from "./testing.ts";

freshDatabase({ beforeEach, afterEach });

describe("opening a ticket", () => {
  test("writes down order, money, cause and promises, and says what happens next", async () => {
    const opened = await openPaid("O1", { description: "扣了200没到账", contact: "13800000000" });
    expect(opened).toMatchObject({
      number: "TK202611020001",
      status: "new",
      priority: "high",
      causeCode: "CB_MISSING",
      existing: false,
      sla: { firstResponseDueAt: later(120), verificationDueAt: later(60), resolutionDueAt: later(24 * 60) },
    });
    const ticket = await getTicket({ ctx: staff("a"), input: { number: opened.number } });
    expect(ticket).toMatchObject({
      orderNo: "O1",
      claimedOrderNo: null,
      customerId: "C1001",
      chargeState: "confirmed",
      amountFen: 20_000,
      productName: "Wallet ¥200",
      channel: "alipay",
      target: "C1001",
      description: "扣了200没到账",
      nextDueAt: later(60),
      nextDueMetric: "verification",
    });
    expect(ticket.messages).toHaveLength(1);
    expect(ticket.messages[0]).toMatchObject({ author: "system", visibility: "public" });
    expect(ticket.messages[0]?.body).toContain("11月2日 09:00");
    expect(ticket.events.map((event) => event.type)).toEqual(["opened"]);
    const topics = (await db.select().from(outbox)).map((event) => event.topic);
    expect(topics).toContain("ticket.opened");
    const audit = await db.select().from(auditLog).where(eq(auditLog.action, "ticket.opened"));
    expect(audit).toHaveLength(1);
    const [diagnosis] = await db.select().from(diagnoses).where(eq(diagnoses.id, opened.diagnosisId));
    expect(diagnosis?.ticketNumber).toBe(opened.number);
  });

  test("numbers count up within a day of Shanghai and start anew the next", async () => {
    const numbers = [];
    for (const at of ["2026-11-02T15:59:59Z", "2026-11-02T15:59:59Z", "2026-11-02T16:00:00Z"]) {
      numbers.push((await open(await strangersRun(), {}, at)).number);
    }
    expect(numbers).toEqual(["TK202611020001", "TK202611020002", "TK202611030001"]);
  });

  test("twenty at once for one order, from twenty runs: one ticket, and all learn its number", async () => {
    await send(paidWithoutCallback("O1", 0));
    const runs = await Promise.all(Array.from({ length: 20 }, () => run()));
    const opened = await Promise.all(runs.map((id) => open(id)));
    expect(new Set(opened.map((ticket) => ticket.number)).size).toBe(1);
    expect(new Set(opened.map((ticket) => ticket.accessUrl)).size).toBe(1);
    expect(opened.filter((ticket) => !ticket.existing)).toHaveLength(1);
    expect(await db.select().from(tickets)).toHaveLength(1);
    expect((await verifyAudit()).broken).toEqual([]);
  });

  test("twenty at once for twenty orders: twenty tickets with twenty numbers", async () => {
    const runs = await Promise.all(
      Array.from({ length: 20 }, async (_, i) => {
        await send(paidWithoutCallback(`N${i}`, 0));
        return run(`N${i}`);
      }),
    );
    const opened = await Promise.all(runs.map((id) => open(id)));
    expect(new Set(opened.map((ticket) => ticket.number)).size).toBe(20);
  });

  test("a second submission adds what is new in it, once, and shows the same link again", async () => {
    const first = await openPaid("O1", { description: "one" });
    const second = await open(await run(), { description: "two" });
    expect(second).toMatchObject({ number: first.number, existing: true, accessUrl: first.accessUrl });
    await open(await run(), { description: "two" });
    await open(await run(), { description: "one" });
    const own = await customerTicket({ ctx: await holder(first), input: { number: first.number } });
    expect(own.messages.filter((message) => message.author === "customer").map((message) => message.body)).toEqual([
      "two",
    ]);
  });

  test("an order whose ticket is closed may have a new one", async () => {
    const first = await openPaid();
    await updateTicket({ ctx: staff("a"), input: { number: first.number, status: "closed", version: 1 } });
    const second = await open(await run());
    expect(second.existing).toBe(false);
    expect(second.number).not.toBe(first.number);
  });

  test("is only for the run's own person, keys and staff", async () => {
    await send(paidWithoutCallback("O1", 0));
    const id = await run();
    const input = { diagnosisId: id, claim: "other" as const };
    for (const ctx of [customer("diagnosis:other"), customer("C2"), customer("ticket:TK1")]) {
      expect(await refusal(openTicket({ ctx, input }))).toMatchObject({ status: 404, code: "DIAGNOSIS_NOT_FOUND" });
    }
    expect(await refusal(openTicket({ ctx: key("k", ["tickets:read"]), input }))).toMatchObject({ status: 403 });
    expect(await refusal(openTicket({ ctx: staff("a"), input: { ...input, diagnosisId: "no" } }))).toMatchObject({
      code: "DIAGNOSIS_NOT_FOUND",
    });
    expect(await openTicket({ ctx: key("k", ["diagnosis:write"]), input })).toMatchObject({ existing: false });
  });

  test("by the system after a wait says so", async () => {
    await send(paidWithoutCallback("O1", 0));
    const ctx = systemContext("waits", fixedClock(NOW));
    const opened = await openTicket({ ctx, input: { diagnosisId: await run(), claim: "complete_topup" } });
    const messages = await db.select().from(ticketMessages).orderBy(ticketMessages.id);
    expect(messages.map((message) => message.body).join()).toContain("自动");
    expect(opened.number).toMatch(/^TK\d{12,}$/);
  });
});

describe("somebody who proved nothing", () => {
  const stranger = () => strangersRun("O1");

  test("gets a ticket that tells nothing about the order and takes no place", async () => {
    await send(paidWithoutCallback("O1", 0));
    const opened = await open(await stranger(), { description: "my money" });
    expect(opened.sla.verificationDueAt).toBeUndefined();
    expect(opened.priority).toBe("normal");
    const own = await customerTicket({ ctx: await holder(opened), input: { number: opened.number } });
    expect(own).toMatchObject({
      orderNo: "O1",
      ownsOrder: false,
      amountFen: null,
      productName: null,
      channel: null,
      paymentNo: null,
      target: null,
    });
    const [row] = await db.select().from(tickets);
    expect(row).toMatchObject({ orderNo: null, claimedOrderNo: "O1", customerId: null });
  });

  test("gets the same answer whether the owner has a ticket, and leaves it alone", async () => {
    const owners = await openPaid();
    const opened = await open(await stranger(), { description: "let me in" });
    expect(opened.existing).toBe(false);
    expect(opened.number).not.toBe(owners.number);
    const own = await customerTicket({ ctx: await holder(owners), input: { number: owners.number } });
    expect(own.messages).toHaveLength(1);
    expect(
      await refusal(customerTicket({ ctx: await holder(opened), input: { number: owners.number } })),
    ).toMatchObject({
      code: "TICKET_NOT_FOUND",
    });
  });

  test("does not keep the owner from opening theirs", async () => {
    await send(paidWithoutCallback("O1", 0));
    const strangers = await open(await stranger());
    const owners = await open(await run());
    expect(owners).toMatchObject({ existing: false, priority: "high" });
    expect(owners.number).not.toBe(strangers.number);
  });

  test("submits one run ten times at once and has one ticket", async () => {
    const id = await stranger();
    const opened = await Promise.all(Array.from({ length: 10 }, () => open(id)));
    expect(new Set(opened.map((ticket) => ticket.number)).size).toBe(1);
  });

  test("who proves it later finds the ticket linked, with the promise of checking", async () => {
    await send(paidWithoutCallback("O1", 0));
    const id = await stranger();
    const opened = await open(id);
    await proveOwnership({ ctx: customer(`diagnosis:${id}`), input: { id, proof: "000001" } });
    const again = await open(id, {}, later(10));
    expect(again).toMatchObject({ number: opened.number, existing: true, priority: "urgent" });
    expect(again.sla.verificationDueAt).toBe(later(70));
    const [row] = await db.select().from(tickets);
    expect(row).toMatchObject({ orderNo: "O1", claimedOrderNo: null, amountFen: 20_000 });
  });

  test("is linked by staff, unless the order has its open ticket", async () => {
    const owners = await openPaid();
    const strangers = await open(await stranger());
    const input = { number: strangers.number, orderNo: "O1", version: 1 };
    expect(await refusal(linkTicketOrder({ ctx: staff("a"), input }))).toMatchObject({
      status: 409,
      code: "ORDER_HAS_OPEN_TICKET",
      details: { number: owners.number },
    });
    await updateTicket({ ctx: staff("a"), input: { number: owners.number, status: "closed", version: 1 } });
    await linkTicketOrder({ ctx: staff("a"), input: { ...input, orderNo: "o1" } });
    const ticket = await getTicket({ ctx: staff("a"), input: { number: strangers.number } });
    expect(ticket).toMatchObject({ orderNo: "O1", priority: "high", nextDueMetric: "verification" });
  });
});

describe("an access link", () => {
  test("opens its own ticket and nothing else", async () => {
    const one = await openPaid("O1");
    const two = await openPaid("O2");
    const secret = new URL(one.accessUrl).searchParams.get("k") ?? "";
    expect(await ticketForAccess({ number: one.number, secret })).toMatchObject({
      number: one.number,
      actor: { kind: "customer", id: `ticket:${one.number}` },
    });
    expect(await ticketForAccess({ number: two.number, secret })).toBeUndefined();
    expect(await ticketForAccess({ number: one.number, secret: `${secret}x` })).toBeUndefined();
    expect(await ticketForAccess({ number: one.number, secret: "" })).toBeUndefined();
    expect(await ticketForAccess({ number: "TK0", secret })).toBeUndefined();
    expect(JSON.stringify(await db.select().from(tickets))).not.toContain(secret);
  });
});

test("the clocks of a ticket are written down with their policy", async () => {
  await openPaid();
  const targets = await db.select().from(slaTargets);
  expect(targets.map((target) => target.metric).sort()).toEqual(["first_response", "resolution", "verification"]);
  expect(targets.every((t) => t.policyVersion === "default-1" && t.calendarVersion === "always-1")).toBe(true);
});
