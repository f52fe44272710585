import { eq } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { db, transact } from "#db/client.ts";
import { auditLog, session, twoFactor, usedCodes } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { verifyAudit } from "#server/audit/index.ts";
import { type Ctx, requireFresh, systemContext } from "#server/core/context.ts";
import { env, overrideEnv } from "#server/core/env.ts";
import { ALWAYS } from "#server/core/testing.ts";
import {
  createStaff,
  handleAuth,
  ownSecurity,
  resetSecondFactor,
  revokeOtherSessions,
  revokeOwnSession,
  staffContext,
} from "./index.ts";
import { during } from "./phase.ts";
import { codeOf } from "./testing.ts";

freshDatabase({ beforeEach, afterEach });
beforeEach(() => {
  // In the middle of a half minute, where the clock stands: no test runs into the next code.
  vi.useFakeTimers({ toFake: ["Date"], now: Math.floor(Date.now() / 30_000) * 30_000 + 15_000 });
});
afterEach(() => {
  vi.useRealTimers();
});

const password = "a good long password";
const email = "lin@example.com";

/** A browser: keeps the cookies that it is given. */
class Browser {
  private readonly jar = new Map<string, string>();
  last: Headers = new Headers();
  private readonly address: string;
  constructor(address = "192.0.2.1") {
    this.address = address;
  }

  get headers(): Headers {
    return new Headers({ cookie: [...this.jar].map(([name, value]) => `${name}=${value}`).join("; ") });
  }

  take = (name: string) => this.jar.get(name) ?? "";
  put = (name: string, value: string) => this.jar.set(name, value);

  /** @param before cookies that are sent before its own */
  async post(path: string, body: unknown, before = ""): Promise<{ status: number; body: Record<string, unknown> }> {
    const cookie = [before, this.headers.get("cookie")].filter(Boolean).join("; ");
    const headers = { "content-type": "application/json", origin: env().APP_URL, cookie };
    const url = `${env().APP_URL}/api/auth${path}`;
    const made = await handleAuth(
      new Request(url, { method: "POST", headers, body: JSON.stringify(body) }),
      this.address,
    );
    for (const line of made.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === "" || /max-age=0/i.test(line)) this.jar.delete(name);
      else this.jar.set(name, value);
    }
    this.last = made.headers;
    return { status: made.status, body: await made.json() };
  }

  signIn = (pass = password) => this.post("/sign-in/email", { email, password: pass });
  totp = (code: string, more = {}, before = "") => this.post("/two-factor/verify-totp", { code, ...more }, before);
  recover = (code: string) => this.post("/two-factor/verify-backup-code", { code });
  context = () => staffContext(this.headers);
}

async function enrolled(steps = -1) {
  const { id } = await createStaff({
    ctx: systemContext("test"),
    input: { email, name: "林", role: "lead", password },
  });
  const browser = new Browser();
  await browser.signIn();
  const begun = await browser.post("/two-factor/enable", { password });
  const { totpUri, recoveryCodes } = begun.body as { totpUri: string; recoveryCodes: string[] };
  const confirmed = await browser.totp(codeOf(totpUri, steps));
  expect(confirmed.status).toBe(200);
  return { id, browser, totpUri, recoveryCodes };
}

const isFresh = (ctx: Ctx | null): boolean => {
  try {
    if (ctx) requireFresh(ctx);
    return ctx !== null;
  } catch {
    return false;
  }
};
const actionsOf = async (id: string) =>
  (
    await db
      .select()
      .from(auditLog)
      .where(eq(auditLog.subject, `staff:${id}`))
      .orderBy(auditLog.seq)
  ).map((row) => row.action);
const wrong = (totpUri: string) =>
  ["000000", "111111", "222222", "333333"].find((code) => ![-1, 0, 1].some((n) => codeOf(totpUri, n) === code)) ?? "";

