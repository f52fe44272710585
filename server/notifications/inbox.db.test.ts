import { eq } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { db, transact } from "#db/client.ts";
import { inboxMessages, outbox, outboxCursors } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { fixedClock } from "#server/core/clock.ts";
import type { Ctx } from "#server/core/context.ts";
import { newId } from "#server/core/ids.ts";
import { startDiagnosis } from "#server/diagnosis/index.ts";
import { paidWithoutCallback, send } from "#server/orders/testing.ts";
import { openTicket } from "#server/tickets/index.ts";
import { customersOf, deliverInbox, inboxOf, listInbox, openMessage, readInbox, unreadOf } from "./index.ts";
import { noticeOf } from "./rules.ts";

freshDatabase({ beforeEach, afterEach });

const clock = fixedClock("2026-11-02T00:00:00Z");
const as = (id: string): Ctx => ({ actor: { kind: "customer", id, name: "customer" }, clock });
let minutesAgo = 60;
/** Consumers leave the newest two seconds alone, so the tests' events are older. */
const tell = (topic: string, payload: Record<string, unknown>) =>
  transact((tx) => {
    const createdAt = new Date(Date.now() - minutesAgo-- * 60_000);
    return tx.insert(outbox).values({ id: newId(createdAt), topic, subject: "ticket:TK1", payload, createdAt });
  });
const ticket = { number: "TK1", orderNo: "O1", customerId: "C1" };

describe("the inbox", () => {
  test("says each thing once, however often the consumer starts anew", async () => {
    await tell("ticket.opened", ticket);
    await tell("topup.succeeded", { orderNo: "O1", ticketNumber: "TK1", customerId: "C1", amountFen: 20_000 });
    expect(await deliverInbox(clock)).toBe(2);
    expect(await deliverInbox(clock)).toBe(0);
    await transact((tx) => tx.delete(outboxCursors));
    expect(await deliverInbox(clock)).toBe(2);
    const { items } = await listInbox({ ctx: as("C1"), input: {} });
    expect(items.map((item) => [item.kind, item.ticketNumber, item.params, item.read])).toEqual([
      ["credited", "TK1", { amountFen: 20_000 }, false],
      ["ticket_opened", "TK1", {}, false],
    ]);
  });

  test("tells what became of a stuck order: credited, refunded, or a person has it and by when", async () => {
    const order = { orderNo: "O1", ticketNumber: null, customerId: "C1", amountFen: 20_000 };
    await tell("order.handed_over", { ...order, dueAt: "2026-11-03T00:00:00.000Z" });
    await tell("refund.succeeded", order);
    await deliverInbox(clock);
    const { items } = await listInbox({ ctx: as("C1"), input: {} });
    expect(items.map((item) => [item.kind, item.orderNo, item.params])).toEqual([
      ["refunded", "O1", { amountFen: 20_000 }],
      ["order_handed_over", "O1", { amountFen: 20_000, dueAt: "2026-11-03T00:00:00.000Z" }],
    ]);
  });

  test("is the customer's own, in pages, and can be read", async () => {
    for (let i = 0; i < 5; i++) await tell("ticket.replied", { ...ticket, by: "staff" });
    await tell("ticket.replied", { ...ticket, customerId: "C2", by: "staff" });
    await deliverInbox(clock);
    const first = await listInbox({ ctx: as("C1"), input: { limit: 3 } });
    const second = await listInbox({ ctx: as("C1"), input: { limit: 3, cursor: first.nextCursor ?? "" } });
    expect([first.items.length, second.items.length, second.nextCursor]).toEqual([3, 2, null]);
    expect(await readInbox({ ctx: as("C1") })).toBe(5);
    expect(await readInbox({ ctx: as("C1") })).toBe(0);
    expect((await db.select().from(inboxMessages)).filter((message) => !message.read)).toHaveLength(1);
    for (const id of ["ticket:TK1", "diagnosis:x"]) {
      await expect(listInbox({ ctx: as(id), input: {} })).rejects.toMatchObject({ status: 403 });
    }
  });
});

