import { and, eq } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { db } from "#db/client.ts";
import { appeals, outbox, slaTargets, tickets } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { verifyAudit } from "#server/audit/index.ts";
import { startDiagnosis } from "#server/diagnosis/index.ts";
import { event, paidWithoutCallback, send } from "#server/orders/testing.ts";
import { customerTicket, getTicket, openTicket, postMessage } from "#server/tickets/index.ts";
import { freshStorage, refusal, staffAccount, strangersRun } from "#server/tickets/testing.ts";
import {
  addEvidence,
  askEvidence,
  askSecondLook,
  claimAppeal,
  closeSettled,
  followAppeals,
  followTickets,
  listAppeals,
  openAppeal,
  ownAppealPage,
  withdrawEvidence,
} from "./index.ts";
import {
  appealOf,
  customer,
  decided,
  flagged,
  frozenAccount,
  heldOrder,
  job,
  later,
  NOW,
  RULE,
  seen,
  settleOutbox,
  staff,
  upload,
} from "./testing.ts";

freshDatabase({ beforeEach, afterEach });
freshStorage({ beforeEach, afterEach });

const own = (diagnosisId: string, at: string = NOW) => ({
  ctx: customer(`diagnosis:${diagnosisId}`, at),
  where: { diagnosisId },
});
const clockOfTicket = async (number: string) =>
  db
    .select({ dueAt: slaTargets.dueAt, pausedAt: slaTargets.pausedAt, outcome: slaTargets.outcome })
    .from(slaTargets)
    .innerJoin(tickets, eq(tickets.id, slaTargets.ticketId))
    .where(and(eq(tickets.number, number), eq(slaTargets.metric, "appeal_review")))
    .orderBy(slaTargets.startedAt);
const topics = async () =>
  (await db.select().from(outbox).orderBy(outbox.id)).flatMap(({ topic }) =>
    topic.startsWith("appeal.") ? [topic] : [],
  );

