import { eq } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { db } from "#db/client.ts";
import { appeals, claims, inboundEvents, ledgerEntries, outbox, refunds, riskFlags, topups } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { verifyAudit } from "#server/audit/index.ts";
import { event, send } from "#server/orders/testing.ts";
import { customerTicket, decideOrderTopup, getTicket } from "#server/tickets/index.ts";
import { freshStorage, refusal } from "#server/tickets/testing.ts";
import { checkLedger } from "#server/topup/index.ts";
import {
  addEvidence,
  carryOnAppeal,
  confirmAppeal,
  decideAppeal,
  decideAppealOnce,
  followAppeals,
  listAppeals,
  ownAppealPage,
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
  seen,
  staff,
} from "./testing.ts";

freshDatabase({ beforeEach, afterEach });
freshStorage({ beforeEach, afterEach });

/** Here is no platform to command, and no gateway to ask: what moves needs a second person at the money gate. */

const topupsOf = (orderNo = "O1") => db.select().from(topups).where(eq(topups.orderNo, orderNo));
const refundsOf = (orderNo = "O1") => db.select().from(refunds).where(eq(refunds.orderNo, orderNo));
const flagsOf = async (orderNo = "O1") =>
  (await db.select().from(riskFlags).where(eq(riskFlags.orderNo, orderNo))).map(({ state }) => state);
const topics = async () => (await db.select().from(outbox).orderBy(outbox.id)).map(({ topic }) => topic);
async function expectWhole() {
  expect((await checkLedger()).broken).toEqual([]);
  expect((await verifyAudit()).broken).toEqual([]);
}

describe("passing", () => {
  test("clears the flags in our log under our own source, and asks for the order through the money gate", async () => {
    await heldOrder();
    const { id, number, ctx } = await appealOf();
    const passed = await decided(staff("rita", later(10)), id, "pass", "OWNER_CONFIRMED");
    expect(passed).toMatchObject({
      state: "passed",
      follow: { kind: "topup", state: "running", result: "pending_approval" },
    });
    expect(passed.clock).toMatchObject({ state: "kept", decidedAt: later(10) });
    expect(await flagsOf()).toEqual(["cleared"]);
    const [word] = await db
      .select()
      .from(inboundEvents)
      .where(eq(inboundEvents.source, `daozhang:appeal/${id}`));
    expect(word).toMatchObject({ type: "topup.risk.cleared", orderNo: "O1", customerId: "C1001" });
    expect((await topupsOf()).map(({ state, amountFen }) => [state, amountFen])).toEqual([
      ["pending_approval", 20_000],
    ]);
    expect(await topics()).toContain("appeal.passed");
    const said = (await customerTicket({ ctx, input: { number } })).messages.map(({ body }) => body);
    expect(said.some((body) => body.includes("审核通过。已经确认是您本人操作。"))).toBe(true);
    const [topup] = await topupsOf();
    await decideOrderTopup({
      ctx: staff("lead", later(20), "lead"),
      input: { id: topup?.id ?? "", decision: "approve", factsHash: topup?.factsHash ?? "" },
    });
    expect(await followAppeals(job(later(21)))).toBe(1);
    expect(await seen(id)).toMatchObject({ follow: { state: "done", result: "succeeded" } });
    expect((await getTicket({ ctx: staff("a"), input: { number } })).status).toBe("resolved");
    expect(await refundsOf()).toEqual([]);
    await expectWhole();
  });

  test("what the platform says later of the same rule counts again", async () => {
    await heldOrder();
    const { id } = await appealOf();
    await decided(staff("rita", later(10)), id, "pass");
    await send([{ ...flagged("O1"), time: later(30) }]);
    expect(await flagsOf()).toEqual(["flagged"]);
  });

  test("nobody outside can speak in our name", async () => {
    await heldOrder();
    const forged = event("topup.risk.cleared", later(1), {
      orderNo: "O1",
      customerId: "C1001",
      rule: "x",
      side: "platform",
    });
    const receipt = await send([{ ...forged, source: "daozhang:appeal/1" }]);
    expect(receipt).toMatchObject({ accepted: 0, rejected: [{ code: "INVALID_EVENT" }] });
  });

  test("an account: two people, and nothing of money where nothing was paid", async () => {
    await frozenAccount();
    const { id, diagnosisId } = await appealOf();
    const proposed = await decided(staff("rita", later(5)), id, "pass");
    expect(proposed).toMatchObject({ state: "awaiting_second", secondReasons: { pass: ["account"], deny: [] } });
    const answer = (by: string, role: "agent" | "lead", agree: boolean) =>
      confirmAppeal({ ctx: staff(by, later(6), role), input: { id, agree, factsHash: proposed.factsHash } });
    expect(await refusal(answer("rita", "lead", true))).toMatchObject({ code: "SAME_ACTOR" });
    expect(await refusal(answer("ann", "agent", true))).toMatchObject({ code: "FORBIDDEN" });
    expect(await answer("lena", "lead", true)).toMatchObject({
      state: "passed",
      decided: { by: { id: "rita" }, second: { id: "lena" } },
      follow: { kind: "none" },
    });
    const page = await ownAppealPage({ ctx: customer(`diagnosis:${diagnosisId}`), where: { diagnosisId } });
    expect(page.kind === "appeal" && page.appeal.follows?.text).toContain("限制已解除");
    await expectWhole();
  });
});

