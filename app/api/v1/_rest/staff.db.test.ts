import { afterEach, beforeEach, expect, it } from "vitest";
import { db, transact } from "#db/client.ts";
import { passkeys, session, user } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { createStaff, handleAuth } from "#server/auth/index.ts";
import { systemContext } from "#server/core/context.ts";
import { env } from "#server/core/env.ts";
import type { StaffRole } from "#server/core/permissions.ts";
import { forgetLimits } from "#server/http/index.ts";
import { call, keyWith } from "./testing.ts";

freshDatabase({ beforeEach, afterEach });
beforeEach(forgetLimits);

const password = "a good long password";
const origin = () => ({ origin: env().APP_URL });
const hire = async (name: string, role: StaffRole) =>
  (await createStaff({ ctx: systemContext("test"), input: { email: `${name}@example.com`, name, role, password } })).id;

/** Signs in, with a second factor that counts. @returns the session's cookie */
async function signedIn(name: string): Promise<string> {
  const body = JSON.stringify({ email: `${name}@example.com`, password });
  const headers = { "content-type": "application/json", ...origin() };
  const url = `${env().APP_URL}/api/auth/sign-in/email`;
  const answer = await handleAuth(new Request(url, { method: "POST", headers, body }), "192.0.2.1");
  await transact((tx) => tx.update(session).set({ secondFactorAt: new Date() }));
  const cookies = answer.headers.getSetCookie().map((cookie) => cookie.split(";")[0]);
  return cookies.join("; ");
}

it("lists, changes, shuts and signs out accounts, by a signed-in admin as by a key", async () => {
  const [boss, lin] = [await hire("boss", "admin"), await hire("lin", "agent")];
  const [cookie, key] = [await signedIn("boss"), await keyWith("admin")];
  const theirs = await signedIn("lin");
  expect((await call("GET", "/staff", { cookie })).body.items).toEqual([
    expect.objectContaining({ id: boss, role: "admin", sessions: 1 }),
    expect.objectContaining({ id: lin, email: "lin@example.com", sessions: 1, disabledAt: null }),
  ]);
  const sessions = await call("GET", `/staff/${lin}/sessions`, { key });
  const [row] = (await db.select().from(session)).filter(({ userId }) => userId === lin);
  expect(sessions.body.items).toMatchObject([{ id: row?.id, current: false }]);
  expect(JSON.stringify(sessions.body)).not.toContain(row?.token);
  expect((await call("DELETE", `/staff/${lin}/sessions`, { key })).body).toEqual({ ended: 1 });
  expect((await call("GET", "/tickets", { cookie: theirs })).status).toBe(401);
  const change = (id: string, body: object, how = { cookie, headers: origin() } as object) =>
    call("PATCH", `/staff/${id}`, { ...how, body });
  expect((await change(lin, { role: "lead" })).body).toMatchObject({ role: "lead", sessions: 0 });
  expect((await change(lin, { disabled: true }, { key })).body.disabledAt).toEqual(expect.any(String));
  expect((await change(lin, {})).status).toBe(422);
  expect((await change(boss, { disabled: true })).body.code).toBe("OWN_ACCOUNT");
  expect((await change(boss, { role: "agent" }, { key })).body.code).toBe("LAST_ADMIN");
  expect((await change("none", { role: "agent" })).body.code).toBe("STAFF_NOT_FOUND");
  expect((await call("PATCH", `/staff/${lin}`, { cookie, body: { disabled: false } })).status).toBe(200);
  const foreign = { cookie, body: { disabled: true }, headers: { origin: "https://evil.example" } };
  expect((await call("PATCH", `/staff/${lin}`, foreign)).status).toBe(403);
  expect((await call("DELETE", `/staff/${lin}/second-factor`, { key })).body).toEqual({ ended: 0 });
});