describe("opening", () => {
  test("the owner of a held order appeals: a ticket carries it, the hour runs, and it says by when", async () => {
    await heldOrder();
    const { appeal, number, id } = await appealOf("O1", { statement: "我给孩子充值" });
    expect(appeal).toMatchObject({ step: "submitted", scope: "order", orderNo: "O1", outcome: null });
    expect(appeal.clock).toMatchObject({ dueAt: later(60), state: "running" });
    expect(await clockOfTicket(number)).toMatchObject([{ dueAt: new Date(later(60)), outcome: null }]);
    const ticket = await getTicket({ ctx: staff("a"), input: { number } });
    expect(ticket).toMatchObject({ claim: "lift_risk_hold", orderNo: "O1", nextDueMetric: "verification" });
    expect(ticket.messages.at(-1)?.body).toContain("11月2日 09:00");
    const [event] = await db.select().from(outbox).where(eq(outbox.topic, "appeal.opened"));
    expect(event).toMatchObject({ subject: `appeal:${id}` });
    expect(event?.payload).toEqual({
      ...{ customerId: "C1001", orderNo: "O1", appealId: id, action: "opened", ticketNumber: number, dueAt: later(60) },
    });
    expect((await verifyAudit()).broken).toEqual([]);
  });

  test("one open appeal an order: a second submission joins it with what is new, from another run too", async () => {
    await heldOrder();
    const first = await appealOf();
    const second = await appealOf("O1", { evidence: [{ item: "purpose", text: "给家人充值" }] });
    expect(second.id).toBe(first.id);
    expect(await db.select().from(appeals)).toHaveLength(1);
    expect((await seen(first.id)).given.map(({ item, text }) => [item, text])).toEqual([["purpose", "给家人充值"]]);
    expect(await clockOfTicket(first.number)).toHaveLength(1);
  });

  test("twenty at once are one appeal", async () => {
    await heldOrder();
    const diagnosisId = await (await appealRun()).diagnosisId;
    const ctx = customer(`diagnosis:${diagnosisId}`);
    const made = await Promise.all(
      Array.from({ length: 20 }, () => openAppeal({ ctx, input: { diagnosisId, evidence: [] } })),
    );
    expect(new Set(made.map(({ appeal }) => appeal.id)).size).toBe(1);
    expect(made.filter(({ existing }) => !existing)).toHaveLength(1);
  });

  test("who proved nothing, and whose order it is not, cannot; an order that nothing holds neither", async () => {
    await heldOrder();
    await send(paidWithoutCallback("O2", 0));
    const stranger = await strangersRun("O1");
    const ctx = customer(`diagnosis:${stranger}`);
    const refused = await refusal(openAppeal({ ctx, input: { diagnosisId: stranger, evidence: [] } }));
    expect(refused).toMatchObject({ status: 403, code: "OWNERSHIP_NOT_PROVEN" });
    expect(await ownAppealPage({ ...own(stranger) })).toEqual({ kind: "not_proven" });
    const { diagnosisId } = await appealRun();
    const other = openAppeal({ ctx: customer("diagnosis:other"), input: { diagnosisId, evidence: [] } });
    expect(await refusal(other)).toMatchObject({ status: 404 });
    const free = (await startDiagnosis({ ctx: customer("C1001"), input: { orderNo: "O2" } })).id;
    expect(await ownAppealPage(own(free))).toEqual({ kind: "nothing" });
    expect(await refusal(openAppeal({ ...own(free), input: { diagnosisId: free, evidence: [] } }))).toMatchObject({
      status: 409,
      code: "NOTHING_TO_APPEAL",
    });
  });

  test("a frozen account has one appeal, whichever of its orders it is about", async () => {
    await frozenAccount("O1");
    await frozenAccount("O2");
    const first = await appealOf("O1");
    expect(first.appeal).toMatchObject({ scope: "account" });
    expect(first.appeal.evidence[0]).toMatchObject({ item: "identity", required: true, missing: true });
    expect((await appealOf("O2")).id).toBe(first.id);
  });

  test("a ticket that asks for it gets its appeal without anybody's doing, once", async () => {
    await heldOrder();
    const { diagnosisId } = await appealRun();
    const { number } = await openTicket({ ...own(diagnosisId), input: { diagnosisId, claim: "lift_risk_hold" } });
    await settleOutbox();
    await followTickets(job());
    const [row] = await db.select().from(appeals);
    expect(row).toMatchObject({ orderNo: "O1", ticketNumber: number, state: "open" });
    await decided(staff("r", NOW, "lead"), row?.id ?? "", "deny");
    await settleOutbox();
    await followTickets(job());
    expect(await db.select().from(appeals)).toHaveLength(1);
  });
});

/** A run of the owner, without an appeal. */
async function appealRun(orderNo = "O1") {
  const { id } = await startDiagnosis({ ctx: customer("C1001"), input: { orderNo, locale: "zh-CN" } });
  return { diagnosisId: id };
}

