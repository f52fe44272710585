import { eq } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { db } from "#db/client.ts";
import { outbox, ticketEvents, tickets } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { confirmResolved, customerTicket, getTicket, postMessage, reopenTicket, updateTicket } from "./index.ts";
import { customer, holder, key, later, open, openPaid, refusal, run, staff, staffAccount } from "./testing.ts";

freshDatabase({ beforeEach, afterEach });

const full = (number: string) => getTicket({ ctx: staff("reader"), input: { number } });
const clock = async (number: string, metric: string) => (await full(number)).sla.filter((t) => t.metric === metric);

describe("messages", () => {
  test("the first public reply by a person decides the first response; a note and a system message do not", async () => {
    const { number } = await openPaid();
    await postMessage({ ctx: staff("a", later(5)), input: { number, body: "hm", visibility: "internal" } });
    expect((await clock(number, "first_response"))[0]?.outcome).toBeNull();
    await postMessage({ ctx: staff("a", later(30)), input: { number, body: "在查" } });
    expect((await clock(number, "first_response"))[0]).toMatchObject({ outcome: "met", decidedAt: later(30) });
    expect(await full(number)).toMatchObject({ status: "open", nextDueMetric: "verification" });
  });

  test("what a customer writes opens a ticket that waited for them and starts the next clock", async () => {
    const opened = await openPaid();
    const { number } = opened;
    await postMessage({ ctx: staff("a", later(1)), input: { number, body: "请发截图" } });
    await updateTicket({ ctx: staff("a", later(1)), input: { number, status: "waiting_customer", version: 2 } });
    expect(await full(number)).toMatchObject({ status: "waiting_customer", nextDueAt: null });
    await postMessage({ ctx: await holder(opened, later(61)), input: { number, body: "好了" } });
    const ticket = await full(number);
    expect(ticket).toMatchObject({ status: "open", nextDueAt: later(120), nextDueMetric: "verification" });
    expect((await clock(number, "next_response"))[0]).toMatchObject({ dueAt: later(181), outcome: null });
    await postMessage({ ctx: staff("a", later(182)), input: { number, body: "收到" } });
    expect((await clock(number, "next_response"))[0]).toMatchObject({ outcome: "breached" });
  });

  test("an internal note reaches no customer, by any way", async () => {
    const opened = await openPaid();
    const { number } = opened;
    const secret = "疑似黑产-internal";
    await postMessage({ ctx: staff("a"), input: { number, body: secret, visibility: "internal" } });
    await updateTicket({ ctx: staff("a"), input: { number, tags: ["fraud-tag"], version: 2 } });
    const own = JSON.stringify(await customerTicket({ ctx: await holder(opened), input: { number } }));
    expect(own).not.toContain(secret);
    expect(own).not.toContain("fraud-tag");
    expect(own).not.toContain("internal");
    expect(JSON.stringify(await db.select().from(outbox))).not.toContain(secret);
    expect(JSON.stringify(await full(number))).toContain(secret);
    const note = postMessage({ ctx: await holder(opened), input: { number, body: "x", visibility: "internal" } });
    expect(await refusal(note)).toMatchObject({ status: 403 });
  });

  test("a public message reaches the customer, with its files and nothing of the note beside it", async () => {
    const opened = await openPaid();
    const { number } = opened;
    const say = (ctx: ReturnType<typeof staff>, body: string, visibility: "public" | "internal") =>
      postMessage({ ctx, input: { number, body, visibility } });
    await say(key("k1"), "内部-by-key", "internal");
    await say(key("k1"), "公开-by-key", "public");
    await say(staff("a"), "内部-by-staff", "internal");
    await say(staff("a"), "公开-by-staff", "public");
    for (const ctx of [await holder(opened), customer("C1001"), customer(`diagnosis:${opened.diagnosisId}`)]) {
      const { messages } = await customerTicket({ ctx, input: { number } });
      expect(messages.slice(1).map((message) => message.body)).toEqual(["公开-by-key", "公开-by-staff"]);
    }
  });

  test("come only from the ticket's customer and from those who may", async () => {
    const opened = await openPaid();
    const input = { number: opened.number, body: "hello" };
    for (const ctx of [customer("ticket:TK1"), customer("diagnosis:x"), customer("C2")]) {
      expect(await refusal(postMessage({ ctx, input }))).toMatchObject({ status: 404, code: "TICKET_NOT_FOUND" });
    }
    expect(await refusal(postMessage({ ctx: key("k", ["tickets:read"]), input }))).toMatchObject({ status: 403 });
    expect(await refusal(postMessage({ ctx: staff("a"), input: { ...input, number: "TK0" } }))).toMatchObject({
      status: 404,
    });
    for (const ctx of [customer("C1001"), customer(`diagnosis:${opened.diagnosisId}`)]) {
      expect(await postMessage({ ctx, input })).toMatchObject({ author: "customer" });
    }
  });
});

