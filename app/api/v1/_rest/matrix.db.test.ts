import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { transact } from "#db/client.ts";
import { session } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { createStaff, handleAuth } from "#server/auth/index.ts";
import { systemContext } from "#server/core/context.ts";
import { env } from "#server/core/env.ts";
import { restMatrix } from "#server/core/matrix/index.ts";
import { FRESH_MS, type StaffRole, staffRoles } from "#server/core/permissions.ts";
import { forgetLimits } from "#server/http/index.ts";
import { endpoints } from "./index.ts";
import { call } from "./testing.ts";

freshDatabase({ beforeEach, afterEach });
beforeEach(forgetLimits);

const examples: Readonly<Record<string, string>> = { version: "0123456789abcdef" };
const doors = endpoints.map(({ method, path }) => ({
  name: `${method} ${path}`,
  method: method.toUpperCase(),
  url: path.replaceAll(/\{(\w+)\}/g, (_, name) => examples[name] ?? "X1"),
}));

/** What a door answers, by the code of its problem. What is sent is nothing that any of them takes: nothing is ever done. */
async function codeOf({ method, url }: (typeof doors)[number], cookie?: string): Promise<string> {
  const raw = method === "GET" ? undefined : "not JSON";
  const { status, body } = await call(method, url, {
    cookie,
    raw,
    headers: { origin: env().APP_URL, "idempotency-key": "k1", "content-type": "application/json" },
  });
  return status < 400 ? "OK" : (body.code as string);
}

/** Signs somebody in. @returns the session's cookie */
async function signedIn(role: StaffRole): Promise<string> {
  const email = `${role}@example.com`;
  const password = "a good long password";
  await createStaff({ ctx: systemContext("test"), input: { email, role, password } });
  const headers = { "content-type": "application/json", origin: env().APP_URL };
  const body = JSON.stringify({ email, password });
  const request = new Request(`${env().APP_URL}/api/auth/sign-in/email`, { method: "POST", headers, body });
  const answer = await handleAuth(request, "192.0.2.1");
  return answer.headers
    .getSetCookie()
    .map((cookie) => cookie.split(";")[0])
    .join("; ");
}
const shown = (at: Date | null) => transact((tx) => tx.update(session).set({ secondFactorAt: at }));
const SHUT = ["UNAUTHENTICATED", "FORBIDDEN", "SECOND_FACTOR_REQUIRED"];

describe("the permission matrix of /api/v1", () => {
  it("names every path and method, and no other", () => {
    expect(doors.map(({ name }) => name).toSorted()).toEqual(Object.keys(restMatrix).toSorted());
  });

  it("lets nobody in where it does not say so", async () => {
    for (const door of doors) {
      const code = await codeOf(door);
      if (restMatrix[door.name] === "public") expect(SHUT, door.name).not.toContain(code);
      else expect(code, door.name).toBe("UNAUTHENTICATED");
    }
  });

  it.each(staffRoles)(
    "lets in %s where it says so, with a second factor of late where it asks for one",
    async (role) => {
      const cookie = await signedIn(role);
      await shown(new Date());
      const late = new Map<string, string>();
      for (const door of doors) {
        const allowed = restMatrix[door.name];
        const code = await codeOf(door, cookie);
        if (allowed !== "public" && !allowed?.roles.includes(role)) expect(code, door.name).toBe("FORBIDDEN");
        else {
          expect(SHUT, door.name).not.toContain(code);
          late.set(door.name, allowed !== "public" && allowed?.fresh ? "SECOND_FACTOR_REQUIRED" : code);
        }
      }
      for (const at of [null, new Date(Date.now() - FRESH_MS)]) {
        await shown(at);
        forgetLimits();
        for (const door of doors.filter(({ name }) => late.has(name)))
          expect(await codeOf(door, cookie), door.name).toBe(late.get(door.name));
      }
    },
  );
});
