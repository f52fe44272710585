import { eq } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { db, transact } from "#db/client.ts";
import { auditLog, passkeyChallenges, passkeys, session, user } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { type Ctx, requireFresh, systemContext } from "#server/core/context.ts";
import { env, overrideEnv } from "#server/core/env.ts";
import { ALWAYS } from "#server/core/testing.ts";
import { forgetLimits } from "#server/http/index.ts";
import {
  createStaff,
  handleAuth,
  listPasskeys,
  listPeople,
  ownSecurity,
  removePasskey,
  renamePasskey,
  resetSecondFactor,
  staffContext,
} from "../index.ts";
import { codeOf } from "../testing.ts";
import { type Lies, SoftAuthenticator } from "./testing.ts";

freshDatabase({ beforeEach, afterEach });
beforeEach(() => {
  overrideEnv({ APP_URL: "https://help.example.com" });
  forgetLimits();
  vi.useFakeTimers({ toFake: ["Date"], now: Math.floor(Date.now() / 30_000) * 30_000 + 15_000 });
});
afterEach(() => {
  vi.useRealTimers();
  overrideEnv();
});

const password = "a good long password";
type Answer = { status: number; body: Record<string, unknown> };
type Options = { challenge: string; rpId?: string; rp?: { id: string }; user?: { id: string } };

/** A browser: keeps the cookies that it is given. */
class Browser {
  private readonly jar = new Map<string, string>();
  private readonly address: string;
  constructor(address = "192.0.2.1") {
    this.address = address;
  }
  get headers(): Headers {
    return new Headers({ cookie: [...this.jar].map(([name, value]) => `${name}=${value}`).join("; ") });
  }
  async post(path: string, body: unknown = {}, origin = env().APP_URL): Promise<Answer> {
    const headers = { "content-type": "application/json", origin, cookie: this.headers.get("cookie") ?? "" };
    const request = new Request(`${env().APP_URL}/api/auth${path}`, {
      method: "POST",
      headers,
      body: JSON.stringify(body),
    });
    const made = await handleAuth(request, this.address);
    for (const line of made.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === "" || /max-age=0/i.test(line)) this.jar.delete(name);
      else this.jar.set(name, value);
    }
    return { status: made.status, body: await made.json() };
  }
  begin = async (what: string, body: unknown = {}) => {
    const { body: options } = await this.post(`/passkey/${what}/begin`, body);
    return options as unknown as Options;
  };
  context = () => staffContext(this.headers);
}

async function hire(email = "lin@example.com") {
  const ctx = systemContext("test");
  const { id } = await createStaff({ ctx, input: { email, name: "林", role: "lead", password } });
  const browser = new Browser();
  await browser.post("/sign-in/email", { email, password });
  return { id, browser };
}

const authenticator = () => new SoftAuthenticator(env().APP_URL);

async function withPasskey(email?: string) {
  const person = await hire(email);
  const key = authenticator();
  const options = await person.browser.begin("register", { password });
  const made = await person.browser.post("/passkey/register", { name: "办公室", response: key.create(options) });
  expect(made.status).toBe(200);
  return { ...person, key, passkey: made.body.passkey as { id: string } };
}

async function signIn(key: SoftAuthenticator, lies: Lies = {}, browser = new Browser()): Promise<Answer> {
  return browser.post("/passkey/sign-in", { response: key.get(await browser.begin("sign-in"), lies) });
}

const isFresh = (ctx: Ctx | null): boolean => {
  try {
    if (ctx) requireFresh(ctx);
    return ctx !== null;
  } catch {
    return false;
  }
};
const auditOf = (id: string) =>
  db
    .select()
    .from(auditLog)
    .where(eq(auditLog.subject, `staff:${id}`))
    .orderBy(auditLog.chain, auditLog.seq);
const actionsOf = async (id: string) => (await auditOf(id)).map((row) => row.action);
const refusal = { status: 401, body: { code: "PASSKEY_REFUSED", title: "This passkey was not accepted." } };

