import { createHmac } from "node:crypto";
import { and, eq, gt, isNull, lt } from "drizzle-orm";
import { z } from "zod";
import { db, type Tx, transact } from "#db/client.ts";
import { isUniqueViolation } from "#db/errors.ts";
import { passkeys, session, usedCodes, user, verification } from "#db/schema/index.ts";
import { appendAudit } from "#server/audit/index.ts";
import { systemClock } from "#server/core/clock.ts";
import type { Ctx } from "#server/core/context.ts";
import { dataKey } from "#server/core/data-key.ts";
import { conflict, DomainError, tooManyRequests, unauthenticated } from "#server/core/errors.ts";
import { FRESH_MS } from "#server/core/permissions.ts";
import { auth } from "./auth.ts";
import { attemptSucceeded, beginAttempt } from "./lockout.ts";
import { forgetRegistrations } from "./passkeys/challenges.ts";
import { during, type Factor } from "./phase.ts";
import { answer, auditLockOut, badRequest, boundedJson, forward } from "./request.ts";
import { isStaffRole } from "./roles.ts";

/** Longer than any code is taken for: the one of this half minute, the one before and the one after. */
const CODE_KEPT_MS = 10 * 60_000;
const LOCKED_S = 900;

const codeBody = z.object({ code: z.string().trim().min(6).max(20) });
const passwordBody = z.object({ password: z.string().min(1).max(1_000) });

type Person = { id: string; name: string; email: string; role: string; enrolled: boolean };
/** Who shows a factor: in a session that lives, or between the two steps of a sign-in. */
type Shower = { person: Person; sessionId?: string; shownAt?: Date | null };

/**
 * Takes a code of the authenticator app or a recovery code: as the second step of a sign-in, as the first code of a new app,
 * or in a living session, which then counts as fresh.
 * @returns `{ user: { id, name, role } }` and, where a session begins, its cookie
 * @throws DomainError 400 BAD_REQUEST, 401 BAD_CODE, SIGN_IN_AGAIN, 403 SECOND_FACTOR_REQUIRED for the first code of an app beside a
 * passkey that was not shown of late, 409 SECOND_FACTOR_NOT_ENROLLED, 429 RATE_LIMITED
 */
export async function showSecondFactor(request: Request, address: string, via: "totp" | "recovery"): Promise<Response> {
  const parsed = codeBody.safeParse(await boundedJson(request));
  if (!parsed.success) throw badRequest("Send the code as JSON.");
  const shower = await whoShows(request.headers);
  if (!shower) throw signInAgain();
  const { person, sessionId } = shower;
  const enrolling = !person.enrolled;
  // An app that was begun before there was a passkey must not become a way around it.
  if (enrolling && (await hasPasskey(person.id))) mustBeFresh(shower.shownAt);
  // A recovery code stands in for an app that was confirmed, never for one that is only being set up.
  if (via === "recovery" && !person.enrolled) throw notEnrolled();
  const code = parsed.data.code.replace(via === "totp" ? /\s/g : /^\s+|\s+$/g, "");
  const key = `second-factor:${person.id}`;
  const attempt = await beginAttempt(key, address);
  if (!attempt.allowed) throw tooManyRequests(attempt.retryAfterS);
  const at = systemClock.now();
  const counts = via === "recovery" || (await spendCode(person.id, code, at));
  const silent = new Set(sessionId ? [sessionId] : []);
  const response = counts
    ? await during({ step: "factor", via, at, rotating: sessionId !== undefined, silent }, () =>
        forward(request, { code }),
      )
    : undefined;
  if (!response?.ok) {
    if (attempt.lockedNow) await auditLockOut(`staff:${person.id}`, address);
    throw await refusal(response);
  }
  await attemptSucceeded(key, address);
  await attemptSucceeded(person.email, address);
  if (sessionId) await noteShown({ person, sessionId, via, at, enrolling });
  return answer({ user: { id: person.id, name: person.name, role: person.role } }, response);
}

/**
 * Begins to enrol an authenticator app; it counts once its first code is shown.
 * @returns `{ totpUri, recoveryCodes }`: shown once, the codes are kept encrypted only
 * @throws DomainError 400 BAD_REQUEST, 401 UNAUTHENTICATED, BAD_CREDENTIALS, 403 SECOND_FACTOR_REQUIRED
 * with a passkey not shown of late, 409 SECOND_FACTOR_ENROLLED, 429 RATE_LIMITED
 */
export async function enrol(request: Request, address: string): Promise<Response> {
  const { person, response } = await withPassword(request, address, async ({ person, shownAt }) => {
    if (person.enrolled) throw conflict("SECOND_FACTOR_ENROLLED", "This account has an authenticator app already.");
    // Who has a passkey shows it first: else a password alone would put another second factor beside it.
    if (await hasPasskey(person.id)) mustBeFresh(shownAt);
  });
  const made = (await response.json()) as { totpURI: string; backupCodes: string[] };
  await transact((tx) => note(tx, person, "staff.second_factor_begun", {}));
  return answer({ totpUri: made.totpURI, recoveryCodes: made.backupCodes });
}

/**
 * Makes new recovery codes; the old ones count no more.
 * @returns `{ recoveryCodes }`, shown once
 * @throws DomainError as {@link enrol}; 403 SECOND_FACTOR_REQUIRED without a factor shown of late
 */
