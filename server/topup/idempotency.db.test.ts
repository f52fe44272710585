import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { db } from "#db/client.ts";
import { idempotencyKeys, ledgerEntries, topups } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { fixedClock } from "#server/core/clock.ts";
import type { Ctx } from "#server/core/context.ts";
import { conflict, DomainError } from "#server/core/errors.ts";
import { paidWithoutCallback, send } from "#server/orders/testing.ts";
import { decideTopup, expireIdempotencyKeys, isReplayed, orderLock, requestTopup, withIdempotency } from "./index.ts";
import { apiKey, refusal, staff } from "./testing.ts";

freshDatabase({ beforeEach, afterEach });

const ORDER = "O1";
type Body = { reasonCode: "CB_MISSING"; amountFen?: number };

function ask(ctx: Ctx, key: string | null, body: Body = { reasonCode: "CB_MISSING" }) {
  return withIdempotency({
    ctx,
    key,
    request: { method: "POST", path: `/api/v1/orders/${ORDER}/topups`, body },
    serializeOn: orderLock(ORDER),
    run: async (inner) => ({
      status: 201,
      body: await requestTopup({ ctx: inner, input: { orderNo: ORDER, ...body } }),
    }),
  });
}

beforeEach(() => send(paidWithoutCallback(ORDER, 0)));

describe("double click, network retry: the same stored response", () => {
  test("thirty at once with one key: one top-up and thirty times its response", async () => {
    const answers = await Promise.all(Array.from({ length: 30 }, () => ask(staff("agent"), "k1")));
    expect(new Set(answers.map((answer) => JSON.stringify(answer.body))).size).toBe(1);
    expect(answers.map((answer) => answer.status)).toEqual(Array(30).fill(201));
    expect(answers.filter((answer) => !answer.replayed)).toHaveLength(1);
    expect(await db.select().from(topups)).toHaveLength(1);
  });

  test("a retry after the state moved on gets what was answered then", async () => {
    const first = await ask(apiKey("a"), "k1");
    const topup = (first.body as { id: string; factsHash: string }) ?? {};
    await decideTopup({
      ctx: apiKey("b"),
      input: { id: topup.id, decision: "approve", factsHash: topup.factsHash },
    });
    const again = await ask(apiKey("a"), "k1");
    expect(again).toEqual({ ...first, replayed: true });
    expect(JSON.stringify(again.body)).toBe(JSON.stringify(first.body));
    expect(await db.select().from(ledgerEntries)).toHaveLength(1);
  });

  test("another body or path under the same key is refused, and another actor's key is another key", async () => {
    await ask(apiKey("a"), "k1");
    expect(await refusal(ask(apiKey("a"), "k1", { reasonCode: "CB_MISSING", amountFen: 5 }))).toMatchObject({
      status: 422,
      code: "IDEMPOTENCY_KEY_REUSED",
    });
    const other = withIdempotency({
      ctx: apiKey("a"),
      key: "k1",
      request: { method: "POST", path: "/elsewhere", body: { reasonCode: "CB_MISSING" } },
      run: async () => ({ status: 200, body: null }),
    });
    expect(await refusal(other)).toMatchObject({ code: "IDEMPOTENCY_KEY_REUSED" });
    expect(await refusal(ask(apiKey("b"), "k1"))).toMatchObject({ code: "TOPUP_IN_PROGRESS" });
  });

  test("the order of members in the body does not matter", async () => {
    const first = await ask(apiKey("a"), "k1", { reasonCode: "CB_MISSING", amountFen: 20_000 });
    const again = await ask(apiKey("a"), "k1", { amountFen: 20_000, reasonCode: "CB_MISSING" });
    expect(again).toEqual({ ...first, replayed: true });
  });

  test("a refusal that is final is stored too, with its details", async () => {
    const winner = (await ask(apiKey("a"), "k1")).body as { id: string };
    const first = await refusal(ask(apiKey("b"), "k2"));
    const again = await refusal(ask(apiKey("b"), "k2"));
    expect(again).toMatchObject({ status: 409, code: "TOPUP_IN_PROGRESS", details: { topupId: winner.id } });
    expect({ ...again.details }).toEqual({ ...first.details });
    expect([isReplayed(first), isReplayed(again)]).toEqual([false, true]);
  });

  test("a key is required and has a form", async () => {
    for (const key of [null, ""]) {
      expect(await refusal(ask(apiKey("a"), key))).toMatchObject({ status: 400, code: "IDEMPOTENCY_KEY_REQUIRED" });
    }
    for (const key of ["a b", "键", "x".repeat(256)]) {
      expect(await refusal(ask(apiKey("a"), key))).toMatchObject({ status: 400, code: "IDEMPOTENCY_KEY_INVALID" });
    }
  });
});

describe("crash between any two steps", () => {
  const run = (fail: (inner: Ctx) => Promise<never>) =>
    withIdempotency({ ctx: apiKey("a"), key: "k1", request: { method: "POST", path: "/p", body: null }, run: fail });

  test("what threw after the effect leaves neither the effect nor the key, and the retry does it", async () => {
    const crash = run(async (inner) => {
      await requestTopup({ ctx: inner, input: { orderNo: ORDER, reasonCode: "CB_MISSING" } });
      throw new Error("the power went");
    });
    await expect(crash).rejects.toThrow("power");
    expect(await db.select().from(topups)).toEqual([]);
    expect(await db.select().from(idempotencyKeys)).toEqual([]);
    expect(await ask(apiKey("a"), "k1")).toMatchObject({ status: 201, replayed: false });
  });

  test("a refusal undoes what was done before it", async () => {
    const refused = run(async (inner) => {
      await requestTopup({ ctx: inner, input: { orderNo: ORDER, reasonCode: "CB_MISSING" } });
      throw conflict("VERSION_CONFLICT", "no");
    });
    expect(await refusal(refused)).toMatchObject({ code: "VERSION_CONFLICT" });
    expect(await db.select().from(topups)).toEqual([]);
  });

  test("refusals that may pass are not stored", async () => {
    const later = () =>
      run(async () => {
        throw new DomainError(429, "RATE_LIMITED", "later");
      });
    expect(isReplayed(await later().catch((error: unknown) => error))).toBe(false);
    expect(isReplayed(await later().catch((error: unknown) => error))).toBe(false);
    expect(await db.select().from(idempotencyKeys)).toEqual([]);
  });
});

test("keys are kept for two days", async () => {
  await ask(apiKey("a"), "k1");
  expect(await expireIdempotencyKeys(fixedClock("2026-11-03T23:59:59Z"))).toBe(0);
  expect(await expireIdempotencyKeys(fixedClock("2026-11-04T00:00:01Z"))).toBe(1);
});
