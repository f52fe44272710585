import { and, eq, isNull } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { deskViews, settings } from "#db/schema/index.ts";
import { builtInViews } from "./built-in.ts";
import { isPersonal, type MatchRow, matcher } from "./match.ts";
import type { ViewFilter } from "./schemas.ts";

/** A list whose number is kept, as a test of rows. */
export type CountedView = { id: string; filter: ViewFilter; matches(row: MatchRow): boolean; mine: boolean };

/** Its value is another one with every change of a saved list, so that what was made of them is made once. */
export const VIEWS_STAMP = "desk.views";

const counted = (id: string, filter: ViewFilter): CountedView => ({
  ...{ id, filter, mine: isPersonal(filter) },
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
      .select({ id: deskViews.id, filter: deskViews.filter })
      .from(deskViews)
      .where(and(eq(deskViews.counted, true), isNull(deskViews.deletedAt)));
    kept = { stamp, views: [...builtIn, ...saved.map(({ id, filter }) => counted(id, filter as ViewFilter))] };
  }
  return kept.views;
}

/** The key of a list's number: for everybody, or what a person has besides. */
export const countKey = (view: string, person?: string): string => (person === undefined ? view : `${view}:${person}`);

/**
 * The numbers that a row is part of. A list that says `me` has one for everybody (who is named in it, and nobody) and one a person;
 * who looks has the sum of the two.
 */
export function countKeysOf(views: readonly CountedView[], row: MatchRow): string[] {
  return views.flatMap((view) => {
    if (view.matches(row)) return [countKey(view.id)];
    if (!view.mine || row.assigneeId === null) return [];
    return matcher(view.filter, row.assigneeId)(row) ? [countKey(view.id, row.assigneeId)] : [];
  });
}
