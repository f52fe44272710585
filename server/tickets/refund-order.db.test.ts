import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { db, transact } from "#db/client.ts";
import { outbox, refunds } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { verifyAudit } from "#server/audit/index.ts";
import { fixedClock } from "#server/core/clock.ts";
import { systemContext } from "#server/core/context.ts";
import { newId } from "#server/core/ids.ts";
import { viewDiagnosis } from "#server/diagnosis/index.ts";
import { event, paidWithoutCallback, send } from "#server/orders/testing.ts";
import { expireRefunds, settleRefund } from "#server/topup/index.ts";
import type { Refund } from "#server/topup/schemas.ts";
import { followTickets } from "./follow-money.ts";
import {
  customerTicket,
  decideOrderRefund,
  decideOrderRefundOnce,
  getTicket,
  refundOrder,
  refundOrderOnce,
} from "./index.ts";
import { holder, later, openPaid, refusal, staff } from "./testing.ts";

freshDatabase({ beforeEach, afterEach });

const ask = (by = "a", extra: Record<string, unknown> = {}) =>
  refundOrder({ ctx: staff(by, later(20)), input: { orderNo: "O1", reasonCode: "CUSTOMER_REQUEST", ...extra } });
const decide = (refund: Refund, decision: "approve" | "reject" = "approve", note = "checked") =>
  decideOrderRefund({
    ctx: staff("b", later(30), "lead"),
    input: { id: refund.id, decision, factsHash: refund.factsHash, note },
  });
const settle = (refund: Refund, result: "succeeded" | "failed" = "succeeded") =>
  settleRefund({ ctx: staff("a", later(40)), input: { id: refund.id, result, reference: "2026X", note: "console" } });
const full = (number: string) => getTicket({ ctx: staff("reader"), input: { number } });
type Opened = Awaited<ReturnType<typeof openPaid>>;
const own = async (opened: Opened) =>
  customerTicket({ ctx: await holder(opened, later(50)), input: { number: opened.number } });
/** Consumers leave the newest two seconds alone; the tests' events must be older than that. */
const follow = async () => {
  await transact(async (tx) => {
    const rows = await tx.select().from(outbox);
    await tx.delete(outbox);
    if (rows.length > 0) {
      await tx.insert(outbox).values(rows.map((row) => ({ ...row, id: newId(new Date(Date.now() - 60_000)) })));
    }
  });
  await followTickets(systemContext("job", fixedClock(later(45))));
};

describe("refunding an order that has a ticket", () => {
  test("asked for: a note inside, nothing said outside", async () => {
    const opened = await openPaid();
    const refund = await ask();
    expect(refund).toMatchObject({ state: "pending_approval", ticketNumber: opened.number });
    const ticket = await full(opened.number);
    expect(ticket.status).toBe("open");
    expect(ticket.messages.at(-1)).toMatchObject({ visibility: "internal", author: "system" });
    expect((await own(opened)).messages).toHaveLength(1);
  });

  test("approved: the customer is told that it is being processed, with the sum, in the same transaction", async () => {
    const opened = await openPaid();
    expect(await decide(await ask())).toMatchObject({ state: "executing", route: "by_hand" });
    const seen = await own(opened);
    expect(seen.messages.at(-1)?.body).toContain("退款处理中：¥200.00");
    expect((await full(opened.number)).status).toBe("open");
  });

  test("made, later and by another way: the customer is told once, and the ticket is solved", async () => {
    const opened = await openPaid();
    await settle(await decide(await ask()));
    await follow();
    await follow();
    const seen = await own(opened);
    expect(seen.messages.filter((message) => message.body.includes("已退款 ¥200.00"))).toHaveLength(1);
    expect(seen.status).toBe("resolved");
    const ticket = await full(opened.number);
    expect(Object.fromEntries(ticket.sla.map((t) => [t.metric, t.outcome]))).toMatchObject({ verification: "met" });
    expect((await verifyAudit()).broken).toEqual([]);
    const looked = await viewDiagnosis({
      ctx: {
        actor: { kind: "customer", id: `diagnosis:${opened.diagnosisId}`, name: "c" },
        clock: fixedClock(later(60)),
      },
      input: { id: opened.diagnosisId },
    });
    expect(looked.advice).not.toContain("PAY_AGAIN");
  });

  test("failed: staff read why, the customer reads nothing, the ticket stays open", async () => {
    const opened = await openPaid();
    await settle(await decide(await ask()), "failed");
    await follow();
    const ticket = await full(opened.number);
    expect(ticket.status).toBe("open");
    expect(ticket.messages.at(-1)).toMatchObject({ visibility: "internal" });
    expect(ticket.messages.at(-1)?.body).toContain("console");
    expect((await own(opened)).messages.at(-1)?.body).toContain("退款处理中");
  });

  test("a part of it: told, and the ticket stays open while the rest is owed", async () => {
    const opened = await openPaid();
    await settle(await decide(await ask("a", { amountFen: 5_000 })));
    await follow();
    const seen = await own(opened);
    expect(seen.messages.at(-1)?.body).toContain("已退款 ¥50.00");
    expect(seen.status).toBe("open");
  });

  test("rejected, or never decided: a note inside", async () => {
    const opened = await openPaid();
    await decide(await ask(), "reject", "凭证对不上");
    expect((await full(opened.number)).messages.at(-1)?.body).toContain("凭证对不上");
    await ask();
    await expireRefunds(fixedClock(later(24 * 60 + 20)));
    await follow();
    expect((await full(opened.number)).messages.at(-1)?.body).toContain("无人审批");
  });

  test("facts that moved on: refused, ended and noted in the ticket", async () => {
    const opened = await openPaid();
    const refund = await ask();
    await send([event("topup.fulfilment.failed", 60, { orderNo: "O1", supplier: "S1" })]);
    expect(await refusal(decide(refund))).toMatchObject({ code: "FACTS_CHANGED" });
    const ticket = await full(opened.number);
    expect(ticket.messages.at(-1)?.body).toContain("已自动作废");
  });

  test("under another ticket's number it is refused, and nothing is written", async () => {
    await openPaid();
    await send(paidWithoutCallback("O2", 0));
    const wrong = ask("a", { orderNo: "O2", ticketNumber: "TK202611020001" });
    expect(await refusal(wrong)).toMatchObject({ status: 422, code: "TICKET_NOT_OF_ORDER" });
    expect(await db.select().from(refunds)).toEqual([]);
  });
});

describe("once for each key", () => {
  test("asking and deciding again under their keys answers what was answered", async () => {
    await openPaid();
    const asking = () =>
      refundOrderOnce({
        ctx: staff("a", later(20)),
        key: "key-of-the-maker",
        request: { method: "POST", path: "/orders/O1/refunds", body: {} },
        input: { orderNo: "O1", reasonCode: "CUSTOMER_REQUEST" },
      });
    const [first, again] = [await asking(), await asking()];
    expect(again).toEqual({ ...first, replayed: true });
    const { id, factsHash } = first.body;
    const deciding = () =>
      decideOrderRefundOnce({
        ctx: staff("b", later(30), "lead"),
        key: "key-of-the-checker",
        request: { method: "POST", path: `/refunds/${id}/approval`, body: {} },
        input: { id, decision: "approve", factsHash },
      });
    const [decided, repeated] = [await deciding(), await deciding()];
    expect(decided.body.state).toBe("executing");
    expect(repeated).toEqual({ ...decided, replayed: true });
    expect(await db.select().from(refunds)).toHaveLength(1);
  });
});
