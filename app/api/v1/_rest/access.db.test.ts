import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { transact } from "#db/client.ts";
import { session } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { apiKeyContext, createStaff, handleAuth, listApiKeys, revokeApiKey } from "#server/auth/index.ts";
import { systemContext } from "#server/core/context.ts";
import { env } from "#server/core/env.ts";
import { exhaust, forgetLimits } from "#server/http/index.ts";
import { paidWithoutCallback, send } from "#server/orders/testing.ts";
import { keyBudget, publicBudget } from "./caller.ts";
import { call, keyWith } from "./testing.ts";

freshDatabase({ beforeEach, afterEach });
beforeEach(forgetLimits);

const ctx = systemContext("test");
describe("who may call", () => {
  it("ends with the key", async () => {
    const key = await keyWith("*");
    expect((await call("GET", "/tickets", { key })).status).toBe(200);
    for (const { id } of await listApiKeys({ ctx })) await revokeApiKey({ ctx, input: { id } });
    expect((await call("GET", "/tickets", { key })).status).toBe(401);
    expect((await call("GET", "/tickets", { headers: { authorization: "Basic eDp5" } })).status).toBe(401);
  });

  it("gives each key its budget and says what is left", async () => {
    const key = await keyWith("tickets:read");
    const first = await call("GET", "/tickets", { key });
    expect(first.headers.get("ratelimit-remaining")).toBe("5999");
    const actor = (await apiKeyContext(`Bearer ${key}`))?.actor.id ?? "";
    await exhaust(keyBudget, actor);
    const over = await call("GET", "/tickets", { key });
    expect(over).toMatchObject({ status: 429, body: { code: "RATE_LIMITED" } });
    expect(Number(over.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(over.headers.get("ratelimit-remaining")).toBe("0");
    expect((await call("GET", "/tickets", { key: await keyWith("tickets:read") })).status).toBe(200);
  });

  it.each(["/channels", "/causes"])("counts public %s on the budget of a key that comes with it", async (path) => {
    const headers = { "x-forwarded-for": "192.0.2.7" };
    const key = await keyWith("events:write");
    const limitOf = async (sending: object) =>
      (await call("GET", path, { headers, ...sending })).headers.get("ratelimit-limit");
    expect(await limitOf({ key })).toBe("6000");
    expect(await limitOf({})).toBe("120");
    expect(await limitOf({ key: "dz_guess" })).toBe("120");
    await exhaust(publicBudget, "192.0.2.7");
    expect((await call("GET", path, { headers })).status).toBe(429);
    expect((await call("GET", path, { headers, key })).status).toBe(200);
  });

  it("limits guesses at keys by address", async () => {
    const guess = { key: "dz_guess", headers: { "x-forwarded-for": "192.0.2.9" } };
    const statuses = new Set<number>();
    for (let n = 0; n < 70; n++) statuses.add((await call("GET", "/tickets", guess)).status);
    expect([...statuses]).toEqual([401, 429]);
    expect((await call("GET", "/channels", guess)).status).toBe(429);
  });
});

describe("the staff session's cookie", () => {
  async function signedIn(role: "agent" | "lead"): Promise<string> {
    const email = `${role}@example.com`;
    const password = "a good long password";
    await createStaff({ ctx, input: { email, role, password } });
    const request = new Request(`${env().APP_URL}/api/auth/sign-in/email`, {
      method: "POST",
      headers: { "content-type": "application/json", origin: env().APP_URL },
      body: JSON.stringify({ email, password }),
    });
    const response = await handleAuth(request, "192.0.2.1");
    expect(response.status).toBe(200);
    return response.headers
      .getSetCookie()
      .map((cookie) => cookie.split(";")[0])
      .join("; ");
  }

  it("acts with its role", async () => {
    await send(paidWithoutCallback("D1", 0));
    const cookie = await signedIn("agent");
    expect((await call("GET", "/orders/D1/trace", { cookie })).status).toBe(200);
    expect((await call("GET", "/metrics", { cookie })).status).toBe(403);
    expect((await call("GET", "/tickets", { cookie: "better-auth.session_token=forged" })).status).toBe(401);
  });

  it("writes from our own pages only", async () => {
    await send(paidWithoutCallback("D1", 0));
    const cookie = await signedIn("agent");
    await transact((tx) => tx.update(session).set({ secondFactorAt: new Date() }));
    const body = { reasonCode: "CB_MISSING" };
    const from = (origin: string) => ({ cookie, body, headers: { "idempotency-key": "k1", origin } });
    expect((await call("POST", "/orders/D1/topups", from("https://evil.example"))).status).toBe(403);
    expect((await call("POST", "/orders/D1/topups", from("null"))).status).toBe(403);
    expect((await call("POST", "/orders/D1/topups", from(env().APP_URL))).status).toBe(201);
  });
});

describe("bad requests", () => {
  it("finds no such address, and no such method", async () => {
    const key = await keyWith("*");
    expect(await call("GET", "/nothing/here", { key })).toMatchObject({ status: 404, body: { code: "NOT_FOUND" } });
    const wrong = await call("DELETE", "/tickets/TK1", { key });
    expect(wrong).toMatchObject({ status: 405, body: { code: "METHOD_NOT_ALLOWED" } });
    expect(wrong.headers.get("allow")).toBe("GET, PATCH, HEAD");
    expect((await call("HEAD", "/tickets", { key })).status).toBe(200);
  });

  it.each(["/tickets", "/topups"])("%s bounds its pages", async (list) => {
    const key = await keyWith("*");
    for (const limit of ["101", "0", "-1", "1.5", "x"]) {
      const answer = await call("GET", `${list}?limit=${limit}`, { key });
      expect(answer).toMatchObject({ status: 422, body: { errors: [{ path: "limit" }] } });
    }
    expect((await call("GET", `${list}?limit=100`, { key })).body).toEqual({ items: [], nextCursor: null });
    for (const cursor of ["nonsense", "%00", encodeURIComponent("' or 1=1")]) {
      expect((await call("GET", `${list}?cursor=${cursor}`, { key })).status).toBe(422);
    }
  });

  it("speaks Chinese to those who ask for it", async () => {
    const key = await keyWith("*");
    const answer = await call("GET", "/tickets?limit=x", { key, headers: { "accept-language": "zh-CN" } });
    expect(answer.body.title).toBe("有些内容填写不正确");
    expect(answer.body.errors[0].message).toMatch(/[\u4e00-\u9fff]/);
  });
});
