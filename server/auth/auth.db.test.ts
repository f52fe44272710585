import { eq } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { db, transact } from "#db/client.ts";
import { auditLog, session } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { verifyAudit } from "#server/audit/index.ts";
import { type Ctx, requireFresh, systemContext } from "#server/core/context.ts";
import { env, overrideEnv } from "#server/core/env.ts";
import { FRESH_MS } from "#server/core/permissions.ts";
import { ALWAYS } from "#server/core/testing.ts";
import { createStaff, handleAuth, revokeSessions, staffContext } from "./index.ts";

freshDatabase({ beforeEach, afterEach });

const ctx = systemContext("test");
const password = "a good long password";
const agent = { email: "Lin@Example.com", name: "林", role: "agent" as const, password };

function post(path: string, body: unknown, headers: Record<string, string> = {}, address = "192.0.2.1") {
  return handleAuth(
    new Request(`${env().APP_URL}/api/auth${path}`, {
      method: "POST",
      headers: { "content-type": "application/json", origin: env().APP_URL, ...headers },
      body: JSON.stringify(body),
    }),
    address,
  );
}

const signIn = (email = "lin@example.com", pass = password, address = "192.0.2.1") =>
  post("/sign-in/email", { email, password: pass }, {}, address);

function cookiesFrom(response: Response): Headers {
  const pairs = response.headers.getSetCookie().map((cookie) => cookie.split(";")[0]);
  return new Headers({ cookie: pairs.join("; ") });
}

describe("staff sign-in", () => {
  test("signs in, says who it is, signs out, and leaves an audit row for each", async () => {
    const { id } = await createStaff({ ctx, input: agent });
    const response = await signIn();
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ user: { id, name: "林", role: "agent" } });
    const set = response.headers.getSetCookie().join("\n").toLowerCase();
    expect(set).toContain("httponly");
    expect(set).toContain("samesite=lax");
    const headers = cookiesFrom(response);
    const lin = { kind: "staff", id, name: "林", role: "agent", freshUntil: null, sessionId: expect.any(String) };
    expect((await staffContext(headers))?.actor).toEqual(lin);

    const out = await post("/sign-out", {}, { cookie: headers.get("cookie") ?? "" });
    expect(out.status).toBe(200);
    expect(await staffContext(headers)).toBeNull();
    const rows = await db
      .select()
      .from(auditLog)
      .where(eq(auditLog.subject, `staff:${id}`))
      .orderBy(auditLog.seq);
    expect(rows.map((row) => row.action)).toEqual(["staff.created", "staff.signed_in", "staff.signed_out"]);
    expect(rows.map((row) => row.data).join()).not.toContain(password);
    expect((await verifyAudit()).broken).toEqual([]);
  });

  test("answers the same for a wrong password and an unknown account", async () => {
    await createStaff({ ctx, input: agent });
    const wrong = await signIn("lin@example.com", "not the password");
    const unknown = await signIn("nobody@example.com", password);
    expect([wrong.status, unknown.status]).toEqual([401, 401]);
    expect(await wrong.text()).toBe(await unknown.text());
  });

  test("a revoked session is out with its next request", async () => {
    const { id } = await createStaff({ ctx, input: agent });
    const headers = cookiesFrom(await signIn());
    expect(await staffContext(headers)).not.toBeNull();
    expect(await revokeSessions({ ctx, input: { userId: id } })).toBe(1);
    expect(await staffContext(headers)).toBeNull();
  });

  test("a password alone signs in but is not fresh, until a second factor is shown, and for no longer than it counts", async () => {
    await createStaff({ ctx, input: agent });
    const headers = cookiesFrom(await signIn());
    const now = async () => (await staffContext(headers)) as Ctx;
    const required = expect.objectContaining({ code: "SECOND_FACTOR_REQUIRED" });
    const bare = await now();
    expect(() => requireFresh(bare)).toThrow(required);
    await transact((tx) => tx.update(session).set({ secondFactorAt: new Date() }));
    const shown = await now();
    expect(() => requireFresh(shown)).not.toThrow();
    await transact((tx) => tx.update(session).set({ secondFactorAt: new Date(Date.now() - FRESH_MS) }));
    const late = await now();
    expect(() => requireFresh(late)).toThrow(required);
  });

  test("in the demo, which asks for a second factor only of those who have one, the session counts as fresh", async () => {
    const before = env().STAFF_SECOND_FACTOR;
    overrideEnv({ STAFF_SECOND_FACTOR: "when-enrolled" });
    try {
      await createStaff({ ctx, input: agent });
      const found = (await staffContext(cookiesFrom(await signIn()))) as Ctx;
      expect(() => requireFresh(found)).not.toThrow();
    } finally {
      overrideEnv({ STAFF_SECOND_FACTOR: before });
    }
  });

  test("a forged or changed cookie is nobody", async () => {
    await createStaff({ ctx, input: agent });
    await signIn();
    const [row] = await db.select().from(session);
    expect(await staffContext(new Headers({ cookie: `dz_staff.session_token=${row?.token}` }))).toBeNull();
    expect(await staffContext(new Headers({ cookie: `dz_staff.session_token=${row?.token}.abc` }))).toBeNull();
    expect(await staffContext(new Headers())).toBeNull();
  });

  test("locks out after five wrong attempts, the right password included, and audits it", async () => {
    await createStaff({ ctx, input: agent });
    for (let i = 0; i < 5; i++) expect((await signIn("lin@example.com", `wrong number ${i}`)).status).toBe(401);
    const locked = await signIn();
    expect(locked.status).toBe(429);
    expect(Number(locked.headers.get("retry-after"))).toBeGreaterThan(0);
    expect((await signIn("lin@example.com", password, "192.0.2.9")).status).toBe(200);
    const rows = await db.select().from(auditLog).where(eq(auditLog.action, "staff.locked_out"));
    expect(rows).toHaveLength(1);
  });

  test("refuses other origins, other paths and bodies that are not sign-ins", async () => {
    expect((await post("/sign-in/email", {}, { origin: "https://evil.example" })).status).toBe(403);
    expect((await post("/sign-up/email", { ...agent, role: "admin" })).status).toBe(404);
    expect((await post("/change-email", {})).status).toBe(404);
    expect((await post("/sign-in/email", [])).status).toBe(400);
    expect((await post("/sign-in/email", { email: "x".repeat(5_000), password })).status).toBe(413);
  });
});

describe("createStaff", () => {
  test("makes a password when none is given", async () => {
    const made = await createStaff({ ctx, input: { email: "boss@example.com", role: "lead" } });
    expect(made.name).toBe("boss");
    expect((await signIn("boss@example.com", made.generatedPassword)).status).toBe(200);
  });

  test("refuses a second account with the email in any case, a short password, and anyone but admins", async () => {
    await createStaff({ ctx, input: agent });
    await expect(createStaff({ ctx, input: { ...agent, email: "LIN@example.com" } })).rejects.toMatchObject({
      code: "EMAIL_TAKEN",
    });
    await expect(
      createStaff({ ctx, input: { ...agent, email: "b@example.com", password: "short" } }),
    ).rejects.toThrow();
    const lead: Ctx = { ...ctx, actor: { kind: "staff", id: "s", name: "s", role: "manager", freshUntil: ALWAYS } };
    await expect(createStaff({ ctx: lead, input: agent })).rejects.toMatchObject({ code: "FORBIDDEN" });
  });
});