describe("two people", () => {
  test("a large sum waits for the second, who may send it back; whoever proposed may take it back", async () => {
    await heldOrder("O1", "r1", 80_000);
    const { id } = await appealOf();
    const first = await decided(staff("rita", later(5)), id, "deny");
    expect(first).toMatchObject({ state: "awaiting_second", proposal: { decision: "deny", by: { id: "rita" } } });
    expect(await refundsOf()).toEqual([]);
    expect((await listAppeals({ ctx: staff("x"), input: { group: "second" } })).items.map((one) => one.id)).toEqual([
      id,
    ]);
    expect(await refusal(decided(staff("omar", later(6)), id, "pass"))).toMatchObject({ code: "SECOND_PERSON_WAITS" });
    const { factsHash } = first;
    const back = await confirmAppeal({
      ctx: staff("lena", later(7), "lead"),
      input: { id, agree: false, note: "再问一下", factsHash },
    });
    expect(back).toMatchObject({ state: "open", proposal: null });
    await decided(staff("rita", later(8)), id, "pass");
    const mine = await confirmAppeal({ ctx: staff("rita", later(9)), input: { id, agree: false, factsHash } });
    expect(mine.state).toBe("open");
  });

  test("facts that moved on end the proposal; one that was shown older facts is refused", async () => {
    await heldOrder("O1", "r1", 80_000);
    const { id, diagnosisId } = await appealOf();
    const { factsHash } = await decided(staff("rita", later(5)), id, "pass");
    const ctx = customer(`diagnosis:${diagnosisId}`, later(6));
    await addEvidence({ ctx, where: { diagnosisId }, input: { item: "purpose", text: "不是我买的" } });
    const late = confirmAppeal({ ctx: staff("lena", later(7), "lead"), input: { id, agree: true, factsHash } });
    expect(await refusal(late)).toMatchObject({ status: 409, code: "FACTS_CHANGED", details: { void: true } });
    expect(await seen(id)).toMatchObject({ state: "open", proposal: null });
    const blind = decideAppeal({
      ctx: staff("omar", later(8)),
      input: { id, decision: "deny", reasonCode: "EVIDENCE_MISSING", factsHash },
    });
    expect(await refusal(blind)).toMatchObject({ code: "FACTS_CHANGED", details: { void: false } });
    expect(await topupsOf()).toEqual([]);
  });

  test("a reason of the other decision is no reason", async () => {
    await heldOrder();
    const { id } = await appealOf();
    await expect(decided(staff("rita"), id, "pass", "PAYER_DIFFERS")).rejects.toThrow("no reason for that decision");
  });
});