describe("enrolment", () => {
  test("takes the password and a first code, then the session is fresh and nothing of the secret is in the audit log", async () => {
    const { id, browser, totpUri, recoveryCodes } = await enrolled();
    expect(totpUri).toMatch(/^otpauth:\/\/totp\/Daozhang/);
    expect(new Set(recoveryCodes).size).toBe(10);
    expect(isFresh(await browser.context())).toBe(true);
    expect(await actionsOf(id)).toEqual([
      "staff.created",
      "staff.signed_in",
      "staff.second_factor_begun",
      "staff.second_factor_enrolled",
    ]);
    const [kept] = await db.select().from(twoFactor);
    const secret = new URL(totpUri).searchParams.get("secret") ?? "?";
    const everything = JSON.stringify([kept, await db.select().from(auditLog), await db.select().from(usedCodes)]);
    for (const word of [secret, ...recoveryCodes, codeOf(totpUri, -1)]) expect(everything).not.toContain(word);
    expect((await verifyAudit()).broken).toEqual([]);
  });

  test("is refused with a wrong password, without a session, and to an account that has an app", async () => {
    const { browser } = await enrolled();
    expect(await browser.post("/two-factor/enable", { password })).toMatchObject({ status: 409 });
    expect(await new Browser().post("/two-factor/enable", { password })).toMatchObject({ status: 401 });
    await createStaff({ ctx: systemContext("test"), input: { email: "he@example.com", role: "agent", password } });
    const other = new Browser();
    await other.post("/sign-in/email", { email: "he@example.com", password });
    expect(await other.post("/two-factor/enable", { password: "not the password" })).toMatchObject({ status: 401 });
    await other.post("/two-factor/enable", { password });
    // What is only being set up neither counts nor is asked for.
    expect(await other.recover("aaaaa-bbbbb")).toMatchObject({ status: 409 });
    const again = new Browser();
    expect((await again.post("/sign-in/email", { email: "he@example.com", password })).body).toHaveProperty("user");
    expect(isFresh(await again.context())).toBe(false);
  });
});

describe("signing in with a second factor", () => {
  test("takes two steps: after the password nobody is signed in, after the code the session is fresh", async () => {
    const { id, totpUri } = await enrolled();
    const browser = new Browser();
    const first = await browser.signIn();
    expect(first).toEqual({ status: 200, body: { secondFactor: true } });
    expect(await browser.context()).toBeNull();
    expect(await db.select().from(session)).toHaveLength(1);
    const second = await browser.totp(codeOf(totpUri, 0));
    expect(second).toEqual({ status: 200, body: { user: { id, name: "林", role: "lead" } } });
    expect(isFresh(await browser.context())).toBe(true);
    expect((await actionsOf(id)).slice(4)).toEqual(["staff.signed_in"]);
  });

  test("takes each code once, in whichever browser and for whatever", async () => {
    const { browser, totpUri } = await enrolled(0);
    const code = codeOf(totpUri, 0);
    const thief = new Browser("192.0.2.7");
    await thief.signIn();
    expect(await thief.totp(code)).toMatchObject({ status: 401, body: { code: "BAD_CODE" } });
    expect(await browser.totp(code)).toMatchObject({ status: 401, body: { code: "BAD_CODE" } });
    expect(await thief.context()).toBeNull();
    const codes = [codeOf(totpUri, 1), codeOf(totpUri, 1)];
    const both = await Promise.all(codes.map((each) => browser.totp(each)));
    expect(both.map(({ status }) => status).sort()).toEqual([200, 401]);
  });

  test("counts and spends for whoever is let in, whatever other cookies are sent along", async () => {
    const victim = await enrolled();
    const code = codeOf(victim.totpUri, 0);
    const usual = new Browser();
    await usual.signIn();
    expect((await usual.totp(code)).status).toBe(200);
    const eve = { email: "eve@example.com", role: "agent" as const, password };
    const { id } = await createStaff({ ctx: systemContext("test"), input: eve });
    const thief = new Browser("192.0.2.7");
    await thief.post("/sign-in/email", { email: eve.email, password });
    const { body } = await thief.post("/two-factor/enable", { password });
    await thief.totp(codeOf(String(body.totpUri), -1));
    await thief.post("/sign-out", {});
    await thief.post("/sign-in/email", { email: eve.email, password });
    const own = thief.take("dz_staff.two_factor");
    await thief.signIn();
    expect(await thief.totp(code, {}, `__Host-dz_staff.two_factor=${own}`)).toMatchObject({ status: 401 });
    expect(await thief.context()).toBeNull();
    for (let n = 0; n < 6; n++) await thief.totp(wrong(victim.totpUri), {}, `__Host-dz_staff.two_factor=${own}`);
    expect([await actionsOf(victim.id), await actionsOf(id)].map((all) => all.includes("staff.locked_out"))).toEqual([
      true,
      false,
    ]);
    const forged = new Browser("192.0.2.8");
    forged.put("dz_staff.two_factor", `${own.split(".")[0]}.AAAA`);
    expect((await forged.totp("000000")).body.code).toBe("SIGN_IN_AGAIN");
  });

  test("trusts no device, however it is asked to", async () => {
    const { totpUri } = await enrolled();
    const browser = new Browser();
    await browser.signIn();
    await browser.totp(codeOf(totpUri, 0), { trustDevice: true, disableSession: true });
    expect(browser.last.getSetCookie().join()).not.toContain("trust_device");
    await browser.post("/sign-out", {});
    expect((await browser.signIn()).body).toEqual({ secondFactor: true });
  });

  test("guesses run out, at sign-in and in a living session, and the right code must wait as well", async () => {
    const { id, browser, totpUri } = await enrolled();
    for (let i = 0; i < 5; i++) expect((await browser.totp(wrong(totpUri))).status).toBe(401);
    expect(await browser.totp(codeOf(totpUri, 0))).toMatchObject({ status: 429, body: { code: "RATE_LIMITED" } });
    expect(Number(browser.last.get("retry-after"))).toBeGreaterThan(0);
    expect(await actionsOf(id)).toContain("staff.locked_out");
    const other = new Browser("192.0.2.9");
    await other.signIn();
    for (let i = 0; i < 5; i++) expect((await other.totp(String(100_001 + i))).status).toBe(401);
    expect((await other.totp("123456")).status).toBe(429);
  });

  test("a code without a password before it, or with a made-up challenge, is nobody's", async () => {
    await enrolled();
    expect(await new Browser().totp("123456")).toMatchObject({ status: 401, body: { code: "SIGN_IN_AGAIN" } });
    expect(await new Browser().totp("")).toMatchObject({ status: 400 });
  });
});