describe("registering", () => {
  test("takes the password as the first factor, makes the session fresh, and asks for a discoverable, verified credential", async () => {
    const { id, browser } = await hire();
    expect(await browser.post("/passkey/register/begin", {})).toMatchObject({ body: { code: "BAD_CREDENTIALS" } });
    expect(await browser.post("/passkey/register/begin", { password: "not it at all" })).toMatchObject({ status: 401 });
    const key = authenticator();
    const options = await browser.begin("register", { password });
    expect(options).toMatchObject({
      rp: { id: "help.example.com" },
      authenticatorSelection: { residentKey: "required", userVerification: "required" },
      attestation: "none",
    });
    const made = await browser.post("/passkey/register", { name: " 办公室 ", response: key.create(options) });
    expect(made).toMatchObject({ status: 200, body: { passkey: { name: "办公室", lastUsedAt: null } } });
    expect(isFresh(await browser.context())).toBe(true);
    const [row] = (await auditOf(id)).slice(-1);
    expect(row).toMatchObject({ action: "staff.passkey_added" });
    expect(row?.data).not.toContain(key.id);
  });

  test("takes a factor shown of late from who has one, and no password instead", async () => {
    const { browser } = await withPasskey();
    const later = new Browser();
    await later.post("/sign-in/email", { email: "lin@example.com", password });
    expect(await later.post("/passkey/register/begin", { password })).toMatchObject({
      status: 403,
      body: { code: "SECOND_FACTOR_REQUIRED" },
    });
    const options = await browser.begin("register");
    const second = authenticator();
    const sent = { name: "手机", response: second.create(options) };
    expect(await browser.post("/passkey/register", sent)).toMatchObject({ status: 200 });
    expect((await signIn(second)).status).toBe(200);
  });

  test("refuses without a session, another site, another name, an unverified person, a used or somebody else's challenge", async () => {
    const { browser } = await hire();
    expect(await new Browser().post("/passkey/register/begin", { password })).toMatchObject({ status: 401 });
    const begin = () => browser.begin("register", { password });
    const lies: Lies[] = [
      { origin: "https://evil.example.com" },
      { rpId: "evil.example.com" },
      { userVerified: false },
      { challenge: "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" },
    ];
    for (const lie of lies) {
      const response = authenticator().create(await begin(), lie);
      expect(await browser.post("/passkey/register", { name: "x", response }), JSON.stringify(lie)).toMatchObject(
        refusal,
      );
    }
    const other = await hire("he@example.com");
    const theirs = await other.browser.begin("register", { password });
    const response = authenticator().create(theirs);
    const stolen = await new Browser("192.0.2.7").post("/passkey/register", { name: "x", response });
    expect(stolen.body.code).toBe("UNAUTHENTICATED");
    expect(await browser.post("/passkey/register", { name: "x", response })).toMatchObject(refusal);
    expect(await db.select().from(passkeys)).toEqual([]);
  });

  test("takes an authenticator once, whoever's it is", async () => {
    const { key } = await withPasskey();
    const { browser } = await hire("he@example.com");
    const response = key.create(await browser.begin("register", { password }));
    expect(await browser.post("/passkey/register", { name: "x", response })).toMatchObject({
      status: 409,
      body: { code: "PASSKEY_KNOWN" },
    });
  });

  test("asking for challenges runs out by address, and nobody else's does", async () => {
    await hire();
    const many = new Browser("192.0.2.99");
    const statuses: number[] = [];
    for (let n = 0; n < 61; n++) statuses.push((await many.post("/passkey/sign-in/begin")).status);
    expect(new Set(statuses.slice(0, 60))).toEqual(new Set([200]));
    expect(statuses[60]).toBe(429);
    expect(await db.select().from(passkeyChallenges)).toHaveLength(60);
    expect((await new Browser().post("/passkey/sign-in/begin")).status).toBe(200);
  });

  test("there is none where our address is a number", async () => {
    overrideEnv({ APP_URL: "https://192.0.2.10" });
    expect(await new Browser().post("/passkey/sign-in/begin")).toMatchObject({ status: 404 });
  });

  test("an authenticator app beside a passkey takes more than the password", async () => {
    const { browser } = await withPasskey();
    const later = new Browser();
    await later.post("/sign-in/email", { email: "lin@example.com", password });
    expect(await later.post("/two-factor/enable", { password })).toMatchObject({ status: 403 });
    expect(await browser.post("/two-factor/enable", { password })).toMatchObject({ status: 200 });
  });
});

