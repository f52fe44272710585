import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { db } from "#db/client.ts";
import { ledgerEntries, topups } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { forgetLimits } from "#server/http/index.ts";
import { event, orderCreated, paidWithoutCallback, send } from "#server/orders/testing.ts";
import { checkLedger } from "#server/topup/index.ts";
import { call, keyWith } from "./testing.ts";

freshDatabase({ beforeEach, afterEach });
beforeEach(forgetLimits);

let maker: string;
let checker: string;
let keys = 0;
beforeEach(async () => {
  maker = await keyWith("topups:request");
  checker = await keyWith("topups:approve");
  await send(paidWithoutCallback("D1", 0));
});

const once = () => ({ "idempotency-key": `test-${++keys}` });
const ask = (orderNo: string, body: unknown = { reasonCode: "CB_MISSING" }, headers: Record<string, string> = once()) =>
  call("POST", `/orders/${orderNo}/topups`, { key: maker, body, headers });
const decide = (id: string, body: unknown, key = checker, headers: Record<string, string> = once()) =>
  call("POST", `/topups/${id}/approval`, { key, body, headers });

describe("POST /orders/{orderNo}/topups", () => {
  it("asks, waits for a second person, and credits once", async () => {
    const asked = await ask("D1");
    expect(asked).toMatchObject({ status: 201, body: { state: "pending_approval", amountFen: 20_000 } });
    expect(asked.body.secondPersonReasons).toContain("channel_without_query");
    expect(asked.body.gate.length).toBeGreaterThan(5);
    const { id, factsHash } = asked.body;
    expect((await call("GET", `/topups/${id}`, { key: maker })).body).toEqual(asked.body);
    const done = await decide(id, { decision: "approve", note: "ok", factsHash });
    expect(done).toMatchObject({ status: 200, body: { state: "succeeded", approvedBy: { kind: "apiKey" } } });
    const trace = await call("GET", "/orders/D1/trace", { key: await keyWith("trace:read") });
    expect(trace.body.money).toMatchObject({ paidFen: 20_000, creditedFen: 20_000 });
    expect(await ask("D1")).toMatchObject({ status: 409, body: { code: "ALREADY_CREDITED" } });
    expect(await checkLedger()).toMatchObject({ broken: [] });
    expect(await db.select().from(ledgerEntries)).toHaveLength(1);
  });

  it("answers a repetition with the stored response", async () => {
    const key = { "idempotency-key": "same" };
    const first = await ask("D1", { reasonCode: "CB_MISSING" }, key);
    expect(first.headers.has("idempotency-replayed")).toBe(false);
    const second = await ask("D1", { reasonCode: "CB_MISSING" }, key);
    expect(second).toMatchObject({ status: 201, body: first.body });
    expect(second.headers.get("idempotency-replayed")).toBe("true");
    const other = await ask("D1", { reasonCode: "GOODWILL" }, key);
    expect(other).toMatchObject({ status: 422, body: { code: "IDEMPOTENCY_KEY_REUSED" } });
    const elsewhere = await ask("D2", { reasonCode: "CB_MISSING" }, key);
    expect(elsewhere).toMatchObject({ status: 422, body: { code: "IDEMPOTENCY_KEY_REUSED" } });
    expect(await db.select().from(topups)).toHaveLength(1);
  });

  it("runs one of many with one key, and answers all alike", async () => {
    const key = { "idempotency-key": "double-click" };
    const answers = await Promise.all(Array.from({ length: 8 }, () => ask("D1", { reasonCode: "CB_MISSING" }, key)));
    expect(new Set(answers.map(({ status, body }) => `${status} ${body.id}`)).size).toBe(1);
    expect(answers.filter(({ headers }) => headers.has("idempotency-replayed"))).toHaveLength(7);
    expect(await db.select().from(topups)).toHaveLength(1);
  });

  it("stores refusals too", async () => {
    const key = { "idempotency-key": "refused" };
    const first = await ask("NONE", undefined, key);
    expect(first).toMatchObject({ status: 404, body: { code: "ORDER_NOT_FOUND" } });
    const second = await ask("NONE", undefined, key);
    expect(second).toMatchObject({ status: 404, body: first.body });
    expect(second.headers.get("idempotency-replayed")).toBe("true");
  });

  it("wants a key that is one", async () => {
    expect(await ask("D1", undefined, {})).toMatchObject({ status: 400, body: { code: "IDEMPOTENCY_KEY_REQUIRED" } });
    const spaced = await ask("D1", undefined, { "idempotency-key": "a b" });
    expect(spaced).toMatchObject({ status: 400, body: { code: "IDEMPOTENCY_KEY_INVALID" } });
  });

  it.each([
    [{ reasonCode: "CB_MISSING", amountFen: 0 }, "amountFen"],
    [{ reasonCode: "CB_MISSING", amountFen: -1 }, "amountFen"],
    [{ reasonCode: "CB_MISSING", amountFen: 1.5 }, "amountFen"],
    [{ reasonCode: "CB_MISSING", amountFen: "100" }, "amountFen"],
    [{ reasonCode: "NOPE" }, "reasonCode"],
    [{}, "reasonCode"],
    [{ reasonCode: "OTHER" }, "note"],
    [{ reasonCode: "OTHER", note: "  " }, "note"],
  ])("refuses %j at %s", async (body, path) => {
    expect(await ask("D1", body)).toMatchObject({
      status: 422,
      body: { code: "VALIDATION_FAILED", errors: [{ path }] },
    });
    expect(await db.select().from(topups)).toHaveLength(0);
  });

  it("takes any cause of the catalogue as a reason", async () => {
    expect(await ask("D1", { reasonCode: "CB_LATE" })).toMatchObject({ status: 201, body: { reasonCode: "CB_LATE" } });
  });

  it("refuses more than is there, and what was not paid", async () => {
    expect((await ask("D1", { reasonCode: "CB_MISSING", amountFen: 20_001 })).status).toBe(422);
    await send([orderCreated("D2", 0)]);
    const unpaid = await ask("D2");
    expect(unpaid).toMatchObject({ status: 422, body: { code: "GATE_FAILED" } });
    expect(unpaid.body.gate).toEqual(expect.arrayContaining([expect.objectContaining({ check: "paid", ok: false })]));
  });

  it("tells the loser of a race who won", async () => {
    const answers = await Promise.all(Array.from({ length: 12 }, () => ask("D1")));
    const won = answers.filter(({ status }) => status === 201);
    const lost = answers.filter(({ status }) => status === 409);
    expect([won.length, lost.length]).toEqual([1, 11]);
    for (const { body } of lost) expect(body).toMatchObject({ code: "TOPUP_IN_PROGRESS", topupId: won[0]?.body.id });
  });
});

