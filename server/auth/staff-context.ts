import { eq } from "drizzle-orm";
import { transact } from "#db/client.ts";
import { user } from "#db/schema/index.ts";
import { systemClock } from "#server/core/clock.ts";
import type { Ctx } from "#server/core/context.ts";
import { env } from "#server/core/env.ts";
import { logger } from "#server/core/logger.ts";
import { FRESH_MS } from "#server/core/permissions.ts";
import { auth } from "./auth.ts";
import { isStaffRole } from "./roles.ts";

/** "Last seen" is written this often at most: it is for people to look at, and a write for every request is not worth it. */
const SEEN_EVERY_MS = 5 * 60_000;

/**
 * Who is signed in, from a request's cookies.
 * @returns the context staff verbs run in; null when there is no living session, or the account is shut or its role not known
 */
export async function staffContext(headers: Headers): Promise<Ctx | null> {
  const found = await auth().api.getSession({ headers });
  if (!found || !isStaffRole(found.user.role) || found.user.disabledAt) return null;
  await noteSeen(found.user);
  const { id, name, role } = found.user;
  const { secondFactorAt, expiresAt } = found.session;
  // In the demo (the only place where `when-enrolled` may be set) nobody is asked for a factor that they have not got.
  const excused = env().STAFF_SECOND_FACTOR === "when-enrolled" && !found.user.twoFactorEnabled;
  const unasked = excused ? expiresAt : null;
  return {
    actor: {
      kind: "staff",
      id,
      name,
      role,
      freshUntil: freshUntil(secondFactorAt) ?? unasked,
      sessionId: found.session.id,
    },
    clock: systemClock,
  };
}

/** Until when a second factor counts that was shown at a moment; null when none was. */
export const freshUntil = (shownAt: Date | null | undefined): Date | null =>
  shownAt ? new Date(shownAt.getTime() + FRESH_MS) : null;

async function noteSeen({ id, lastSeenAt }: { id: string; lastSeenAt?: Date | null | undefined }): Promise<void> {
  const now = systemClock.now();
  if (lastSeenAt && Math.abs(now.getTime() - lastSeenAt.getTime()) < SEEN_EVERY_MS) return;
  try {
    await transact((tx) => tx.update(user).set({ lastSeenAt: now }).where(eq(user.id, id)));
  } catch (error) {
    // A disk that takes no more writes keeps nobody from reading.
    logger.debug({ err: error }, "could not note when somebody was seen");
  }
}
