import { eq } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { db, transact } from "#db/client.ts";
import { customers, diagnoses, diagnosisLog, orders, payments } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { fixedClock } from "#server/core/clock.ts";
import { type Ctx, systemContext } from "#server/core/context.ts";
import {
  answerQuestion,
  confirmSolved,
  loadDiagnosis,
  proveOwnership,
  recheckWaits,
  requestHuman,
  settleWait,
  startDiagnosis,
  undoAnswer,
  viewDiagnosis,
  viewDiagnosisPage,
} from "./index.ts";
import { diagnosisViewSchema } from "./schemas.ts";
import { minutesAgo, NOW, orderCase, paid, payment } from "./testing.ts";

freshDatabase({ beforeEach, afterEach });

const clock = fixedClock(NOW);
const later = (minutes: number): Ctx => systemContext("test", fixedClock(minutesAgo(-minutes)));
const visitor: Ctx = { actor: { kind: "customer", id: "diagnosis:new", name: "visitor" }, clock };
const on = (id: string): Ctx => ({ actor: { kind: "customer", id: `diagnosis:${id}`, name: "visitor" }, clock });
const key: Ctx = { actor: { kind: "apiKey", id: "k1", name: "shop", scopes: ["diagnosis:write"] }, clock };
const ORDER = "CM20261123000001";

async function insert(
  found = orderCase({ payments: [paid()], customer: { phone: "+86 138-0013-8000", email: "Li@Example.com" } }),
) {
  await transact(async (tx) => {
    await tx.insert(orders).values(found.order);
    for (const row of found.payments) await tx.insert(payments).values(row);
    if (found.customer) await tx.insert(customers).values(found.customer);
  });
}
const start = (ctx: Ctx, input: Record<string, unknown>) =>
  startDiagnosis({ ctx, input: { locale: "zh-CN", ...input } });

