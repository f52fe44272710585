"use client";

import { useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";
import { type ListFilter, queries } from "#app/(staff)/_lib/queries.ts";
import type { TicketSummary } from "#server/tickets/schemas.ts";
import { foundBy, readFound } from "./search-queries.ts";
import { type Listing, viewQueries } from "./view-queries.ts";

/**
 * The tickets of a list, page by page, as one without repeats.
 * @param listing null where the list is of words or of a number of the manager's
 */
export function useTicketList(listing: Listing | null, filter: ListFilter) {
  const client = useQueryClient();
  const named = useInfiniteQuery({ ...viewQueries.tickets(listing ?? NONE), enabled: listing !== null });
  const q = listing === null ? filter.q : undefined;
  const numbered = useInfiniteQuery({ ...queries.list(filter), enabled: listing === null && !q });
  const searched = useInfiniteQuery({ ...foundBy(q ?? ""), enabled: Boolean(q) });
  const query = listing !== null ? named : q ? searched : numbered;
  const { fetchNextPage, isFetchingNextPage, hasNextPage } = query;
  const found = useMemo(() => (q ? readFound(searched.data?.pages) : undefined), [q, searched.data]);
  const unlike = listing !== null ? named : numbered;
  const pages: readonly { items: TicketSummary[] }[] | undefined = found?.pages ?? unlike.data?.pages;
  const tickets = useMemo(() => {
    const all = pages?.flatMap((page) => page.items) ?? [];
    // A ticket that moved between two pages while they were read may be in both.
    return [...new Map(all.map((ticket) => [ticket.number, ticket])).values()];
  }, [pages]);
  const loadMore = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);

  // What came into a list of which more is shown is named, not put in: rows do not move under whoever reads them.
  const long = listing !== null && (pages?.length ?? 0) > 1;
  const head = useQuery({ ...viewQueries.head(listing ?? NONE), enabled: long });
  const fresh = long
    ? (head.data?.items.filter((item) => !tickets.some((each) => each.number === item.number)) ?? [])
    : [];
  const { isPending, isError, error, refetch } = query;
  const last = named.data?.pages.at(-1);
  return {
    ...{ tickets, loadMore, hasNextPage, isPending, isError, error, refetch },
    fresh: fresh.length,
    /** The list from its beginning. */
    reload: () => {
      if (listing !== null) void client.resetQueries({ queryKey: viewQueries.tickets(listing).queryKey });
      else void refetch();
    },
    sort: listing === null ? undefined : last?.sort,
    searchedTo: listing === null ? (found?.searchedTo ?? null) : (last?.searchedTo ?? null),
    /** Of a search: why each was found. */
    hits: found?.hits,
    tooShort: found?.tooShort ?? false,
    order: found?.order ?? null,
  };
}
export type TicketList = ReturnType<typeof useTicketList>;

const NONE: Listing = { view: "open", filter: {} };
