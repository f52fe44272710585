import { systemClock } from "#server/core/clock.ts";
import type { Ctx } from "#server/core/context.ts";
import { env } from "#server/core/env.ts";
import { FRESH_MS } from "#server/core/permissions.ts";
import { auth } from "./auth.ts";
import { isStaffRole } from "./roles.ts";

/**
 * Who is signed in, from a request's cookies.
 * @returns the context staff verbs run in; null when there is no living session or the account's role is not known
 */
export async function staffContext(headers: Headers): Promise<Ctx | null> {
  const found = await auth().api.getSession({ headers });
  if (!found || !isStaffRole(found.user.role)) return null;
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
