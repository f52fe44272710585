import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { freshDatabase } from "#db/testing.ts";
import type { Ctx } from "#server/core/context.ts";
import { overrideEnv } from "#server/core/env.ts";
import {
  expectCreditedOnce,
  MovableClock,
  placedCredit,
  standing,
  worker,
} from "#server/topup/commands/testing/placed.ts";
import { done, html, ScriptedPlatform } from "#server/topup/commands/testing/platform.ts";
import { carryOut } from "#server/topup/index.ts";
import { call, keyWith } from "./testing.ts";

freshDatabase({ beforeEach, afterEach });

let platform: ScriptedPlatform;
let ctx: Ctx;
let id: string;
beforeEach(async () => {
  platform = new ScriptedPlatform();
  platform.sends = [html(502)];
  platform.asks = [html(502)];
  overrideEnv({ PLATFORM_URL: await platform.open() });
  ctx = worker(new MovableClock());
  id = await placedCredit(ctx);
  expect(await carryOut({ ctx, commandId: id })).toBe("unknown");
});
afterEach(async () => {
  overrideEnv();
  await platform.close();
});

const settlement = { result: "succeeded", reference: "S-1", note: "looked it up" };

describe("commands", () => {
  it("are listed and read", async () => {
    const key = await keyWith("trace:read");
    const list = await call("GET", "/commands?state=open&limit=1", { key });
    expect(list.body).toMatchObject({ items: [{ id, state: "unknown", attempts: 1 }], nextCursor: null });
    const one = await call("GET", `/commands/${id}`, { key });
    expect(one.body).toMatchObject({ id, log: [{ action: "send", outcome: "unknown", httpStatus: 502 }] });
    expect(JSON.parse(one.body.body)).toMatchObject({ id, type: "topup.credit.requested" });
    expect((await call("GET", "/commands/none", { key })).body.code).toBe("COMMAND_NOT_FOUND");
    expect((await call("GET", "/commands?state=lost", { key })).status).toBe(422);
    expect((await call("GET", "/commands?cursor=x", { key })).body.code).toBe("BAD_CURSOR");
    expect((await call("GET", "/commands", { key: await keyWith("metrics:read") })).status).toBe(403);
  });

  it("are asked about again by those who may approve", async () => {
    expect((await call("POST", `/commands/${id}/retry`, { key: await keyWith("topups:request") })).status).toBe(403);
    const key = await keyWith("topups:approve");
    expect((await call("POST", `/commands/${id}/retry`, { key })).body).toMatchObject({ state: "unknown" });
    platform.asks = [done("S-1")];
    expect((await call("POST", `/commands/${id}/retry`, { key })).body).toMatchObject({ state: "succeeded" });
    expect((await call("POST", `/commands/${id}/retry`, { key })).body.code).toBe("COMMAND_DECIDED");
    expect(platform.sent).toHaveLength(1);
    await expectCreditedOnce();
  });

  it("are settled by two keys, each write once", async () => {
    const [one, two] = [await keyWith("topups:request", "topups:approve"), await keyWith("topups:approve")];
    const path = `/commands/${id}/settlement`;
    const proposing = { key: one, body: settlement, headers: { "idempotency-key": "p1" } };
    expect((await call("POST", path, { key: one, body: settlement })).body.code).toBe("IDEMPOTENCY_KEY_REQUIRED");
    const proposed = await call("POST", path, proposing);
    expect(proposed).toMatchObject({ status: 201, body: { proposal: { result: "succeeded", answer: null } } });
    const again = await call("POST", path, proposing);
    expect(again.body).toEqual(proposed.body);
    expect(again.headers.get("idempotency-replayed")).toBe("true");
    expect((await call("POST", path, { ...proposing, headers: { "idempotency-key": "p2" } })).body.code).toBe(
      "SETTLEMENT_WAITS",
    );

    const confirm = (key: string, idempotencyKey: string) =>
      call("POST", `${path}/confirmation`, {
        key,
        body: { agree: true, proposalId: proposed.body.proposal.id },
        headers: { "idempotency-key": idempotencyKey },
      });
    expect((await confirm(one, "c1")).body.code).toBe("SAME_ACTOR");
    const confirmed = await confirm(two, "c1");
    expect(confirmed).toMatchObject({ status: 200, body: { state: "succeeded", reference: "S-1" } });
    expect((await confirm(two, "c1")).body).toEqual(confirmed.body);
    expect((await confirm(two, "c2")).body.code).toBe("COMMAND_DECIDED");
    expect(await standing(id)).toMatchObject({ topup: "succeeded" });
    await expectCreditedOnce();
  });

  it("take no careless settlement", async () => {
    const key = await keyWith("topups:approve");
    const headers = { "idempotency-key": "x1" };
    for (const body of [{ result: "succeeded" }, { result: "unknown", note: "x" }, { ...settlement, note: " " }]) {
      const refused = await call("POST", `/commands/${id}/settlement`, { key, body, headers });
      expect(refused.body.code).toBe("VALIDATION_FAILED");
    }
    const nothing = await call("POST", `/commands/${id}/settlement/confirmation`, {
      key,
      body: { agree: true },
      headers,
    });
    expect(nothing.body.code).toBe("NOTHING_PROPOSED");
  });
});
