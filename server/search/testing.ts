import { transact } from "#db/client.ts";
import { tickets } from "#db/schema/index.ts";
import { fixedClock } from "#server/core/clock.ts";
import { systemContext } from "#server/core/context.ts";
import { idsNow, newId } from "#server/core/ids.ts";
import { NOW } from "#server/tickets/testing.ts";
import { backfillSearch } from "./jobs.ts";

/** For tests: tickets without anything around them, and an index of all there is. */

export const systemCtx = () => systemContext("search", fixedClock(new Date(idsNow()).toISOString()));

export async function insertTickets(...rows: Partial<typeof tickets.$inferInsert>[]): Promise<string[]> {
  const made = rows.map((values): typeof tickets.$inferInsert => {
    const id = newId();
    return {
      ...{ id, number: `TK${id}`.toUpperCase(), status: "open", priority: "normal", claim: "other", locale: "zh-CN" },
      ...{ causeCode: "UNKNOWN", chargeState: "none", diagnosis: { reasons: [], answers: [] }, tags: [] },
      ...{ accessHash: id, openedAt: new Date(NOW), updatedAt: new Date(NOW), reopenCount: 0, publicReplyCount: 0 },
      version: 1,
      ...values,
    };
  });
  await transact((tx) => tx.insert(tickets).values(made));
  return made.map(({ number }) => number);
}

/** Indexes everything that is there. */
export async function indexAll(): Promise<void> {
  while ((await backfillSearch(systemCtx())) > 0);
}
