import { eq, isNull } from "drizzle-orm";
import type { Db, Tx } from "#db/client.ts";
import { deskViews, settings } from "#db/schema/index.ts";
import { newId } from "#server/core/ids.ts";
import { builtInViews } from "./built-in.ts";
import { type Company, type MatchRow, matcher } from "./match.ts";
import { asksCompany, isPersonal, type ViewFilter } from "./schemas.ts";

/** A list whose number is kept, as a test of rows. `to`: how far its tickets were counted, by id; null when all of them were. */
export type CountedView = {
  id: string;
  filter: ViewFilter;
  to: string | null;
  /** Whose list it is, who alone looks at it; null for one that everybody has. */
  owner: string | null;
  matches(row: MatchRow, company: Company): boolean;
  /** It depends on who looks, and on who is in a ticket's company. */
  mine: boolean;
  company: boolean;
};

/** Its value is another one with every change of a saved list, so that what was made of them is made once. */
const VIEWS_STAMP = "desk.views";

const counted = (id: string, filter: ViewFilter, owner: string | null, to: string | null): CountedView => ({
  ...{ id, filter, owner, to, mine: isPersonal(filter), company: asksCompany(filter) },
  matches: matcher(filter, undefined),
});
const builtIn = Object.entries(builtInViews).map(([id, filter]) => counted(id, filter, null, null));
let kept: { stamp: string; views: readonly CountedView[] } | undefined;

/** Every list whose number is kept, as it stands in this transaction. */
export async function countedViews(reader: Db): Promise<readonly CountedView[]> {
  const [row] = await reader.select({ value: settings.value }).from(settings).where(eq(settings.key, VIEWS_STAMP));
  if (!row) return builtIn;
  const stamp = String(row.value);
  if (kept?.stamp !== stamp) {
    const saved = await reader
      .select({ id: deskViews.id, filter: deskViews.filter, owner: deskViews.ownerId, to: deskViews.countedTo })
      .from(deskViews)
      .where(isNull(deskViews.deletedAt));
    const views = saved.map(({ id, filter, owner, to }) => counted(id, filter as ViewFilter, owner, to));
    kept = { stamp, views: [...builtIn, ...views] };
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

/** What a row adds to the number under a key. */
export type Share = { key: string; n: number };

/**
 * The numbers that a row is part of; of a list that is still being counted only what was counted moves. A list that depends on who
 * looks has one number for nobody in particular, and one a person, which is what they have more, or fewer, than that: who looks has
 * the sum of the two.
 * @param company empty where no list asks for it
 */
export function sharesOf(views: readonly CountedView[], row: MatchRow, company: Company): Share[] {
  return views.flatMap((view) => {
    if (view.to !== null && row.id > view.to) return [];
    const all = view.matches(row, company);
    const shares = all ? [{ key: countKey(view.id), n: 1 }] : [];
    for (const person of concerned(view, row, company)) {
      const own = matcher(view.filter, person)(row, company);
      if (own !== all) shares.push({ key: countKey(view.id, person), n: own ? 1 : -1 });
    }
    return shares;
  });
}

/** Whom a list may hold a row for, or not, otherwise than for nobody in particular. Nobody but its owner looks at an own list. */
function concerned(view: CountedView, { assigneeId }: MatchRow, { followers, called }: Company): readonly string[] {
  if (!view.mine) return [];
  const all = new Set(view.company ? [...followers, ...called] : []);
  if (assigneeId !== null) all.add(assigneeId);
  if (view.owner === null) return [...all];
  return all.has(view.owner) ? [view.owner] : [];
}