describe("POST /topups/{id}/approval", () => {
  async function pending(key = maker) {
    const body = { reasonCode: "CB_MISSING" };
    return (await call("POST", "/orders/D1/topups", { key, body, headers: once() })).body;
  }

  it("refuses the one who asked", async () => {
    const both = await keyWith("*");
    const { id, factsHash } = await pending(both);
    const own = await decide(id, { decision: "approve", factsHash }, both);
    expect(own).toMatchObject({ status: 403, body: { code: "SAME_ACTOR" } });
    const other = await decide(id, { decision: "approve", factsHash }, maker);
    expect(other).toMatchObject({ status: 403, body: { code: "FORBIDDEN" } });
    expect((await decide(id, { decision: "approve", factsHash })).body.state).toBe("succeeded");
  });

  it("tells a key that may only ask that it is the one who asked", async () => {
    const { id, factsHash } = await pending();
    const own = await decide(id, { decision: "approve", factsHash }, maker);
    expect(own).toMatchObject({ status: 403, body: { code: "SAME_ACTOR" } });
  });

  it("holds for the facts that were shown", async () => {
    const { id, factsHash } = await pending();
    const stale = await decide(id, { decision: "approve", factsHash: "0".repeat(64) });
    expect(stale).toMatchObject({ status: 409, body: { code: "FACTS_CHANGED", void: false } });
    await send([event("topup.payment.refunded", 900, { orderNo: "D1", outTradeNo: "PD1", amountFen: 20_000 })]);
    expect(await decide(id, { decision: "approve", factsHash })).toMatchObject({
      status: 409,
      body: { code: "FACTS_CHANGED", void: true },
    });
    expect((await call("GET", `/topups/${id}`, { key: checker })).body).toMatchObject({
      state: "rejected",
      decisionNote: "FACTS_CHANGED",
    });
    expect(await db.select().from(ledgerEntries)).toHaveLength(0);
  });

  it("decides once, whatever is repeated", async () => {
    const { id, factsHash } = await pending();
    const body = { decision: "approve", factsHash };
    const key = { "idempotency-key": "approve-1" };
    const first = await decide(id, body, checker, key);
    const again = await decide(id, body, checker, key);
    expect(again).toMatchObject({ status: 200, body: first.body });
    expect(again.headers.get("idempotency-replayed")).toBe("true");
    expect(await decide(id, body)).toMatchObject({ status: 409, body: { code: "ALREADY_DECIDED" } });
    expect(await decide(id, body, checker, {})).toMatchObject({ status: 409, body: { code: "ALREADY_DECIDED" } });
    expect(await db.select().from(ledgerEntries)).toHaveLength(1);
  });

  it("rejects, and then the order is free again", async () => {
    const { id, factsHash } = await pending();
    const answer = await decide(id, { decision: "reject", note: "先核实", factsHash }, checker, {});
    expect(answer.body).toMatchObject({ state: "rejected", decisionNote: "先核实" });
    expect((await ask("D1")).status).toBe(201);
  });

  it("knows what it does not know", async () => {
    const none = await decide("0192-none", { decision: "approve", factsHash: "0".repeat(64) });
    expect(none).toMatchObject({ status: 404, body: { code: "TOPUP_NOT_FOUND" } });
    const { id } = await pending();
    const vague = await decide(id, { decision: "maybe", factsHash: "x" });
    expect(vague.body.errors.map(({ path }: { path: string }) => path)).toEqual(["decision", "factsHash"]);
  });
});

