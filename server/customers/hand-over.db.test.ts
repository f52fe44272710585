import { SignJWT } from "jose";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { db } from "#db/client.ts";
import { auditLog, customerSessions, handOvers } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { fixedClock } from "#server/core/clock.ts";
import type { Ctx } from "#server/core/context.ts";
import { env, overrideEnv } from "#server/core/env.ts";
import { paidWithoutCallback, send } from "#server/orders/testing.ts";
import { customer, key, NOW, openPaid } from "#server/tickets/testing.ts";
import { customerOf, endSessions, handOver, mineOf, SESSION_MS } from "./index.ts";

freshDatabase({ beforeEach, afterEach });

const SECRET = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;
const OTHER = `whsec_${Buffer.alloc(32, 8).toString("base64")}`;
beforeEach(() => overrideEnv({ PLATFORM_HANDOVER_SECRET: `${OTHER} ${SECRET}` }));
afterEach(() => overrideEnv());

const visitor = (afterS = 0): Ctx => ({
  actor: { kind: "customer", id: "visitor", name: "customer" },
  clock: fixedClock(new Date(new Date(NOW).getTime() + afterS * 1_000)),
});
const nowS = new Date(NOW).getTime() / 1_000;
let made = 0;

type Odd = { claims?: Record<string, unknown>; header?: Record<string, unknown>; secret?: string };

function tokenOf({ claims = {}, header = {}, secret = SECRET }: Odd = {}): Promise<string> {
  made += 1;
  const usual = {
    iss: "shop",
    aud: new URL(env().APP_URL).origin,
    sub: "C1001",
    jti: `token-number-${made}`,
    iat: nowS,
  };
  return new SignJWT({ ...usual, exp: nowS + 60, ...claims })
    .setProtectedHeader({ alg: "HS256", typ: "handover+jwt", ...header })
    .sign(Buffer.from(secret.slice(6), "base64"));
}

const outcome = (token: string, afterS = 0) =>
  handOver({ ctx: visitor(afterS), input: { token } }).then(
    () => "in",
    ({ status, code, message }) => JSON.stringify([status, code, message]),
  );

describe("a hand-over", () => {
  it("lets the customer in, once", async () => {
    const token = await tokenOf({ claims: { orderNo: "D1", locale: "en" } });
    const handed = await handOver({ ctx: visitor(), input: { token } });
    expect(handed).toMatchObject({ customerId: "C1001", orderNo: "D1", locale: "en" });
    expect(await customerOf(handed.session, visitor())).toMatchObject({ customerId: "C1001" });
    expect(await outcome(token)).toContain("HAND_OVER_REFUSED");
    expect(await db.select().from(customerSessions)).toHaveLength(1);
    const kept = JSON.stringify([await db.select().from(customerSessions), await db.select().from(handOvers)]);
    const audit = await db.select().from(auditLog);
    expect(audit.filter(({ action }) => action === "customer.handed_over")).toHaveLength(1);
    for (const secret of [handed.session, token]) {
      expect(kept + JSON.stringify(audit)).not.toContain(secret);
    }
  });

  it("is used once, however many try at the same time", async () => {
    const token = await tokenOf();
    const all = await Promise.all(Array.from({ length: 8 }, () => outcome(token)));
    expect(all.filter((one) => one === "in")).toHaveLength(1);
    expect(await db.select().from(customerSessions)).toHaveLength(1);
  });

  it("answers every fault alike, and changes nothing", async () => {
    const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const good = await tokenOf();
    const [head = "", body = "", mark = ""] = good.split(".");
    const bad = [
      "",
      "x",
      "a.b.c",
      `${head}.${body}.`,
      `${head}.${part({ sub: "C2" })}.${mark}`,
      `${part({ alg: "none", typ: "handover+jwt" })}.${body}.`,
      await tokenOf({ secret: `whsec_${Buffer.alloc(32, 9).toString("base64")}` }),
      await tokenOf({ header: { typ: "JWT" } }),
      await tokenOf({ header: { alg: "HS256", typ: undefined } }),
      await tokenOf({ claims: { aud: "https://elsewhere.example" } }),
      await tokenOf({ claims: { exp: nowS - 60, iat: nowS - 100 } }),
      await tokenOf({ claims: { exp: nowS + 3_600 } }),
      await tokenOf({ claims: { iat: nowS + 300, exp: nowS + 360 } }),
      await tokenOf({ claims: { sub: "" } }),
      await tokenOf({ claims: { sub: "ticket:TK1" } }),
      await tokenOf({ claims: { sub: "visitor" } }),
      await tokenOf({ claims: { jti: undefined } }),
      await tokenOf({ claims: { iss: undefined } }),
      await tokenOf({ claims: { exp: undefined } }),
      "x".repeat(5_000),
    ];
    const answers = new Set(await Promise.all(bad.map((token) => outcome(token))));
    expect([...answers]).toEqual([JSON.stringify([401, "HAND_OVER_REFUSED", "This link has expired or was used."])]);
    expect(await outcome(await tokenOf(), 300)).toBe([...answers][0]);
    expect(await db.select().from(customerSessions)).toEqual([]);
    expect(await db.select().from(handOvers)).toEqual([]);
    expect(await outcome(good)).toBe("in");
  });

  it("takes any of several secrets, and those of the events when it has none of its own", async () => {
    expect(await outcome(await tokenOf({ secret: OTHER }))).toBe("in");
    overrideEnv({ PLATFORM_HANDOVER_SECRET: undefined, PLATFORM_WEBHOOK_SECRET: OTHER });
    expect(await outcome(await tokenOf({ secret: OTHER }))).toBe("in");
    expect(await outcome(await tokenOf({ secret: SECRET }))).toContain("REFUSED");
    overrideEnv({ PLATFORM_HANDOVER_SECRET: undefined, PLATFORM_WEBHOOK_SECRET: undefined });
    expect(await outcome(await tokenOf({ secret: OTHER }))).toContain("REFUSED");
  });
});

