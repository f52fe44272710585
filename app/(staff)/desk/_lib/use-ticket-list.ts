"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";
import { type ListFilter, queries } from "#app/(staff)/_lib/queries.ts";

/** The tickets of a filter, page by page, as one list without repeats. */
export function useTicketList(filter: ListFilter) {
  const query = useInfiniteQuery(queries.list(filter));
  const { data, fetchNextPage, isFetchingNextPage, hasNextPage } = query;
  const tickets = useMemo(() => {
    const all = data?.pages.flatMap((page) => page.items) ?? [];
    // A ticket that moved between two pages while they were read may be in both.
    return [...new Map(all.map((ticket) => [ticket.number, ticket])).values()];
  }, [data]);
  const loadMore = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  const { isPending, isError, error, refetch } = query;
  return { tickets, loadMore, hasNextPage, isPending, isError, error, refetch };
}
export type TicketList = ReturnType<typeof useTicketList>;