it("invites, lists and takes back; the link is in the first answer alone", async () => {
  const key = await keyWith("admin");
  const body = { email: "Lin@example.com", role: "agent" };
  const made = await call("POST", "/staff/invitations", { key, body });
  expect(made).toMatchObject({ status: 201, body: { email: "lin@example.com", state: "open", mailed: false } });
  expect((await call("POST", "/staff/invitations", { key, body })).body.code).toBe("INVITATION_OPEN");
  const list = await call("GET", "/staff/invitations", { key });
  expect(list.body.items).toMatchObject([{ id: made.body.id, state: "open" }]);
  expect(JSON.stringify(list.body)).not.toContain(made.body.url.split("#")[1]);
  expect((await call("DELETE", `/staff/invitations/${made.body.id}`, { key })).body.state).toBe("revoked");
  expect((await call("DELETE", `/staff/invitations/${made.body.id}`, { key })).body.code).toBe("INVITATION_NOT_FOUND");
});

it("shows a person their own sessions and ends them, never somebody else's, and no key has any", async () => {
  await hire("lin", "agent");
  await hire("he", "agent");
  const [one, two, other] = [await signedIn("lin"), await signedIn("lin"), await signedIn("he")];
  const mine = await call("GET", "/me/sessions", { cookie: two });
  expect(mine.body).toMatchObject({ items: [{}, {}] });
  expect(mine.body.items.map(({ current }: { current: boolean }) => current).sort()).toEqual([false, true]);
  for (const { token } of await db.select().from(session)) expect(JSON.stringify(mine.body)).not.toContain(token);
  const [theirs] = (await call("GET", "/me/sessions", { cookie: other })).body.items;
  const end = (path: string) => call("DELETE", `/me/sessions${path}`, { cookie: two, headers: origin() });
  expect((await end(`/${theirs.id}`)).body.code).toBe("SESSION_NOT_FOUND");
  const first = mine.body.items.find(({ current }: { current: boolean }) => !current);
  expect((await end(`/${first.id}`)).body).toEqual({ ended: 1 });
  expect((await call("GET", "/me/sessions", { cookie: one })).status).toBe(401);
  await signedIn("lin");
  expect((await end("")).body).toEqual({ ended: 1 });
  expect((await call("GET", "/me/sessions", { cookie: other })).status).toBe(200);
  expect((await call("GET", "/me/sessions", { key: await keyWith("*") })).body.code).toBe("FORBIDDEN");
  const foreign = { cookie: two, headers: { origin: "https://evil.example" } };
  expect((await call("DELETE", "/me/sessions", foreign)).status).toBe(403);
});

it("shows a person their own passkeys, renames and removes them, never somebody else's", async () => {
  await hire("lin", "agent");
  await hire("he", "agent");
  const [mine, other] = [await signedIn("lin"), await signedIn("he")];
  const [lin] = (await db.select().from(user)).filter(({ email }) => email === "lin@example.com");
  const at = new Date();
  const key = { id: "pk1", userId: lin?.id ?? "", name: "Phone", publicKey: "AA", counter: 0, synced: true };
  await transact((tx) =>
    tx.insert(passkeys).values({ ...key, credentialId: "c1", transports: [], createdAt: at, lastUsedAt: null }),
  );
  const shown = { id: "pk1", name: "Phone", synced: true, createdAt: at.toISOString(), lastUsedAt: null };
  expect((await call("GET", "/me/passkeys", { cookie: mine })).body.items).toEqual([shown]);
  expect((await call("GET", "/me/passkeys", { cookie: other })).body.items).toEqual([]);
  const on = (method: "PATCH" | "DELETE", cookie: string, query = "") =>
    call(method, `/me/passkeys/pk1${query}`, {
      cookie,
      headers: origin(),
      ...(method === "PATCH" ? { body: { name: "Work phone" } } : {}),
    });
  expect((await on("PATCH", other)).body.code).toBe("PASSKEY_NOT_FOUND");
  expect((await on("PATCH", mine)).body.name).toBe("Work phone");
  await transact((tx) => tx.update(session).set({ secondFactorAt: null }));
  expect((await on("DELETE", mine)).body.code).toBe("SECOND_FACTOR_REQUIRED");
  await transact((tx) => tx.update(session).set({ secondFactorAt: at }));
  expect((await on("DELETE", other)).body.code).toBe("PASSKEY_NOT_FOUND");
  expect((await on("DELETE", mine)).body.code).toBe("LAST_SECOND_FACTOR");
  expect((await on("DELETE", mine, "?evenIfLast=true")).body).toEqual({ removed: 1 });
  expect((await call("GET", "/me/passkeys", { key: await keyWith("*") })).body.code).toBe("FORBIDDEN");
});