describe("a second factor that was begun with the password alone, before there was another", () => {
  test("an app that somebody else began is worth nothing once there is a passkey", async () => {
    const { browser: thief } = await hire();
    const planted = await thief.post("/two-factor/enable", { password });
    const owner = new Browser();
    await owner.post("/sign-in/email", { email: "lin@example.com", password });
    const key = authenticator();
    const sent = { name: "x", response: key.create(await owner.begin("register", { password })) };
    expect((await owner.post("/passkey/register", sent)).status).toBe(200);
    const code = codeOf(String(planted.body.totpUri));
    expect(await thief.post("/two-factor/verify-totp", { code })).toMatchObject({
      status: 403,
      body: { code: "SECOND_FACTOR_REQUIRED" },
    });
    expect(isFresh(await thief.context())).toBe(false);
    // Nor does the owner's own fresh session confirm what was planted.
    expect((await owner.post("/two-factor/verify-totp", { code })).status).not.toBe(200);
  });

  test("a passkey that somebody else began is refused once there is an app", async () => {
    const { browser: thief } = await hire();
    const begun = await thief.begin("register", { password });
    const owner = new Browser();
    await owner.post("/sign-in/email", { email: "lin@example.com", password });
    const { body } = await owner.post("/two-factor/enable", { password });
    const late = await thief.begin("register", { password });
    expect((await owner.post("/two-factor/verify-totp", { code: codeOf(String(body.totpUri)) })).status).toBe(200);
    for (const options of [begun, late]) {
      const sent = { name: "x", response: authenticator().create(options) };
      expect((await thief.post("/passkey/register", sent)).status).not.toBe(200);
    }
    expect(await db.select().from(passkeys)).toEqual([]);
  });

  test("of two first passkeys begun at once, the second takes the first", async () => {
    const { browser: thief } = await hire();
    const owner = new Browser();
    await owner.post("/sign-in/email", { email: "lin@example.com", password });
    const options = [await thief.begin("register", { password }), await owner.begin("register", { password })];
    const made = options.map((one) => ({ name: "x", response: authenticator().create(one) }));
    expect((await owner.post("/passkey/register", made[1])).status).toBe(200);
    expect((await thief.post("/passkey/register", made[0])).status).not.toBe(200);
    expect(await db.select().from(passkeys)).toHaveLength(1);
  });
});

