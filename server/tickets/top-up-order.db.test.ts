import { eq } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { db, transact } from "#db/client.ts";
import { ledgerEntries, outbox, ticketMessages, tickets, topups } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { verifyAudit } from "#server/audit/index.ts";
import { paidWithoutCallback, send } from "#server/orders/testing.ts";
import type { Topup } from "#server/topup/schemas.ts";
import { customerTicket, decideOrderTopup, getTicket, topUpOrder, updateTicket } from "./index.ts";
import { holder, later, openPaid, refusal, staff } from "./testing.ts";

freshDatabase({ beforeEach, afterEach });

const ask = (by: string, orderNo = "O1") =>
  topUpOrder({ ctx: staff(by, later(20)), input: { orderNo, reasonCode: "CB_MISSING" } });
const decide = (by: string, topup: Topup, decision: "approve" | "reject", note?: string) =>
  decideOrderTopup({
    ctx: staff(by, later(30), "lead"),
    input: { id: topup.id, decision, factsHash: topup.factsHash, ...(note ? { note } : {}) },
  });
const full = (number: string) => getTicket({ ctx: staff("reader"), input: { number } });

describe("crediting an order that has a ticket", () => {
  test("waits for a second person: checked in time, a note inside, nothing said outside", async () => {
    const opened = await openPaid();
    const topup = await ask("a");
    expect(topup).toMatchObject({ state: "pending_approval", ticketNumber: opened.number });
    const ticket = await full(opened.number);
    expect(ticket).toMatchObject({ status: "open", nextDueMetric: "first_response" });
    expect(ticket.sla.find((t) => t.metric === "verification")).toMatchObject({ outcome: "met", decidedAt: later(20) });
    expect(ticket.messages.at(-1)).toMatchObject({ visibility: "internal", author: "system" });
    expect(ticket.messages.at(-1)?.body).toContain("¥200.00");
    const own = await customerTicket({ ctx: await holder(opened), input: { number: opened.number } });
    expect(own.messages).toHaveLength(1);
  });

  test("approved: the money, the message, the ticket and its clocks in one", async () => {
    const opened = await openPaid();
    const topup = await decide("b", await ask("a"), "approve");
    expect(topup.state).toBe("succeeded");
    const ticket = await full(opened.number);
    expect(ticket).toMatchObject({ status: "resolved", resolvedAt: later(30), nextDueAt: null });
    expect(Object.fromEntries(ticket.sla.map((t) => [t.metric, t.outcome]))).toEqual({
      first_response: "cancelled",
      verification: "met",
      resolution: "met",
    });
    const own = await customerTicket({ ctx: await holder(opened), input: { number: opened.number } });
    expect(own.messages.at(-1)?.body).toContain("已为您补单 ¥200.00");
    expect(await db.select().from(ledgerEntries)).toHaveLength(1);
    const topics = (await db.select().from(outbox)).map((event) => event.topic);
    expect(topics.filter((topic) => topic === "ticket.credited")).toHaveLength(1);
    expect((await verifyAudit()).broken).toEqual([]);
  });

  test("rejected: the reason stays inside and the ticket open", async () => {
    const opened = await openPaid();
    await decide("b", await ask("a"), "reject", "凭证对不上");
    const ticket = await full(opened.number);
    expect(ticket.status).toBe("open");
    expect(ticket.messages.at(-1)).toMatchObject({ visibility: "internal" });
    expect(ticket.messages.at(-1)?.body).toContain("凭证对不上");
    expect(await db.select().from(ledgerEntries)).toHaveLength(0);
  });

  test("twenty approvals at once: one credit, one message", async () => {
    const opened = await openPaid();
    const topup = await ask("a");
    const results = await Promise.allSettled(
      Array.from({ length: 20 }, (_, i) => decide(`lead${i}`, topup, "approve")),
    );
    expect(results.filter((result) => result.status === "fulfilled")).toHaveLength(1);
    expect(await db.select().from(ledgerEntries)).toHaveLength(1);
    const told = (await full(opened.number)).messages.filter((message) => message.body.includes("已为您补单"));
    expect(told).toHaveLength(1);
  });

  test("twenty requests at once: one top-up, one note, and the losers learn whose it is", async () => {
    const opened = await openPaid();
    const results = await Promise.allSettled(Array.from({ length: 20 }, (_, i) => ask(`agent${i}`)));
    const won = results.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
    expect(won).toHaveLength(1);
    const lost = results.flatMap((result) => (result.status === "rejected" ? [result.reason] : []));
    expect(lost.every((error) => error.code === "TOPUP_IN_PROGRESS" && error.details.topupId === won[0]?.id)).toBe(
      true,
    );
    expect((await full(opened.number)).messages.filter((message) => message.visibility === "internal")).toHaveLength(1);
  });

  test("refused by the gate: the ticket is as it was", async () => {
    const opened = await openPaid();
    const before = await full(opened.number);
    const tooMuch = topUpOrder({
      ctx: staff("a"),
      input: { orderNo: "O1", reasonCode: "CB_MISSING", amountFen: 99_999_999 },
    });
    expect(await refusal(tooMuch)).toMatchObject({ status: 422 });
    expect(
      await refusal(
        decideOrderTopup({ ctx: staff("a"), input: { id: "none", decision: "approve", factsHash: "0".repeat(64) } }),
      ),
    ).toMatchObject({ status: 404 });
    expect(await full(opened.number)).toEqual(before);
  });

  test("in the ticket's language", async () => {
    const opened = await openPaid();
    await transact((tx) => tx.update(tickets).set({ locale: "en" }));
    await decide("b", await ask("a"), "approve");
    expect((await full(opened.number)).messages.at(-1)?.body).toContain("We have credited ¥200.00");
  });
});

test("an order without a ticket is credited all the same", async () => {
  await send(paidWithoutCallback("O9", 0));
  const topup = await decide("b", await ask("a", "O9"), "approve");
  expect(topup).toMatchObject({ state: "succeeded", ticketNumber: null });
  expect(await db.select().from(ticketMessages)).toHaveLength(0);
});

test("only a ticket of the order may be named: not one that is not there, nor another order's", async () => {
  await openPaid("O2");
  const opened = await openPaid("O1");
  const [other] = await db.select().from(tickets).where(eq(tickets.orderNo, "O2"));
  const naming = (ticketNumber: string) =>
    topUpOrder({ ctx: staff("a"), input: { orderNo: "O1", reasonCode: "CB_MISSING", ticketNumber } });
  for (const number of ["TK0", other?.number ?? ""]) {
    expect(await refusal(naming(number))).toMatchObject({
      status: 422,
      code: "TICKET_NOT_OF_ORDER",
      errors: [{ path: "ticketNumber" }],
    });
  }
  expect(await db.select().from(topups)).toHaveLength(0);
  expect((await full(opened.number)).messages).toHaveLength(1);
  expect((await naming(opened.number)).ticketNumber).toBe(opened.number);
});

test("a ticket that ended before is named in the top-up and left alone", async () => {
  const opened = await openPaid();
  await updateTicket({ ctx: staff("a"), input: { number: opened.number, status: "closed", version: 1 } });
  const asked = await topUpOrder({
    ctx: staff("a", later(20)),
    input: { orderNo: "O1", reasonCode: "CB_MISSING", ticketNumber: opened.number },
  });
  await decide("b", asked, "approve");
  const [row] = await db.select().from(topups).where(eq(topups.id, asked.id));
  expect(row?.ticketNumber).toBe(opened.number);
  expect((await full(opened.number)).status).toBe("closed");
});