export async function renewRecoveryCodes(request: Request, address: string): Promise<Response> {
  const { person, response } = await withPassword(request, address, ({ person, shownAt }) => {
    if (!person.enrolled) throw notEnrolled();
    mustBeFresh(shownAt);
  });
  const made = (await response.json()) as { backupCodes: string[] };
  await transact((tx) => note(tx, person, "staff.recovery_codes_renewed", {}));
  return answer({ recoveryCodes: made.backupCodes });
}

/** A call that the person confirms by password. Guesses count as those at sign-in do: a stolen session may not try them all. */
async function withPassword(request: Request, address: string, check: (who: Shower) => void | Promise<void>) {
  const parsed = passwordBody.safeParse(await boundedJson(request));
  if (!parsed.success) throw badRequest("Send the password as JSON.");
  const shower = await inSession(request.headers);
  if (!shower) throw unauthenticated();
  await check(shower);
  const { person } = shower;
  const attempt = await beginAttempt(person.email, address);
  if (!attempt.allowed) throw tooManyRequests(attempt.retryAfterS);
  const response = await forward(request, { password: parsed.data.password });
  if (!response.ok) {
    if (attempt.lockedNow) await auditLockOut(`staff:${person.id}`, address);
    throw new DomainError(401, "BAD_CREDENTIALS", "The password is wrong.");
  }
  await attemptSucceeded(person.email, address);
  return { person, response };
}

async function hasPasskey(userId: string): Promise<boolean> {
  const [key] = await db.select({ id: passkeys.id }).from(passkeys).where(eq(passkeys.userId, userId)).limit(1);
  return key !== undefined;
}

function mustBeFresh(shownAt: Date | null | undefined): void {
  const fresh = shownAt && shownAt.getTime() + FRESH_MS > systemClock.now().getTime();
  if (!fresh) throw new DomainError(403, "SECOND_FACTOR_REQUIRED", "Confirm with your second factor first.");
}

const notEnrolled = () => conflict("SECOND_FACTOR_NOT_ENROLLED", "This account has no authenticator app.");
const signInAgain = () => new DomainError(401, "SIGN_IN_AGAIN", "This took too long. Sign in again.");

async function refusal(response: Response | undefined): Promise<DomainError> {
  const { code } = ((await response?.json().catch(() => undefined)) ?? {}) as { code?: string };
  if (response?.status === 429) return tooManyRequests(LOCKED_S);
  if (code === "INVALID_TWO_FACTOR_COOKIE" || code === "TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE") return signInAgain();
  if (code === "TOTP_NOT_ENABLED") return notEnrolled();
  return new DomainError(401, "BAD_CODE", "This code is wrong or was used before.");
}

/** Marks a code as shown. @returns false when it was shown before */
async function spendCode(userId: string, code: string, at: Date): Promise<boolean> {
  const codeHash = createHmac("sha256", dataKey("used-codes")).update(`${userId}\n${code}`).digest("base64url");
  try {
    await transact(async (tx) => {
      await tx.delete(usedCodes).where(lt(usedCodes.usedAt, new Date(at.getTime() - CODE_KEPT_MS)));
      await tx.insert(usedCodes).values({ userId, codeHash, usedAt: at });
    });
    return true;
  } catch (error) {
    if (isUniqueViolation(error)) return false;
    throw error;
  }
}

async function whoShows(headers: Headers): Promise<Shower | undefined> {
  // better-auth looks at the session first, whatever else is sent along; so it is the session or nothing here too.
  if (await auth().api.getSession({ headers })) return inSession(headers);
  const { challenge } = await auth().api.readChallenge({ headers });
  if (!challenge?.startsWith("2fa-")) return undefined;
  const [found] = await db
    .select({ person: user })
    .from(verification)
    .innerJoin(user, eq(user.id, verification.value))
    .where(
      and(
        eq(verification.identifier, challenge),
        gt(verification.expiresAt, systemClock.now()),
        isNull(user.disabledAt),
      ),
    );
  return found && { person: { ...found.person, enrolled: found.person.twoFactorEnabled === true } };
}

async function inSession(headers: Headers): Promise<Shower | undefined> {
  const found = await auth().api.getSession({ headers });
  if (!found || !isStaffRole(found.user.role) || found.user.disabledAt) return undefined;
  const { id, name, email, role, twoFactorEnabled } = found.user;
  const person = { id, name, email, role, enrolled: twoFactorEnabled === true };
  return { person, sessionId: found.session.id, shownAt: found.session.secondFactorAt ?? null };
}

type Shown = { person: Person; sessionId: string; via: Factor; at: Date; enrolling: boolean };

async function noteShown({ person, sessionId, via, at, enrolling }: Shown): Promise<void> {
  await transact(async (tx) => {
    // At enrolment better-auth has put another session in this one's place, which the adapter marked.
    if (!enrolling) {
      await tx
        .update(session)
        .set({ secondFactorAt: at, secondFactorVia: via })
        .where(and(eq(session.id, sessionId), eq(session.userId, person.id)));
    } else await forgetRegistrations(tx, person.id);
    await note(tx, person, enrolling ? "staff.second_factor_enrolled" : "staff.second_factor_shown", { via });
  });
}

async function note(tx: Tx, person: Person, action: string, data: Record<string, unknown>): Promise<void> {
  const { id, name, role } = person;
  if (!isStaffRole(role)) return;
  const ctx: Ctx = { actor: { kind: "staff", id, name, role, freshUntil: null }, clock: systemClock };
  await appendAudit(tx, ctx, { action, subject: `staff:${id}`, data });
}
