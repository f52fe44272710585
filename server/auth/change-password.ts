import { and, eq, ne } from "drizzle-orm";
import { z } from "zod";
import { db, transact } from "#db/client.ts";
import { account, session, user, verification } from "#db/schema/index.ts";
import { appendAudit } from "#server/audit/index.ts";
import type { Ctx } from "#server/core/context.ts";
import { DomainError, forbidden, invalid, notFound, tooManyRequests, unauthenticated } from "#server/core/errors.ts";
import { attemptSucceeded, beginAttempt } from "./lockout.ts";
import { assertPassword } from "./password.ts";
import { hashPassword, verifyPassword } from "./password-hash.ts";
import { answer, auditLockOut, boundedJson } from "./request.ts";
import { PASSWORD_MAX, PASSWORD_MIN } from "./schemas.ts";
import { staffContext } from "./staff-context.ts";

const changeSchema = z.object({
  current: z.string().min(1).max(1_000),
  password: z.string().min(PASSWORD_MIN).max(PASSWORD_MAX),
});

const wrong = () => new DomainError(401, "BAD_CREDENTIALS", "The password is wrong.");

/**
 * Gives the caller's own account another password. Every other session ends, and so does a sign-in that is between its two
 * steps; the one that asks goes on.
 * @returns how many sessions were ended
 * @throws DomainError 401 BAD_CREDENTIALS, 403 FORBIDDEN for others than staff, 422 PASSWORD_IS_EMAIL, PASSWORD_COMMON, PASSWORD_UNCHANGED
 */
export async function changePassword({
  ctx,
  input,
}: {
  ctx: Ctx;
  input: z.input<typeof changeSchema>;
}): Promise<{ ended: number }> {
  const { actor } = ctx;
  if (actor.kind !== "staff") throw forbidden("Only staff have passwords.");
  const { current, password } = changeSchema.parse(input);
  const { email, hash } = await credentialOf(actor.id);
  if (!(await verifyPassword({ hash, password: current }))) throw wrong();
  assertPassword(password, email);
  if (password === current) throw invalid("PASSWORD_UNCHANGED", "This is the password that you have.");
  const changed = await hashPassword(password);
  const now = ctx.clock.now();
  return transact(
    async (tx) => {
      // Only while the password is still the one that was shown: of two changes at once, the second has shown an old one.
      const shown = and(eq(account.userId, actor.id), eq(account.providerId, "credential"), eq(account.password, hash));
      const done = await tx.update(account).set({ password: changed, updatedAt: now }).where(shown).returning();
      if (done.length === 0) throw wrong();
      const others = and(eq(session.userId, actor.id), ne(session.id, actor.sessionId ?? ""));
      const ended = await tx.delete(session).where(others).returning({ id: session.id });
      await tx.delete(verification).where(eq(verification.value, actor.id));
      await appendAudit(tx, ctx, {
        action: "staff.password_changed",
        subject: `staff:${actor.id}`,
        data: { sessions: ended.length },
      });
      return { ended: ended.length };
    },
    { serializeOn: "auth" },
  );
}

/** The address and the kept hash of an account's password. @throws DomainError 404 STAFF_NOT_FOUND */
export async function credentialOf(userId: string): Promise<{ email: string; hash: string }> {
  const own = and(eq(account.userId, userId), eq(account.providerId, "credential"));
  const [found] = await db
    .select({ email: user.email, hash: account.password })
    .from(account)
    .innerJoin(user, eq(user.id, account.userId))
    .where(own);
  if (!found?.hash) throw notFound("STAFF");
  return { email: found.email, hash: found.hash };
}

/** `POST /api/auth/password`, of whoever is signed in; guesses count as those at sign-in do. @returns `{ ended }` */
export async function passwordDoor(request: Request, address: string): Promise<Response> {
  const parsed = changeSchema.safeParse(await boundedJson(request));
  if (!parsed.success) throw new DomainError(400, "BAD_REQUEST", "Send the current and the new password as JSON.");
  const ctx = await staffContext(request.headers);
  if (ctx?.actor.kind !== "staff") throw unauthenticated();
  const { email } = await credentialOf(ctx.actor.id);
  const attempt = await beginAttempt(email, address);
  if (!attempt.allowed) throw tooManyRequests(attempt.retryAfterS);
  try {
    const done = await changePassword({ ctx, input: parsed.data });
    await attemptSucceeded(email, address);
    return answer(done);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    if (error.code !== "BAD_CREDENTIALS") await attemptSucceeded(email, address);
    else if (attempt.lockedNow) await auditLockOut(`staff:${ctx.actor.id}`, address);
    throw error;
  }
}
