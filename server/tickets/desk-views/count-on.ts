import { and, eq, isNotNull, isNull } from "drizzle-orm";
import { db, type Tx, transact } from "#db/client.ts";
import { deskViews } from "#db/schema/index.ts";
import type { Ctx } from "#server/core/context.ts";
import { countedViews, restamp } from "./counted.ts";
import { countAnew, nextStep, stepOf } from "./counts.ts";

const STEPS_A_RUN = 20;

/**
 * Counts on where a list that holds ended tickets began: every ticket there ever was, a few at a time, by their ids. What was
 * counted is kept by every write from then on, so that nothing is counted twice or left out, whatever is written meanwhile.
 * @param step tickets a transaction, for tests
 * @returns how many lists are still being counted
 */
export async function countOn({ clock }: Ctx, step?: number): Promise<number> {
  for (let n = 0; n < STEPS_A_RUN; n++) {
    if ((await unfinished()).length === 0) return 0;
    await transact((tx) => countSome(tx, clock.now(), step), { serializeOn: "desk:views" });
  }
  return (await unfinished()).length;
}

const begun = and(isNotNull(deskViews.countedTo), isNull(deskViews.deletedAt));
const unfinished = () => db.select({ id: deskViews.id }).from(deskViews).where(begun);

async function countSome(tx: Tx, now: Date, step?: number): Promise<void> {
  const view = (await countedViews(tx)).find(({ to }) => to !== null);
  if (!view || view.to === null) return;
  const { ids, end } = await nextStep(tx, view.to, step ?? stepOf(view));
  await countAnew(tx, view, ids);
  await tx
    .update(deskViews)
    .set({ countedTo: end ?? null })
    .where(eq(deskViews.id, view.id));
  await restamp(tx, now);
}
