import { eq } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { db, transact } from "#db/client.ts";
import { customers, diagnoses, diagnosisLog, orders, payments, proofFailures } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { fixedClock } from "#server/core/clock.ts";
import type { Ctx } from "#server/core/context.ts";
import { paidWithoutCallback, send } from "#server/orders/testing.ts";
import {
  answerQuestion,
  confirmReading,
  ownerContact,
  proveOwnership,
  startDiagnosis,
  viewDiagnosisPage,
} from "./index.ts";
import { minutesAgo, orderCase, paid } from "./testing.ts";

freshDatabase({ beforeEach, afterEach });

const at = (minutes: number) => fixedClock(minutesAgo(-minutes));
const clock = at(0);
const visitor: Ctx = { actor: { kind: "customer", id: "visitor", name: "visitor" }, clock };
const on = (id: string, when = clock): Ctx => ({
  actor: { kind: "customer", id: `diagnosis:${id}`, name: "visitor" },
  clock: when,
});
const key: Ctx = { actor: { kind: "apiKey", id: "k1", name: "shop", scopes: ["diagnosis:write"] }, clock };

const ORDER = "CM20261123000001";
const OTHER = "CM20261123000002";
const NOWHERE = "CM00000000000000";
const SHOPS = "PAY20261123880011";
const GATEWAYS = "2026112322001499990001754321";
const WRONG = "2026112322001499990009999999";

async function insert(found = orderCase({ payments: [paid()], customer: { phone: "+86 138-0013-8000" } })) {
  await transact(async (tx) => {
    await tx.insert(orders).values(found.order);
    for (const row of found.payments) await tx.insert(payments).values(row);
    if (found.customer) await tx.insert(customers).values(found.customer);
  });
}
const start = (input: Record<string, unknown>, ctx = visitor) =>
  startDiagnosis({ ctx, input: { locale: "zh-CN", ...input } });
const pageOf = (id: string, when = clock) => viewDiagnosisPage({ ctx: on(id, when), input: { id } });
const logOf = async (id: string) =>
  (await db.select().from(diagnosisLog).where(eq(diagnosisLog.diagnosisId, id)).orderBy(diagnosisLog.seq)).map(
    ({ kind, data }) => (kind === "proof" ? `proof:${data.ok}` : kind),
  );

