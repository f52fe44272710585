import { eq } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { db, transact } from "#db/client.ts";
import { auditLog, gatewayCases, outbox, slaTargets, ticketMessages, tickets } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { fixedClock } from "#server/core/clock.ts";
import { type Ctx, systemContext } from "#server/core/context.ts";
import { event, paidWithoutCallback, send } from "#server/orders/testing.ts";
import { customerTicket, getTicket, updateTicket } from "#server/tickets/index.ts";
import {
  customer,
  key,
  later,
  NOW,
  openPaid,
  refusal,
  run,
  staff,
  strangersRun,
  open as submit,
} from "#server/tickets/testing.ts";
import {
  answerCase,
  caseFile,
  closeCase,
  customerLane,
  fileCase,
  followTickets,
  getCase,
  listCases,
  runCaseClocks,
} from "./index.ts";

freshDatabase({ beforeEach, afterEach });

const at = (minutes: number): Ctx => systemContext("test", fixedClock(later(minutes)));
const agent = (minutes = 0) => staff("agent-li", later(minutes));
const fileFor = (number: string, minutes = 0, more: { outTradeNo?: string; request?: string } = {}) =>
  fileCase({ ctx: agent(minutes), input: { number, ...more } });
const ticketOf = (number: string) => getTicket({ ctx: systemContext("test"), input: { number } });
const rowOf = async (id: string) => (await db.select().from(gatewayCases).where(eq(gatewayCases.id, id)))[0];
const publicTexts = async (number: string, minutes = 0) => {
  const ticket = await customerTicket({ ctx: customer("C1001", later(minutes)), input: { number } });
  return ticket.messages.map((message) => message.body).join("\n");
};
const topics = async (topic: string) => db.select().from(outbox).where(eq(outbox.topic, topic));

describe("filing a case", () => {
  test("starts both clocks, and the ticket waits for the channel", async () => {
    const { number } = await openPaid();
    const filed = await fileFor(number, 10, { request: "请补发通知" });
    expect(filed).toMatchObject({
      state: "open",
      ticketNumber: number,
      orderNo: "O1",
      channel: "alipay",
      outTradeNo: "PO1",
      amountFen: 20_000,
      request: "请补发通知",
      filedBy: "agent-li",
      filedAt: later(10),
      dueAt: later(130),
      escalateAt: later(10 + 24 * 60),
      clock: "running",
    });
    const ticket = await ticketOf(number);
    expect(ticket.status).toBe("waiting_upstream");
    expect(ticket.events.map((step) => step.type)).toEqual(expect.arrayContaining(["case_filed", "status_changed"]));
    expect(await publicTexts(number)).toContain("请支付渠道核查这笔付款（PO1），渠道应在");
    expect(await topics("case.filed")).toHaveLength(1);
    const audit = await db.select().from(auditLog).where(eq(auditLog.action, "case.filed"));
    expect(audit.map((row) => row.actorName)).toEqual(["agent-li"]);
  });

  test("asks once a payment, however many click at once", async () => {
    const { number } = await openPaid();
    const tries = await Promise.allSettled(Array.from({ length: 6 }, () => fileFor(number)));
    expect(tries.filter((one) => one.status === "fulfilled")).toHaveLength(1);
    const [first] = await db.select().from(gatewayCases);
    for (const one of tries) {
      if (one.status === "rejected") expect(one.reason).toMatchObject({ status: 409, code: "CASE_EXISTS" });
    }
    expect((await refusal(fileFor(number))).details.caseId).toBe(first?.id);
    expect(await db.select().from(gatewayCases)).toHaveLength(1);
  });

  test("is about the payment that was paid, or the one named", async () => {
    const { number } = await openPaid();
    const attempt = { orderNo: "O1", outTradeNo: "P-LATER", channel: "wechatpay", method: "native", amountFen: 20_000 };
    await send([event("topup.payment.attempted", 90, attempt)]);
    expect((await fileFor(number)).outTradeNo).toBe("PO1");
    expect(await fileFor(number, 0, { outTradeNo: "P-LATER" })).toMatchObject({ channel: "wechatpay" });
    expect((await refusal(fileFor(number, 0, { outTradeNo: "P-OF-OTHERS" }))).code).toBe("NO_PAYMENT_TO_ASK");
  });

  test("needs an open ticket of a proven order", async () => {
    const stranger = await submit(await strangersRun("O1"));
    expect((await refusal(fileFor(stranger.number))).code).toBe("TICKET_HAS_NO_ORDER");
    expect((await refusal(fileFor("TK0"))).code).toBe("TICKET_NOT_FOUND");
    const { number } = await openPaid("O2");
    const { version } = await ticketOf(number);
    await updateTicket({ ctx: agent(), input: { number, status: "resolved", version } });
    expect((await refusal(fileFor(number))).code).toBe("TICKET_CLOSED");
  });

  test("is for staff and keys that may write tickets", async () => {
    const { number } = await openPaid();
    for (const ctx of [customer("C1001"), key("k", ["tickets:read", "trace:read"])]) {
      expect((await refusal(fileCase({ ctx, input: { number } }))).status).toBe(403);
    }
    const { id } = await fileCase({ ctx: key("k", ["tickets:write"]), input: { number } });
    for (const ctx of [customer("C1001"), key("k", ["trace:read"])]) {
      expect((await refusal(getCase({ ctx, input: { id } }))).status).toBe(403);
      expect((await refusal(listCases({ ctx, input: {} }))).status).toBe(403);
    }
    const readers = [key("k", ["tickets:read"]), key("k", ["trace:read"]), customer("C1001")];
    for (const ctx of readers) {
      expect((await refusal(caseFile({ ctx, input: { id, format: "csv" } }))).status).toBe(403);
    }
    for (const ctx of [customer("C1001"), key("k", ["tickets:read"])]) {
      expect((await refusal(answerCase({ ctx, input: { id, answer: "x" } }))).status).toBe(403);
      expect((await refusal(closeCase({ ctx, input: { id } }))).status).toBe(403);
    }
  });
});

