import { eq } from "drizzle-orm";
import { transact } from "#db/client.ts";
import { session, user } from "#db/schema/index.ts";
import { appendAudit } from "#server/audit/index.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { notFound } from "#server/core/errors.ts";
import { closeWaysIn } from "./ways-in.ts";

/**
 * Ends every session of a staff account, what was only being begun, and the invitations that were sent from it; whoever uses a
 * session is out with the next request.
 * @returns how many were ended
 * @throws DomainError 403 FORBIDDEN, SECOND_FACTOR_REQUIRED, 404 STAFF_NOT_FOUND
 */
export async function revokeSessions({ ctx, input }: { ctx: Ctx; input: { userId: string } }): Promise<number> {
  const allowed = authorize(ctx, "admin");
  return transact(
    async (tx) => {
      const [person] = await tx.select({ id: user.id }).from(user).where(eq(user.id, input.userId));
      if (!person) throw notFound("STAFF");
      const ended = await tx.delete(session).where(eq(session.userId, input.userId)).returning({ id: session.id });
      const invitations = await closeWaysIn(tx, person.id, ctx.clock.now());
      await appendAudit(tx, allowed, {
        action: "staff.sessions_revoked",
        subject: `staff:${input.userId}`,
        data: { sessions: ended.length, invitations },
      });
      return ended.length;
    },
    { serializeOn: "auth" },
  );
}
