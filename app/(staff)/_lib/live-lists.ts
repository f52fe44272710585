"use client";

import type { InfiniteData, QueryClient } from "@tanstack/react-query";
import type { TicketSummary } from "#server/tickets/schemas.ts";
import { trpc } from "./trpc.ts";

type Pages = InfiniteData<{ items: TicketSummary[] }>;
/** Rows asked for at once; beyond it the lists are asked for anew. */
const MOST_ROWS = 100;

/**
 * Brings lists of tickets up to date after some tickets changed. A list of one page is asked for anew. Of a longer one only the
 * rows that changed are: asking for every page of it, one after the other, would be a query a page and person for each change, and
 * rows would move under the eyes of whoever reads them.
 * @param numbers the tickets that changed
 */
export async function refreshLists(client: QueryClient, numbers: readonly string[]): Promise<void> {
  const long = client
    .getQueryCache()
    .findAll({ queryKey: ["tickets", "list"] })
    .filter(({ state }) => ((state.data as Pages | undefined)?.pages.length ?? 0) > 1)
    .map(({ queryKey }) => JSON.stringify(queryKey));
  const isLong = (queryKey: readonly unknown[]) => long.includes(JSON.stringify(queryKey));
  void client.invalidateQueries({ queryKey: ["tickets"], predicate: ({ queryKey }) => !isLong(queryKey) });
  if (long.length === 0 || numbers.length === 0) return;
  if (numbers.length > MOST_ROWS) {
    await client.invalidateQueries({ queryKey: ["tickets", "list"] });
    return;
  }
  const { items } = await trpc.tickets.rows.query({ numbers: [...numbers] });
  patchRows(client, items);
}

/** Puts rows in the place of those that lists show, where they are. */
export function patchRows(client: QueryClient, rows: readonly TicketSummary[]): void {
  const fresh = new Map(rows.map((row) => [row.number, row]));
  client.setQueriesData<Pages>({ queryKey: ["tickets", "list"] }, (old) => {
    if (!old?.pages.some((page) => page.items.some((item) => fresh.has(item.number)))) return old;
    const pages = old.pages.map((page) => ({ ...page, items: page.items.map((item) => newer(item, fresh) ?? item) }));
    return { ...old, pages };
  });
}

const newer = (item: TicketSummary, fresh: ReadonlyMap<string, TicketSummary>) => {
  const row = fresh.get(item.number);
  return row && row.version >= item.version ? row : undefined;
};
