import { eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { db, transact } from "#db/client.ts";
import { account, auditLog, user } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { type Ctx, requireFresh, systemContext } from "#server/core/context.ts";
import { env, overrideEnv } from "#server/core/env.ts";
import { createStaff, handleAuth, oidcName, staffContext } from "./index.ts";
import { type Claims, TestProvider } from "./oidc-testing.ts";

// Needs a process of its own: sign-in is put together once in a process, with the provider that is set by then.
const provider = new TestProvider();
beforeAll(() => provider.start());
afterAll(() => provider.stop());
freshDatabase({ beforeEach, afterEach });
const set = (more: Partial<ReturnType<typeof env>> = {}) =>
  overrideEnv({
    OIDC_ISSUER: provider.issuer,
    OIDC_CLIENT_ID: provider.clientId,
    OIDC_CLIENT_SECRET: provider.clientSecret,
    OIDC_NAME: "公司账号",
    ...more,
  });
beforeEach(() => set());
afterEach(() => overrideEnv());

const email = "lin@example.com";
const vouched: Claims = { email, email_verified: true };
const FAILED = "/staff/sign-in?problem=oidc";

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
  private async send(request: Request): Promise<Response> {
    const made = await handleAuth(request, this.address);
    for (const line of made.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === "" || /max-age=0/i.test(line)) this.jar.delete(name);
      else this.jar.set(name, value);
    }
    return made;
  }
  /** Presses the button. @returns where to go at the provider */
  async begin(next = "/desk"): Promise<string> {
    const headers = new Headers(this.headers);
    headers.set("content-type", "application/json");
    headers.set("origin", env().APP_URL);
    const body = JSON.stringify({ next });
    const made = await this.send(new Request(`${env().APP_URL}/api/auth/oidc`, { method: "POST", headers, body }));
    const said = (await made.json()) as { url?: string; code?: string };
    return said.url ?? String(said.code);
  }
  /** Comes back. @returns where the browser is sent */
  async back(url: URL): Promise<string> {
    const made = await this.send(new Request(url, { headers: this.headers }));
    return made.headers.get("location") ?? String(made.status);
  }
  context = () => staffContext(this.headers);
}

const hire = () =>
  createStaff({
    ctx: systemContext("test"),
    input: { email, name: "林", role: "lead", password: "a good long password" },
  });
const isFresh = (ctx: Ctx | null): boolean => {
  try {
    if (ctx) requireFresh(ctx);
    return ctx !== null;
  } catch {
    return false;
  }
};
async function signIn(claims: Claims, lies: Parameters<TestProvider["consent"]>[2] = {}, browser = new Browser()) {
  const to = await browser.back(provider.consent(await browser.begin(), claims, lies));
  return { to, browser };
}
const actionsOf = async (id: string) =>
  (
    await db
      .select()
      .from(auditLog)
      .where(eq(auditLog.subject, `staff:${id}`))
      .orderBy(auditLog.chain, auditLog.seq)
  ).map((row) => row.action);

