import { and, asc, gt, isNotNull, isNull } from "drizzle-orm";
import { transact } from "#db/client.ts";
import { tickets } from "#db/schema/index.ts";
import { waitedUntil } from "./waited.ts";
import { flipTicket } from "./write.ts";

const PAGE = 100;

/**
 * Works out how long tickets were waited for that were resolved before this was kept, from their history; some a transaction, so that
 * nobody waits long. It may be cut off and run again: what is worked out already is passed over.
 * @returns how many were filled in
 */
export async function fillWaits(): Promise<number> {
  let filled = 0;
  for (let after = ""; ; ) {
    const page = await transact(async (tx) => {
      const rows = await tx
        .select()
        .from(tickets)
        .where(and(gt(tickets.id, after), isNotNull(tickets.resolvedAt), isNull(tickets.requesterWaitMs)))
        .orderBy(asc(tickets.id))
        .limit(PAGE);
      let n = 0;
      for (const row of rows) {
        if (row.resolvedAt && (await flipTicket(tx, row, await waitedUntil(tx, row, row.resolvedAt)))) n++;
      }
      return { n, last: rows.length < PAGE ? undefined : rows.at(-1)?.id };
    });
    filled += page.n;
    if (page.last === undefined) return filled;
    after = page.last;
  }
}
