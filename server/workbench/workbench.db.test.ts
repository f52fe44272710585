import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { freshDatabase } from "#db/testing.ts";
import { CANARIES, seeded } from "#server/customers/testing.ts";
import { event, orderCreated, paidWithoutCallback, send } from "#server/orders/testing.ts";
import { postMessage } from "#server/tickets/index.ts";
import { freshStorage, later, openPaid, refusal, staff } from "#server/tickets/testing.ts";
import { gatewayText, orderTimeline, proposeNext } from "./index.ts";

freshDatabase({ beforeEach, afterEach });
freshStorage({ beforeEach, afterEach });

const agent = staff("ann", later(60));
const manager = staff("mia", later(60), "manager");

describe("the timeline", () => {
  test("puts what every side says on one clock", async () => {
    const { number } = await openPaid("O1");
    await postMessage({ ctx: agent, input: { number, body: "secret note", visibility: "internal" } });
    const { rows, counts, cut } = await orderTimeline({ ctx: manager, input: { orderNo: "O1" } });
    const times = rows.map(({ at }) => at);
    expect(times).toEqual([...times].sort());
    expect(counts).toMatchObject({ order: 1, attempt: 2, callback: 0, ticket: 2 });
    expect(counts.audit).toBeGreaterThan(0);
    expect(cut).toEqual([]);
    expect(rows[0]).toMatchObject({ lane: "order", kind: "topup.order.created", amountFen: 20_000 });
    // What happened was told hours later: the two clocks are not taken for one.
    expect(rows[0]?.lateMs).toBe(86_400_000);
    expect(JSON.stringify(rows)).not.toContain("secret note");
  });

  test("says in words what was done to a ticket", async () => {
    const { number } = await openPaid("O1");
    await postMessage({ ctx: agent, input: { number, body: "在核实", visibility: "public" } });
    const { rows } = await orderTimeline({ ctx: agent, input: { orderNo: "O1", lanes: ["ticket"], locale: "zh-CN" } });
    expect(rows.map(({ title }) => title)).toContain("修改状态 → 处理中");
  });

  test("says what the log holds in words of the reader's language", async () => {
    await openPaid("O1");
    const titlesIn = async (locale: "zh-CN" | "en") => {
      const found = await orderTimeline({ ctx: manager, input: { orderNo: "O1", lanes: ["audit"], locale } });
      return found.rows.map(({ title }) => title);
    };
    expect(await titlesIn("en")).toContain("Ticket opened");
    for (const title of await titlesIn("zh-CN")) expect(title).toMatch(/\p{Script=Han}/u);
  });

  test("gives the lanes that were asked for, and the audit log only to those who may", async () => {
    await openPaid("O1");
    const some = await orderTimeline({ ctx: agent, input: { orderNo: "O1", lanes: ["attempt", "audit"] } });
    expect(some.counts).toEqual({ attempt: 2 });
    expect(new Set(some.rows.map(({ lane }) => lane))).toEqual(new Set(["attempt"]));
    expect((await orderTimeline({ ctx: agent, input: { orderNo: "O1" } })).counts).not.toHaveProperty("audit");
    expect(await refusal(orderTimeline({ ctx: agent, input: { orderNo: "O9" } }))).toMatchObject({ status: 404 });
  });

  test("keeps the newest of too many, and says so", async () => {
    await send([orderCreated("O1", 0)]);
    const flags = (from: number) =>
      Array.from({ length: 100 }, (_, n) =>
        event("topup.risk.flagged", from + n, { orderNo: "O1", customerId: "C1001", rule: "r", side: "platform" }),
      );
    await send(flags(10));
    await send(flags(200));
    await send(flags(400));
    const { rows, cut } = await orderTimeline({ ctx: agent, input: { orderNo: "O1" } });
    expect(rows).toHaveLength(200);
    expect(cut).toContain("risk");
    expect(rows.some(({ kind }) => kind === "topup.order.created")).toBe(false);
  });
});

describe("the text for a gateway", () => {
  test("names numbers, sums and times, and nobody", async () => {
    await send(paidWithoutCallback("O1", 0));
    const { text } = await gatewayText({ ctx: agent, input: { orderNo: "O1", locale: "zh-CN" } });
    expect(text).toContain("商户支付单号 PO1");
    expect(text).toContain("渠道流水号 2026000000000001");
    expect(text).toContain("CNY 200.00");
    expect(text).toContain("2026-11-01 08:00:05+08:00");
    expect(text).toContain("回调 | 无");
    expect(text).not.toContain("C1001");
  });

  test("tells of a callback that the platform took itself, and that its signature was bad", async () => {
    await send(paidWithoutCallback("O1", 0));
    const bad = { outTradeNo: "PO1", channel: "alipay", verified: false, outcome: "rejected" };
    await send([event("topup.callback.received", 8, bad)]);
    const { text } = await gatewayText({ ctx: agent, input: { orderNo: "O1", locale: "zh-CN" } });
    expect(text).toContain("回调 | 收到 2026-11-01 08:00:08+08:00 | 商户支付单号 PO1 | 验签 未通过");
    expect(text).not.toContain("回调 | 无");
  });

  test("has none of a person's contacts in it, in either language", async () => {
    await seeded();
    for (const locale of ["zh-CN", "en"] as const) {
      const { text } = await gatewayText({ ctx: agent, input: { orderNo: "O1", locale } });
      for (const canary of Object.values(CANARIES)) expect(text).not.toContain(canary);
    }
  });
});

describe("the next action of a ticket", () => {
  test("comes with its gate, and does nothing by itself", async () => {
    const { number } = await openPaid("O1");
    const next = await proposeNext({ ctx: agent, input: { number } });
    expect(next).toMatchObject({ step: "credit", label: "补单", amountFen: 20_000 });
    expect(next.gate.find(({ check }) => check === "paid")).toMatchObject({ ok: true });
    const { counts } = await orderTimeline({ ctx: agent, input: { orderNo: "O1" } });
    expect(counts).toMatchObject({ command: 0, ledger: 0 });
  });

  test("is for those who may see tickets and traces", async () => {
    const { number } = await openPaid("O1");
    const key = { ...agent, actor: { kind: "apiKey" as const, id: "k", name: "k", scopes: ["trace:read"] } };
    expect(await refusal(proposeNext({ ctx: key, input: { number } }))).toMatchObject({ status: 403 });
  });
});
