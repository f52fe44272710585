import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { grant } from "#app/(customer)/_lib/session.ts";
import { freshDatabase } from "#db/testing.ts";
import { systemContext } from "#server/core/context.ts";
import { overrideEnv } from "#server/core/env.ts";
import { createStaff, handleAuth, staffContext } from "./index.ts";
import { codeOf } from "./testing.ts";

const HTTPS = "https://shop.example";
// Before anything of better-auth is built, which happens once in a process.
beforeEach(() => overrideEnv({ APP_URL: HTTPS }));
freshDatabase({ beforeEach, afterEach });
afterEach(() => overrideEnv());

const set = vi.fn();
vi.mock("next/headers", () => ({
  cookies: async () => ({ get: () => undefined, set }),
  headers: async () => new Headers(),
}));

const jar = new Map<string, string>();
/** Asks a door, keeps the cookies as a browser would. @returns what it said, and the lines that set cookies */
async function post<T>(path: string, body: object): Promise<{ said: T; lines: string[] }> {
  const cookie = [...jar].map((pair) => pair.join("=")).join("; ");
  const headers = { "content-type": "application/json", origin: HTTPS, cookie };
  const request = new Request(`${HTTPS}/api/auth${path}`, { method: "POST", headers, body: JSON.stringify(body) });
  const answer = await handleAuth(request, "192.0.2.1");
  expect(answer.status).toBe(200);
  const lines = answer.headers.getSetCookie();
  for (const line of lines) {
    const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
    jar.set(name, value);
  }
  return { said: (await answer.json()) as T, lines };
}

it("with https every cookie that opens something is this host's alone, secure, for no script, and not sent along from other sites", async () => {
  const person = { email: "a@example.com", password: "a good long password" };
  await createStaff({ ctx: systemContext("test"), input: { ...person, role: "admin" } });
  const { lines } = await post("/sign-in/email", person);
  const { said } = await post<{ totpUri: string }>("/two-factor/enable", { password: person.password });
  const shown = await post("/two-factor/verify-totp", { code: codeOf(said.totpUri) });
  const ended = await post("/sign-out", {});
  jar.clear();
  // The second step of a sign-in hangs on a cookie as well.
  const half = await post<{ secondFactor: boolean }>("/sign-in/email", person);
  expect(half.said).toEqual({ secondFactor: true });
  const all = [...lines, ...shown.lines, ...ended.lines, ...half.lines];
  expect(all.some((line) => line.startsWith("__Host-dz_staff.session_token="))).toBe(true);
  expect(all.some((line) => line.startsWith("__Host-dz_staff.two_factor="))).toBe(true);
  for (const line of all) {
    expect(line).toMatch(/^__Host-dz_staff\./);
    for (const attribute of [/; Path=\/(;|$)/, /; Secure/, /; HttpOnly/, /; SameSite=Lax/])
      expect(line).toMatch(attribute);
    expect(line).not.toMatch(/; Domain=/i);
  }
  await post("/two-factor/verify-totp", { code: codeOf(said.totpUri, 1) });
  const cookie = [...jar].map((pair) => pair.join("=")).join("; ");
  expect((await staffContext(new Headers({ cookie })))?.actor.name).toBeDefined();
});

it("with https a customer's cookie is this host's alone, too", async () => {
  await grant("tickets", "T-1");
  const attributes = { path: "/", httpOnly: true, sameSite: "lax", secure: true, maxAge: expect.any(Number) };
  expect(set).toHaveBeenCalledWith("__Host-dz_grants", expect.any(String), attributes);
});