describe("naming a payment number", () => {
  beforeEach(() => insert());

  test.each([
    ["the order and its payment's number at the gateway", { orderNo: ORDER, paymentNo: GATEWAYS }],
    ["the order and the shop's number of its payment", { orderNo: ORDER, paymentNo: SHOPS }],
    ["the gateway's number alone, which only the bill shows", { paymentNo: GATEWAYS }],
    ["both mixed up", { orderNo: GATEWAYS, paymentNo: ORDER }],
    ["a pasted text", { text: `订单号 ${ORDER}，交易单号 ${GATEWAYS}，扣了200没到账` }],
    ["a text with the number in groups", { text: `2026 1123 2200 1499 9900 0175 4321 没到账` }],
    ["a text with the number among others", { text: `X1234567890 ${ORDER} 和 ${GATEWAYS}` }],
  ])("proves at once with %s", async (_, input) => {
    const view = await start(input);
    expect(view).toMatchObject({ chargeState: "confirmed", question: null });
    expect(view.facts).toContainEqual(expect.objectContaining({ key: "pay.state", value: "paid" }));
    expect(await pageOf(view.id)).toMatchObject({ proof: "proven", orderNo: ORDER });
  });

  test.each([
    ["an order number alone", { orderNo: ORDER }],
    ["the order number twice", { orderNo: ORDER, paymentNo: ORDER }],
    ["the shop's number of a payment alone, which may be counted up", { paymentNo: SHOPS }],
    ["the end of the payment's number", { orderNo: ORDER, paymentNo: "754321" }],
    ["the phone number", { text: `${ORDER} 13800138000` }],
    ["another payment's number", { orderNo: ORDER, paymentNo: WRONG }],
  ])("never proves with %s", async (_, input) => {
    const view = await start(input);
    expect(view).toMatchObject({ facts: [], chargeState: "possible" });
    expect(await pageOf(view.id)).toMatchObject({ proof: "needed", orderNo: null });
  });

  test("a wrong number shows the same beside an order that exists and one that does not", async () => {
    const shown = async (orderNo: string) => {
      const { id, ...view } = await start({ orderNo, paymentNo: WRONG });
      const { given: _, view: __, ...page } = await pageOf(id);
      return { view, page, log: await logOf(id) };
    };
    expect(await shown(ORDER)).toEqual(await shown(NOWHERE));
    expect((await shown(ORDER)).log).toEqual(["started", "proof:false"]);
  });

  test("is limited for each order over all runs, and then even the right number waits", async () => {
    for (let run = 0; run < 20; run++) await start({ orderNo: ORDER, paymentNo: WRONG.replace(/..$/, `${10 + run}`) });
    const late = await start({ orderNo: ORDER, paymentNo: GATEWAYS });
    expect(await pageOf(late.id)).toMatchObject({ proof: "needed", orderNo: null });
    await expect(proveOwnership({ ctx: on(late.id), input: { id: late.id, proof: "754321" } })).rejects.toMatchObject({
      status: 429,
    });
    const hourLater = { ...visitor, clock: at(61) };
    const again = await start({ orderNo: ORDER, paymentNo: GATEWAYS }, hourLater);
    expect(await pageOf(again.id, at(61))).toMatchObject({ proof: "proven" });
  });

  test("counts every guess of a text, and forgets failures once they no longer count", async () => {
    const guesses = [1, 2, 3].map((n) => `202611232200149999000${n}999999`);
    await start({ text: `订单 ${ORDER} ${guesses.join(" ")}` });
    const failures = () =>
      db
        .select()
        .from(proofFailures)
        .where(eq(proofFailures.subject, `order:${ORDER}`));
    expect(await failures()).toHaveLength(3);
    await start({ orderNo: NOWHERE, paymentNo: WRONG }, { ...visitor, clock: at(61) });
    expect(await failures()).toEqual([]);
  });

  test("failures are not shed by naming another order in the same run", async () => {
    const { id } = await start({ orderNo: ORDER, paymentNo: WRONG });
    await confirmReading({ ctx: on(id), input: { id, named: { orderNo: NOWHERE } } });
    const rows = await db
      .select()
      .from(proofFailures)
      .where(eq(proofFailures.subject, `order:${ORDER}`));
    expect(rows).toHaveLength(1);
  });

  test("changes nothing for keys, which see what they may without it", async () => {
    const mine = await start({ orderNo: ORDER, paymentNo: WRONG, onBehalfOf: "C1001" }, key);
    expect(mine).toMatchObject({ chargeState: "confirmed" });
    const other = await start({ orderNo: ORDER, paymentNo: GATEWAYS, onBehalfOf: "C9" }, key);
    expect(other).toMatchObject({ facts: [], chargeState: "possible" });
    expect(await db.select().from(proofFailures)).toEqual([]);
  });
});

