import { asc, isNull } from "drizzle-orm";
import { db } from "#db/client.ts";
import { user } from "#db/schema/index.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import type { StaffRole } from "#server/core/permissions.ts";
import { isStaffRole } from "./roles.ts";

const MAX_STAFF = 500;

/**
 * Every colleague who can sign in, by name.
 * @throws DomainError 403 FORBIDDEN
 */
export async function listStaff({ ctx }: { ctx: Ctx }): Promise<{ id: string; name: string; role: StaffRole }[]> {
  authorize(ctx, "tickets:read");
  const rows = await db
    .select({ id: user.id, name: user.name, role: user.role })
    .from(user)
    .where(isNull(user.disabledAt))
    .orderBy(asc(user.name), asc(user.id))
    .limit(MAX_STAFF);
  return rows.flatMap((row) => (isStaffRole(row.role) ? [{ ...row, role: row.role }] : []));
}
