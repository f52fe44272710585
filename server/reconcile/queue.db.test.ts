import { randomUUID } from "node:crypto";
import { eq } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { db, transact } from "#db/client.ts";
import { claims, ledgerEntries, ledgerPostings, moneyItems, payments, topups } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { verifyAudit } from "#server/audit/index.ts";
import { orderCreated, send } from "#server/orders/testing.ts";
import { type NewMoneyItem, overrideGateways, raiseItem } from "#server/payments/index.ts";
import type { FakeGateway } from "#server/payments/testing.ts";
import { decideOrderTopup } from "#server/tickets/index.ts";
import { refusal } from "#server/tickets/testing.ts";
import { checkLedger } from "#server/topup/index.ts";
import {
  confirmWriteOff,
  confirmWriteOffOnce,
  getMoneyItem,
  listMoneyItems,
  resolveMoneyItem,
  resolveMoneyItemOnce,
} from "./index.ts";
import type { MoneyAction } from "./schemas.ts";
import { at, channel, entries, items, look, paidOrder, staff, system } from "./testing.ts";

freshDatabase({ beforeEach, afterEach });
afterEach(() => overrideGateways());

const raise = (item: Partial<NewMoneyItem> & Pick<NewMoneyItem, "kind">, seconds = 100) =>
  transact(async (tx) => (await raiseItem(tx, system(seconds), { about: "P9", ...item })).id);
const view = (id: string) => getMoneyItem({ ctx: staff("reader", 100), input: { id } });
const act = async (id: string, action: MoneyAction, by = staff("a1", 100), more: Record<string, unknown> = {}) => {
  const { version } = await view(id);
  return resolveMoneyItem({ ctx: by, input: { id, action, version, ...more } });
};
const lead = (id: string) => staff(id, 110, "lead");
const sound = async () => {
  expect((await checkLedger()).broken).toEqual([]);
  expect((await verifyAudit()).broken).toEqual([]);
};

describe("the queue", () => {
  test("has what was charged and not credited first, then by age, a page at a time, with counts of all that is open", async () => {
    await raise({ kind: "forged_callback", about: "1" }, 1);
    await raise({ kind: "paid_twice", about: "2", channel: "alipay" }, 2);
    await raise({ kind: "order_stuck", about: "3", channel: "wechatpay" }, 4);
    await raise({ kind: "order_stuck", about: "4", channel: "alipay" }, 3);
    const ctx = staff("a1", 100);
    const seen: string[] = [];
    let cursor: string | undefined;
    for (let page = 0; page < 5; page++) {
      const got = await listMoneyItems({ ctx, input: { limit: 1, ...(cursor ? { cursor } : {}) } });
      seen.push(...got.items.map(({ kind, openedAt }) => `${kind} ${new Date(openedAt).getUTCSeconds()}`));
      expect(got.counts).toEqual({ order_stuck: 2, paid_twice: 1, forged_callback: 1 });
      expect(got.channels).toEqual(["alipay", "wechatpay"]);
      if (!got.nextCursor) break;
      cursor = got.nextCursor;
    }
    expect(seen).toEqual(["order_stuck 3", "order_stuck 4", "paid_twice 2", "forged_callback 1"]);
  });

  test("is narrowed by kind, channel, order and number, and keeps what ended apart, newest first", async () => {
    await raise({ kind: "order_stuck", about: "1", orderNo: "O1", channel: "alipay" });
    await raise({ kind: "missing_here", about: "2", outTradeNo: "P2", gatewayTradeNo: "G2", channel: "wechatpay" });
    const alerts = [await raise({ kind: "relay_dead", about: "3" }), await raise({ kind: "relay_dead", about: "4" })];
    for (const [index, id] of alerts.entries()) await act(id, "dismiss", staff("a1", 100 + index), { note: "seen" });
    const kindsOf = async (input: Parameters<typeof listMoneyItems>[0]["input"]) =>
      (await listMoneyItems({ ctx: staff("a1", 200), input })).items.map(({ kind }) => kind);
    expect(await kindsOf({ kind: "order_stuck" })).toEqual(["order_stuck"]);
    expect(await kindsOf({ channel: "wechatpay" })).toEqual(["missing_here"]);
    expect(await kindsOf({ orderNo: "O1" })).toEqual(["order_stuck"]);
    for (const q of ["P2", "G2"]) expect(await kindsOf({ q })).toEqual(["missing_here"]);
    expect(await kindsOf({ q: "P" })).toEqual([]);
    const ended = await listMoneyItems({ ctx: staff("a1", 200), input: { state: "resolved", limit: 1 } });
    expect(ended.items.map(({ id }) => id)).toEqual([alerts[1]]);
    const rest = await listMoneyItems({
      ctx: staff("a1", 200),
      input: { state: "resolved", ...(ended.nextCursor ? { cursor: ended.nextCursor } : {}) },
    });
    expect(rest.items.map(({ id }) => id)).toEqual([alerts[0]]);
    expect(await refusal(listMoneyItems({ ctx: staff("a1", 1), input: { cursor: "x" } }))).toMatchObject({
      code: "BAD_CURSOR",
    });
  });

  test("is not for those who may not see orders' money", async () => {
    const ctx = { ...staff("k", 1), actor: { kind: "apiKey" as const, id: "k", name: "k", scopes: ["tickets:read"] } };
    expect(await refusal(listMoneyItems({ ctx, input: {} }))).toMatchObject({ status: 403 });
  });
});