describe("a visitor", () => {
  test("sees no records before proving, and the same for an unknown order", async () => {
    await insert();
    const known = await start(visitor, { orderNo: ORDER });
    const unknown = await start(visitor, { orderNo: "CM00000000000000" });
    expect({ ...known, id: "" }).toEqual({ ...unknown, id: "" });
    expect(known).toMatchObject({ facts: [], chargeState: "possible", question: { id: "debited" } });
    expect(diagnosisViewSchema.parse(known)).toEqual(known);
    const byPayment = await start(visitor, { paymentNo: "PAY20261123880011" });
    expect({ ...byPayment, id: "" }).toEqual({ ...(await start(visitor, { paymentNo: "PAY00" })), id: "" });
  });

  test("finds the order by any number in the text, and shows before the proof of no number whether it is one", async () => {
    await insert();
    const text = (no: string) => `X1234567890 扣了200没到账，群里 T179540830239001，${no}`;
    const { id, ...known } = await start(visitor, { text: text(ORDER) });
    const { id: other, ...unknown } = await start(visitor, { text: text("CM00000000000000") });
    expect(known).toEqual(unknown);
    const [page, empty] = await Promise.all(
      [id, other].map((no) => viewDiagnosisPage({ ctx: on(no), input: { id: no } })),
    );
    expect(page).toMatchObject({ proof: "needed", orderNo: null, given: { orderNo: "X1234567890" } });
    expect(empty).toMatchObject({ proof: "needed", orderNo: null, given: { orderNo: "X1234567890" } });
    await proveOwnership({ ctx: on(id), input: { id, proof: "754321" } });
    expect((await viewDiagnosisPage({ ctx: on(id), input: { id } })).orderNo).toBe(ORDER);
  });

  test.each(["754321", "880011", "13800138000", "li@example.com", "７５４３２１"])(
    "proves with %s and then sees records",
    async (proof) => {
      await insert();
      const { id } = await start(visitor, { orderNo: ORDER });
      const view = await proveOwnership({ ctx: on(id), input: { id, proof } });
      expect(view).toMatchObject({ chargeState: "confirmed", causes: [{ code: "CB_MISSING" }], question: null });
      expect(view.facts).toContainEqual(expect.objectContaining({ key: "pay.state", value: "paid", status: "known" }));
      expect((await viewDiagnosisPage({ ctx: on(id), input: { id, locale: "en" } })).proof).toBe("proven");
    },
  );

  test("a wrong proof is refused like an unknown order's, and tries are counted", async () => {
    await insert();
    for (const orderNo of [ORDER, "CM00000000000000"]) {
      const { id } = await start(visitor, { orderNo });
      for (let i = 0; i < 5; i++) {
        await expect(proveOwnership({ ctx: on(id), input: { id, proof: "000001" } })).rejects.toMatchObject({
          code: "PROOF_NOT_ACCEPTED",
        });
      }
      await expect(proveOwnership({ ctx: on(id), input: { id, proof: "754321" } })).rejects.toMatchObject({
        status: 429,
      });
    }
  });

  test("an order's tries are counted over all runs", async () => {
    await insert();
    for (let run = 0; run < 4; run++) {
      const { id } = await start(visitor, { orderNo: ORDER });
      for (let i = 0; i < 5; i++) await proveOwnership({ ctx: on(id), input: { id, proof: "000001" } }).catch(() => {});
    }
    const { id } = await start(visitor, { orderNo: ORDER });
    await expect(proveOwnership({ ctx: on(id), input: { id, proof: "754321" } })).rejects.toMatchObject({
      status: 429,
    });
  });

  test("cannot touch another's run", async () => {
    const { id } = await start(visitor, { text: "没到账" });
    await expect(viewDiagnosis({ ctx: on("other"), input: { id } })).rejects.toMatchObject({
      code: "DIAGNOSIS_NOT_FOUND",
    });
  });

  test("answers, edits, goes back and asks for a person", async () => {
    const { id } = await start(visitor, { text: "支付宝扣了200没到账" });
    const ctx = on(id);
    const page = await viewDiagnosisPage({ ctx, input: { id } });
    expect(page).toMatchObject({
      given: { amountFen: 20_000, channel: "alipay" },
      answers: [{ questionId: "debited", value: "yes" }],
    });
    await answerQuestion({ ctx, input: { id, questionId: "debited", value: "no" } });
    const back = await undoAnswer({ ctx, input: { id, questionId: "debited" } });
    expect(back.question?.id).toBe("debited");
    const human = await requestHuman({ ctx, input: { id, locale: "en" } });
    expect(human).toMatchObject({ question: null, outcome: { kind: "ticket" } });
    const log = await db.select().from(diagnosisLog).where(eq(diagnosisLog.diagnosisId, id));
    expect(log.map((row) => row.kind)).toEqual(["started", "answered", "answered", "undone", "human"]);
  });

  test.each([
    ["nope", "yes", "UNKNOWN_QUESTION"],
    ["debited", "maybe", "INVALID_ANSWER"],
    ["debited", 3, "INVALID_ANSWER"],
  ])("a bad answer %s=%s is refused", async (questionId, value, code) => {
    const { id } = await start(visitor, {});
    await expect(answerQuestion({ ctx: on(id), input: { id, questionId, value } })).rejects.toMatchObject({
      code,
      status: 422,
    });
    await expect(start(visitor, { answers: { [questionId]: value } })).rejects.toMatchObject({
      code: "INVALID_ANSWER",
      errors: [{ path: `answers.${questionId}` }],
    });
  });
});

describe("a key", () => {
  test("sees records at once; with another's order exactly what an unknown one shows", async () => {
    await insert();
    expect(await start(key, { orderNo: ORDER })).toMatchObject({ chargeState: "confirmed" });
    expect(await start(key, { orderNo: ORDER, onBehalfOf: "C1001" })).toMatchObject({ chargeState: "confirmed" });
    const other = await start(key, { orderNo: ORDER, onBehalfOf: "C9" });
    const unknown = await start(key, { orderNo: "CM00000000000000", onBehalfOf: "C9" });
    expect({ ...other, id: "" }).toEqual({ ...unknown, id: "" });
    expect(other.chargeState).toBe("possible");
  });

  test("without the scope is refused, and a settled question too", async () => {
    await insert();
    const bare: Ctx = { ...key, actor: { kind: "apiKey", id: "k2", name: "x", scopes: [] } };
    await expect(start(bare, {})).rejects.toMatchObject({ status: 403 });
    const { id } = await start(key, { orderNo: ORDER });
    await expect(answerQuestion({ ctx: key, input: { id, questionId: "debited", value: "no" } })).rejects.toMatchObject(
      { code: "QUESTION_SETTLED" },
    );
  });
});