describe("an answer", () => {
  test("is kept for staff, its customer hears that there is one, and the ticket is work again", async () => {
    const { number } = await openPaid();
    const { id } = await fileFor(number);
    const answered = await answerCase({
      ctx: staff("lead-wang", later(100)),
      input: { id, answer: "已清算，回调已补发" },
    });
    expect(answered).toMatchObject({
      state: "answered",
      clock: "met",
      answeredBy: "lead-wang",
      answeredAt: later(100),
    });
    const ticket = await ticketOf(number);
    expect(ticket.status).toBe("open");
    const note = ticket.messages.find((message) => message.body.includes("回调已补发"));
    expect(note?.visibility).toBe("internal");
    const shown = await publicTexts(number);
    expect(shown).toContain("支付渠道已经答复");
    expect(shown).not.toMatch(/回调已补发|lead-wang|agent-li/);
    expect((await refusal(answerCase({ ctx: agent(101), input: { id, answer: "x" } }))).code).toBe("CASE_STATE");
    // Answered is not the end of asking: the same payment may be asked about again.
    expect((await fileFor(number, 110)).id).not.toBe(id);
  });

  test("counts from when the gateway gave it, not from when it was entered", async () => {
    const { number } = await openPaid();
    const { id } = await fileFor(number);
    const enter = (answeredAt: string) =>
      answerCase({ ctx: agent(300), input: { id, answer: "查无异常", answeredAt } });
    expect((await refusal(enter(later(-1)))).code).toBe("ANSWERED_AT_WRONG");
    expect((await refusal(enter(later(301)))).code).toBe("ANSWERED_AT_WRONG");
    expect((await enter(later(120))).clock).toBe("met");
    const late = await openPaid("O2");
    const second = await fileFor(late.number);
    const input = { id: second.id, answer: "x", answeredAt: later(121) };
    expect((await answerCase({ ctx: agent(300), input })).clock).toBe("broken");
  });

  test("to one of two cases leaves the ticket waiting for the other", async () => {
    const { number } = await openPaid();
    const attempt = { orderNo: "O1", outTradeNo: "P2", channel: "wechatpay", method: "native", amountFen: 20_000 };
    await send([event("topup.payment.attempted", 90, attempt)]);
    const [one, two] = [await fileFor(number), await fileFor(number, 0, { outTradeNo: "P2" })];
    await answerCase({ ctx: agent(10), input: { id: one.id, answer: "ok" } });
    expect((await ticketOf(number)).status).toBe("waiting_upstream");
    await closeCase({ ctx: agent(11), input: { id: two.id, note: "不再需要" } });
    expect((await ticketOf(number)).status).toBe("open");
    expect(await getCase({ ctx: agent(12), input: { id: two.id } })).toMatchObject({
      state: "closed",
      clock: "ended",
      closedBy: "agent-li",
      closeNote: "不再需要",
    });
  });
});