describe("apply", () => {
  let gateway: FakeGateway | undefined;
  const stuck = async () => {
    gateway = await channel({ policy: "assist" });
    await paidOrder();
    await look(81);
    const [item] = await items();
    if (!item) throw new Error("Nothing was raised");
    return item.id;
  };

  test("credits by the verb of the desk and ends the item", async () => {
    const id = await stuck();
    const done = await act(id, "apply", staff("a1", 90), { note: "checked" });
    expect(done).toMatchObject({
      item: { state: "resolved", resolution: "applied", resolvedByName: "a1", note: "checked" },
      moved: { kind: "topup", state: "succeeded", amountFen: 20_000 },
    });
    expect(await db.select().from(topups)).toMatchObject([{ requestedById: "a1", reasonCode: "CB_MISSING" }]);
    await sound();
  });

  test("of two agents at once credits one, and the other is told", async () => {
    const id = await stuck();
    const done = await Promise.allSettled([act(id, "apply", staff("a1", 90)), act(id, "apply", staff("a2", 90))]);
    expect(done.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    const [lost] = done.flatMap((each) => (each.status === "rejected" ? [each.reason] : []));
    expect(lost).toMatchObject({ status: 409, code: "ALREADY_RESOLVED" });
    expect(await entries()).toHaveLength(1);
  });

  test("that needs a second person keeps the item until they approved, and ends it as applied then", async () => {
    const alipay = await channel({ policy: "assist" });
    alipay.payments.set("PO1", { paidAt: at(20), amountFen: 60_000 });
    await paidOrder({ order: { amountFen: 60_000, faceValueFen: 60_000 }, amountFen: 60_000 });
    await look(81);
    const [item] = await items();
    const asked = await act(item?.id ?? "", "apply", staff("a1", 90));
    expect(asked).toMatchObject({ item: { state: "open" }, moved: { state: "pending_approval" } });
    const [topup] = await db.select().from(topups);
    const decision = { decision: "approve" as const, factsHash: topup?.factsHash ?? "" };
    await decideOrderTopup({ ctx: staff("l1", 95, "lead"), input: { id: topup?.id ?? "", ...decision } });
    await look(96);
    expect((await items()).map((row) => row.resolution)).toEqual(["applied"]);
  });

  test("is refused by the gate as at the desk, and the item stays as it is", async () => {
    const id = await stuck();
    gateway?.payments.set("PO1", { state: "closed" });
    expect(await refusal(act(id, "apply", staff("a1", 200)))).toMatchObject({ status: 422, code: "GATE_FAILED" });
    expect(await view(id)).toMatchObject({ state: "open", version: 1 });
  });

  test("repeated under its key gets the stored answer", async () => {
    const id = await stuck();
    const once = () =>
      resolveMoneyItemOnce({
        ctx: staff("a1", 90),
        key: "k".repeat(20),
        request: { method: "POST", path: `/money-items/${id}/resolution`, body: { action: "apply" } },
        input: { id, action: "apply", version: 1 },
      });
    const [first, ...others] = await Promise.all([once(), once(), once()]);
    const answers = [first, ...others].map((each) => each?.body);
    expect(new Set(answers.map((each) => JSON.stringify(each))).size).toBe(1);
    expect(await entries()).toHaveLength(1);
  });

  test("says when the item moved on", async () => {
    const id = await stuck();
    const stale = resolveMoneyItem({ ctx: staff("a1", 90), input: { id, action: "apply", version: 7 } });
    expect(await refusal(stale)).toMatchObject({ status: 409, code: "VERSION_CONFLICT" });
  });
});

describe("link", () => {
  const unknown = {
    kind: "missing_here",
    channel: "alipay",
    outTradeNo: "P9",
    gatewayTradeNo: "G9",
    amountFen: 20_000,
  } as const;

  test("ties a payment to an order, which is paid then; a person and nobody else credits it", async () => {
    const alipay = await channel();
    alipay.payments.set("P9", { gatewayTradeNo: "G9", paidAt: at(20) });
    await send([orderCreated("O9", 0)]);
    const id = await raise(unknown);
    const done = await act(id, "link", staff("a1", 100), { orderNo: "O9" });
    expect(done.item).toMatchObject({ resolution: "linked", detail: { linkedTo: "O9" } });
    expect(await db.select().from(payments)).toMatchObject([
      { orderNo: "O9", outTradeNo: "P9", gatewayTradeNo: "G9", state: "succeeded", paidFen: 20_000, channel: "alipay" },
    ]);
    await look(300, "O9");
    expect(await db.select().from(topups)).toEqual([]);
    const raised = (await items()).filter(({ state }) => state === "open");
    expect(raised.map((row) => [row.kind, row.detail.why])).toEqual([["paid_no_callback", "tied_by_hand"]]);
    expect(await act(raised[0]?.id ?? "", "apply", staff("a2", 310))).toMatchObject({ moved: { state: "succeeded" } });
    await sound();
  });

  test("is refused for an order that nobody knows, and for a payment that another order has", async () => {
    await channel();
    await paidOrder();
    await send([orderCreated("O9", 0)]);
    const id = await raise({ ...unknown, outTradeNo: "PO1", gatewayTradeNo: null });
    expect(await refusal(act(id, "link", staff("a1", 100), { orderNo: "NO" }))).toMatchObject({
      code: "ORDER_NOT_FOUND",
    });
    expect(await refusal(act(id, "link", staff("a1", 100), { orderNo: "O9" }))).toMatchObject({
      status: 409,
      code: "PAYMENT_TAKEN",
      details: { orderNo: "O1" },
    });
  });

  test("one gateway payment claimed for two orders at once: one of them gets it", async () => {
    await channel();
    await send([orderCreated("O8", 0), orderCreated("O9", 0)]);
    const first = await raise({ ...unknown, about: "1" });
    const second = await raise({ ...unknown, about: "2" });
    const done = await Promise.allSettled([
      act(first, "link", staff("a1", 100), { orderNo: "O8" }),
      act(second, "link", staff("a2", 100), { orderNo: "O9" }),
    ]);
    expect(done.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(done.find(({ status }) => status === "rejected")).toMatchObject({ reason: { code: "PAYMENT_TAKEN" } });
    expect(await db.select().from(claims)).toMatchObject([{ key: "payment:P9" }]);
    expect(new Set((await db.select().from(payments)).map((row) => row.orderNo)).size).toBe(1);
  });
});

describe("writing off", () => {
  const lines = async () =>
    (await db.select().from(ledgerPostings)).map(({ account, amountFen }) => [account, amountFen]).sort();
  const surplus = { kind: "paid_twice", channel: "alipay", outTradeNo: "P9", amountFen: 700 } as const;

  test("takes two people, is posted balanced, and only once", async () => {
    const id = await raise(surplus);
    expect(await refusal(act(id, "write_off", staff("a1", 100), { note: "x" }))).toMatchObject({ status: 403 });
    const proposed = await act(id, "write_off", lead("l1"), { note: "nobody claims it" });
    expect(proposed.item).toMatchObject({
      state: "open",
      actions: [],
      proposal: { action: "write_off", amountFen: 700 },
    });
    expect(await lines()).toEqual([]);
    const confirm = (by: string) => confirmWriteOff({ ctx: lead(by), input: { id, agree: true, note: "seen" } });
    expect(await refusal(confirm("l1"))).toMatchObject({ status: 403, code: "SAME_ACTOR" });
    expect(await refusal(confirmWriteOff({ ctx: staff("a1", 120), input: { id, agree: true } }))).toMatchObject({
      status: 403,
    });
    const done = await Promise.allSettled([confirm("l2"), confirm("l3")]);
    expect(done.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(await lines()).toEqual([
      ["clearing:alipay", -700],
      ["loss", 700],
    ]);
    expect(await db.select().from(ledgerEntries)).toMatchObject([{ kind: "write_off", reference: id }]);
    expect(await view(id)).toMatchObject({ resolution: "written_off", note: "nobody claims it · seen" });
    await sound();
  });

  test("of money that is missing fills clearing from the loss account", async () => {
    const id = await raise({ ...surplus, kind: "refunded_there" });
    await act(id, "write_off", lead("l1"), { note: "x", amountFen: 300 });
    await confirmWriteOff({ ctx: lead("l2"), input: { id, agree: true } });
    expect(await lines()).toEqual([
      ["clearing:alipay", 300],
      ["loss", -300],
    ]);
    await sound();
  });

  test("can be turned down or taken back, and proposed anew", async () => {
    const id = await raise(surplus);
    await act(id, "write_off", lead("l1"), { note: "x" });
    expect(await refusal(act(id, "refund", lead("l3")))).toMatchObject({ code: "PROPOSAL_WAITS" });
    await confirmWriteOff({ ctx: lead("l2"), input: { id, agree: false } });
    expect(await view(id)).toMatchObject({ state: "open", proposal: null });
    await act(id, "write_off", lead("l1"), { note: "again" });
    await confirmWriteOff({ ctx: lead("l1"), input: { id, agree: false } });
    expect(await refusal(confirmWriteOff({ ctx: lead("l2"), input: { id, agree: true } }))).toMatchObject({
      code: "NO_PROPOSAL",
    });
  });

  test("is never for more than the item is about", async () => {
    const id = await raise(surplus);
    const much = act(id, "write_off", lead("l1"), { note: "x", amountFen: 701 });
    expect(await refusal(much)).toMatchObject({ status: 422, code: "AMOUNT_TOO_HIGH" });
  });

  test("confirmed again under its key gets the stored answer", async () => {
    const id = await raise(surplus);
    await act(id, "write_off", lead("l1"), { note: "x" });
    const key = randomUUID();
    const once = () =>
      confirmWriteOffOnce({
        ctx: lead("l2"),
        key,
        request: { method: "POST", path: "x", body: {} },
        input: { id, agree: true },
      });
    expect((await once()).replayed).toBe(false);
    expect((await once()).replayed).toBe(true);
    expect(await db.select().from(ledgerEntries)).toHaveLength(1);
  });
});

describe("dismissing", () => {
  test("an alert takes one person and a note", async () => {
    const id = await raise({ kind: "forged_callback" });
    await expect(act(id, "dismiss")).rejects.toThrow();
    expect((await act(id, "dismiss", staff("a1", 100), { note: "scanner" })).item).toMatchObject({
      resolution: "dismissed",
    });
    expect(await refusal(act(id, "dismiss", staff("a2", 100), { note: "x" }))).toMatchObject({
      code: "ALREADY_RESOLVED",
    });
  });

  test("what has money behind it takes two, and stays ended", async () => {
    await channel({ policy: "off" });
    await paidOrder();
    await look(1_000);
    const stuck = (await items()).find(({ kind }) => kind === "order_stuck");
    const id = stuck?.id ?? "";
    expect((await act(id, "dismiss", staff("a1", 1_010), { note: "paid in cash" })).item).toMatchObject({
      state: "open",
    });
    await confirmWriteOff({ ctx: staff("l1", 1_020, "lead"), input: { id, agree: true } });
    await look(90_000);
    const [row] = await db.select().from(moneyItems).where(eq(moneyItems.id, id));
    expect(row).toMatchObject({ state: "resolved", resolution: "dismissed" });
    expect((await items()).filter(({ state }) => state === "open")).toEqual([]);
  });
});

test("an item offers what fits it and nothing else", async () => {
  const id = await raise({ kind: "order_stuck", orderNo: "O1", amountFen: 5 });
  expect(await refusal(act(id, "link", staff("a1", 100), { orderNo: "O2" }))).toMatchObject({
    code: "ACTION_NOT_POSSIBLE",
    details: { possible: ["apply", "refund", "dismiss"] },
  });
  expect(await refusal(view(randomUUID()))).toMatchObject({ status: 404, code: "MONEY_ITEM_NOT_FOUND" });
});
