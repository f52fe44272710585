import { eq } from "drizzle-orm";
import { afterEach, beforeEach, expect, test } from "vitest";
import { db } from "#db/client.ts";
import { auditLog, invitations, outbox, user } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { type Ctx, systemContext } from "#server/core/context.ts";
import { env } from "#server/core/env.ts";
import type { StaffRole } from "#server/core/permissions.ts";
import { ALWAYS } from "#server/core/testing.ts";
import {
  acceptInvitation,
  changeStaff,
  createApiKey,
  createStaff,
  handleAuth,
  inviteStaff,
  listInvitations,
  mailInvitationsBy,
  resetSecondFactor,
  revokeApiKey,
  revokeInvitation,
  revokeSessions,
  setPassword,
} from "./index.ts";

freshDatabase({ beforeEach, afterEach });
afterEach(() => mailInvitationsBy(undefined));

const system = systemContext("test");
const password = "a good long password";
const as = (id: string, role: StaffRole = "admin", freshUntil: Date | null = ALWAYS): Ctx => ({
  actor: { kind: "staff", id, name: id, role, freshUntil },
  clock: system.clock,
});
const boss = as("boss");
const lin = { email: "Lin@Example.com", role: "lead" as const };
const tokenOf = ({ url }: { url: string }) => new URL(url).hash.slice(1);
const after = (hours: number, ctx: Ctx = system): Ctx => ({
  ...ctx,
  clock: { now: () => new Date(Date.now() + hours * 3600_000) },
});

async function post(path: string, body: unknown, address = "192.0.2.1") {
  const response = await handleAuth(
    new Request(`${env().APP_URL}/api/auth${path}`, {
      method: "POST",
      headers: { "content-type": "application/json", origin: env().APP_URL },
      body: JSON.stringify(body),
    }),
    address,
  );
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}
const refused = { status: 401, body: expect.objectContaining({ code: "BAD_INVITATION" }) };

test("a link makes one account with its email and role, who then signs in; the token itself is kept nowhere", async () => {
  const made = await inviteStaff({ ctx: boss, input: lin });
  expect(made).toMatchObject({ email: "lin@example.com", role: "lead", state: "open", mailed: false });
  expect(made.url).toContain(`${env().APP_URL}/staff/invitation#`);
  const token = tokenOf(made);
  expect(await post("/invitation/look", { token })).toEqual({
    status: 200,
    body: { email: "lin@example.com", role: "lead", invitedBy: "boss" },
  });
  const joined = await post("/invitation", { token, name: "林", password, role: "admin", email: "x@example.com" });
  expect(joined).toEqual({ status: 200, body: { user: { id: expect.any(String), name: "林", role: "lead" } } });
  expect((await post("/sign-in/email", { email: "lin@example.com", password })).status).toBe(200);
  expect(await post("/invitation", { token, name: "Eve", password })).toEqual(refused);
  expect(await post("/invitation/look", { token })).toEqual(refused);
  expect((await listInvitations({ ctx: boss })).map(({ state }) => state)).toEqual(["accepted"]);
  const rows = await db.select().from(auditLog);
  expect(rows.map(({ action }) => action)).toEqual(expect.arrayContaining(["staff.invited", "staff.joined"]));
  const kept = JSON.stringify([rows, await db.select().from(invitations), await db.select().from(outbox)]);
  for (const secret of [token, password]) expect(kept).not.toContain(secret);
});

test("one that is too old, was taken back or never was, opens nothing, and reads the same", async () => {
  const old = await inviteStaff({ ctx: after(-72), input: lin });
  const back = await inviteStaff({ ctx: boss, input: { ...lin, email: "he@example.com" } });
  await revokeInvitation({ ctx: boss, input: back });
  const answers = [];
  for (const [i, token] of [tokenOf(old), tokenOf(back), "never"].entries()) {
    const address = `192.0.2.${i}`;
    answers.push(await post("/invitation", { token, name: "Eve", password }, address));
    answers.push(await post("/invitation/look", { token }, address));
  }
  for (const answer of answers) expect(answer).toEqual(refused);
  expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
  await expect(revokeInvitation({ ctx: boss, input: back })).rejects.toMatchObject({ code: "INVITATION_NOT_FOUND" });
  expect((await listInvitations({ ctx: boss })).map(({ state }) => state).sort()).toEqual(["expired", "revoked"]);
});

test("one is open for each address, whoever asks at once; one that has grown old makes room", async () => {
  const both = await Promise.allSettled([
    inviteStaff({ ctx: boss, input: lin }),
    inviteStaff({ ctx: as("second"), input: { ...lin, role: "agent" } }),
  ]);
  expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  expect(both.find((each) => each.status === "rejected")).toMatchObject({ reason: { code: "INVITATION_OPEN" } });
  const again = await inviteStaff({ ctx: after(73, boss), input: lin });
  expect(again.state).toBe("open");
  await createStaff({ ctx: system, input: { email: "he@example.com", role: "agent", password } });
  await expect(inviteStaff({ ctx: boss, input: { ...lin, email: "He@example.com" } })).rejects.toMatchObject({
    code: "EMAIL_TAKEN",
  });
});

