import { eq } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { db } from "#db/client.ts";
import { auditLog, session, user } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { type Ctx, systemContext } from "#server/core/context.ts";
import { env } from "#server/core/env.ts";
import type { StaffRole } from "#server/core/permissions.ts";
import { ALWAYS } from "#server/core/testing.ts";
import {
  changeStaff,
  createStaff,
  handleAuth,
  listPeople,
  resetSecondFactor,
  revokeSessions,
  sessionsOf,
  setPassword,
  staffContext,
} from "./index.ts";
import { listStaff } from "./list-staff.ts";

freshDatabase({ beforeEach, afterEach });

const system = systemContext("test");
const password = "a good long password";

const as = (id: string, role: StaffRole = "admin", freshUntil: Date | null = ALWAYS): Ctx => ({
  actor: { kind: "staff", id, name: id, role, freshUntil },
  clock: system.clock,
});
const hire = async (name: string, role: StaffRole) =>
  (await createStaff({ ctx: system, input: { email: `${name}@example.com`, name, role, password } })).id;

async function signIn(name: string, pass = password) {
  const url = `${env().APP_URL}/api/auth/sign-in/email`;
  const headers = { "content-type": "application/json", origin: env().APP_URL };
  const body = JSON.stringify({ email: `${name}@example.com`, password: pass });
  const response = await handleAuth(new Request(url, { method: "POST", headers, body }), "192.0.2.1");
  const cookie = response.headers.getSetCookie().map((line) => line.split(";")[0]);
  return { status: response.status, text: await response.text(), headers: new Headers({ cookie: cookie.join("; ") }) };
}
const audited = (id: string) =>
  db
    .select({ action: auditLog.action, data: auditLog.data, by: auditLog.actorId })
    .from(auditLog)
    .where(eq(auditLog.subject, `staff:${id}`))
    .orderBy(auditLog.seq);

describe("an account that is shut", () => {
  test("is out with its next request, signs in with no password, and reads the same as an unknown one", async () => {
    const [boss, lin] = [await hire("boss", "admin"), await hire("lin", "agent")];
    const before = await signIn("lin");
    expect(await staffContext(before.headers)).not.toBeNull();
    const shut = await changeStaff({ ctx: as(boss), input: { userId: lin, disabled: true } });
    expect(shut).toMatchObject({ id: lin, sessions: 0, disabledAt: expect.any(String) });
    expect(await staffContext(before.headers)).toBeNull();
    const [right, wrong, unknown] = [await signIn("lin"), await signIn("lin", "wrong one"), await signIn("nobody")];
    expect(right.status).toBe(401);
    expect(right.text).toBe(unknown.text);
    expect(right.text).toBe(wrong.text);
    expect(await db.select().from(session).where(eq(session.userId, lin))).toEqual([]);
    expect((await listStaff({ ctx: as(boss) })).map(({ name }) => name)).toEqual(["boss"]);

    await changeStaff({ ctx: as(boss), input: { userId: lin, disabled: false } });
    expect((await signIn("lin")).status).toBe(200);
    const rows = await audited(lin);
    expect(rows.map(({ action }) => action)).toEqual(
      expect.arrayContaining(["staff.created", "staff.disabled", "staff.enabled", "staff.signed_in"]),
    );
    expect(rows.filter(({ action }) => action === "staff.disabled")).toEqual([
      expect.objectContaining({ by: boss, data: expect.stringContaining('"sessions":1') }),
    ]);
  });

  test("gets no session however its owner comes in, and one that was left over opens nothing", async () => {
    const lin = await hire("lin", "agent");
    const { headers } = await signIn("lin");
    const { auth } = await import("./auth.ts");
    const { internalAdapter } = await auth().$context;
    const [kept] = await db.select().from(session);
    await changeStaff({ ctx: system, input: { email: "Lin@example.com", disabled: true } });
    await expect(internalAdapter.createSession(lin)).rejects.toThrow();
    const { transact } = await import("#db/client.ts");
    await transact((tx) => tx.insert(session).values(kept as typeof session.$inferInsert));
    expect(await staffContext(headers)).toBeNull();
  });
});

