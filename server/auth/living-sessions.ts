import { and, eq, gt, inArray, isNull } from "drizzle-orm";
import { db } from "#db/client.ts";
import { session, user } from "#db/schema/index.ts";
import { isStaffRole } from "./roles.ts";

/** Sessions asked about in one statement. */
const BATCH = 500;

/**
 * Which of some sessions still open the desk: they were not ended and are not over, and their account is neither shut nor without a
 * role. One statement for all of them: open streams ask every second.
 */
export async function livingSessions(ids: readonly string[], now: Date): Promise<Set<string>> {
  const living = new Set<string>();
  for (let start = 0; start < ids.length; start += BATCH) {
    const rows = await db
      .select({ id: session.id, role: user.role })
      .from(session)
      .innerJoin(user, eq(user.id, session.userId))
      .where(
        and(inArray(session.id, ids.slice(start, start + BATCH)), gt(session.expiresAt, now), isNull(user.disabledAt)),
      );
    for (const { id, role } of rows) if (isStaffRole(role)) living.add(id);
  }
  return living;
}