describe("reading", () => {
  it("lists what waits, a page at a time", async () => {
    for (const orderNo of ["D2", "D3"]) await send(paidWithoutCallback(orderNo, 0));
    for (const orderNo of ["D1", "D2", "D3"]) await ask(orderNo);
    const page = await call("GET", "/topups?state=pending_approval&limit=2", { key: checker });
    expect(page.body.items).toHaveLength(2);
    const rest = await call("GET", `/topups?state=pending_approval&limit=2&cursor=${page.body.nextCursor}`, {
      key: checker,
    });
    expect(rest.body).toMatchObject({ items: [{ orderNo: "D1" }], nextCursor: null });
    expect((await call("GET", "/topups?state=never", { key: checker })).status).toBe(422);
  });

  it("shows the gate without writing", async () => {
    const preview = await call("GET", "/orders/D1/topups/preview", { key: maker });
    expect(preview.body).toMatchObject({ orderNo: "D1", possible: true, amountFen: 20_000, live: null });
    expect((await call("GET", "/orders/NONE/topups/preview", { key: maker })).status).toBe(404);
    expect(await db.select().from(topups)).toHaveLength(0);
  });

  it("traces an order, and knows no other", async () => {
    const key = await keyWith("trace:read");
    const trace = await call("GET", "/orders/D1/trace", { key });
    expect(trace.body).toMatchObject({
      orderNo: "D1",
      brokenAt: "callback",
      money: { paidFen: 20_000, creditedFen: 0 },
    });
    expect(trace.body.stages).toHaveLength(6);
    expect(await call("GET", "/orders/NONE/trace", { key })).toMatchObject({
      status: 404,
      body: { code: "ORDER_NOT_FOUND" },
    });
  });

  it("tells everybody how the channels are", async () => {
    await send([
      event("topup.channel.updated", 10, { channel: "alipay", status: "down", notice: "渠道维护" }),
      event("topup.channel.updated", 10, { channel: "wechat", status: "up" }),
    ]);
    const { body, headers } = await call("GET", "/channels");
    expect(body).toMatchObject({ recommendedChannel: "wechat", banner: [{ channel: "alipay", notice: "渠道维护" }] });
    expect(headers.get("ratelimit-limit")).toBe("120");
  });
});

describe("numbers", () => {
  it("measures a period, grouped when asked", async () => {
    const key = await keyWith("metrics:read");
    const plain = await call("GET", "/metrics", { key });
    expect(plain.body).toMatchObject({ groupBy: null, groups: null, now: { open: { value: 0 } } });
    const days = Date.parse(plain.body.period.to) - Date.parse(plain.body.period.from);
    expect(days).toBe(30 * 86_400_000);
    const range = "from=2026-11-01T00:00:00Z&to=2026-11-03T00:00:00Z";
    for (const groupBy of ["cause", "channel", "day", "agent"]) {
      const grouped = await call("GET", `/metrics?${range}&groupBy=${groupBy}`, { key });
      expect(grouped).toMatchObject({ status: 200, body: { groupBy, groups: expect.any(Array) } });
    }
    const reversed = await call("GET", "/metrics?from=2026-11-03T00:00:00Z&to=2026-11-01T00:00:00Z", { key });
    expect(reversed).toMatchObject({ status: 422, body: { errors: [{ path: "to" }] } });
    expect((await call("GET", "/metrics?groupBy=mood", { key })).body.errors[0].path).toBe("groupBy");
    expect((await call("GET", "/metrics?from=yesterday", { key })).body.errors[0].path).toBe("from");
  });

  it("lists the causes in both languages", async () => {
    const zh = await call("GET", "/causes", { headers: { "accept-language": "zh-CN" } });
    const en = await call("GET", "/causes", { headers: { "accept-language": "en" } });
    expect(zh.body.items.map(({ code }: { code: string }) => code)).toContain("CB_MISSING");
    expect(zh.body.items[0].title).not.toBe(en.body.items[0].title);
  });
});