test("two who use a link at once make one account", async () => {
  const token = tokenOf(await inviteStaff({ ctx: boss, input: lin }));
  const both = await Promise.allSettled(
    ["a", "b"].map((name) => acceptInvitation({ ctx: system, input: { token, name, password } })),
  );
  expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  expect(await db.select().from(user)).toHaveLength(1);
});

test("who may let nobody in any more has let in nobody who has not come yet", async () => {
  const { id } = await createStaff({ ctx: system, input: { email: "boss@example.com", role: "admin", password } });
  await createStaff({ ctx: system, input: { email: "other@example.com", role: "admin", password } });
  const token = tokenOf(await inviteStaff({ ctx: as(id), input: lin }));
  await changeStaff({ ctx: system, input: { userId: id, role: "manager" } });
  expect(await post("/invitation", { token, name: "林", password })).toEqual(refused);
});

test("nor who sent it with a key that was ended, or from an account that may have been another's", async () => {
  const { id } = await createStaff({ ctx: system, input: { email: "boss@example.com", role: "admin", password } });
  const made = await createApiKey({ ctx: boss, input: { name: "k", scopes: ["admin"] } });
  const key: Ctx = { ...system, actor: { kind: "apiKey", id: made.id, name: "k", scopes: ["admin"] } };
  const endings: [Ctx, () => Promise<unknown>][] = [
    [key, () => revokeApiKey({ ctx: boss, input: { id: made.id } })],
    [as(id), () => resetSecondFactor({ ctx: boss, input: { userId: id } })],
    [as(id), () => setPassword({ ctx: boss, input: { email: "boss@example.com" } })],
    [as(id), () => revokeSessions({ ctx: boss, input: { userId: id } })],
  ];
  for (const [n, [by, end]] of endings.entries()) {
    const token = tokenOf(await inviteStaff({ ctx: by, input: lin }));
    await end();
    expect(await post("/invitation", { token, name: "林", password }, `192.0.2.${n}`), String(n)).toEqual(refused);
  }
});

test("is for admins with a factor of late", async () => {
  const { id } = await inviteStaff({ ctx: boss, input: lin });
  for (const [ctx, code] of [
    [as("m", "manager"), "FORBIDDEN"],
    [as("a", "admin", null), "SECOND_FACTOR_REQUIRED"],
  ] as const) {
    await expect(inviteStaff({ ctx, input: { ...lin, email: "x@example.com" } })).rejects.toMatchObject({ code });
    await expect(listInvitations({ ctx })).rejects.toMatchObject({ code });
    await expect(revokeInvitation({ ctx, input: { id } })).rejects.toMatchObject({ code });
  }
});

test("guesses run out by address, and keep nobody else from their link", async () => {
  const token = tokenOf(await inviteStaff({ ctx: boss, input: lin }));
  const statuses: number[] = [];
  for (let i = 0; i < 6; i++) statuses.push((await post("/invitation/look", { token: `guess-${i}` })).status);
  expect(statuses).toEqual([401, 401, 401, 401, 401, 429]);
  expect((await post("/invitation/look", { token }, "192.0.2.2")).status).toBe(200);
  expect((await post("/invitation", { token })).status).toBe(400);
});

test("the password is neither the email nor one of the most used", async () => {
  const token = tokenOf(await inviteStaff({ ctx: boss, input: lin }));
  expect(await post("/invitation", { token, name: "林", password: "LIN@example.com" })).toMatchObject({
    status: 422,
    body: { code: "PASSWORD_IS_EMAIL" },
  });
  expect(await post("/invitation", { token, name: "林", password: "1q2w3e4r5t" })).toMatchObject({
    status: 422,
    body: { code: "PASSWORD_COMMON" },
  });
  expect((await post("/invitation", { token, name: "林", password })).status).toBe(200);
});

test("is mailed where mail is set up, after it was stored; a mail that fails leaves the link", async () => {
  const mails: unknown[] = [];
  mailInvitationsBy(async (mail) => {
    expect(await db.select().from(invitations).where(eq(invitations.id, mail.id))).toHaveLength(1);
    mails.push(mail);
    return true;
  });
  const made = await inviteStaff({ ctx: boss, input: lin });
  expect(made.mailed).toBe(true);
  expect(mails).toEqual([{ id: made.id, email: "lin@example.com", role: "lead", invitedBy: "boss", url: made.url }]);
  mailInvitationsBy(() => Promise.reject(new Error("no mail server")));
  const other = await inviteStaff({ ctx: boss, input: { ...lin, email: "he@example.com" } });
  expect(other).toMatchObject({ mailed: false, url: expect.stringContaining("#") });
});