describe("roles", () => {
  test("a change ends the sessions, and the next one has the new role", async () => {
    const [boss, lin] = [await hire("boss", "admin"), await hire("lin", "agent")];
    const before = await signIn("lin");
    expect(await changeStaff({ ctx: as(boss), input: { userId: lin, role: "lead" } })).toMatchObject({ role: "lead" });
    expect(await staffContext(before.headers)).toBeNull();
    expect((await staffContext((await signIn("lin")).headers))?.actor).toMatchObject({ role: "lead" });
    // The same again changes nothing: the session lives on and nothing is noted.
    const n = (await audited(lin)).length;
    expect((await changeStaff({ ctx: as(boss), input: { userId: lin, role: "lead" } })).sessions).toBe(1);
    expect(await audited(lin)).toHaveLength(n);
  });

  test("nobody changes their own account, and nobody but an admin with a factor of late changes any", async () => {
    const [boss, lin] = [await hire("boss", "admin"), await hire("lin", "manager")];
    await hire("second", "admin");
    const own = { userId: boss };
    for (const input of [{ role: "agent" as const }, { disabled: true }])
      await expect(changeStaff({ ctx: as(boss), input: { ...own, ...input } })).rejects.toMatchObject({
        code: "OWN_ACCOUNT",
      });
    await expect(resetSecondFactor({ ctx: as(boss), input: own })).rejects.toMatchObject({ code: "OWN_ACCOUNT" });
    const role = "agent" as const;
    for (const [ctx, code] of [
      [as(lin, "manager"), "FORBIDDEN"],
      [as(boss, "admin", null), "SECOND_FACTOR_REQUIRED"],
    ] as const) {
      await expect(changeStaff({ ctx, input: { userId: boss, role } })).rejects.toMatchObject({ code });
      await expect(listPeople({ ctx })).rejects.toMatchObject({ code });
      await expect(sessionsOf({ ctx, input: { userId: lin } })).rejects.toMatchObject({ code });
      await expect(revokeSessions({ ctx, input: { userId: lin } })).rejects.toMatchObject({ code });
    }
    for (const work of [changeStaff, sessionsOf, revokeSessions])
      await expect(work({ ctx: system, input: { userId: "nobody", role } })).rejects.toMatchObject({
        code: "STAFF_NOT_FOUND",
      });
  });

  test("the last admin who can sign in stays one, also when two demote each other at once", async () => {
    const [one, two] = [await hire("one", "admin"), await hire("two", "admin")];
    const both = await Promise.allSettled([
      changeStaff({ ctx: as(one), input: { userId: two, role: "lead" } }),
      changeStaff({ ctx: as(two), input: { userId: one, disabled: true } }),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(both.find((each) => each.status === "rejected")).toMatchObject({ reason: { code: "LAST_ADMIN" } });
    const admins = (await listPeople({ ctx: system })).filter(
      (person) => person.role === "admin" && !person.disabledAt,
    );
    expect(admins).toHaveLength(1);
    const id = admins[0]?.id;
    // One that is shut does not count, and an operator's shell is held to it as well.
    if (!id) throw new Error("an admin is left");
    const shut = id === one ? two : one;
    await changeStaff({ ctx: system, input: { userId: shut, role: "admin", disabled: true } });
    for (const input of [{ role: "lead" as const }, { disabled: true }])
      await expect(changeStaff({ ctx: system, input: { userId: id, ...input } })).rejects.toMatchObject({
        code: "LAST_ADMIN",
      });
  });
});

test("accounts are listed with what admins look for, sessions by id and never by what opens them", async () => {
  const [boss, lin] = [await hire("boss", "admin"), await hire("lin", "agent")];
  await hire("gone", "agent");
  await changeStaff({ ctx: system, input: { email: "gone@example.com", disabled: true } });
  const { headers } = await signIn("lin");
  const people = await listPeople({ ctx: as(boss) });
  expect(people.map(({ name }) => name)).toEqual(["boss", "lin", "gone"]);
  expect(people[1]).toMatchObject({ email: "lin@example.com", secondFactor: false, sessions: 1, disabledAt: null });
  expect(people[1]?.lastSeenAt).toEqual(expect.any(String));
  expect(people[0]?.lastSeenAt).toBeNull();
  const sessions = await sessionsOf({ ctx: as(boss), input: { userId: lin } });
  const [row] = await db.select().from(session);
  expect(sessions).toEqual([expect.objectContaining({ id: row?.id, current: false })]);
  expect(JSON.stringify([people, sessions])).not.toContain(row?.token);
  const me = await handleAuth(new Request(`${env().APP_URL}/api/auth/get-session`, { headers }), "192.0.2.1");
  expect(await me.json()).toEqual({ user: { id: lin, name: "lin", role: "agent" } });
});

describe("one's own password", () => {
  const change = async (headers: Headers, body: unknown) => {
    const sent = new Headers(headers);
    sent.set("content-type", "application/json");
    sent.set("origin", env().APP_URL);
    const url = `${env().APP_URL}/api/auth/password`;
    const request = new Request(url, { method: "POST", headers: sent, body: JSON.stringify(body) });
    const response = await handleAuth(request, "192.0.2.1");
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  // Of 64 characters and more, and of any: letters of others, pictures, spaces at both ends, what means something to HTML and SQL.
  const next = ` 另一个 Good één 🔑 <b>&amp;%00'; -- `.padEnd(90, "x ");

  test("takes the current one, ends every other session, and the old one opens nothing", async () => {
    const lin = await hire("lin", "agent");
    const [here, there] = [await signIn("lin"), await signIn("lin")];
    expect(await change(here.headers, { current: password, password: next })).toEqual({
      status: 200,
      body: { ended: 1 },
    });
    expect(await staffContext(here.headers)).not.toBeNull();
    expect(await staffContext(there.headers)).toBeNull();
    expect((await signIn("lin")).status).toBe(401);
    expect((await signIn("lin", next)).status).toBe(200);
    const rows = await audited(lin);
    expect(rows.map(({ action }) => action)).toContain("staff.password_changed");
    for (const word of [password, next]) expect(JSON.stringify(rows)).not.toContain(word);
  });

  test("is refused without a session, with a wrong current one, and for one that is short, old or the email", async () => {
    await hire("lin", "agent");
    const { headers } = await signIn("lin");
    const codes = [];
    for (const body of [
      { current: "not it at all", password: next },
      { current: password, password: "short" },
      { current: password, password },
      { current: password, password: "Lin@example.com" },
      { current: password, password: "Password123" },
    ])
      codes.push((await change(headers, body)).body.code);
    expect(codes).toEqual([
      "BAD_CREDENTIALS",
      "BAD_REQUEST",
      "PASSWORD_UNCHANGED",
      "PASSWORD_IS_EMAIL",
      "PASSWORD_COMMON",
    ]);
    expect((await change(new Headers(), { current: password, password: next })).status).toBe(401);
    expect((await signIn("lin")).status).toBe(200);
  });

  test("guesses run out as they do at sign-in", async () => {
    await hire("lin", "agent");
    const { headers } = await signIn("lin");
    const statuses: number[] = [];
    for (let i = 0; i < 6; i++)
      statuses.push((await change(headers, { current: `guess ${i}`, password: next })).status);
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429]);
    expect((await signIn("lin")).status).toBe(429);
  });

  test("a forgotten one is replaced by one that nobody chose; sessions end and the old one opens nothing", async () => {
    const [boss, lin] = [await hire("boss", "admin"), await hire("lin", "agent")];
    const before = await signIn("lin");
    const { transact } = await import("#db/client.ts");
    await transact((tx) => tx.update(user).set({ twoFactorEnabled: true }).where(eq(user.id, lin)));
    const made = await setPassword({ ctx: as(boss), input: { email: "Lin@example.com" } });
    expect(made).toEqual({ id: lin, password: expect.any(String), sessions: 1 });
    expect(await staffContext(before.headers)).toBeNull();
    expect((await signIn("lin")).status).toBe(401);
    // The second factor stays: the new password alone signs nobody in.
    const halfway = await signIn("lin", made.password);
    expect([halfway.status, JSON.parse(halfway.text)]).toEqual([200, { secondFactor: true }]);
    expect(await staffContext(halfway.headers)).toBeNull();
    const rows = await audited(lin);
    expect(rows.map(({ action }) => action)).toContain("staff.password_set");
    expect(JSON.stringify(rows)).not.toContain(made.password);
    const boss2 = { email: "boss@example.com" };
    await expect(setPassword({ ctx: as(boss), input: boss2 })).rejects.toMatchObject({ code: "OWN_ACCOUNT" });
    await expect(setPassword({ ctx: as(lin, "lead"), input: boss2 })).rejects.toMatchObject({ code: "FORBIDDEN" });
  });
});