describe("a number typed in small letters, or in capitals", () => {
  const SMALL = "ord_a1b2c3d4e5";
  beforeEach(() => insert());
  const insertSmall = () =>
    insert(
      orderCase({
        order: { orderNo: SMALL, customerId: "C3" },
        payments: [
          paid(18, { orderNo: SMALL, outTradeNo: "pay_x900001", gatewayTradeNo: "2026112322001499990002000000" }),
        ],
      }),
    );

  test.each([
    ["the order's", { orderNo: ORDER.toLowerCase() }],
    ["the order's, full width and spaced", { orderNo: ` ${ORDER.toLowerCase().replace("cm", "ｃｍ")} ` }],
    ["its payment's", { paymentNo: SHOPS.toLowerCase() }],
    ["the order's in a text", { text: `${ORDER.toLowerCase()} 扣了钱没到账` }],
  ])("leads a key to the order: %s", async (_, named) => {
    const view = await start(named, key);
    expect(view).toMatchObject({ chargeState: "confirmed" });
    const [row] = await db.select().from(diagnoses).where(eq(diagnoses.id, view.id));
    expect(row?.orderNo).toBe(ORDER);
  });

  test("does so for a visitor who can prove it, and its own number is no guess at a payment's", async () => {
    const { id } = await start({ orderNo: ORDER.toLowerCase() });
    expect(await db.select().from(proofFailures)).toEqual([]);
    expect(await pageOf(id)).toMatchObject({ proof: "needed" });
    const view = await proveOwnership({ ctx: on(id), input: { id, proof: "754321" } });
    expect(view).toMatchObject({ chargeState: "confirmed" });
  });

  test("proves by the numbers of both, however they are typed", async () => {
    const { id } = await start({ orderNo: ORDER.toLowerCase(), paymentNo: SHOPS.toLowerCase() });
    expect(await pageOf(id)).toMatchObject({ proof: "proven" });
  });

  test("finds what is stored in small letters, too", async () => {
    await insertSmall();
    expect(await start({ orderNo: SMALL.toUpperCase() }, key)).toMatchObject({ chargeState: "confirmed" });
    expect(await start({ paymentNo: "PAY_X900001" }, key)).toMatchObject({ chargeState: "confirmed" });
  });

  test("takes what is spelt exactly so before what only reads the same", async () => {
    await insert(orderCase({ order: { orderNo: ORDER.toLowerCase(), customerId: "C3" }, customer: { id: "C3" } }));
    const { id } = await start({ orderNo: ORDER.toLowerCase() }, key);
    const [row] = await db.select().from(diagnoses).where(eq(diagnoses.id, id));
    expect(row).toMatchObject({ orderNo: ORDER.toLowerCase(), customerId: "C3" });
  });

  test("finds money under a number of which there is no order", async () => {
    const [, ...payment] = paidWithoutCallback("GONE1", 0);
    await send(payment);
    const view = await start({ orderNo: "gone1" }, { ...key, clock: fixedClock("2026-11-01T01:00:00Z") });
    expect(view.causes[0]?.code).toBe("ORD_LOST");
  });
});