describe("the clocks", () => {
  test("warn half an hour before, say the breach after, and the customer at 24 hours: each at its minute and once", async () => {
    const { number } = await openPaid();
    const { id } = await fileFor(number);
    const nothing = { warned: 0, overdue: 0, escalated: 0 };
    expect(await runCaseClocks(at(89))).toEqual(nothing);
    expect(await runCaseClocks(at(90))).toEqual({ ...nothing, warned: 1 });
    expect(await runCaseClocks(at(120))).toEqual(nothing);
    expect(await runCaseClocks(at(121))).toEqual({ ...nothing, overdue: 1 });
    expect(await runCaseClocks(at(122))).toEqual(nothing);
    const ticket = await ticketOf(number);
    expect(ticket.messages.filter((message) => message.visibility === "internal")).toHaveLength(1);
    expect(await runCaseClocks(at(24 * 60 - 1))).toEqual(nothing);
    expect(await publicTexts(number)).not.toContain("超过 24 小时");
    expect(await runCaseClocks(at(24 * 60))).toEqual({ ...nothing, escalated: 1 });
    for (const minutes of [24 * 60, 24 * 60 + 1, 48 * 60]) expect(await runCaseClocks(at(minutes))).toEqual(nothing);
    expect((await publicTexts(number)).split("超过 24 小时")).toHaveLength(2);
    expect(await rowOf(id)).toMatchObject({ state: "escalated", escalatedAt: new Date(later(24 * 60)) });
    const [told] = await topics("case.escalated");
    expect(told?.payload).toMatchObject({ customerId: "C1001", number, orderNo: "O1" });
    expect(await topics("case.due_soon")).toHaveLength(1);
    expect(await topics("case.overdue")).toHaveLength(1);
  });

  test("write down when things fell due, however late the job comes, and however many of it run", async () => {
    const { number } = await openPaid();
    const { id } = await fileFor(number);
    const runs = await Promise.all([runCaseClocks(at(3_000)), runCaseClocks(at(3_000)), runCaseClocks(at(3_000))]);
    for (const what of ["warned", "overdue", "escalated"] as const) {
      expect(runs.reduce((sum, run) => sum + run[what], 0)).toBe(1);
    }
    expect(await rowOf(id)).toMatchObject({
      warnedAt: new Date(later(90)),
      breachToldAt: new Date(later(120)),
      escalatedAt: new Date(later(1_440)),
    });
    expect((await ticketOf(number)).status).toBe("waiting_upstream");
  });

  test("do not send anybody to complain about what is solved", async () => {
    const { number } = await openPaid();
    const { id } = await fileFor(number);
    const { version } = await ticketOf(number);
    await updateTicket({ ctx: agent(60), input: { number, status: "resolved", version } });
    expect(await runCaseClocks(at(1_440))).toMatchObject({ escalated: 1 });
    expect((await rowOf(id))?.state).toBe("closed");
    expect(await publicTexts(number)).not.toContain("超过 24 小时");
    expect(await topics("case.escalated")).toHaveLength(0);
  });

  test("stop with the ticket, and start with nothing that merely passed through its events", async () => {
    const first = await openPaid();
    const second = await openPaid("O2");
    const [one, two] = [await fileFor(first.number), await fileFor(second.number)];
    const resolve = async (number: string) => {
      const { version } = await ticketOf(number);
      await updateTicket({ ctx: agent(60), input: { number, status: "resolved", version } });
    };
    await resolve(first.number);
    await resolve(second.number);
    const { version } = await ticketOf(second.number);
    await updateTicket({ ctx: agent(61), input: { number: second.number, status: "open", version } });
    await transact(async (tx) => {
      // Consumers leave the newest two seconds alone: these events are made older than that.
      const rows = await tx.select().from(outbox);
      await tx.delete(outbox);
      for (const row of rows) await tx.insert(outbox).values({ ...row, id: `000${row.id.slice(3)}` });
    });
    await followTickets(at(62));
    expect((await rowOf(one.id))?.state).toBe("closed");
    expect((await rowOf(two.id))?.state).toBe("open");
  });
});

describe("the gateway's promise", () => {
  const clocks = () =>
    db
      .select({ subject: slaTargets.subject, dueAt: slaTargets.dueAt, outcome: slaTargets.outcome })
      .from(slaTargets)
      .where(eq(slaTargets.metric, "gateway_answer"));

  test("is a clock of the ticket, kept or broken by when the gateway answered, not by when we wrote it down", async () => {
    const { number } = await openPaid();
    const { id, dueAt } = await fileFor(number, 10);
    expect(await clocks()).toEqual([{ subject: id, dueAt: new Date(dueAt), outcome: null }]);
    await answerCase({ ctx: agent(600), input: { id, answer: "已退回", answeredAt: later(130) } });
    expect(await clocks()).toMatchObject([{ outcome: "met" }]);
    const second = await fileFor(number, 700);
    await answerCase({ ctx: agent(821), input: { id: second.id, answer: "在查" } });
    const third = await fileFor(number, 900);
    await closeCase({ ctx: agent(910), input: { id: third.id } });
    expect((await clocks()).map(({ outcome }) => outcome)).toEqual(["met", "breached", "cancelled"]);
  });

  test("is none that the customer was given, and not what the queue is sorted by", async () => {
    const { number } = await openPaid();
    await fileFor(number, 10);
    const own = await customerTicket({ ctx: customer("C1001", later(20)), input: { number } });
    expect(own.promises.map(({ metric }) => metric)).not.toContain("gateway_answer");
    expect((await ticketOf(number)).nextDueMetric).toBe("verification");
  });
});

