import { and, isNotNull } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { tickets } from "#db/schema/index.ts";
import { ticketIsOpen } from "../open-tickets.ts";
import { isOpenOnly, type ViewFilter, type ViewSort } from "./schemas.ts";
import { after, columnsOfSort, orderBy, type Position } from "./sorts.ts";
import { columnsOf } from "./where.ts";

/** As many entries of an index as one page looks at, however rare what it looks for is among all tickets. */
export const WINDOW = 20_000;

/**
 * The next tickets in an order, with the columns that a filter needs: what is looked at for one page. Of open tickets all.
 * @param from where the page before ended
 */
export function windowOf(
  reader: Db,
  filter: ViewFilter,
  { sort, from }: { sort: ViewSort; from?: Position | undefined },
) {
  const names = [...new Set(["id" as const, ...columnsOfSort(sort), ...columnsOf(filter)])];
  const columns = Object.fromEntries(names.map((name) => [name, tickets[name]])) as Pick<typeof tickets, "id">;
  return reader
    .select(columns)
    .from(tickets)
    .where(
      and(
        isOpenOnly(filter) ? ticketIsOpen : undefined,
        sort === "unanswered" ? isNotNull(tickets.unansweredSince) : undefined,
        from && after(sort, from),
      ),
    )
    .orderBy(...orderBy(sort))
    .limit(WINDOW);
}