describe("a customer's session", () => {
  const enter = async (sub = "C1001", before?: string) =>
    (await handOver({ ctx: visitor(), input: { token: await tokenOf({ claims: { sub } }), before } })).session;

  it("ends by its time, by the next hand-over in the browser, alone and with all others", async () => {
    const [one, two, other] = [await enter(), await enter(), await enter("C2002")];
    expect(await customerOf(one, visitor(SESSION_MS / 1_000 + 1))).toBeUndefined();
    expect(await customerOf("forged", visitor())).toBeUndefined();
    const here = await customerOf(one, visitor());
    if (!here) throw new Error("no session");
    expect(await endSessions({ ctx: here.ctx, input: { sessionId: here.sessionId } })).toEqual({ ended: 1 });
    expect(await customerOf(one, visitor())).toBeUndefined();
    const next = await enter("C1001", two);
    expect(await customerOf(two, visitor())).toBeUndefined();
    expect(await endSessions({ ctx: here.ctx, input: {} })).toEqual({ ended: 1 });
    expect(await customerOf(next, visitor())).toBeUndefined();
    expect(await customerOf(other, visitor())).toMatchObject({ customerId: "C2002" });
  });

  it("shows its customer's own and nobody else's", async () => {
    const mine = await openPaid("D1");
    await send(paidWithoutCallback("D2", 0, { customerId: "C2002" }));
    const own = await mineOf({ ctx: customer("C1001") });
    expect(own.orders.map(({ orderNo }) => orderNo)).toEqual(["D1"]);
    expect(own.tickets.map(({ number }) => number)).toEqual([mine.number]);
    const theirs = await mineOf({ ctx: customer("C2002") });
    expect(theirs.orders.map(({ orderNo }) => orderNo)).toEqual(["D2"]);
    expect(theirs.tickets).toEqual([]);
    for (const id of ["visitor", "anonymous", `ticket:${mine.number}`]) {
      await expect(mineOf({ ctx: customer(id) })).rejects.toMatchObject({ status: 401 });
    }
  });

  it("is ended and read for the platform by keys that may, and never for another customer", async () => {
    await openPaid("D1");
    const one = await enter();
    const input = { customerId: "C1001" };
    await expect(endSessions({ ctx: customer("C2002"), input })).rejects.toMatchObject({ status: 401 });
    await expect(mineOf({ ctx: customer("C2002"), input })).rejects.toMatchObject({ status: 401 });
    await expect(endSessions({ ctx: key("k", ["tickets:read"]), input })).rejects.toMatchObject({ status: 403 });
    expect(await customerOf(one, visitor())).toBeDefined();
    expect((await mineOf({ ctx: key("k", ["tickets:read"]), input })).orders).toHaveLength(1);
    expect(await endSessions({ ctx: key("k", ["tickets:write"]), input })).toEqual({ ended: 1 });
    expect(await customerOf(one, visitor())).toBeUndefined();
  });
});