test("a wait lapses into a ticket, or is solved by the records", async () => {
  await insert(orderCase({ payments: [paid(1)] }));
  const view = await start(key, { orderNo: ORDER });
  expect(view.outcome).toMatchObject({ kind: "wait", until: minutesAgo(-1).toISOString() });
  expect(await recheckWaits({ ctx: later(0), input: { limit: 10 } })).toMatchObject({ checked: 0 });
  const solvedOne = await start(key, { orderNo: ORDER });
  expect((await recheckWaits({ ctx: later(2), input: { limit: 10 } })).lapsed.toSorted()).toEqual(
    [view.id, solvedOne.id].toSorted(),
  );
  await transact((tx) => settleWait(tx, { id: view.id, ticketNumber: "TK1", now: NOW }));
  await transact((tx) =>
    tx.update(orders).set({ status: "completed", platformCreditedFen: 20_000 }).where(eq(orders.orderNo, ORDER)),
  );
  expect(await recheckWaits({ ctx: later(3), input: { limit: 10 } })).toEqual({
    checked: 1,
    lapsed: [],
    solved: [solvedOne.id],
  });
  const [row] = await db.select().from(diagnoses).where(eq(diagnoses.id, view.id));
  expect(row).toMatchObject({ ticketNumber: "TK1", waitUntil: null, customerId: "C1001", owner: true });
});

test("new records show at the next look, and a ticket gets everything", async () => {
  await insert(orderCase({ payments: [payment()] }));
  const { id } = await start(key, { orderNo: ORDER, answers: { debited: "yes" } });
  await transact((tx) =>
    tx.update(payments).set({ state: "succeeded", paidFen: 20_000, paidAt: minutesAgo(9), gatewayTradeNo: "G1" }),
  );
  expect((await viewDiagnosis({ ctx: key, input: { id } })).chargeState).toBe("confirmed");
  const loaded = await loadDiagnosis(db, id, NOW);
  expect(loaded).toMatchObject({
    orderNo: ORDER,
    customerId: "C1001",
    causeCode: "CB_MISSING",
    suggestedClaim: "complete_topup",
    told: { en: { answers: [{ questionId: "debited", label: "Yes, once" }] } },
    orderCase: { order: { target: "C1001" }, payments: [{ gatewayTradeNo: "G1" }] },
  });
  expect(await loadDiagnosis(db, "none", NOW)).toBeUndefined();
});

describe("it is solved", () => {
  const closed = () =>
    orderCase({ order: { status: "expired" }, payments: [payment({ state: "closed", decidedAt: minutesAgo(20) })] });

  test("is noted once the checklist ended so, and taken back by what is said next", async () => {
    await insert(closed());
    let view = await start(key, { orderNo: ORDER, answers: { debited: "no" } });
    const { id } = view;
    for (let asked = 0; view.question && asked < 5; asked++) {
      const value = view.question.id === "notice" ? "none" : "unsure";
      view = await answerQuestion({ ctx: key, input: { id, questionId: view.question.id, value } });
    }
    expect(view.outcome?.kind).toBe("self_fixed");
    await confirmSolved({ ctx: key, input: { id } });
    await confirmSolved({ ctx: key, input: { id } });
    expect((await viewDiagnosisPage({ ctx: key, input: { id } })).solved).toBe(true);
    expect((await db.select().from(diagnosisLog)).filter((row) => row.kind === "solved")).toHaveLength(1);
    await requestHuman({ ctx: key, input: { id } });
    expect((await viewDiagnosisPage({ ctx: key, input: { id } })).solved).toBe(false);
  });

  test("is refused while money may be on its way", async () => {
    await insert();
    const { id } = await start(key, { orderNo: ORDER, answers: { debited: "yes" } });
    await expect(confirmSolved({ ctx: key, input: { id } })).rejects.toMatchObject({ code: "NOT_SELF_FIXED" });
  });
});
