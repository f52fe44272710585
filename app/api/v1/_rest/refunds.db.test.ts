import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { db } from "#db/client.ts";
import { refunds } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { paidWithoutCallback, send } from "#server/orders/testing.ts";
import { call, keyWith } from "./testing.ts";

freshDatabase({ beforeEach, afterEach });

beforeEach(() => send(paidWithoutCallback("O1", 0)));

const ask = (key: string, headers: Record<string, string> = { "idempotency-key": "k1" }, body: object = {}) =>
  call("POST", "/orders/O1/refunds", { key, headers, body: { reasonCode: "CUSTOMER_REQUEST", ...body } });
const decide = (key: string, asked: { id: string; factsHash: string }, more: object = {}) =>
  call("POST", `/refunds/${asked.id}/approval`, {
    key,
    body: { decision: "approve", note: "checked", factsHash: asked.factsHash, ...more },
  });

describe("refunds over REST", () => {
  test("asked for, approved, settled by hand, read and listed: all of it as the document says", async () => {
    const [maker, checker] = [await keyWith("refunds:request"), await keyWith("topups:approve", "trace:read")];
    const asked = await ask(maker);
    expect(asked).toMatchObject({
      status: 201,
      body: { state: "pending_approval", amountFen: 20_000, paymentNo: "PO1", n: 1, route: "by_hand", reference: null },
    });
    expect(asked.body.gate.map((entry: { check: string }) => entry.check)).toContain("not_credited");
    expect((await ask(maker)).headers.get("idempotency-replayed")).toBe("true");
    expect(await db.select().from(refunds)).toHaveLength(1);
    expect(await decide(maker, asked.body)).toMatchObject({ status: 403, body: { code: "SAME_ACTOR" } });
    expect(await decide(checker, asked.body, { factsHash: "0".repeat(64) })).toMatchObject({
      status: 409,
      body: { code: "FACTS_CHANGED" },
    });
    expect(await decide(checker, asked.body)).toMatchObject({ status: 200, body: { state: "executing" } });
    expect(await decide(checker, asked.body)).toMatchObject({ status: 409, body: { code: "ALREADY_DECIDED" } });
    const body = { result: "succeeded", reference: "2026X", note: "in the console" };
    const settled = await call("POST", `/refunds/${asked.body.id}/settlement`, { key: maker, body });
    expect(settled).toMatchObject({ status: 200, body: { state: "succeeded", reference: "2026X" } });
    expect((await call("GET", `/refunds/${asked.body.id}`, { key: maker })).body).toEqual(settled.body);
    expect((await call("GET", "/refunds?orderNo=O1", { key: maker })).body.items).toEqual([settled.body]);
    expect((await call("GET", "/orders/O1/trace", { key: checker })).body.money).toMatchObject({
      paidFen: 20_000,
      creditedFen: 0,
      refundedFen: 20_000,
    });
  });

  test("the preview, the refusals and who may", async () => {
    const key = await keyWith("refunds:request");
    expect((await call("GET", "/orders/O1/refunds/preview", { key })).body).toMatchObject({
      possible: true,
      refundableFen: 20_000,
      payments: [{ paymentNo: "PO1", refundableFen: 20_000 }],
    });
    expect(await ask(key, {})).toMatchObject({ status: 400, body: { code: "IDEMPOTENCY_KEY_REQUIRED" } });
    expect(await ask(key, { "idempotency-key": "a" }, { amountFen: 20_001 })).toMatchObject({
      status: 422,
      body: { code: "AMOUNT_TOO_HIGH" },
    });
    for (const amountFen of [0, -1, 0.5]) {
      expect((await ask(key, { "idempotency-key": `b${amountFen}` }, { amountFen })).status).toBe(422);
    }
    expect(await ask(key, { "idempotency-key": "c" }, { paymentNo: "nope" })).toMatchObject({
      status: 404,
      body: { code: "PAYMENT_NOT_FOUND" },
    });
    expect(await ask(key, { "idempotency-key": "d" }, { ticketNumber: "TK1" })).toMatchObject({
      status: 422,
      body: { code: "TICKET_NOT_OF_ORDER" },
    });
    expect((await ask(await keyWith("topups:request"))).status).toBe(403);
    expect((await call("GET", "/refunds/nope", { key })).status).toBe(404);
    expect(await db.select().from(refunds)).toEqual([]);
  });

  test("a refund that waits stops the top-up, and the other way round, by id", async () => {
    const [credits, returns] = [await keyWith("topups:request"), await keyWith("refunds:request")];
    const asked = await ask(returns);
    const topup = () =>
      call("POST", "/orders/O1/topups", {
        key: credits,
        headers: { "idempotency-key": "t1" },
        body: { reasonCode: "CB_MISSING" },
      });
    expect(await topup()).toMatchObject({ status: 409, body: { code: "REFUND_CLAIMED", refundId: asked.body.id } });
  });
});

describe("the policy over REST", () => {
  test("read and set by admins, by version", async () => {
    const key = await keyWith("admin");
    const read = await call("GET", "/settings/money", { key });
    expect(read).toMatchObject({ status: 200, body: { thresholdFen: 50_000, version: 0 } });
    const { updatedAt: _updatedAt, ...body } = { ...read.body, thresholdFen: 30_000 };
    expect(await call("PUT", "/settings/money", { key, body })).toMatchObject({ status: 200, body: { version: 1 } });
    expect(await call("PUT", "/settings/money", { key, body })).toMatchObject({
      status: 409,
      body: { code: "VERSION_CONFLICT" },
    });
    expect((await call("GET", "/settings/money", { key: await keyWith("topups:approve") })).status).toBe(403);
  });
});