describe("signing in by a provider", () => {
  test("lets in who has an account with the same verified address, with that account's role and no second factor", async () => {
    const { id } = await hire();
    const browser = new Browser();
    const url = await browser.begin("/t/TK1?tab=money");
    expect(url.startsWith(`${provider.issuer}/authorize?`)).toBe(true);
    const claims = { ...vouched, role: "admin", name: "Somebody" };
    expect(await browser.back(provider.consent(url, claims))).toBe("/t/TK1?tab=money");
    expect(provider.asked.get("code_challenge_method")).toBe("S256");
    expect(provider.asked.get("scope")).toBe("openid email profile");
    const ctx = await browser.context();
    expect(ctx?.actor).toMatchObject({ kind: "staff", id, role: "lead", name: "林" });
    expect(isFresh(ctx)).toBe(false);
    expect(await actionsOf(id)).toEqual(["staff.created", "staff.oidc_linked", "staff.signed_in"]);
    const [linked] = await db.select().from(account).where(eq(account.providerId, "oidc"));
    expect(linked).toMatchObject({
      userId: id,
      accountId: "sub-1",
      accessToken: null,
      refreshToken: null,
      idToken: null,
    });
  });

  test("a second time nothing is linked anew, and the tokens are still not kept", async () => {
    await hire();
    await signIn(vouched);
    const { to, browser } = await signIn(vouched);
    expect(to).toBe("/desk");
    expect(await browser.context()).not.toBeNull();
    const rows = await db.select().from(account).where(eq(account.providerId, "oidc"));
    expect(rows).toMatchObject([{ accessToken: null, idToken: null }]);
  });

  test("makes no account for anybody, and takes no address that the provider does not vouch for, linked before or not", async () => {
    expect((await signIn(vouched)).to).toBe(FAILED);
    expect(await db.select().from(user)).toEqual([]);
    await hire();
    expect((await signIn({ email, email_verified: false })).to).toBe(FAILED);
    expect((await signIn({ email })).to).toBe(FAILED);
    expect(await db.select().from(account).where(eq(account.providerId, "oidc"))).toEqual([]);
    expect((await signIn(vouched)).to).toBe("/desk");
    expect((await signIn({ email, email_verified: false })).to).toBe(FAILED);
  });

  test("refuses an account that is shut, and links nothing to it", async () => {
    const { id } = await hire();
    await transact((tx) => tx.update(user).set({ disabledAt: new Date() }).where(eq(user.id, id)));
    const { to, browser } = await signIn(vouched);
    expect(to).toBe(FAILED);
    expect(await browser.context()).toBeNull();
    expect(await db.select().from(account).where(eq(account.providerId, "oidc"))).toEqual([]);
    expect(await actionsOf(id)).toEqual(["staff.created"]);
  });

  test.each<[string, Parameters<TestProvider["consent"]>[2]]>([
    ["another nonce", { claims: { nonce: "another" } }],
    ["another audience", { claims: { aud: "somebody-else" } }],
    ["another issuer", { claims: { iss: "https://evil.example.com" } }],
    ["an expired token", { claims: { exp: 1_000_000_000 } }],
    ["a signature by another key", { otherKey: true }],
    ["no token, whatever its other address says", { noToken: true }],
  ])("refuses %s", async (_what, lies) => {
    await hire();
    const { to, browser } = await signIn(vouched, lies);
    expect(to).toBe(FAILED);
    expect(await browser.context()).toBeNull();
  });

  test("refuses another state, one of another browser, an answer sent again, and a code sent again", async () => {
    await hire();
    const [mine, theirs] = [new Browser(), new Browser("198.51.100.9")];
    const wrong = provider.consent(await mine.begin(), vouched);
    wrong.searchParams.set("state", "made-up");
    expect(await mine.back(wrong)).toBe(FAILED);
    const good = provider.consent(await mine.begin(), vouched);
    // Somebody sends a colleague the end of their own sign-in: the colleague's browser did not begin it.
    expect(await theirs.back(good)).toBe(FAILED);
    const again = provider.consent(await mine.begin(), vouched);
    expect(await mine.back(again)).toBe("/desk");
    expect(await new Browser("203.0.113.4").back(again)).toBe(FAILED);
    const late = provider.consent(await mine.begin(), vouched);
    late.searchParams.set("code", again.searchParams.get("code") ?? "");
    expect(await mine.back(late)).toBe(FAILED);
    expect(await theirs.context()).toBeNull();
  });

  test("goes to pages of ours only, and what failed too often has to wait", async () => {
    await hire();
    const browser = new Browser();
    for (const next of ["https://evil.example.com/", "//evil.example.com", "/\\evil.example.com", "desk"])
      expect(await browser.begin(next)).toBe("BAD_REQUEST");
    for (let n = 0; n < 5; n++)
      expect((await signIn({ email: "no@example.com", email_verified: true })).to).toBe(FAILED);
    expect((await signIn(vouched)).to).toBe(FAILED);
    expect((await signIn(vouched, {}, new Browser("198.51.100.9"))).to).toBe("/desk");
  });
});

describe("a second factor shown at the provider", () => {
  const mfa = { ...vouched, amr: ["pwd", "mfa"] };

  test("counts where it is trusted, from when it was shown", async () => {
    await hire();
    expect(isFresh(await (await signIn(mfa)).browser.context())).toBe(false);
    set({ OIDC_TRUST_MFA: true });
    expect(isFresh(await (await signIn(mfa)).browser.context())).toBe(true);
    expect(provider.asked.get("max_age")).toBe(String(12 * 3_600));
    const now = Math.floor(Date.now() / 1_000);
    expect(isFresh(await (await signIn({ ...mfa, auth_time: now - 13 * 3_600 })).browser.context())).toBe(false);
    const hourAgo = await (await signIn({ ...mfa, auth_time: now - 3_600 })).browser.context();
    const until = hourAgo?.actor.kind === "staff" ? hourAgo.actor.freshUntil : null;
    expect(until).toEqual(new Date((now + 11 * 3_600) * 1_000));
  });

  test("is not made of a password, nor of words that mean nothing here", async () => {
    await hire();
    set({ OIDC_TRUST_MFA: true });
    for (const said of [{ amr: ["pwd"] }, { amr: "mfa" as unknown as string[] }, { acr: "1" }, {}])
      expect(isFresh(await (await signIn({ ...vouched, ...said })).browser.context())).toBe(false);
    expect(isFresh(await (await signIn({ ...vouched, acr: "phr" })).browser.context())).toBe(true);
  });
});

describe("without a provider", () => {
  test("there is nothing there, and where it does not answer, that is said", async () => {
    set({ OIDC_ISSUER: undefined });
    expect(oidcName()).toBeUndefined();
    expect(await new Browser().begin()).toBe("PAGE_NOT_FOUND");
    expect(await new Browser().back(new URL(`${env().APP_URL}/api/auth/callback/oidc?code=x&state=y`))).toBe("404");
    set({ OIDC_ISSUER: "http://127.0.0.1:9" });
    expect(await new Browser().begin()).toBe("OIDC_UNAVAILABLE");
    expect(await new Browser().back(new URL(`${env().APP_URL}/api/auth/callback/oidc?code=x&state=y`))).toBe(FAILED);
  });

  test("only what is named is open", async () => {
    for (const path of ["/sign-in/social", "/link-social", "/callback/github", "/error"]) {
      const headers = { "content-type": "application/json", origin: env().APP_URL };
      const sent = { method: "POST", headers, body: JSON.stringify({ provider: "oidc", callbackURL: "/desk" }) };
      const made = await handleAuth(new Request(`${env().APP_URL}/api/auth${path}`, sent), "192.0.2.1");
      expect(made.status, path).toBe(404);
    }
  });
});
