import { asc, eq } from "drizzle-orm";
import { db } from "#db/client.ts";
import { passkeys } from "#db/schema/index.ts";
import type { Ctx } from "#server/core/context.ts";
import { forbidden } from "#server/core/errors.ts";
import type { PasskeyView } from "../schemas.ts";

const MAX_LISTED = 50;
type Row = typeof passkeys.$inferSelect;

/** A passkey as its owner sees it. */
export const viewOf = (row: Row): PasskeyView => ({
  id: row.id,
  name: row.name,
  synced: row.synced,
  createdAt: row.createdAt.toISOString(),
  lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
});

/** Whose passkeys are meant. @throws DomainError 403 FORBIDDEN for others than staff */
export function ownerOf({ actor }: Ctx): string {
  if (actor.kind !== "staff") throw forbidden("Only staff have passkeys.");
  return actor.id;
}

/** The caller's own passkeys, the oldest first. @throws DomainError 403 FORBIDDEN for others than staff */
export async function listPasskeys({ ctx }: { ctx: Ctx }): Promise<PasskeyView[]> {
  const rows = await db
    .select()
    .from(passkeys)
    .where(eq(passkeys.userId, ownerOf(ctx)))
    .orderBy(asc(passkeys.createdAt), asc(passkeys.id))
    .limit(MAX_LISTED);
  return rows.map(viewOf);
}