describe("denying", () => {
  test("asks for the money to go back, upholds the flag, and no top-up passes any more", async () => {
    await heldOrder();
    const { id, ctx, number } = await appealOf();
    const denied = await decided(staff("rita", later(10)), id, "deny", "PAYER_DIFFERS");
    expect(denied).toMatchObject({ state: "denied", follow: { kind: "refund", state: "running" } });
    expect((await refundsOf()).map(({ state, amountFen, outTradeNo }) => [state, amountFen, outTradeNo])).toEqual([
      ["pending_approval", 20_000, "PO1"],
    ]);
    expect(await flagsOf()).toEqual(["upheld"]);
    expect(await topupsOf()).toEqual([]);
    const said = (await customerTicket({ ctx, input: { number } })).messages.map(({ body }) => body).join("\n");
    expect(said).toContain("审核未通过。无法确认付款人是您本人。");
    expect(said).toContain("7 天内申请一次复核");
    await expectWhole();
  });

  test("an unpaid order has nothing to give back", async () => {
    await frozenAccount();
    await send([flagged("O1")]);
    const { id } = await appealOf();
    expect(await decided(staff("rita"), id, "deny")).toMatchObject({ follow: { kind: "none", ids: [] } });
    expect(await refundsOf()).toEqual([]);
  });

  test("an order paid twice gets both back", async () => {
    await heldOrder();
    const twin = { orderNo: "O1", outTradeNo: "PO1b", channel: "alipay", method: "app", amountFen: 20_000 };
    await send([event("topup.payment.attempted", 30, twin), event("topup.payment.succeeded", 35, twin)]);
    const { id } = await appealOf();
    await decided(staff("rita", later(10)), id, "deny");
    expect((await refundsOf()).map(({ outTradeNo }) => outTradeNo).sort()).toEqual(["PO1", "PO1b"]);
  });
});