describe("evidence", () => {
  test("what was uploaded before goes along when the appeal is sent, and what is missing is said", async () => {
    await heldOrder("O1", "payer_not_linked");
    const { diagnosisId } = await appealRun();
    const file = await upload(diagnosisId);
    await addEvidence({ ...own(diagnosisId), input: { item: "payer_proof", attachmentId: file.id } });
    const page = await ownAppealPage(own(diagnosisId));
    expect(page.kind === "invitation" && page.invitation.evidence.map(({ item, missing }) => [item, missing])).toEqual([
      ["payer_proof", false],
      ["recipient", true],
    ]);
    const { appeal } = await openAppeal({ ...own(diagnosisId), input: { diagnosisId, evidence: [] } });
    expect(appeal.evidence.map(({ item, missing }) => [item, missing])).toEqual([
      ["payer_proof", false],
      ["recipient", true],
    ]);
    const ticket = await getTicket({ ctx: staff("a"), input: { number: appeal.ticketNumber } });
    expect(ticket.attachments.map(({ id }) => id)).toEqual([file.id]);
  });

  test("asking for more stops the hour until it comes; then it goes on", async () => {
    await heldOrder();
    const { id, number, diagnosisId } = await appealOf();
    await staffAccount("rita");
    await claimAppeal({ ctx: staff("rita", later(10)), input: { id } });
    expect((await ownAppealPage(own(diagnosisId, later(11)))) as object).toMatchObject({
      appeal: { step: "in_review" },
    });
    await askEvidence({ ctx: staff("rita", later(20)), input: { id, items: ["payment_proof"], message: "请发截图" } });
    expect(await seen(id, later(25))).toMatchObject({
      waitingForCustomer: true,
      missing: ["purpose", "payment_proof"],
    });
    const page = await ownAppealPage(own(diagnosisId, later(30)));
    expect(page.kind === "appeal" && [page.appeal.step, page.appeal.clock?.state]).toEqual([
      "waiting_for_you",
      "paused",
    ]);
    const file = await upload(diagnosisId);
    await addEvidence({
      ...own(diagnosisId, later(50)),
      input: { item: "payment_proof", attachmentId: file.id },
    });
    const after = await seen(id, later(51));
    expect(after).toMatchObject({ waitingForCustomer: false, missing: ["purpose"] });
    expect(after.clock).toMatchObject({ dueAt: later(90), state: "running" });
    expect((await listAppeals({ ctx: staff("a", later(91)), input: {} })).items[0]?.clock?.state).toBe("late");
    const said = (await customerTicket({ ctx: own(diagnosisId).ctx, input: { number } })).messages.map(
      ({ body }) => body,
    );
    expect(said.some((body) => body.includes("请发截图"))).toBe(true);
    expect(await topics()).toEqual(["appeal.opened", "appeal.progress", "appeal.progress", "appeal.progress"]);
  });

  test("an answer in the ticket alone starts the hour again too", async () => {
    await heldOrder();
    const { id, number, ctx } = await appealOf();
    await askEvidence({ ctx: staff("rita", later(20)), input: { id, items: ["payment_proof"] } });
    await postMessage({ ctx: { ...ctx, ...customer(ctx.actor.id, later(30)) }, input: { number, body: "没有截图" } });
    expect((await seen(id, later(31))).clock).toMatchObject({ state: "running", dueAt: later(70) });
  });

  test("files of others, of the wrong kind, or used already are refused, and nothing is written", async () => {
    await heldOrder();
    await heldOrder("O9");
    const { diagnosisId } = await appealRun();
    const foreign = await upload((await appealRun("O9")).diagnosisId);
    const mine = await upload(diagnosisId);
    const add = (item: "identity" | "payment_proof", attachmentId: string) =>
      addEvidence({ ...own(diagnosisId), input: { item, attachmentId } });
    const wrong = [
      ["payment_proof", foreign.id],
      ["identity", mine.id],
      ["payment_proof", "nope"],
    ] as const;
    for (const [item, file] of wrong) {
      expect(await refusal(add(item, file))).toMatchObject({ status: 422, code: "EVIDENCE_NOT_USABLE" });
    }
    await add("payment_proof", mine.id);
    expect(await refusal(add("payment_proof", mine.id))).toMatchObject({ code: "EVIDENCE_NOT_USABLE" });
  });

  test("words that are taken back are gone", async () => {
    await heldOrder();
    const { id, diagnosisId } = await appealOf("O1", { evidence: [{ item: "purpose", text: "秘密用途" }] });
    const [given] = (await seen(id)).given;
    await withdrawEvidence({ ...own(diagnosisId), input: { id: given?.id ?? "" } });
    expect((await seen(id)).given[0]).toMatchObject({ state: "withdrawn", text: null });
    expect((await seen(id)).missing).toEqual(["purpose"]);
  });
});

