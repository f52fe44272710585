import { generateRegistrationOptions, verifyRegistrationResponse } from "@simplewebauthn/server";
import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { db, transact } from "#db/client.ts";
import { isUniqueViolation } from "#db/errors.ts";
import { passkeys, session, twoFactor, user } from "#db/schema/index.ts";
import { appendAudit } from "#server/audit/index.ts";
import { type Ctx, requireFresh } from "#server/core/context.ts";
import { conflict, DomainError, tooManyRequests, unauthenticated } from "#server/core/errors.ts";
import { newId } from "#server/core/ids.ts";
import { logger } from "#server/core/logger.ts";
import { credentialOf } from "../change-password.ts";
import { attemptSucceeded, beginAttempt } from "../lockout.ts";
import { verifyPassword } from "../password-hash.ts";
import { answer, auditLockOut, badRequest, boundedJson } from "../request.ts";
import { type PasskeyView, passkeyNameSchema } from "../schemas.ts";
import { staffContext } from "../staff-context.ts";
import { attestationSchema, challengeIn, MAX_PASSKEY_BYTES, ownParty, refused } from "./assertion.ts";
import { CHALLENGE_MS, forgetRegistrations, issueChallenge, takeChallenge } from "./challenges.ts";
import { viewOf } from "./list.ts";

const MAX_PASSKEYS = 20;
/** ES256, EdDSA, RS256: what every authenticator there is knows one of. */
const ALGORITHMS = [-7, -8, -257];

const beginSchema = z.object({ password: z.string().min(1).max(1_000).optional() });
const finishSchema = z.object({ name: passkeyNameSchema, response: attestationSchema });

/** Who asks, from the request's cookies. @throws DomainError 401 UNAUTHENTICATED */
export async function signedIn(request: Request) {
  const ctx = await staffContext(request.headers);
  if (ctx?.actor.kind !== "staff") throw unauthenticated();
  return { ctx, actor: ctx.actor };
}

async function factorsOf(userId: string) {
  const [person] = await db.select().from(user).where(eq(user.id, userId));
  if (!person) throw unauthenticated();
  const keys = await db.select().from(passkeys).where(eq(passkeys.userId, userId)).limit(MAX_PASSKEYS);
  return { person, keys, none: person.twoFactorEnabled !== true && keys.length === 0 };
}

/**
 * `POST /api/auth/passkey/register/begin`: asks the browser to make a passkey. It takes a second factor shown of late, or for an
 * account that has none yet its password.
 * @returns the options of WebAuthn, good for five minutes
 * @throws DomainError 401 UNAUTHENTICATED, BAD_CREDENTIALS, 403 SECOND_FACTOR_REQUIRED, 404 PAGE_NOT_FOUND where there are none,
 * 409 TOO_MANY_PASSKEYS, 429 RATE_LIMITED
 */
export async function beginRegistration(request: Request, address: string): Promise<Response> {
  const party = ownParty();
  const parsed = beginSchema.safeParse(await boundedJson(request));
  if (!parsed.success) throw badRequest("Send the password as JSON.");
  const { ctx, actor } = await signedIn(request);
  const { person, keys, none } = await factorsOf(actor.id);
  if (none) await confirmPassword(actor.id, parsed.data.password ?? "", address);
  else requireFresh(ctx);
  if (keys.length >= MAX_PASSKEYS) throw conflict("TOO_MANY_PASSKEYS", "Remove a passkey first.");
  const challenge = await issueChallenge("register", actor.id);
  return answer(
    await generateRegistrationOptions({
      rpName: "Daozhang",
      rpID: party.id,
      userID: new Uint8Array(Buffer.from(person.id)),
      userName: person.email,
      userDisplayName: person.name,
      challenge: new Uint8Array(Buffer.from(challenge, "base64url")),
      timeout: CHALLENGE_MS,
      attestationType: "none",
      excludeCredentials: keys.map((key) => ({ id: key.credentialId, transports: key.transports })),
      authenticatorSelection: { residentKey: "required", userVerification: "required" },
      supportedAlgorithmIDs: ALGORITHMS,
    }),
  );
}

async function confirmPassword(userId: string, password: string, address: string): Promise<void> {
  const { email, hash } = await credentialOf(userId);
  const attempt = await beginAttempt(email, address);
  if (!attempt.allowed) throw tooManyRequests(attempt.retryAfterS);
  if (await verifyPassword({ hash, password })) return attemptSucceeded(email, address);
  if (attempt.lockedNow) await auditLockOut(`staff:${userId}`, address);
  throw new DomainError(401, "BAD_CREDENTIALS", "The password is wrong.");
}

