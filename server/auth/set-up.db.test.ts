import { afterEach, beforeEach, expect, test } from "vitest";
import { db } from "#db/client.ts";
import { auditLog, setupTokens, user } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { systemContext } from "#server/core/context.ts";
import { env } from "#server/core/env.ts";
import { createStaff, handleAuth, newSetupToken, setUpFirstAdmin } from "./index.ts";

freshDatabase({ beforeEach, afterEach });

const ctx = systemContext("test");
const person = { email: "Boss@Example.com", name: "老板", password: "a good long password" };

const post = (path: string, body: unknown, address = "192.0.2.1") =>
  handleAuth(
    new Request(`${env().APP_URL}/api/auth${path}`, {
      method: "POST",
      headers: { "content-type": "application/json", origin: env().APP_URL },
      body: JSON.stringify(body),
    }),
    address,
  );

test("the token makes one admin, who then signs in, and counts no second time", async () => {
  const token = (await newSetupToken({ ctx })) ?? "";
  const made = await post("/set-up", { ...person, token });
  expect(made.status).toBe(200);
  expect(await made.json()).toEqual({ user: { id: expect.any(String), name: "老板", role: "admin" } });
  const { email, password } = person;
  expect((await post("/sign-in/email", { email, password })).status).toBe(200);
  const again = await post("/set-up", { ...person, email: "second@example.com", token });
  expect([again.status, await again.json()]).toEqual([401, expect.objectContaining({ code: "BAD_SETUP_TOKEN" })]);
  const everything = JSON.stringify([await db.select().from(auditLog), await db.select().from(user)]);
  for (const word of [token, person.password]) expect(everything).not.toContain(word);
});

test("two who use it at once make one admin", async () => {
  const token = (await newSetupToken({ ctx })) ?? "";
  const both = await Promise.allSettled(
    ["a@example.com", "b@example.com"].map((email) => setUpFirstAdmin({ ctx, input: { ...person, email, token } })),
  );
  expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  expect(await db.select().from(user)).toHaveLength(1);
});

test("only the newest token counts, only for a day, and its hash alone is kept", async () => {
  const old = (await newSetupToken({ ctx })) ?? "";
  const token = (await newSetupToken({ ctx })) ?? "";
  const kept = await db.select().from(setupTokens);
  expect(kept).toHaveLength(1);
  expect(JSON.stringify(kept)).not.toContain(token);
  const refused = expect.objectContaining({ code: "BAD_SETUP_TOKEN" });
  await expect(setUpFirstAdmin({ ctx, input: { ...person, token: old } })).rejects.toEqual(refused);
  const late = { ...ctx, clock: { now: () => new Date(Date.now() + 24 * 3600_000 + 1_000) } };
  await expect(setUpFirstAdmin({ ctx: late, input: { ...person, token } })).rejects.toEqual(refused);
});

test("where somebody works already there is no token, and one made before opens nothing", async () => {
  const token = (await newSetupToken({ ctx })) ?? "";
  await createStaff({ ctx, input: { ...person, role: "agent" } });
  expect(await newSetupToken({ ctx })).toBeNull();
  expect((await post("/set-up", { ...person, email: "x@example.com", token })).status).toBe(401);
});

test("the password is neither the email nor one of the most used", async () => {
  const token = (await newSetupToken({ ctx })) ?? "";
  const codes = [];
  for (const password of ["boss@example.com", "1q2w3e4r5t"]) {
    const answer = await post("/set-up", { ...person, password, token });
    codes.push([answer.status, ((await answer.json()) as { code: string }).code]);
  }
  expect(codes).toEqual([
    [422, "PASSWORD_IS_EMAIL"],
    [422, "PASSWORD_COMMON"],
  ]);
});

test("guesses from many addresses keep the true holder out of nothing", async () => {
  const token = (await newSetupToken({ ctx })) ?? "";
  for (let i = 0; i < 40; i++) await post("/set-up", { ...person, token: `guess-${i}` }, `192.0.2.${10 + i}`);
  expect((await post("/set-up", { ...person, token }, "192.0.2.200")).status).toBe(200);
});

test("guesses run out", async () => {
  await newSetupToken({ ctx });
  const statuses: number[] = [];
  for (let i = 0; i < 6; i++) statuses.push((await post("/set-up", { ...person, token: `guess-${i}` })).status);
  expect(statuses).toEqual([401, 401, 401, 401, 401, 429]);
  expect((await post("/set-up", { token: "x" })).status).toBe(400);
});