describe("what goes away by itself", () => {
  test("the platform lifts the hold, or delivers: the appeal ends and its owner is told", async () => {
    await heldOrder();
    await heldOrder("O2");
    const lifted = await appealOf("O1");
    const delivered = await appealOf("O2");
    await send([
      event("topup.risk.cleared", later(5), { orderNo: "O1", customerId: "C1001", rule: RULE, side: "platform" }),
      event("topup.order.status_changed", later(5), { orderNo: "O1", status: "paid" }),
      event("topup.credit.posted", later(5), { orderNo: "O2", amountFen: 20_000, reference: "R2" }),
    ]);
    expect(await closeSettled(job(later(6)))).toBe(2);
    expect(await closeSettled(job(later(7)))).toBe(0);
    expect(await seen(lifted.id)).toMatchObject({
      state: "closed",
      closedBecause: "released",
      clock: { state: "kept" },
    });
    expect(await seen(delivered.id)).toMatchObject({ state: "closed", closedBecause: "credited" });
  });
});

describe("a second look", () => {
  test("once, by another person, with an hour of its own", async () => {
    await heldOrder();
    const { id, diagnosisId } = await appealOf();
    await decided(staff("rita", later(10)), id, "deny", "EVIDENCE_UNREADABLE");
    const page = await ownAppealPage(own(diagnosisId, later(11)));
    expect(page.kind === "appeal" && page.appeal).toMatchObject({
      outcome: "denied",
      secondLookUntil: expect.any(String),
    });
    expect(
      await refusal(openAppeal({ ...own(diagnosisId, later(12)), input: { diagnosisId, evidence: [] } })),
    ).toMatchObject({
      code: "APPEAL_DECIDED",
      details: { appealId: id },
    });
    const again = await askSecondLook({ ...own(diagnosisId, later(20)), input: { id, reason: "截图其实很清楚" } });
    expect(again).toMatchObject({ step: "submitted", round: 2, clock: { dueAt: later(80), state: "running" } });
    expect(await refusal(claimAppeal({ ctx: staff("rita", later(21)), input: { id } }))).toMatchObject({
      code: "SAME_ACTOR",
    });
    expect(await refusal(decided(staff("rita", later(21)), id, "deny"))).toMatchObject({ code: "SAME_ACTOR" });
    const end = await decided(staff("omar", later(30)), id, "deny");
    expect(end).toMatchObject({ state: "denied", before: { by: { id: "rita" } }, decided: { by: { id: "omar" } } });
    const twice = askSecondLook({ ...own(diagnosisId, later(40)), input: { id, reason: "again" } });
    expect(await refusal(twice)).toMatchObject({ code: "SECOND_LOOK_DONE" });
  });

  test("is answered, though the denial gave the money back meanwhile", async () => {
    await heldOrder();
    const { id, diagnosisId } = await appealOf();
    await decided(staff("rita", later(10)), id, "deny");
    await askSecondLook({ ...own(diagnosisId, later(20)), input: { id, reason: "请再看一次" } });
    const back = { orderNo: "O1", outTradeNo: "PO1", amountFen: 20_000 };
    await send([event("topup.payment.refunded", later(25), back)]);
    expect(await closeSettled(job(later(26)))).toBe(0);
    expect(await seen(id)).toMatchObject({ state: "open", round: 2 });
    await decided(staff("omar", later(30)), id, "pass", "HELD_BY_MISTAKE");
    await followAppeals(job(later(31)));
    const page = await ownAppealPage(own(diagnosisId, later(32)));
    expect(page.kind === "appeal" && page.appeal.follows?.text).toBe("这笔款项已经退回，订单不再继续。");
  });

  test("a new flag after a denial is a new appeal", async () => {
    await heldOrder();
    const { id, diagnosisId } = await appealOf();
    await decided(staff("rita", later(10)), id, "deny");
    await send([{ ...flagged("O1", "another"), time: later(20) }]);
    const { appeal, existing } = await openAppeal({
      ...own(diagnosisId, later(30)),
      input: { diagnosisId, evidence: [] },
    });
    expect({ existing, same: appeal.id === id }).toEqual({ existing: false, same: false });
  });
});
