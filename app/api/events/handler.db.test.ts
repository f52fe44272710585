import { randomUUID } from "node:crypto";
import { Webhook } from "standardwebhooks";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { db } from "#db/client.ts";
import { inboundEvents, orders } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { overrideEnv } from "#server/core/env.ts";
import { forgetLimits } from "#server/http/index.ts";
import { handleEvents, MAX_EVENTS_BYTES } from "./handler.ts";

freshDatabase({ beforeEach, afterEach });
afterEach(() => {
  forgetLimits();
  overrideEnv();
});

const SECRET = "whsec_dGVzdC1zZWNyZXQtb2YtdGhlLXBsYXRmb3Jt";
const OTHER = "whsec_YW5vdGhlci1zZWNyZXQtYWx0b2dldGhlcg==";
const SINGLE = "application/cloudevents+json";
const BATCH = "application/cloudevents-batch+json";

function created(orderNo: string, more: Record<string, unknown> = {}) {
  return {
    specversion: "1.0",
    id: randomUUID(),
    source: "shop",
    type: "topup.order.created",
    subject: orderNo,
    time: "2026-11-23T03:00:00Z",
    data: {
      orderNo,
      customerId: "C1",
      productType: "wallet",
      productName: "钱包充值",
      sku: "w100",
      faceValueFen: 10_000,
      amountFen: 10_000,
      target: "13800000000",
      ...more,
    },
  };
}

type Sending = { type?: string; secret?: string; aheadMs?: number; headers?: Record<string, string> };

function signed(body: unknown, { type, secret = SECRET, aheadMs = 0, headers = {} }: Sending = {}): Request {
  const at = new Date(Date.now() + aheadMs);
  const raw = typeof body === "string" ? body : JSON.stringify(body);
  const id = `msg_${randomUUID()}`;
  return new Request("http://localhost/api/events", {
    method: "POST",
    body: raw,
    headers: {
      "content-type": type ?? (Array.isArray(body) ? BATCH : SINGLE),
      "webhook-id": id,
      "webhook-timestamp": String(Math.floor(at.getTime() / 1_000)),
      "webhook-signature": new Webhook(secret).sign(id, at, raw),
      "x-forwarded-for": "192.0.2.1",
      ...headers,
    },
  });
}

async function send(body: unknown, how: Sending = {}) {
  const response = await handleEvents(signed(body, how));
  return { status: response.status, headers: response.headers, body: await response.json() };
}
const stored = async () => (await db.select().from(inboundEvents)).length;

