import { SignJWT } from "jose";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { freshDatabase } from "#db/testing.ts";
import { systemClock } from "#server/core/clock.ts";
import { env, overrideEnv } from "#server/core/env.ts";
import { endSessions } from "#server/customers/index.ts";
import { startDiagnosis } from "#server/diagnosis/index.ts";
import { forgetLimits } from "#server/http/index.ts";
import { paidWithoutCallback, send } from "#server/orders/testing.ts";
import { openPaid } from "#server/tickets/testing.ts";
import { inboxCustomers } from "../../_lib/inbox.ts";
import { customerHere, diagnosisContext, grant, grants } from "../../_lib/session.ts";
import { loadTicket } from "../../_lib/ticket.ts";
import { end } from "../../mine/actions.ts";
import { POST } from "./route.ts";

freshDatabase({ beforeEach, afterEach });

const jar = vi.hoisted(() => new Map<string, string>());
vi.mock("next/headers", () => ({
  cookies: async () => ({
    get: (name: string) => (jar.has(name) ? { name, value: jar.get(name) } : undefined),
    set: (name: string, value: string) => jar.set(name, value),
  }),
  headers: async () => new Headers(),
}));
vi.mock("next-intl/server", () => ({ getLocale: async () => "zh-CN" }));

const SECRET = Buffer.alloc(32, 7);
beforeEach(() => {
  jar.clear();
  forgetLimits();
  overrideEnv({ PLATFORM_HANDOVER_SECRET: `whsec_${SECRET.toString("base64")}` });
});
afterEach(() => overrideEnv());

function tokenFor(sub: string, more: Record<string, unknown> = {}): Promise<string> {
  return new SignJWT({ ...more })
    .setProtectedHeader({ alg: "HS256", typ: "handover+jwt" })
    .setIssuer("shop")
    .setAudience(new URL(env().APP_URL).origin)
    .setSubject(sub)
    .setJti(`${sub}-${Math.random()}`)
    .setIssuedAt()
    .setExpirationTime("60s")
    .sign(SECRET);
}

async function enter(token: string, more: Record<string, string> = {}) {
  const headers = { "content-type": "application/x-www-form-urlencoded", ...more };
  const body = new URLSearchParams({ token }).toString();
  const answer = await POST(new Request("http://127.0.0.1/hand-over/enter", { method: "POST", headers, body }));
  const set = answer.headers.getSetCookie();
  const session = set.find((one) => one.startsWith("dz_customer="));
  return { answer, set, session, to: answer.headers.get("location") };
}
const keep = (cookie: string | undefined) => jar.set("dz_customer", /=([^;]*)/.exec(cookie ?? "")?.[1] ?? "");

test("a token becomes a cookie that scripts cannot read, leads on and leaves no trace in referrers", async () => {
  const { answer, session, set, to } = await enter(await tokenFor("C1001", { orderNo: "D1", locale: "en" }));
  expect([answer.status, to]).toEqual([303, "/mine?order=D1"]);
  expect(session).toMatch(/HttpOnly/i);
  expect(session).toMatch(/SameSite=lax/i);
  expect(set.some((one) => one.startsWith("dz_locale=en"))).toBe(true);
  expect(answer.headers.get("referrer-policy")).toBe("no-referrer");
  expect(answer.headers.get("cache-control")).toBe("no-store");
  keep(session);
  expect(await customerHere()).toMatchObject({ customerId: "C1001" });
});

test("a form that another site sends lets nobody in and uses nothing up; our own page's does", async () => {
  const token = await tokenFor("C1001");
  for (const site of ["cross-site", "same-site"]) {
    const { session, to } = await enter(token, { "sec-fetch-site": site });
    expect([session, to]).toEqual([undefined, "/hand-over"]);
  }
  const { session } = await enter(token, { "sec-fetch-site": "same-origin", origin: "null" });
  expect(session).toBeDefined();
});

test("every bad token gets the very same answer, and no cookie", async () => {
  const used = await tokenFor("C1001");
  await enter(used);
  const told = async (token: string) => {
    const { answer, set } = await enter(token);
    return JSON.stringify([answer.status, [...answer.headers], set, await answer.text()]);
  };
  const answers = new Set<string>();
  for (const token of [used, "", "x", `${used}x`, "y".repeat(9_000)]) answers.add(await told(token));
  expect(answers.size).toBe(1);
  expect([...answers][0]).toContain("/hand-over");
  for (let i = 0; i < 120; i += 1) await enter("x");
  expect(await told(await tokenFor("C1001"))).toBe([...answers][0]);
});

test("who was handed over sees their own tickets, runs and messages, and nobody else's", async () => {
  const { number, diagnosisId } = await openPaid("D1");
  await send(paidWithoutCallback("D2", 0, { customerId: "C2002" }));
  expect([await loadTicket(number), await diagnosisContext(diagnosisId), await inboxCustomers()]).toEqual([
    undefined,
    undefined,
    [],
  ]);
  keep((await enter(await tokenFor("C2002"))).session);
  expect([await loadTicket(number), await diagnosisContext(diagnosisId)]).toEqual([undefined, undefined]);
  expect(await inboxCustomers()).toEqual(["C2002"]);
  keep((await enter(await tokenFor("C1001"))).session);
  expect((await loadTicket(number))?.ticket.number).toBe(number);
  expect(await diagnosisContext(diagnosisId)).toBeDefined();
  expect(await inboxCustomers()).toEqual(["C1001"]);
});

test("signing out leaves nothing open of what the session opened", async () => {
  const { number, diagnosisId } = await openPaid("D1");
  keep((await enter(await tokenFor("C1001"))).session);
  await grant("tickets", number);
  await grant("diagnoses", diagnosisId);
  expect(await loadTicket(number)).toBeDefined();
  const here = await customerHere();
  if (!here) throw new Error("no session");
  await endSessions({ ctx: here.ctx, input: { sessionId: here.sessionId } });
  expect([await loadTicket(number), await diagnosisContext(diagnosisId)]).toEqual([undefined, undefined]);
});

describe("at a shared machine", () => {
  async function proved(customerId: string, orderNo: string) {
    await send(paidWithoutCallback(orderNo, 0, { customerId }));
    const actor = { kind: "customer" as const, id: customerId, name: "customer" };
    const { id } = await startDiagnosis({ ctx: { actor, clock: systemClock }, input: { orderNo } });
    await grant("diagnoses", id);
    return id;
  }

  test("the next customer finds nothing of what the one before proved there", async () => {
    const id = await proved("C1001", "D1");
    expect(await inboxCustomers()).toEqual(["C1001"]);
    const { session, set } = await enter(await tokenFor("C2002"));
    expect(set.some((one) => /^dz_grants=;.*Max-Age=0/i.test(one))).toBe(true);
    keep(session);
    // Even with the cookie still there, a session's inbox is its own alone.
    expect(await inboxCustomers()).toEqual(["C2002"]);
    jar.delete("dz_grants");
    expect(await diagnosisContext(id)).toBeUndefined();
  });

  test("what was one's own before stays when one is handed over oneself, and goes at signing out", async () => {
    const id = await proved("C1001", "D1");
    const { session, set } = await enter(await tokenFor("C1001"));
    expect(set.some((one) => one.startsWith("dz_grants="))).toBe(false);
    keep(session);
    expect((await grants()).diagnoses).toEqual([id]);
    await expect(end()).rejects.toThrow("NEXT_REDIRECT");
    expect([await diagnosisContext(id), await customerHere(), await inboxCustomers()]).toEqual([
      undefined,
      undefined,
      [],
    ]);
  });
});