/**
 * `POST /api/auth/passkey/register`: takes the passkey that was made. As an account's first second factor it makes the session
 * fresh, as the first code of an authenticator app does.
 * @returns `{ passkey }`
 * @throws DomainError 401 UNAUTHENTICATED, PASSKEY_REFUSED, 403 SECOND_FACTOR_REQUIRED when a second factor came since this was
 * begun, 404 PAGE_NOT_FOUND, 409 PASSKEY_KNOWN, TOO_MANY_PASSKEYS, 429 RATE_LIMITED
 */
export async function finishRegistration(request: Request, address: string): Promise<Response> {
  ownParty();
  const parsed = finishSchema.safeParse(await boundedJson(request, MAX_PASSKEY_BYTES));
  if (!parsed.success) throw badRequest("Send name and response as JSON.");
  const { ctx, actor } = await signedIn(request);
  const { name, response } = parsed.data;
  const subject = `passkey:${actor.id}`;
  const attempt = await beginAttempt(subject, address);
  if (!attempt.allowed) throw tooManyRequests(attempt.retryAfterS);
  const challenge = challengeIn(response.response.clientDataJSON);
  const good = await takeChallenge(challenge, "register", actor.id);
  const made = good ? await checkAttestation(response, challenge) : undefined;
  if (!made) {
    if (attempt.lockedNow) await auditLockOut(`staff:${actor.id}`, address);
    throw refused();
  }
  await attemptSucceeded(subject, address);
  const passkey = await keep({ ctx, userId: actor.id, sessionId: actor.sessionId ?? "", name, made });
  return answer({ passkey });
}

type Made = Pick<typeof passkeys.$inferInsert, "credentialId" | "publicKey" | "counter" | "transports" | "synced">;

async function checkAttestation(
  sent: z.output<typeof attestationSchema>,
  challenge: string,
): Promise<Made | undefined> {
  const party = ownParty();
  const { transports = [], ...response } = sent.response;
  try {
    const { verified, registrationInfo } = await verifyRegistrationResponse({
      response: { ...sent, response },
      expectedChallenge: challenge,
      expectedOrigin: party.origins,
      expectedRPID: party.id,
      requireUserVerification: true,
      supportedAlgorithmIDs: ALGORITHMS,
    });
    if (!verified) return undefined;
    const { credential, credentialBackedUp } = registrationInfo;
    const publicKey = Buffer.from(credential.publicKey).toString("base64url");
    return {
      credentialId: credential.id,
      publicKey,
      counter: credential.counter,
      transports,
      synced: credentialBackedUp,
    };
  } catch (error) {
    logger.debug({ err: error }, "a new passkey was refused");
    return undefined;
  }
}

type Keep = { ctx: Ctx; userId: string; sessionId: string; name: string; made: Made };

async function keep({ ctx, userId, sessionId, name, made }: Keep): Promise<PasskeyView> {
  const at = ctx.clock.now();
  const row = { id: newId(), userId, name, ...made, createdAt: at, lastUsedAt: null };
  try {
    return await transact(
      async (tx) => {
        const before = await tx.select({ id: passkeys.id }).from(passkeys).where(eq(passkeys.userId, userId));
        if (before.length >= MAX_PASSKEYS) throw conflict("TOO_MANY_PASSKEYS", "Remove a passkey first.");
        const [person] = await tx.select({ app: user.twoFactorEnabled }).from(user).where(eq(user.id, userId));
        const first = before.length === 0 && person?.app !== true;
        // Decided again: a factor may have come since this was begun with the password alone.
        if (!first) requireFresh(ctx);
        await tx.insert(passkeys).values(row);
        // An app that nobody confirmed may be somebody else's who knew the password.
        if (person?.app !== true) await tx.delete(twoFactor).where(eq(twoFactor.userId, userId));
        if (first) {
          await forgetRegistrations(tx, userId);
          const own = and(eq(session.id, sessionId), eq(session.userId, userId));
          await tx.update(session).set({ secondFactorAt: at, secondFactorVia: "passkey" }).where(own);
        }
        const data = { passkey: row.id, name, synced: made.synced };
        await appendAudit(tx, ctx, { action: "staff.passkey_added", subject: `staff:${userId}`, data });
        return viewOf(row);
      },
      { serializeOn: "auth" },
    );
  } catch (error) {
    if (isUniqueViolation(error)) throw conflict("PASSKEY_KNOWN", "This passkey is in use already.");
    throw error;
  }
}
