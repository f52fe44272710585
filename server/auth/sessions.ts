import { and, desc, eq, gt, ne } from "drizzle-orm";
import { db, transact } from "#db/client.ts";
import { session, user } from "#db/schema/index.ts";
import { appendAudit } from "#server/audit/index.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { forbidden, notFound } from "#server/core/errors.ts";
import { listPasskeys } from "./passkeys/list.ts";
import { relyingParty } from "./passkeys/relying-party.ts";
import type { OwnSecurity, SessionView } from "./schemas.ts";

const MAX_SESSIONS = 100;

function self(ctx: Ctx) {
  if (ctx.actor.kind !== "staff") throw forbidden("Only staff have sessions.");
  return ctx.actor;
}

/**
 * How the caller's own account is kept: whether an authenticator app is enrolled, which passkeys, until when the second factor shown here
 * counts, and every living session, the newest first. Sessions are known by their id; what opens them is never given out.
 * @throws DomainError 403 FORBIDDEN for others than staff
 */
export async function ownSecurity({ ctx }: { ctx: Ctx }): Promise<OwnSecurity> {
  const { id, freshUntil, sessionId } = self(ctx);
  const [person] = await db.select({ enrolled: user.twoFactorEnabled }).from(user).where(eq(user.id, id));
  return {
    enrolled: person?.enrolled === true,
    passkeys: await listPasskeys({ ctx }),
    passkeyHost: relyingParty()?.id ?? null,
    freshUntil: freshUntil?.toISOString() ?? null,
    sessions: await livingSessions(id, ctx, sessionId),
  };
}

async function livingSessions(userId: string, { clock }: Ctx, currentId?: string): Promise<SessionView[]> {
  const rows = await db
    .select()
    .from(session)
    .where(and(eq(session.userId, userId), gt(session.expiresAt, clock.now())))
    .orderBy(desc(session.createdAt), desc(session.id))
    .limit(MAX_SESSIONS);
  return rows.map((row) => ({
    id: row.id,
    current: row.id === currentId,
    beganAt: row.createdAt.toISOString(),
    endsAt: row.expiresAt.toISOString(),
    address: row.ipAddress,
    userAgent: row.userAgent,
  }));
}

/**
 * Every living session of a colleague, the newest first.
 * @throws DomainError 403 FORBIDDEN, SECOND_FACTOR_REQUIRED, 404 STAFF_NOT_FOUND
 */
export async function sessionsOf({ ctx, input }: { ctx: Ctx; input: { userId: string } }): Promise<SessionView[]> {
  authorize(ctx, "admin");
  const [person] = await db.select({ id: user.id }).from(user).where(eq(user.id, input.userId));
  if (!person) throw notFound("STAFF");
  const { actor } = ctx;
  return livingSessions(person.id, ctx, actor.kind === "staff" ? actor.sessionId : undefined);
}

/**
 * Ends one session of the caller's own; whoever uses it is out with the next request.
 * @throws DomainError 403 FORBIDDEN for others than staff, 404 SESSION_NOT_FOUND also for a session of somebody else
 */
export async function revokeOwnSession({ ctx, input }: { ctx: Ctx; input: { id: string } }): Promise<void> {
  const { id: userId } = self(ctx);
  await transact(async (tx) => {
    const mine = and(eq(session.id, input.id), eq(session.userId, userId));
    const ended = await tx.delete(session).where(mine).returning({ id: session.id });
    if (ended.length === 0) throw notFound("SESSION");
    await appendAudit(tx, ctx, {
      action: "staff.session_revoked",
      subject: `staff:${userId}`,
      data: { sessionId: input.id },
    });
  });
}

/**
 * Ends every session of the caller's own but the one that asks.
 * @returns how many were ended
 * @throws DomainError 403 FORBIDDEN for others than staff
 */
export async function revokeOtherSessions({ ctx }: { ctx: Ctx }): Promise<{ ended: number }> {
  const { id: userId, sessionId = "" } = self(ctx);
  return transact(async (tx) => {
    const others = and(eq(session.userId, userId), ne(session.id, sessionId));
    const ended = await tx.delete(session).where(others).returning({ id: session.id });
    await appendAudit(tx, ctx, {
      action: "staff.sessions_revoked",
      subject: `staff:${userId}`,
      data: { sessions: ended.length },
    });
    return { ended: ended.length };
  });
}
