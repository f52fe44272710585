import { and, asc, eq, isNull, or } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { deskViews } from "#db/schema/index.ts";
import { notFound } from "#server/core/errors.ts";
import type { ViewFilter, ViewSort } from "./schemas.ts";

export type ViewRow = Omit<typeof deskViews.$inferSelect, "filter" | "sort"> & { filter: ViewFilter; sort: ViewSort };

/** Lists that are everybody's, and those of one person: what both together may be. */
export const MAX_SHARED = 60;
export const MAX_OWN = 30;

/** The saved lists that somebody sees: everybody's first, in their order. */
export async function viewsOf(reader: Db, me: string): Promise<ViewRow[]> {
  const rows = await reader
    .select()
    .from(deskViews)
    .where(and(isNull(deskViews.deletedAt), or(isNull(deskViews.ownerId), eq(deskViews.ownerId, me))))
    .orderBy(asc(deskViews.position), asc(deskViews.id))
    .limit(MAX_SHARED + MAX_OWN);
  const views = rows as ViewRow[];
  return [...views.filter((view) => view.ownerId === null), ...views.filter((view) => view.ownerId !== null)];
}

/** @throws DomainError 404 VIEW_NOT_FOUND, also for somebody else's */
export async function findView(reader: Db, id: string, me: string): Promise<ViewRow> {
  const [row] = await reader.select().from(deskViews).where(eq(deskViews.id, id));
  if (!row || row.deletedAt !== null || (row.ownerId !== null && row.ownerId !== me)) throw notFound("VIEW");
  return row as ViewRow;
}
