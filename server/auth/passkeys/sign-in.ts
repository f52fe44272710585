import { generateAuthenticationOptions } from "@simplewebauthn/server";
import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { db, transact } from "#db/client.ts";
import { passkeys, session } from "#db/schema/index.ts";
import { appendAudit } from "#server/audit/index.ts";
import { systemClock } from "#server/core/clock.ts";
import { tooManyRequests } from "#server/core/errors.ts";
import { sha256Hex } from "#server/core/ids.ts";
import { consume } from "#server/http/index.ts";
import { auth } from "../auth.ts";
import { attemptSucceeded, beginAttempt } from "../lockout.ts";
import { during } from "../phase.ts";
import { answer, auditLockOut, badRequest, beginBudget, boundedJson } from "../request.ts";
import {
  type Assertion,
  assertionSchema,
  challengeIn,
  checkAssertion,
  type Holder,
  holderOf,
  MAX_PASSKEY_BYTES,
  noteUse,
  ownParty,
  refused,
} from "./assertion.ts";
import { CHALLENGE_MS, type ChallengeKind, issueChallenge, takeChallenge } from "./challenges.ts";
import { signedIn } from "./register.ts";

const optionsFor = async (challenge: string, allowCredentials: { id: string; transports: string[] }[]) =>
  answer(
    await generateAuthenticationOptions({
      rpID: ownParty().id,
      challenge: new Uint8Array(Buffer.from(challenge, "base64url")),
      timeout: CHALLENGE_MS,
      userVerification: "required",
      allowCredentials,
    }),
  );

/**
 * `POST /api/auth/passkey/sign-in/begin`: asks for a passkey of whoever has one here; nobody is named.
 * @returns the options of WebAuthn, good for five minutes
 * @throws DomainError 404 PAGE_NOT_FOUND where there are none, 429 RATE_LIMITED
 */
export async function beginPasskeySignIn(_request: Request, address: string): Promise<Response> {
  ownParty();
  await consume(beginBudget, address);
  return optionsFor(await issueChallenge("sign_in"), []);
}

/**
 * `POST /api/auth/passkey/sign-in`: a session begins for who shows their passkey. The authenticator made sure of the person, so
 * both factors are shown: the session is fresh.
 * @returns `{ user: { id, name, role } }` and the session's cookie
 * @throws DomainError 400 BAD_REQUEST, 401 PASSKEY_REFUSED whatever is wrong, 404 PAGE_NOT_FOUND, 429 RATE_LIMITED
 */
export async function passkeySignIn(request: Request, address: string): Promise<Response> {
  const sent = await sentBy(request);
  const at = systemClock.now();
  const { person } = await shown({ sent, address, at, kind: "sign_in" });
  const response = await during({ step: "factor", via: "passkey", at, rotating: false, silent: new Set() }, () =>
    auth().api.beginPasskeySession({
      body: { userId: person.id },
      headers: request.headers,
      asResponse: true,
    }),
  );
  // Shut just now: the same words as before.
  if (!response.ok) throw refused();
  return answer({ user: { id: person.id, name: person.name, role: person.role } }, response);
}

/**
 * `POST /api/auth/passkey/confirm/begin`: asks for one of the passkeys of who is signed in.
 * @throws DomainError 401 UNAUTHENTICATED, 404 PAGE_NOT_FOUND
 */
export async function beginPasskeyConfirm(request: Request): Promise<Response> {
  ownParty();
  const { actor } = await signedIn(request);
  const keys = await db.select().from(passkeys).where(eq(passkeys.userId, actor.id)).limit(50);
  const allowed = keys.map((key) => ({ id: key.credentialId, transports: key.transports }));
  return optionsFor(await issueChallenge("confirm", actor.id), allowed);
}

/**
 * `POST /api/auth/passkey/confirm`: the living session counts as fresh, as after a code of the authenticator app.
 * @returns `{ user: { id, name, role } }`
 * @throws DomainError as {@link passkeySignIn}, and 401 UNAUTHENTICATED
 */
export async function passkeyConfirm(request: Request, address: string): Promise<Response> {
  const { ctx, actor } = await signedIn(request);
  const sent = await sentBy(request);
  const at = systemClock.now();
  const { key } = await shown({ sent, address, at, kind: "confirm", userId: actor.id });
  await transact(async (tx) => {
    const own = and(eq(session.id, actor.sessionId ?? ""), eq(session.userId, actor.id));
    await tx.update(session).set({ secondFactorAt: at, secondFactorVia: "passkey" }).where(own);
    const data = { via: "passkey", passkey: key.id };
    await appendAudit(tx, ctx, { action: "staff.second_factor_shown", subject: `staff:${actor.id}`, data });
  });
  return answer({ user: { id: actor.id, name: actor.name, role: actor.role } });
}

async function sentBy(request: Request): Promise<Assertion> {
  ownParty();
  const parsed = z.object({ response: assertionSchema }).safeParse(await boundedJson(request, MAX_PASSKEY_BYTES));
  if (!parsed.success) throw badRequest("Send the response as JSON.");
  return parsed.data.response;
}

type Showing = { sent: Assertion; address: string; at: Date; kind: ChallengeKind; userId?: string };

/** Counts the attempt, takes the challenge, checks the signature and notes the use; the steps are the same whatever is wrong. */
async function shown({ sent, address, at, kind, userId }: Showing): Promise<Holder> {
  const holder = await holderOf(sent.id);
  const owner = userId ?? holder?.person.id;
  const subject = `passkey:${owner ?? sha256Hex(sent.id)}`;
  const attempt = await beginAttempt(subject, address);
  if (!attempt.allowed) throw tooManyRequests(attempt.retryAfterS);
  const challenge = challengeIn(sent.response.clientDataJSON);
  const good = await takeChallenge(challenge, kind, userId);
  const own = holder && (userId === undefined || holder.person.id === userId) ? holder : undefined;
  const counter = good && own ? await checkAssertion(own.key, sent, challenge) : undefined;
  const done = counter !== undefined && own && (await transact((tx) => noteUse(tx, own.key, counter, at)));
  if (!done) {
    if (attempt.lockedNow) await auditLockOut(owner ? `staff:${owner}` : "passkey:unknown", address);
    throw refused();
  }
  await attemptSucceeded(subject, address);
  return own;
}