describe("beside others", () => {
  /** Others write all the while, so that what is asked for stands in line behind them. */
  async function whileOthersWrite<T>(body: () => Promise<T>): Promise<T> {
    let over = false;
    const write = async () => {
      while (!over) await transact(() => new Promise((resolve) => setImmediate(resolve)));
    };
    const others = Promise.all([write(), write(), write()]);
    try {
      return await body();
    } finally {
      over = true;
      await others;
    }
  }

  test("what was shown counts for who showed it", async () => {
    const { browser, totpUri } = await whileOthersWrite(() => enrolled());
    expect(isFresh(await browser.context())).toBe(true);
    const again = new Browser();
    await whileOthersWrite(async () => {
      await again.signIn();
      await again.totp(codeOf(totpUri, 0));
    });
    expect(isFresh(await again.context())).toBe(true);
  });

  test("a password alone is not confirmed by what somebody else shows meanwhile", async () => {
    const other = { email: "he@example.com", name: "何", role: "lead" as const, password };
    await createStaff({ ctx: systemContext("test"), input: other });
    const { totpUri } = await enrolled();
    const shower = new Browser();
    await shower.signIn();
    const browsers = Array.from({ length: 4 }, (_, n) => new Browser(`192.0.2.${10 + n}`));
    const signedIn = browsers.map((browser) => browser.post("/sign-in/email", { email: other.email, password }));
    await during({ step: "factor", via: "totp", at: new Date(), rotating: false, silent: new Set() }, () =>
      whileOthersWrite(() => Promise.all([shower.totp(codeOf(totpUri, 0)), ...signedIn])),
    );
    const contexts = await Promise.all(browsers.map((browser) => browser.context()));
    expect(contexts.map((found) => found !== null && !isFresh(found))).toEqual(browsers.map(() => true));
  });
});

describe("a session that is not fresh any more", () => {
  test("is fresh again after a code, and stays the same session", async () => {
    const { id, browser, totpUri } = await enrolled();
    await transact((tx) => tx.update(session).set({ secondFactorAt: new Date(0) }));
    expect(isFresh(await browser.context())).toBe(false);
    const [before] = await db.select().from(session);
    expect((await browser.totp(codeOf(totpUri, 0))).status).toBe(200);
    expect(isFresh(await browser.context())).toBe(true);
    const after = await db.select().from(session);
    expect(after.map((row) => row.id)).toEqual([before?.id]);
    expect((await actionsOf(id)).at(-1)).toBe("staff.second_factor_shown");
  });

  test("in the demo too, once an app is enrolled", async () => {
    const before = env().STAFF_SECOND_FACTOR;
    overrideEnv({ STAFF_SECOND_FACTOR: "when-enrolled" });
    try {
      const { browser } = await enrolled();
      await transact((tx) => tx.update(session).set({ secondFactorAt: null }));
      expect(isFresh(await browser.context())).toBe(false);
    } finally {
      overrideEnv({ STAFF_SECOND_FACTOR: before });
    }
  });
});