describe("what staff decide", () => {
  test("is refused when it is based on an older version", async () => {
    const { number } = await openPaid();
    const results = await Promise.allSettled(
      Array.from({ length: 10 }, (_, i) =>
        updateTicket({ ctx: staff(`a${i}`), input: { number, tags: [`t${i}`], version: 1 } }),
      ),
    );
    expect(results.filter((result) => result.status === "fulfilled")).toHaveLength(1);
    const lost = results.flatMap((result) => (result.status === "rejected" ? [result.reason] : []));
    expect(lost.every((reason) => reason.code === "VERSION_CONFLICT" && reason.status === 409)).toBe(true);
    expect((await full(number)).version).toBe(2);
  });

  test("is written down with before and after, each thing once", async () => {
    const { number } = await openPaid();
    await staffAccount("agent-1");
    const input = { number, assignee: "agent-1", priority: "low" as const, causeCode: "FUL_OUT_OF_STOCK" as const };
    await updateTicket({ ctx: staff("a"), input: { ...input, tags: ["b", "b"], snoozeUntil: later(60), version: 1 } });
    const ticket = await full(number);
    expect(ticket).toMatchObject({ assignee: { id: "agent-1", name: "agent-1" }, tags: ["b"], snoozeUntil: later(60) });
    const events = ticket.events.map((event) => [event.type, event.before, event.after]);
    expect(events).toContainEqual(["assigned", { assigneeId: null }, { assigneeId: "agent-1" }]);
    expect(events).toContainEqual(["priority_changed", { priority: "high" }, { priority: "low" }]);
    const same = await updateTicket({ ctx: staff("a"), input: { ...input, version: 2 } });
    expect(same.version).toBe(2);
    expect(await db.select().from(ticketEvents)).toHaveLength(events.length);
  });

  test.each([
    [{ status: "new" as const }, "STATUS_NOT_ALLOWED", true],
    [{ assignee: "nobody" }, "ASSIGNEE_UNKNOWN", false],
    [{ snoozeUntil: "2020-01-01T00:00:00Z" }, "SNOOZE_IN_THE_PAST", false],
  ])("cannot be %j", async (change, code, movedBefore) => {
    const { number } = await openPaid();
    if (movedBefore) await updateTicket({ ctx: staff("a"), input: { number, status: "open", version: 1 } });
    const input = { number, ...change, version: movedBefore ? 2 : 1 };
    expect(await refusal(updateTicket({ ctx: staff("a"), input }))).toMatchObject({ status: 422, code });
  });

  test("resolves: the clocks are decided and the customer is told how to come back", async () => {
    const opened = await openPaid();
    const { number } = opened;
    await updateTicket({ ctx: staff("a", later(90)), input: { number, status: "resolved", version: 1 } });
    const ticket = await full(number);
    expect(Object.fromEntries(ticket.sla.map((t) => [t.metric, t.outcome]))).toEqual({
      first_response: "cancelled",
      verification: "breached",
      resolution: "met",
    });
    expect(ticket).toMatchObject({ nextDueAt: null, resolvedAt: later(90) });
    const own = await customerTicket({ ctx: await holder(opened, later(100)), input: { number } });
    expect(own.messages.at(-1)?.body).toContain("7 天");
    expect(own.reopenUntil).toBe(later(90 + 7 * 24 * 60));
    expect(own.promises.map((p) => [p.metric, p.state])).toEqual([
      ["verification", "broken"],
      ["resolution", "kept"],
    ]);
  });
});

