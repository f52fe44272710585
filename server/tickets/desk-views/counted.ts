import { and, eq, isNull } from "drizzle-orm";
import type { Db, Tx } from "#db/client.ts";
import { deskViews, settings } from "#db/schema/index.ts";
import { newId } from "#server/core/ids.ts";
import { builtInViews } from "./built-in.ts";
import { isPersonal, type MatchRow, matcher } from "./match.ts";
import type { ViewFilter } from "./schemas.ts";

/** A list whose number is kept, as a test of rows. `to`: how far its tickets were counted, by id; null when all of them were. */
export type CountedView = {
  id: string;
  filter: ViewFilter;
  to: string | null;
  matches(row: MatchRow): boolean;
  mine: boolean;
};

/** Its value is another one with every change of a saved list, so that what was made of them is made once. */
const VIEWS_STAMP = "desk.views";

const counted = (id: string, filter: ViewFilter, to: string | null = null): CountedView => ({
  ...{ id, filter, to, mine: isPersonal(filter) },
  matches: matcher(filter, undefined),
});
const builtIn = Object.entries(builtInViews).map(([id, filter]) => counted(id, filter));
let kept: { stamp: string; views: readonly CountedView[] } | undefined;

/** Every list whose number is kept, as it stands in this transaction. */
export async function countedViews(reader: Db): Promise<readonly CountedView[]> {
  const [row] = await reader.select({ value: settings.value }).from(settings).where(eq(settings.key, VIEWS_STAMP));
  if (!row) return builtIn;
  const stamp = String(row.value);
  if (kept?.stamp !== stamp) {
    const saved = await reader
      .select({ id: deskViews.id, filter: deskViews.filter, to: deskViews.countedTo })
      .from(deskViews)
      .where(and(eq(deskViews.counted, true), isNull(deskViews.deletedAt)));
    kept = { stamp, views: [...builtIn, ...saved.map(({ id, filter, to }) => counted(id, filter as ViewFilter, to))] };
  }
  return kept.views;
}

/** The key of a list's number: for everybody, or what a person has besides. */
export const countKey = (view: string, person?: string): string => (person === undefined ? view : `${view}:${person}`);

/** From here on every write of a ticket knows the saved lists as they are now. */
export async function restamp(tx: Tx, now: Date): Promise<void> {
  const stamp = { value: newId(), updatedAt: now, version: 1 };
  await tx
    .insert(settings)
    .values({ key: VIEWS_STAMP, ...stamp })
    .onConflictDoUpdate({ target: settings.key, set: stamp });
}

/**
 * The numbers that a row is part of; of a list that is still being counted only what was counted moves. A list that says `me` has one for everybody (who is named in it, and nobody) and one a person;
 * who looks has the sum of the two.
 */
export function countKeysOf(views: readonly CountedView[], row: MatchRow): string[] {
  return views.flatMap((view) => {
    if (view.to !== null && row.id > view.to) return [];
    if (view.matches(row)) return [countKey(view.id)];
    if (!view.mine || row.assigneeId === null) return [];
    return matcher(view.filter, row.assigneeId)(row) ? [countKey(view.id, row.assigneeId)] : [];
  });
}