describe("recovery codes", () => {
  test("each stands in for the app once", async () => {
    const { recoveryCodes } = await enrolled();
    const [code = ""] = recoveryCodes;
    const browser = new Browser();
    await browser.signIn();
    expect((await browser.recover(code)).status).toBe(200);
    expect(isFresh(await browser.context())).toBe(true);
    const again = new Browser();
    await again.signIn();
    expect(await again.recover(code)).toMatchObject({ status: 401, body: { code: "BAD_CODE" } });
  });

  test("are made anew with the password and a fresh factor only; then the old ones count no more", async () => {
    const { browser, recoveryCodes } = await enrolled();
    const renew = () => browser.post("/two-factor/generate-backup-codes", { password });
    const made = await renew();
    expect(made.status).toBe(200);
    const fresh = made.body.recoveryCodes as string[];
    expect(fresh).toHaveLength(10);
    expect((await browser.recover(recoveryCodes[0] ?? "")).status).toBe(401);
    expect((await browser.recover(fresh[0] ?? "")).status).toBe(200);
    await transact((tx) => tx.update(session).set({ secondFactorAt: null }));
    expect(await renew()).toMatchObject({ status: 403, body: { code: "SECOND_FACTOR_REQUIRED" } });
  });
});

describe("where one is signed in", () => {
  test("lists one's own sessions by id, and ends one or all others; somebody else's are not found", async () => {
    const input = { email, name: "林", role: "agent" as const, password };
    await createStaff({ ctx: systemContext("test"), input });
    await createStaff({ ctx: systemContext("test"), input: { ...input, email: "he@example.com" } });
    const [first, second, third, stranger] = [new Browser(), new Browser("192.0.2.2"), new Browser(), new Browser()];
    for (const browser of [first, second, third]) await browser.signIn();
    await stranger.post("/sign-in/email", { email: "he@example.com", password });
    const ctx = (await first.context()) as Ctx;
    const { enrolled: app, freshUntil, sessions } = await ownSecurity({ ctx });
    expect({
      app,
      freshUntil,
      current: sessions.filter(({ current }) => current).length,
      all: sessions.length,
    }).toEqual({
      app: false,
      freshUntil: null,
      current: 1,
      all: 3,
    });
    for (const row of await db.select().from(session)) expect(JSON.stringify(sessions)).not.toContain(row.token);

    const secondId = ((await second.context()) as { actor: { sessionId: string } }).actor.sessionId;
    const other = (await stranger.context()) as Ctx;
    await expect(revokeOwnSession({ ctx: other, input: { id: secondId } })).rejects.toMatchObject({ status: 404 });
    await revokeOwnSession({ ctx, input: { id: secondId } });
    expect(await second.context()).toBeNull();
    expect(await revokeOtherSessions({ ctx })).toEqual({ ended: 1 });
    expect([await third.context(), await first.context(), await stranger.context()].map(Boolean)).toEqual([
      false,
      true,
      true,
    ]);
    await expect(ownSecurity({ ctx: systemContext("test") })).rejects.toMatchObject({ code: "FORBIDDEN" });
  });
});

describe("resetting a lost authenticator", () => {
  test("takes app, codes and sessions away, by an admin with a fresh factor and nobody else", async () => {
    const { id, browser, recoveryCodes } = await enrolled();
    const own = (await browser.context()) as Ctx;
    await expect(resetSecondFactor({ ctx: own, input: { userId: id } })).rejects.toMatchObject({ code: "FORBIDDEN" });
    const admin = (freshUntil: Date | null): Ctx => ({
      ...systemContext("test"),
      actor: { kind: "staff", id: "boss", name: "boss", role: "admin", freshUntil },
    });
    const stale = resetSecondFactor({ ctx: admin(null), input: { userId: id } });
    await expect(stale).rejects.toMatchObject({ code: "SECOND_FACTOR_REQUIRED" });
    const unknown = resetSecondFactor({ ctx: admin(ALWAYS), input: { email: "nobody@example.com" } });
    await expect(unknown).rejects.toMatchObject({ status: 404 });
    expect(await resetSecondFactor({ ctx: admin(ALWAYS), input: { email: "LIN@example.com" } })).toEqual({
      id,
      sessions: 1,
    });
    expect(await browser.context()).toBeNull();
    expect((await browser.signIn()).body).toHaveProperty("user");
    expect(isFresh(await browser.context())).toBe(false);
    expect((await browser.recover(recoveryCodes[0] ?? "")).status).toBe(409);
    expect((await browser.post("/two-factor/enable", { password })).status).toBe(200);
    expect(await actionsOf(id)).toContain("staff.second_factor_reset");
  });
});