describe("what the customer sees", () => {
  const lane = (number: string, minutes: number, who = "C1001") =>
    customerLane({ ctx: customer(who, later(minutes)), input: { number } });

  test("is that the gateway was asked, then their own way at the 24th hour, with the numbers to copy", async () => {
    const { number } = await openPaid();
    expect(await lane(number, 0)).toEqual({ asked: null, complain: null });
    const { id } = await fileFor(number);
    expect(await lane(number, 120)).toEqual({
      asked: { filedAt: NOW, dueAt: later(120), late: false },
      complain: null,
    });
    expect((await lane(number, 121)).asked?.late).toBe(true);
    expect((await lane(number, 1_439)).complain).toBeNull();
    // By the hour itself, before any job has come by.
    expect((await lane(number, 1_440)).complain).toEqual({
      because: "gateway_silent",
      path: "alipay",
      orderNo: "O1",
      outTradeNo: "PO1",
      gatewayTradeNo: "2026000000000001",
      amountFen: 20_000,
      paidAt: expect.any(String),
      productName: "Wallet ¥200",
      hotline: false,
    });
    await answerCase({ ctx: agent(1_500), input: { id, answer: "已退回" } });
    expect(await lane(number, 1_501)).toEqual({ asked: null, complain: null });
  });

  test("is their own way a day after the ticket was opened, though nobody asked the gateway, until it is solved", async () => {
    const { number } = await openPaid();
    expect((await lane(number, 1_439)).complain).toBeNull();
    expect((await lane(number, 1_440)).complain).toMatchObject({
      ...{ because: "unresolved", path: "alipay", outTradeNo: "PO1", amountFen: 20_000, hotline: false },
    });
    const ctx = agent(1_450);
    await updateTicket({ ctx, input: { number, status: "resolved", version: (await ticketOf(number)).version } });
    expect(await lane(number, 1_460)).toEqual({ asked: null, complain: null });
  });

  test.each([
    [50_000, false],
    [50_001, true],
  ])("names the hotline for %i fen: %s", async (amountFen, hotline) => {
    await send(paidWithoutCallback("O9", 0, { amountFen }));
    const { number } = await submit(await run("O9"));
    await fileFor(number);
    expect((await lane(number, 1_440)).complain?.hotline).toBe(hotline);
  });

  test("is nobody else's", async () => {
    const { number } = await openPaid();
    await fileFor(number);
    expect((await refusal(lane(number, 1_440, "C9999"))).code).toBe("TICKET_NOT_FOUND");
    const stranger = await submit(await strangersRun("O1"));
    const holder = customer(`ticket:${stranger.number}`, later(1_440));
    expect(await customerLane({ ctx: holder, input: { number: stranger.number } })).toEqual({
      asked: null,
      complain: null,
    });
  });
});

test("lists wait by due time in pages, and what one ticket has is shown whole", async () => {
  const numbers: string[] = [];
  for (let i = 1; i <= 5; i++) {
    const { number } = await openPaid(`O${i}`);
    numbers.push(number);
    await fileFor(number, 50 - i * 10);
  }
  const ids: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await listCases({ ctx: agent(60), input: { limit: 2, ...(cursor ? { cursor } : {}) } });
    ids.push(...page.items.map((item) => item.orderNo));
    cursor = page.nextCursor ?? undefined;
  } while (cursor);
  expect(ids).toEqual(["O5", "O4", "O3", "O2", "O1"]);
  const { items } = await listCases({ ctx: agent(60), input: { view: "all", limit: 3 } });
  expect(items.map((item) => item.orderNo)).toEqual(["O1", "O2", "O3"]);
  const [own] = (await listCases({ ctx: agent(60), input: { ticketNumber: numbers[0] } })).items;
  await closeCase({ ctx: agent(60), input: { id: own?.id ?? "" } });
  expect((await listCases({ ctx: agent(60), input: { ticketNumber: numbers[0] } })).items).toHaveLength(1);
  expect((await listCases({ ctx: agent(60), input: {} })).items).toHaveLength(4);
  expect((await refusal(listCases({ ctx: agent(60), input: { cursor: "x" } }))).code).toBe("BAD_CURSOR");
  expect(await db.select().from(tickets)).toHaveLength(5);
  expect((await db.select().from(ticketMessages)).every((row) => !row.body.includes("undefined"))).toBe(true);
});