describe("signing in", () => {
  test("begins a fresh session of 12 hours like every other, and notes the use", async () => {
    const { id, key } = await withPasskey();
    const browser = new Browser();
    expect(await signIn(key, {}, browser)).toEqual({
      status: 200,
      body: { user: { id, name: "林", role: "lead" } },
    });
    const ctx = await browser.context();
    expect(ctx?.actor).toMatchObject({ kind: "staff", id, role: "lead" });
    expect(isFresh(ctx)).toBe(true);
    const [row] = (await auditOf(id)).slice(-1);
    expect(row?.action).toBe("staff.signed_in");
    expect(JSON.parse(row?.data ?? "{}")).toMatchObject({ via: "passkey" });
    const [kept] = await db.select().from(passkeys);
    expect(kept).toMatchObject({ counter: 2, lastUsedAt: new Date() });
    const sessions = await db.select().from(session).where(eq(session.userId, id));
    expect(sessions.find((one) => one.id === (ctx?.actor.kind === "staff" && ctx.actor.sessionId))?.expiresAt).toEqual(
      new Date(Date.now() + 12 * 3_600_000),
    );
  });

  test("needs no code of the authenticator app besides", async () => {
    const { browser, key } = await withPasskey();
    const begun = await browser.post("/two-factor/enable", { password });
    await browser.post("/two-factor/verify-totp", { code: codeOf(String(begun.body.totpUri)) });
    const other = new Browser();
    expect((await signIn(key, {}, other)).status).toBe(200);
    expect(isFresh(await other.context())).toBe(true);
  });

  test.each<[string, Lies]>([
    ["another site's page", { origin: "https://evil.example.com" }],
    ["another scheme", { origin: "http://help.example.com" }],
    ["another name", { rpId: "example.com" }],
    ["a person that was not made sure of", { userVerified: false }],
    ["a count that went back", { counter: 1 }],
    ["another account's handle", { userHandle: Buffer.from("somebody-else").toString("base64url") }],
    ["a challenge of its own", { challenge: "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" }],
  ])("refuses %s, in the same words", async (_what, lies) => {
    const { key } = await withPasskey();
    const browser = new Browser();
    expect(await signIn(key, lies, browser)).toMatchObject(refusal);
    expect(await browser.context()).toBeNull();
    expect((await db.select().from(passkeys))[0]?.lastUsedAt).toBeNull();
  });

  test("refuses an answer sent again, a challenge too old, and one made for something else", async () => {
    const { key, browser } = await withPasskey();
    const visitor = new Browser();
    const response = key.get(await visitor.begin("sign-in"));
    expect((await visitor.post("/passkey/sign-in", { response })).status).toBe(200);
    expect(await new Browser().post("/passkey/sign-in", { response })).toMatchObject(refusal);
    const old = await visitor.begin("sign-in");
    vi.setSystemTime(Date.now() + 5 * 60_000);
    expect(await visitor.post("/passkey/sign-in", { response: key.get(old) })).toMatchObject(refusal);
    const confirming = await browser.begin("confirm");
    expect(await visitor.post("/passkey/sign-in", { response: key.get(confirming) })).toMatchObject(refusal);
    // What is too old is not kept either.
    await visitor.begin("sign-in");
    expect(await db.select().from(passkeyChallenges)).toHaveLength(2);
  });

  test("a wrong answer uses the challenge up", async () => {
    const { key } = await withPasskey();
    const browser = new Browser();
    const options = await browser.begin("sign-in");
    await browser.post("/passkey/sign-in", { response: key.get(options, { userVerified: false }) });
    expect(await browser.post("/passkey/sign-in", { response: key.get(options) })).toMatchObject(refusal);
  });

  test("refuses an unknown passkey, one removed, and one of an account that is shut, in the same words", async () => {
    const { id, key, browser, passkey } = await withPasskey();
    const stranger = await signIn(authenticator());
    await transact((tx) => tx.update(user).set({ disabledAt: new Date() }).where(eq(user.id, id)));
    expect(await signIn(key)).toEqual(stranger);
    await transact((tx) => tx.update(user).set({ disabledAt: null }).where(eq(user.id, id)));
    const ctx = (await browser.context()) as Ctx;
    await removePasskey({ ctx, input: { id: passkey.id, evenIfLast: true } });
    expect(await signIn(key)).toEqual(stranger);
    expect(stranger).toMatchObject(refusal);
  });

  test("locks out who keeps trying, says so in the audit log, and takes no write from another site", async () => {
    const { id, key } = await withPasskey();
    const tries: Answer[] = [];
    for (let n = 0; n < 6; n++) tries.push(await signIn(key, { userVerified: false }));
    expect(tries.map(({ status }) => status)).toEqual([401, 401, 401, 401, 401, 429]);
    expect(await actionsOf(id)).toContain("staff.locked_out");
    const elsewhere = new Browser("198.51.100.9");
    expect((await elsewhere.post("/passkey/sign-in/begin", {}, "https://evil.example.com")).status).toBe(403);
    expect((await signIn(key, {}, elsewhere)).status).toBe(200);
  });

  test("of two answers with the same count at once, one is taken", async () => {
    const { key } = await withPasskey();
    const browser = new Browser();
    const [one, two] = [await browser.begin("sign-in"), await browser.begin("sign-in")];
    const sent = [key.get(one, { counter: 9 }), key.get(two, { counter: 9 })];
    const done = await Promise.all(sent.map((response) => new Browser().post("/passkey/sign-in", { response })));
    expect(done.map(({ status }) => status).sort()).toEqual([200, 401]);
  });
});