describe("a browser's inbox", () => {
  const paid = (orderNo: string, customerId: string) => send(paidWithoutCallback(orderNo, 0, { customerId }));
  const begin = (id: string, orderNo: string) => startDiagnosis({ ctx: as(id), input: { orderNo } });

  test("is that of the customers whose runs it proved, and no other's", async () => {
    await paid("O1", "C1");
    await paid("O2", "C2");
    const [proven, stranger] = [await begin("C1", "O1"), await begin("visitor", "O2")];
    expect(await customersOf({ diagnoses: [] })).toEqual([]);
    expect(await customersOf({ diagnoses: [proven.id, stranger.id, "none"] })).toEqual(["C1"]);
    for (const customerId of ["C1", "C2", "C3"]) await tell("ticket.replied", { ...ticket, customerId, by: "staff" });
    await deliverInbox(clock);
    expect((await inboxOf(["C1", "C3"], {})).items).toHaveLength(2);
    expect([await unreadOf(["C1", "C3"]), await unreadOf([])]).toEqual([2, 0]);
    const told = await db.select().from(outbox).where(eq(outbox.topic, "inbox.told"));
    expect(told.map(({ subject }) => subject).toSorted()).toEqual(["customer:C1", "customer:C2", "customer:C3"]);
  });

  test("leads from a message to a proven run of its order, the same one each time, and marks it as read", async () => {
    await paid("O1", "C1");
    await tell("payment.troubled", { orderNo: "O1", customerId: "C1", trouble: "payment_stuck" });
    await deliverInbox(clock);
    const id = (await inboxOf(["C1"], {})).items[0]?.id ?? "";
    const open = (customerIds: string[]) => openMessage({ ctx: as("visitor"), id, customerIds, locale: "en" });
    expect(await open(["C2"])).toEqual({ order: null });
    expect(await unreadOf(["C1"])).toBe(1);
    const opened = await open(["C1"]);
    if (!("diagnosis" in opened)) throw new Error("it opened no run");
    expect(await unreadOf(["C1"])).toBe(0);
    expect(await open(["C1"])).toEqual(opened);
    expect(await customersOf({ diagnoses: [opened.diagnosis] })).toEqual(["C1"]);
  });

  test("leads to the customer's own ticket, and to nobody else's", async () => {
    await paid("O1", "C1");
    const run = await begin("C1", "O1");
    const { number } = await openTicket({
      ctx: as(`diagnosis:${run.id}`),
      input: { diagnosisId: run.id, claim: "complete_topup" },
    });
    for (const customerId of ["C1", "C2"]) await tell("ticket.replied", { number, customerId, by: "staff" });
    await deliverInbox(clock);
    const destinations = [];
    for (const customerId of ["C1", "C2"]) {
      const [message] = (await inboxOf([customerId], {})).items;
      destinations.push(await openMessage({ ctx: as("v"), id: message?.id ?? "", customerIds: [customerId] }));
    }
    expect(destinations).toEqual([{ ticket: number }, { order: null }]);
  });
});

test("the end of a wait is no second message beside the money that ended it, unless somebody asked to hear of it", async () => {
  const about = { orderNo: "O1", customerId: "C1" };
  await tell("topup.succeeded", { ...about, amountFen: 20_000 });
  await tell("diagnosis.wait_ended", { ...about, diagnosisId: "D1", state: "solved" });
  await tell("diagnosis.wait_ended", { ...about, orderNo: "O2", diagnosisId: "D2", state: "solved" });
  await deliverInbox(clock);
  const { items } = await inboxOf(["C1"], {});
  expect(items.map(({ kind, orderNo }) => [kind, orderNo])).toEqual([
    ["wait_solved", "O2"],
    ["credited", "O1"],
  ]);
});

test("an appeal tells that it is being reviewed once, and nothing of the work behind it", async () => {
  const about = { orderNo: "O1", customerId: "C1", appealId: "A1", ticketNumber: "TK1" };
  const dueAt = "2026-11-02T01:00:00.000Z";
  await tell("appeal.opened", { ...about, action: "opened", dueAt });
  for (const action of ["evidence_added", "claimed", "given_back", "claimed", "closed"]) {
    await tell("appeal.progress", { ...about, action, dueAt });
  }
  await tell("appeal.passed", { ...about, action: "passed" });
  await deliverInbox(clock);
  const { items } = await inboxOf(["C1"], {});
  expect(items.map(({ kind, params }) => [kind, params.dueAt ?? null])).toEqual([
    ["appeal_passed", null],
    ["appeal_progress", dueAt],
    ["appeal_opened", dueAt],
  ]);
});

test("a gateway that stays silent is told to the customer of the case, and to nobody when they are unknown", () => {
  const event = { topic: "case.escalated", payload: { ...ticket, id: "case-1", ticketNumber: "TK1" } };
  expect(noticeOf(event)).toMatchObject({
    kind: "gateway_silent",
    customerId: "C1",
    ticketNumber: "TK1",
    orderNo: "O1",
  });
  expect(noticeOf({ ...event, payload: { ...event.payload, customerId: null } })).toBeUndefined();
});

test.each([
  ["ticket.noted", { by: "staff" }],
  ["ticket.replied", { by: "customer" }],
  ["ticket.updated", {}],
  ["ticket.topup_requested", {}],
  ["ticket.opened", { customerId: null }],
])("%s %j tells the customer nothing", (topic, more) => {
  expect(noticeOf({ topic, payload: { ...ticket, ...more } })).toBeUndefined();
});