describe("the customer's last word", () => {
  const resolve = (number: string) =>
    updateTicket({ ctx: staff("a", later(10)), input: { number, status: "resolved", version: 1 } });

  test("confirming closes it, once", async () => {
    const opened = await openPaid();
    await resolve(opened.number);
    const ctx = await holder(opened, later(20));
    expect(await confirmResolved({ ctx, input: { number: opened.number } })).toMatchObject({ status: "closed" });
    const messages = (await full(opened.number)).messages.length;
    await confirmResolved({ ctx, input: { number: opened.number } });
    expect((await full(opened.number)).messages).toHaveLength(messages);
  });

  test("confirming an open ticket resolves it first", async () => {
    const opened = await openPaid();
    await confirmResolved({ ctx: await holder(opened, later(20)), input: { number: opened.number } });
    expect(await full(opened.number)).toMatchObject({ status: "closed", resolvedAt: later(20) });
    expect((await clock(opened.number, "resolution"))[0]?.outcome).toBe("met");
  });

  test("opening again within seven days starts a new clock; later is too late", async () => {
    const opened = await openPaid();
    const { number } = opened;
    await resolve(number);
    const week = 10 + 7 * 24 * 60;
    const late = reopenTicket({ ctx: await holder(opened, later(week + 1)), input: { number, reason: "no" } });
    expect(await refusal(late)).toMatchObject({ status: 409, code: "REOPEN_WINDOW_OVER" });
    await reopenTicket({ ctx: await holder(opened, later(week)), input: { number, reason: "还没到" } });
    const ticket = await full(number);
    expect(ticket).toMatchObject({ status: "open", resolvedAt: null, nextDueMetric: "next_response" });
    expect(await clock(number, "resolution")).toHaveLength(2);
    const [row] = await db.select().from(tickets).where(eq(tickets.number, number));
    expect(row?.reopenCount).toBe(1);
    const again = reopenTicket({ ctx: await holder(opened, later(week)), input: { number, reason: "x" } });
    expect(await refusal(again)).toMatchObject({ code: "TICKET_OPEN" });
  });

  test("a message to a resolved ticket opens it; to a closed one it says what to do", async () => {
    const opened = await openPaid();
    await resolve(opened.number);
    const ctx = await holder(opened, later(20));
    await postMessage({ ctx, input: { number: opened.number, body: "还没到" } });
    expect(await full(opened.number)).toMatchObject({ status: "open" });
    await confirmResolved({ ctx, input: { number: opened.number } });
    const post = postMessage({ ctx, input: { number: opened.number, body: "?" } });
    expect(await refusal(post)).toMatchObject({ status: 409, code: "TICKET_CLOSED" });
  });

  test("opening again meets the order's newer ticket", async () => {
    const opened = await openPaid();
    await resolve(opened.number);
    await open(await run());
    const reopen = reopenTicket({
      ctx: await holder(opened, later(20)),
      input: { number: opened.number, reason: "x" },
    });
    expect(await refusal(reopen)).toMatchObject({ status: 409, code: "ORDER_HAS_OPEN_TICKET" });
    const staffReopen = updateTicket({ ctx: staff("a"), input: { number: opened.number, status: "open", version: 2 } });
    expect(await refusal(staffReopen)).toMatchObject({ status: 409, code: "ORDER_HAS_OPEN_TICKET" });
  });
});
