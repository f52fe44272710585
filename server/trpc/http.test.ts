import { afterEach, describe, expect, test } from "vitest";
import { systemContext } from "#server/core/context.ts";
import { ALWAYS } from "#server/core/testing.ts";
import { exhaust, forgetLimits } from "#server/http/index.ts";
import { bodyLimit, handleTrpc, strangerBudget } from "./http.ts";

const staff = (role: "agent" | "lead") => ({
  ...systemContext("test"),
  actor: { kind: "staff", id: "S1", name: "S1", role, freshUntil: ALWAYS } as const,
});

describe("how long a body may be", () => {
  test("more than forms need only for who may send such a thing", () => {
    const usual = bodyLimit(null, ["packs.check"]);
    expect(bodyLimit(staff("agent"), ["packs.check"])).toBe(usual);
    expect(bodyLimit(staff("lead"), ["packs.check"])).toBeGreaterThan(2_000_000);
    expect(bodyLimit(staff("lead"), ["tickets.list"])).toBe(usual);
  });

  test("as long as the shortest of the calls that travel together, known or not", () => {
    const usual = bodyLimit(null, ["packs.check"]);
    expect(bodyLimit(staff("lead"), ["packs.check", "packs.save"])).toBeGreaterThan(usual);
    expect(bodyLimit(staff("lead"), ["packs.check", "tickets.list"])).toBe(usual);
    expect(bodyLimit(staff("lead"), ["packs.check", "no.such"])).toBe(usual);
  });

  test("nobody who is not signed in makes the process read a long one", async () => {
    const long = new Request("http://localhost/api/trpc/packs.check", {
      method: "POST",
      headers: { "content-type": "application/json", "sec-fetch-site": "same-origin" },
      body: JSON.stringify({ text: "x".repeat(300_000) }),
    });
    const answer = await handleTrpc(long);
    expect(answer.status).toBe(413);
    expect(await answer.json()).toMatchObject({ error: { data: { code: "PAYLOAD_TOO_LARGE" } } });
  });
});

describe("how often", () => {
  afterEach(forgetLimits);
  const ask = (headers: Record<string, string> = {}) =>
    handleTrpc(new Request("http://localhost/api/trpc/tickets.list", { headers }));

  test("each answer says what is left, and one too many when to come back", async () => {
    const headers = { "x-forwarded-for": "192.0.2.7" };
    const first = await ask(headers);
    expect(first.status).toBe(401);
    expect(first.headers.get("ratelimit-limit")).toBe(String(strangerBudget.points));
    expect(first.headers.get("cache-control")).toContain("no-store");
    await exhaust(strangerBudget, "192.0.2.7");
    const over = await ask(headers);
    expect(over.status).toBe(429);
    expect(Number(over.headers.get("retry-after"))).toBeGreaterThan(0);
    expect((await ask({ "x-forwarded-for": "192.0.2.8" })).status).toBe(401);
  });

  test("writes come from our own pages alone", async () => {
    const foreign: Record<string, string>[] = [
      { origin: "https://evil.example" },
      { origin: "null" },
      { "sec-fetch-site": "cross-site" },
    ];
    for (const from of foreign) {
      const request = new Request("http://localhost/api/trpc/tickets.update", {
        method: "POST",
        headers: { ...from, "content-type": "application/json" },
        body: "{}",
      });
      expect((await handleTrpc(request)).status).toBe(403);
    }
  });
});