describe("confirming what was read", () => {
  beforeEach(() => insert());
  const confirm = (id: string, named: Parameters<typeof confirmReading>[0]["input"]["named"]) =>
    confirmReading({ ctx: on(id), input: { id, named } });

  test("proves by the bill's number, answers what the bill shows, and is kept as what was named", async () => {
    const { id } = await start({ text: `${ORDER} 没到账`, unconfirmed: true });
    const named = { orderNo: ORDER, paymentNo: GATEWAYS, amountFen: 20_000, payee: "卡盟", paid: true };
    expect(await confirm(id, named)).toMatchObject({ chargeState: "confirmed" });
    expect(await pageOf(id)).toMatchObject({
      proof: "proven",
      given: { text: `${ORDER} 没到账`, paymentNo: GATEWAYS, amountFen: 20_000, payee: "卡盟", proof: true },
      answers: [{ questionId: "debited", value: "yes", setAside: true }],
    });
    expect(await logOf(id)).toEqual(["started", "named", "proof:true", "answered", "facts"]);
  });

  test("proves nothing before it is confirmed", async () => {
    const { id } = await start({ text: `${ORDER} ${GATEWAYS}`, unconfirmed: true });
    expect(await pageOf(id)).toMatchObject({ proof: "needed" });
    expect(await logOf(id)).toEqual(["started"]);
  });

  test("sent twice adds nothing, and what the person answered themselves stands", async () => {
    const { id } = await start({ text: "没到账" });
    await answerQuestion({ ctx: on(id), input: { id, questionId: "debited", value: "no" } });
    await confirm(id, { paid: true, amountFen: 100 });
    await confirm(id, { paid: true, amountFen: 100 });
    expect(await logOf(id)).toEqual(["started", "answered", "named"]);
    expect((await pageOf(id)).answers).toMatchObject([{ questionId: "debited", value: "no" }]);
  });

  test("another order is not theirs because the one before was", async () => {
    await insert(
      orderCase({
        order: { orderNo: OTHER, customerId: "C2" },
        payments: [paid(18, { orderNo: OTHER, outTradeNo: "PAY2", gatewayTradeNo: "2026112322001499990001000000" })],
      }),
    );
    const { id } = await start({ orderNo: ORDER, paymentNo: GATEWAYS });
    const view = await confirm(id, { orderNo: OTHER });
    expect(view).toMatchObject({ facts: [], chargeState: "possible" });
    expect(await pageOf(id)).toMatchObject({ proof: "needed", orderNo: null });
  });

  test.each([
    [{ amountFen: -1 }, "amountFen"],
    [{ orderNo: " " }, "orderNo"],
    [{ paidAt: "yesterday" }, "paidAt"],
    [{ candidates: Array(6).fill("X1") }, "candidates"],
  ])("refuses %j", async (named, path) => {
    const { id } = await start({});
    await expect(confirm(id, named)).rejects.toMatchObject({ code: "INVALID_INPUT", errors: [{ path }] });
  });

  test("is for the run's own person alone", async () => {
    const { id } = await start({});
    const input = { id, named: { orderNo: ORDER } };
    await expect(confirmReading({ ctx: on("other"), input })).rejects.toMatchObject({ code: "DIAGNOSIS_NOT_FOUND" });
  });
});

test("a text answers what it says, and a debit that it denies is asked again", async () => {
  const { id, question } = await start({ text: "微信没扣款，刚刚付的，订单还是待支付" });
  expect(question?.id).toBe("debited");
  expect((await pageOf(id)).answers.map(({ questionId, value }) => [questionId, value])).toEqual([
    ["page", "awaiting"],
    ["when", "just_now"],
  ]);
});

test("an answer that records have settled since is set aside and stays in the log", async () => {
  await insert();
  const { id } = await start({ orderNo: ORDER, answers: { debited: "no" } });
  expect((await pageOf(id)).answers).toMatchObject([{ questionId: "debited", setAside: false }]);
  await proveOwnership({ ctx: on(id), input: { id, proof: "754321" } });
  expect((await pageOf(id)).answers).toMatchObject([{ questionId: "debited", value: "no", setAside: true }]);
  expect(await logOf(id)).toContain("answered");
});

test("the owner's contact is known once the order is proven, and shown masked", async () => {
  await insert();
  const { id } = await start({ orderNo: ORDER });
  expect(await ownerContact({ ctx: on(id), input: { id } })).toBeNull();
  await proveOwnership({ ctx: on(id), input: { id, proof: "754321" } });
  const contact = await ownerContact({ ctx: on(id), input: { id } });
  expect(contact).toEqual({ masked: "138****8000", value: "+86 138-0013-8000" });
  await expect(ownerContact({ ctx: on("other"), input: { id } })).rejects.toMatchObject({ status: 404 });
});

test("changing an answer keeps the others, and none of them is asked again", async () => {
  const { id, ...first } = await start({ answers: { page: "processing", when: "today" } });
  expect(first.question?.id).toBe("debited");
  const ctx = on(id);
  const seen: string[] = [];
  for (const value of ["yes", "no", "twice"]) {
    const { question } = await answerQuestion({ ctx, input: { id, questionId: "debited", value } });
    if (question) seen.push(question.id);
    const { answers } = await pageOf(id);
    expect(answers.map((said) => [said.questionId, said.value])).toEqual(
      expect.arrayContaining([
        ["page", "processing"],
        ["when", "today"],
        ["debited", value],
      ]),
    );
  }
  for (const asked of seen) expect(["debited", "page", "when"]).not.toContain(asked);
});