describe("never both", () => {
  test("pass twice at once: one decision, one request", async () => {
    await heldOrder();
    const { id } = await appealOf();
    const { factsHash } = await seen(id);
    const pass = (by: string) =>
      decideAppeal({
        ctx: staff(by, later(10)),
        input: { id, decision: "pass", reasonCode: "EVIDENCE_ENOUGH", factsHash },
      });
    const all = await Promise.allSettled(["a", "b", "c", "d", "e"].map(pass));
    expect(all.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    const codes = all.flatMap((one) => (one.status === "rejected" ? [(one.reason as { code: string }).code] : []));
    expect(new Set(codes)).toEqual(new Set(["ALREADY_DECIDED"]));
    expect(await topupsOf()).toHaveLength(1);
    await expectWhole();
  });

  test("pass against deny at once: one of them", async () => {
    await heldOrder();
    const { id } = await appealOf();
    const { factsHash } = await seen(id);
    const say = (by: string, decision: "pass" | "deny") =>
      decideAppeal({
        ctx: staff(by, later(10)),
        input: { id, decision, reasonCode: decision === "pass" ? "EVIDENCE_ENOUGH" : "EVIDENCE_MISSING", factsHash },
      });
    await Promise.allSettled([say("a", "pass"), say("b", "deny"), say("c", "pass"), say("d", "deny")]);
    expect((await topupsOf()).length + (await refundsOf()).length).toBe(1);
    await expectWhole();
  });

  test("pass while the platform credits by itself: nothing on top", async () => {
    await heldOrder();
    const { id } = await appealOf();
    const credit = event("topup.credit.posted", later(9), { orderNo: "O1", amountFen: 20_000, reference: "R1" });
    const { factsHash } = await seen(id);
    await send([credit]);
    const input = { id, decision: "pass" as const, reasonCode: "EVIDENCE_ENOUGH" as const };
    expect(await refusal(decideAppeal({ ctx: staff("a", later(10)), input: { ...input, factsHash } }))).toMatchObject({
      code: "FACTS_CHANGED",
    });
    expect(await decided(staff("a", later(10)), id, "pass")).toMatchObject({
      follow: { kind: "delivered", state: "done" },
    });
    expect([await topupsOf(), await refundsOf(), await db.select().from(claims)]).toEqual([[], [], []]);
    await expectWhole();
  });

  test("deny while it was credited: nothing goes back", async () => {
    await heldOrder();
    const { id } = await appealOf();
    await send([event("topup.credit.posted", later(9), { orderNo: "O1", amountFen: 20_000, reference: "R1" })]);
    expect(await decided(staff("a", later(10)), id, "deny")).toMatchObject({ follow: { kind: "delivered" } });
    expect(await refundsOf()).toEqual([]);
    expect(await db.select().from(ledgerEntries)).toEqual([]);
  });

  test("a refund that waits keeps a second look from crediting: the money goes back, and that is said", async () => {
    await heldOrder();
    const { id, diagnosisId } = await appealOf();
    await decided(staff("rita", later(10)), id, "deny");
    const { askSecondLook } = await import("./index.ts");
    const ctx = customer(`diagnosis:${diagnosisId}`, later(20));
    await askSecondLook({ ctx, where: { diagnosisId }, input: { id, reason: "请再看一次" } });
    expect(await decided(staff("omar", later(30)), id, "pass")).toMatchObject({ follow: { kind: "refunding" } });
    expect(await topupsOf()).toEqual([]);
    expect(await refundsOf()).toHaveLength(1);
  });

  test("a request that nobody approved is asked for again with one click", async () => {
    await heldOrder();
    const { id } = await appealOf();
    await decided(staff("rita", later(10)), id, "pass");
    const [topup] = await topupsOf();
    await decideOrderTopup({
      ctx: staff("lead", later(20), "lead"),
      input: { id: topup?.id ?? "", decision: "reject", note: "先核实", factsHash: topup?.factsHash ?? "" },
    });
    await followAppeals(job(later(21)));
    expect((await listAppeals({ ctx: staff("a"), input: { group: "person" } })).items.map((one) => one.id)).toEqual([
      id,
    ]);
    expect(await carryOnAppeal({ ctx: staff("rita", later(30)), input: { id } })).toMatchObject({
      follow: { kind: "topup", state: "running", result: "pending_approval" },
    });
    expect(await refusal(carryOnAppeal({ ctx: staff("rita", later(31)), input: { id } }))).toMatchObject({
      code: "NOTHING_TO_CARRY_ON",
    });
  });

  test("the same key answers the same, and another body under it is refused", async () => {
    await heldOrder();
    const { id } = await appealOf();
    const { factsHash } = await seen(id);
    const body = { decision: "pass" as const, reasonCode: "EVIDENCE_ENOUGH" as const, factsHash };
    const once = (more: object = {}) =>
      decideAppealOnce({
        ctx: staff("rita", later(10)),
        key: "0123456789abcdef",
        request: { method: "POST", path: `/appeals/${id}/decision`, body: { ...body, ...more } },
        input: { id, ...body },
      });
    const first = await once();
    const again = await once();
    expect([first.replayed, again.replayed]).toEqual([false, true]);
    expect(again.body).toEqual(first.body);
    expect(await refusal(once({ note: "x" }))).toMatchObject({ code: "IDEMPOTENCY_KEY_REUSED" });
    expect(await topupsOf()).toHaveLength(1);
  });
});

test("managers read off the list whether the hour was kept", async () => {
  await heldOrder("O1");
  await heldOrder("O2");
  const kept = await appealOf("O1");
  const broken = await appealOf("O2");
  await decided(staff("rita", later(59)), kept.id, "pass");
  await decided(staff("rita", later(61)), broken.id, "pass");
  const { items } = await listAppeals({ ctx: staff("m"), input: { group: "decided", from: NOW } });
  expect(new Map(items.map(({ orderNo, clock }) => [orderNo, clock?.state]))).toEqual(
    new Map([
      ["O1", "kept"],
      ["O2", "broken"],
    ]),
  );
  expect(await db.select().from(appeals)).toHaveLength(2);
});
