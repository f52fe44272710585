import { eq } from "drizzle-orm";
import { z } from "zod";
import { db } from "#db/client.ts";
import { user } from "#db/schema/index.ts";
import { DomainError, forbidden, notFound, tooManyRequests } from "#server/core/errors.ts";
import { newSecret, sha256Hex } from "#server/core/ids.ts";
import { acceptDoor, lookAtInvitation } from "./accept-invitation.ts";
import { passwordDoor } from "./change-password.ts";
import { attemptSucceeded, beginAttempt } from "./lockout.ts";
import { beginOidc, finishOidc } from "./oidc-doors.ts";
import { isOwnOrigin } from "./origin.ts";
import { beginRegistration, finishRegistration } from "./passkeys/register.ts";
import { beginPasskeyConfirm, beginPasskeySignIn, passkeyConfirm, passkeySignIn } from "./passkeys/sign-in.ts";
import { during } from "./phase.ts";
import { answer, auditLockOut, badRequest, boundedJson, forward, problem } from "./request.ts";
import { enrol, renewRecoveryCodes, showSecondFactor } from "./second-factor.ts";
import { setUpDoor } from "./set-up.ts";
import { staffContext } from "./staff-context.ts";

type Door = (request: Request, address: string) => Promise<Response>;

/** All that the outside may reach of better-auth; accounts are made and changed by our own verbs. */
const doors: Readonly<Record<string, Door>> = {
  "POST /api/auth/sign-in/email": signIn,
  "POST /api/auth/two-factor/verify-totp": (request, address) => showSecondFactor(request, address, "totp"),
  "POST /api/auth/two-factor/verify-backup-code": (request, address) => showSecondFactor(request, address, "recovery"),
  "POST /api/auth/two-factor/enable": enrol,
  "POST /api/auth/two-factor/generate-backup-codes": renewRecoveryCodes,
  "POST /api/auth/passkey/register/begin": beginRegistration,
  "POST /api/auth/passkey/register": finishRegistration,
  "POST /api/auth/passkey/sign-in/begin": beginPasskeySignIn,
  "POST /api/auth/passkey/sign-in": passkeySignIn,
  "POST /api/auth/passkey/confirm/begin": beginPasskeyConfirm,
  "POST /api/auth/passkey/confirm": passkeyConfirm,
  "POST /api/auth/oidc": beginOidc,
  "GET /api/auth/callback/oidc": finishOidc,
  "POST /api/auth/set-up": setUpDoor,
  "POST /api/auth/invitation": acceptDoor,
  "POST /api/auth/invitation/look": lookAtInvitation,
  "POST /api/auth/password": passwordDoor,
  "POST /api/auth/sign-out": signOut,
  "GET /api/auth/get-session": whoAmI,
};

/** Every door there is, as method and path. */
export const authDoors: readonly string[] = Object.keys(doors);

const credentials = z.object({ email: z.string().max(320), password: z.string().max(1_000) });

/**
 * Answers `/api/auth/*`: sign-in in one step or two, a second factor enrolled or shown (all throttled), sign-out and "who am
 * I". Everything else there is not found.
 * @param address whose request it is
 */
export async function handleAuth(request: Request, address: string): Promise<Response> {
  try {
    const path = `${request.method} ${new URL(request.url).pathname.replace(/\/$/, "")}`;
    const door = Object.hasOwn(doors, path) ? doors[path] : undefined;
    if (!door) throw notFound("PAGE");
    if (request.method === "POST" && !isOwnOrigin(request.headers)) throw forbidden("This page may not do that.");
    return await door(request, address);
  } catch (error) {
    return problem(error);
  }
}

/** @returns who signed in; for an account with an authenticator app `{ secondFactor: true }`, and its code is the next step */
async function signIn(request: Request, address: string): Promise<Response> {
  const parsed = credentials.safeParse(await boundedJson(request));
  if (!parsed.success) throw badRequest("Send email and password as JSON.");
  const { email, password } = parsed.data;
  const attempt = await beginAttempt(email, address);
  if (!attempt.allowed) throw tooManyRequests(attempt.retryAfterS);
  // For an account that is shut any password is a wrong one, in as many steps and with the same words.
  const tried = (await isDisabled(email)) ? newSecret() : password;
  const response = await during({ step: "password", silent: new Set() }, () =>
    forward(request, { email: email.trim(), password: tried }),
  );
  if (response.ok) {
    const said = (await response.json()) as { user?: { id: string; name: string; role: string } };
    // The attempts are forgotten when the second step is done, not before.
    if (!said.user) return answer({ secondFactor: true }, response);
    await attemptSucceeded(email, address);
    const { id, name, role } = said.user;
    return answer({ user: { id, name, role } }, response);
  }
  // The address typed may be anyone's and even a password by mistake: only its hash is kept.
  if (attempt.lockedNow) await auditLockOut(`sign-in:${sha256Hex(email.trim().toLowerCase()).slice(0, 16)}`, address);
  throw new DomainError(401, "BAD_CREDENTIALS", "The email or the password is wrong.");
}

/** Ends the session. What is sent along is neither wanted nor held. */
async function signOut(request: Request): Promise<Response> {
  await boundedJson(request);
  return forward(request, {});
}

/** @returns `{ user }` of the living session, or null; better-auth's own answer would repeat the session's token */
async function whoAmI(request: Request): Promise<Response> {
  const { actor } = (await staffContext(request.headers)) ?? {};
  if (actor?.kind !== "staff") return answer(null);
  return answer({ user: { id: actor.id, name: actor.name, role: actor.role } });
}

async function isDisabled(email: string): Promise<boolean> {
  const typed = eq(user.email, email.trim().toLowerCase());
  const [found] = await db.select({ disabledAt: user.disabledAt }).from(user).where(typed);
  return Boolean(found?.disabledAt);
}
