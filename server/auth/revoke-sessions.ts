import { eq } from "drizzle-orm";
import { transact } from "#db/client.ts";
import { session } from "#db/schema/index.ts";
import { appendAudit } from "#server/audit/index.ts";
import { authorize, type Ctx } from "#server/core/context.ts";

/**
 * Ends every session of a staff account; whoever uses one is out with the next request.
 * @returns how many were ended
 * @throws DomainError 403 FORBIDDEN
 */
export async function revokeSessions({ ctx, input }: { ctx: Ctx; input: { userId: string } }): Promise<number> {
  const allowed = authorize(ctx, "admin");
  return transact(async (tx) => {
    const ended = await tx.delete(session).where(eq(session.userId, input.userId)).returning({ id: session.id });
    await appendAudit(tx, allowed, {
      action: "staff.sessions_revoked",
      subject: `staff:${input.userId}`,
      data: { sessions: ended.length },
    });
    return ended.length;
  });
}
