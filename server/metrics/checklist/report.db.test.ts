import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { transact } from "#db/client.ts";
import { diagnoses, diagnosisLog, orders } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { newId } from "#server/core/ids.ts";
import { ALWAYS } from "#server/core/testing.ts";
import { at, ctx, FROM, resolved, TO, ticket } from "../testing.ts";
import { checklistReport, checklistRuns } from "./report.ts";
import type { RunEnd } from "./schemas.ts";

freshDatabase({ beforeEach, afterEach });

const PERIOD = { from: FROM, to: TO };
const report = () => checklistReport({ ctx, input: PERIOD });
type Run = Partial<typeof diagnoses.$inferInsert>;

async function run(when: string, values: Run = {}, answers = 0): Promise<string> {
  const id = newId();
  await transact(async (tx) => {
    await tx.insert(diagnoses).values({
      id,
      packVersion: "p",
      locale: "zh-CN",
      owner: true,
      causeCode: "PAY_UNPAID",
      chargeState: "possible",
      outcomeKind: "self_fixed",
      createdAt: at(when),
      updatedAt: at(when),
      ...values,
    });
    for (let seq = 1; seq <= answers; seq++) {
      await tx.insert(diagnosisLog).values({ diagnosisId: id, seq, kind: "answered", data: {}, at: at(when) });
    }
  });
  return id;
}

async function order(orderNo: string, values: Partial<typeof orders.$inferInsert>): Promise<void> {
  await transact((tx) =>
    tx.insert(orders).values({
      orderNo,
      customerId: "C1",
      productType: "wallet",
      productName: "p",
      sku: "s",
      faceValueFen: 1,
      amountFen: 1,
      target: "t",
      createdAt: at("10T00:00"),
      status: "awaiting_payment",
      statusAt: at("10T00:00"),
      paidFen: 0,
      paidCount: 0,
      platformCreditedFen: 0,
      refundedFen: 0,
      lastEventAt: at("10T00:00"),
      ...values,
    }),
  );
}

const ends = async () => (await report()).ends;
const only = (end: RunEnd) => ({ person: 0, ledger: 0, returned: 0, ticket: 0, unknown: 0, open: 0, [end]: 1 });

describe("what became of a run", () => {
  test("nothing at all", async () => {
    expect(await report()).toMatchObject({ started: 0, concluded: 0, deflection: null, meanQuestions: null });
  });

  test("leaving without a word is not a fix", async () => {
    await run("10T01:00");
    expect(await ends()).toEqual(only("unknown"));
    expect((await report()).deflection).toBe(0);
  });

  test("the person's word is", async () => {
    await run("10T01:00", { solvedAt: at("10T01:05") });
    expect(await ends()).toEqual(only("person"));
  });

  test("a credit after the checklist's word is, and one before it is not", async () => {
    await order("A", { creditedAt: at("10T02:00") });
    await run("10T01:00", { orderNo: "A", outcomeKind: "wait" });
    expect(await ends()).toEqual(only("ledger"));
    await order("B", { creditedAt: at("10T00:30") });
    await run("10T01:00", { orderNo: "B" });
    expect(await ends()).toMatchObject({ ledger: 1, unknown: 1 });
  });

  test("an order that the platform completed counts like a credit", async () => {
    await order("A", { status: "completed", statusAt: at("10T02:00") });
    await run("10T01:00", { orderNo: "A" });
    expect(await ends()).toEqual(only("ledger"));
  });

  test("a credit of an order that nobody proved theirs is nobody's fix", async () => {
    await order("A", { creditedAt: at("10T02:00") });
    await run("10T01:00", { orderNo: "A", owner: false });
    expect(await ends()).toEqual(only("unknown"));
  });

  test("a ticket is a ticket, whatever was said before", async () => {
    await run("10T01:00", { solvedAt: at("10T01:05"), ticketNumber: "TK1" });
    expect(await ends()).toEqual(only("ticket"));
  });

  test("coming back within seven days takes the fix back, later does not", async () => {
    await run("10T01:00", { orderNo: "A", solvedAt: at("10T01:05") });
    await run("11T01:00", { orderNo: "A", solvedAt: at("11T01:05") });
    expect(await ends()).toMatchObject({ returned: 1, person: 1 });
    await run("10T01:00", { orderNo: "B", solvedAt: at("10T01:05") });
    await ticket("17T01:06", { orderNo: "B", status: "closed" });
    expect(await ends()).toMatchObject({ returned: 1, person: 2 });
    await ticket("17T01:04", { orderNo: "B" });
    expect(await ends()).toMatchObject({ returned: 2, person: 1 });
  });
});

test("a worked example: rates over what came to a result, and questions over the same", async () => {
  await run("10T01:00", { solvedAt: at("10T01:05") }, 2);
  await run("10T02:00", { ticketNumber: "TK9", outcomeKind: "ticket" }, 1);
  await run("10T03:00", {}, 0);
  await run("10T04:00", { outcomeKind: null, causeCode: null }, 3);
  await run("08T04:00", { solvedAt: at("08T05:00") }, 1);
  const found = await report();
  expect(found).toMatchObject({ started: 4, concluded: 3, deflection: 1 / 3, meanQuestions: 1, provisional: true });
  expect(found.previous).toMatchObject({ started: 1, deflection: 1 });
});

test("accuracy asks agents' final causes of resolved tickets alone", async () => {
  const right = await run("10T01:00", { causeCode: "CB_MISSING" });
  const wrong = await run("10T01:00", { causeCode: "PAY_CLOSED" });
  await ticket("10T01:00", resolved("10T09:00", { diagnosisId: right, finalCauseCode: "CB_MISSING" }));
  await ticket("10T01:00", resolved("10T09:00", { diagnosisId: wrong, finalCauseCode: "CB_MISSING" }));
  await ticket("10T01:00", resolved("10T09:00", { diagnosisId: wrong }));
  await ticket("10T01:00", { diagnosisId: right, finalCauseCode: "CB_MISSING" });
  expect((await report()).accuracy).toMatchObject({ judged: 2, right: 1, ratio: 0.5 });
});

test("each number's list holds as many runs as it says, page by page", async () => {
  for (const n of [1, 2, 3]) await run(`10T0${n}:00`, { solvedAt: at(`10T0${n}:30`) });
  await run("10T05:00");
  const first = await checklistRuns({ ctx, input: { ...PERIOD, end: "person", limit: 2 } });
  expect(first.items.map(({ at: when }) => when)).toEqual(["2026-11-10T03:00:00.000Z", "2026-11-10T02:00:00.000Z"]);
  const rest = await checklistRuns({
    ctx,
    input: { ...PERIOD, end: "person", limit: 2, cursor: first.nextCursor ?? "" },
  });
  expect(rest).toMatchObject({ items: [{ end: "person", fixedAt: "2026-11-10T01:30:00.000Z" }], nextCursor: null });
  expect((await checklistRuns({ ctx, input: PERIOD })).items).toHaveLength(4);
});

test("only who may see metrics sees this", async () => {
  const agent = {
    ...ctx,
    actor: { kind: "staff" as const, id: "a", name: "a", role: "agent" as const, freshUntil: ALWAYS },
  };
  await expect(checklistReport({ ctx: agent, input: PERIOD })).rejects.toMatchObject({ code: "FORBIDDEN" });
  await expect(checklistRuns({ ctx: agent, input: PERIOD })).rejects.toMatchObject({ code: "FORBIDDEN" });
});