describe("confirming with a passkey", () => {
  test("makes a living session fresh, as a code does", async () => {
    const { id, key } = await withPasskey();
    const browser = new Browser();
    await browser.post("/sign-in/email", { email: "lin@example.com", password });
    expect(isFresh(await browser.context())).toBe(false);
    const options = await browser.begin("confirm");
    expect(options).toMatchObject({ allowCredentials: [{ id: key.id }], userVerification: "required" });
    expect((await browser.post("/passkey/confirm", { response: key.get(options) })).status).toBe(200);
    expect(isFresh(await browser.context())).toBe(true);
    expect((await actionsOf(id)).at(-1)).toBe("staff.second_factor_shown");
  });

  test("refuses a colleague's passkey, and the challenge of a colleague", async () => {
    const { key } = await withPasskey();
    const other = await withPasskey("he@example.com");
    const browser = new Browser();
    await browser.post("/sign-in/email", { email: "lin@example.com", password });
    const theirs = other.key.get(await browser.begin("confirm"));
    expect(await browser.post("/passkey/confirm", { response: theirs })).toMatchObject(refusal);
    const mine = key.get(await other.browser.begin("confirm"));
    expect(await browser.post("/passkey/confirm", { response: mine })).toMatchObject(refusal);
    expect(isFresh(await browser.context())).toBe(false);
    expect(await new Browser().post("/passkey/confirm/begin")).toMatchObject({ status: 401 });
  });
});

describe("one's own passkeys", () => {
  test("are listed, renamed and removed by their owner alone", async () => {
    const { id, browser, passkey } = await withPasskey();
    const other = await withPasskey("he@example.com");
    const [ctx, theirs] = [(await browser.context()) as Ctx, (await other.browser.context()) as Ctx];
    expect((await ownSecurity({ ctx })).passkeys.map(({ name }) => name)).toEqual(["办公室"]);
    await expect(renamePasskey({ ctx: theirs, input: { id: passkey.id, name: "x" } })).rejects.toMatchObject({
      code: "PASSKEY_NOT_FOUND",
    });
    await expect(removePasskey({ ctx: theirs, input: { id: passkey.id } })).rejects.toMatchObject({
      code: "PASSKEY_NOT_FOUND",
    });
    expect(await renamePasskey({ ctx, input: { id: passkey.id, name: "家里" } })).toMatchObject({ name: "家里" });
    await removePasskey({ ctx, input: { id: passkey.id, evenIfLast: true } });
    expect(await listPasskeys({ ctx })).toEqual([]);
    expect((await actionsOf(id)).slice(-2)).toEqual(["staff.passkey_renamed", "staff.passkey_removed"]);
  });

  test("the only second factor is not removed unless that is said, and none by a session that is not fresh", async () => {
    const { browser, passkey } = await withPasskey();
    const ctx = (await browser.context()) as Ctx;
    await expect(removePasskey({ ctx, input: { id: passkey.id } })).rejects.toMatchObject({
      code: "LAST_SECOND_FACTOR",
    });
    const later = new Browser();
    await later.post("/sign-in/email", { email: "lin@example.com", password });
    const stale = (await later.context()) as Ctx;
    await expect(removePasskey({ ctx: stale, input: { id: passkey.id } })).rejects.toMatchObject({
      code: "SECOND_FACTOR_REQUIRED",
    });
    const begun = await browser.post("/two-factor/enable", { password });
    await browser.post("/two-factor/verify-totp", { code: codeOf(String(begun.body.totpUri)) });
    const fresh = (await browser.context()) as Ctx;
    await removePasskey({ ctx: fresh, input: { id: passkey.id } });
    expect(await listPasskeys({ ctx: fresh })).toEqual([]);
  });

  test("an admin who takes a lost second factor off takes the passkeys as well", async () => {
    const { id, key } = await withPasskey();
    const ctx: Ctx = {
      ...systemContext("test"),
      actor: { kind: "staff", id: "boss", name: "Boss", role: "admin", freshUntil: ALWAYS },
    };
    expect(await listPeople({ ctx })).toMatchObject([{ id, secondFactor: true }]);
    await resetSecondFactor({ ctx, input: { userId: id } });
    expect(await listPeople({ ctx })).toMatchObject([{ id, secondFactor: false }]);
    expect(await signIn(key)).toMatchObject(refusal);
  });
});