describe("POST /api/events", () => {
  it("takes one event in, once", async () => {
    const event = created("D1");
    expect(await send(event)).toMatchObject({ status: 202, body: { accepted: 1, duplicates: 0, rejected: [] } });
    expect(await send(event)).toMatchObject({ status: 202, body: { accepted: 0, duplicates: 1, rejected: [] } });
    expect(await db.select().from(orders)).toHaveLength(1);
  });

  it("takes a batch in and says which members it did not", async () => {
    const bad = { ...created("D2"), id: "bad-1", time: "yesterday" };
    const nul = created("D3", { target: "a\u0000b" });
    const answer = await send([created("D1"), bad, nul, 7, created("D4", { amountFen: "1" })]);
    expect(answer).toMatchObject({ status: 202, body: { accepted: 1, duplicates: 0 } });
    const rejected = (answer.body as { rejected: { index: number; id: string | null; code: string }[] }).rejected;
    expect(rejected.map(({ index }) => index)).toEqual([1, 2, 3, 4]);
    expect(rejected[0]).toMatchObject({ id: "bad-1", code: "INVALID_EVENT", message: expect.stringContaining("time") });
    expect(rejected[2]).toMatchObject({ id: null });
    expect(await send([])).toMatchObject({ status: 202, body: { accepted: 0 } });
  });

  it("keeps an event of an unknown type", async () => {
    const event = { ...created("D1"), type: "topup.something.new" };
    expect(await send(event)).toMatchObject({ status: 202, body: { accepted: 1 } });
  });

  it("answers a single bad event as a batch of it: with a receipt that says what is wrong", async () => {
    const { data: _data, ...withoutData } = created("D1");
    const unfit = [withoutData, created("D2", { amountFen: "1" }), created("D3", { target: "a\u0000b" }), {}];
    for (const event of unfit) {
      const answer = await send(event);
      expect(answer).toMatchObject({ status: 202, body: { accepted: 0, duplicates: 0, rejected: [{ index: 0 }] } });
      const id = "id" in event ? event.id : null;
      expect(answer.body.rejected).toEqual([{ index: 0, id, code: expect.any(String), message: expect.any(String) }]);
      const batched = await send([event]);
      expect([batched.status, batched.body]).toEqual([answer.status, answer.body]);
    }
    expect(await stored()).toBe(0);
  });

  it.each([
    ["another secret", { secret: OTHER }],
    ["a timestamp over five minutes old", { aheadMs: -310_000 }],
    ["a timestamp over five minutes ahead", { aheadMs: 310_000 }],
    ["no signature", { headers: { "webhook-signature": "" } }],
    ["a signature of something else", { headers: { "webhook-signature": "v1,AAAA" } }],
    ["a timestamp that is none", { headers: { "webhook-timestamp": "soon" } }],
  ])("refuses %s", async (_name, how: Sending) => {
    const answer = await send(created("D1"), how);
    expect(answer).toMatchObject({ status: 401, body: { code: "BAD_SIGNATURE" } });
    expect(answer.headers.get("www-authenticate")).toBeTruthy();
    expect(await stored()).toBe(0);
  });

  it("signs the raw body: one changed byte is refused", async () => {
    const original = signed(created("D1"));
    const changed = new Request(original, { body: JSON.stringify(created("D9")), method: "POST" });
    expect((await handleEvents(changed)).status).toBe(401);
  });

  it("takes every secret while they are being rotated", async () => {
    overrideEnv({ PLATFORM_WEBHOOK_SECRET: `${OTHER} ${SECRET}` });
    expect((await send(created("D1"), { secret: OTHER })).status).toBe(202);
    expect((await send(created("D2"))).status).toBe(202);
    overrideEnv({ PLATFORM_WEBHOOK_SECRET: undefined });
    expect(await send(created("D3"))).toMatchObject({ status: 503, body: { code: "EVENTS_NOT_CONFIGURED" } });
  });

  it("limits bad signatures by address, and never good ones", async () => {
    const statuses = new Set<number>();
    for (let n = 0; n < 70; n++) statuses.add((await send(created("D1"), { secret: OTHER })).status);
    expect([...statuses]).toEqual([401, 429]);
    const late = await send(created("D1"), { secret: OTHER });
    expect(Number(late.headers.get("retry-after"))).toBeGreaterThan(0);
    expect((await send(created("D1"))).status).toBe(202);
    const elsewhere = { secret: OTHER, headers: { "x-forwarded-for": "192.0.2.2" } };
    expect((await send(created("D1"), elsewhere)).status).toBe(401);
  });

  it("names malformed JSON, wrong shapes and wrong types", async () => {
    expect(await send('{"specversion":')).toMatchObject({ status: 400, body: { code: "MALFORMED_JSON" } });
    expect(await send("[]", { type: SINGLE })).toMatchObject({ status: 422, body: { code: "VALIDATION_FAILED" } });
    expect(await send("{}", { type: BATCH })).toMatchObject({ status: 422, body: { code: "VALIDATION_FAILED" } });
    const plain = await send(created("D1"), { type: "application/json" });
    expect(plain).toMatchObject({ status: 415, body: { code: "UNSUPPORTED_MEDIA_TYPE" } });
    expect(await stored()).toBe(0);
  });

  it("refuses too many and too much, with nothing stored", async () => {
    const many = Array.from({ length: 1_001 }, (_, n) => created(`D${n}`));
    expect(await send(many)).toMatchObject({ status: 413, body: { code: "TOO_MANY_EVENTS", maxEvents: 1_000 } });
    const much = created("D1", { note: "x".repeat(MAX_EVENTS_BYTES) });
    expect(await send(much)).toMatchObject({ status: 413, body: { code: "PAYLOAD_TOO_LARGE" } });
    expect(await stored()).toBe(0);
  });
});
