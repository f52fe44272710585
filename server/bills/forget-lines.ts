import { and, asc, eq, isNull, lt, or } from "drizzle-orm";
import { db, transact } from "#db/client.ts";
import { bills } from "#db/schema/index.ts";
import { DAY_MS } from "#server/core/clock.ts";
import type { Ctx } from "#server/core/context.ts";
import { BillLost } from "./hold.ts";
import { clearLines } from "./lines.ts";

/** The lines of a bill are kept for so long after it was matched; its sums, its counts and its file stay. */
export const LINES_KEPT_MS = 60 * DAY_MS;
const BILLS_A_RUN = 10;
/** Stands in the place of a cursor until the last line is gone, so that a run that broke off is taken up again. */
const UNDERWAY = "forgetting";

/** Lets go of the lines of old bills: a million rows a day would fill every disk. @returns the ids of the bills */
export async function forgetLines(ctx: Ctx): Promise<string[]> {
  const now = ctx.clock.now();
  const old = await db
    .select({ id: bills.id, run: bills.run })
    .from(bills)
    .where(
      and(
        lt(bills.finishedAt, new Date(now.getTime() - LINES_KEPT_MS)),
        or(isNull(bills.linesForgottenAt), eq(bills.cursor, UNDERWAY)),
        isNull(bills.leaseUntil),
      ),
    )
    .orderBy(asc(bills.finishedAt))
    .limit(BILLS_A_RUN);
  const forgotten: string[] = [];
  for (const { id, run } of old) {
    // Marked first: from then on nobody takes a payment for missing because its line is gone.
    const [marked] = await transact((tx) =>
      tx
        .update(bills)
        .set({ linesForgottenAt: now, nextAttemptAt: null, cursor: UNDERWAY })
        .where(and(eq(bills.id, id), eq(bills.run, run), isNull(bills.leaseUntil)))
        .returning({ id: bills.id }),
    );
    if (!marked) continue;
    const taken = await clearLines(id, async (tx) => {
      const [same] = await tx.select({ run: bills.run }).from(bills).where(eq(bills.id, id));
      if (same?.run !== run) throw new BillLost({ id, run });
    }).then(() => false, isLost);
    // Somebody had it read again meanwhile: its lines are new.
    if (taken) continue;
    await transact((tx) =>
      tx
        .update(bills)
        .set({ cursor: null })
        .where(and(eq(bills.id, id), eq(bills.run, run))),
    );
    forgotten.push(id);
  }
  return forgotten;
}

function isLost(error: unknown): true {
  if (error instanceof BillLost) return true;
  throw error;
}
