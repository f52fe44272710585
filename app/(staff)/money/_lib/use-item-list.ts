"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";
import { moneyQueries, type QueueFilter } from "./queries.ts";

/** The items of a filter, page by page, as one list without repeats. */
export function useItemList(filter: QueueFilter) {
  const query = useInfiniteQuery(moneyQueries.list(filter));
  const { data, fetchNextPage, isFetchingNextPage, hasNextPage } = query;
  const items = useMemo(() => {
    const all = data?.pages.flatMap((page) => page.items) ?? [];
    return [...new Map(all.map((item) => [item.id, item])).values()];
  }, [data]);
  const loadMore = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  const last = data?.pages.at(-1);
  const { isPending, isError, error, refetch } = query;
  return {
    items,
    counts: last?.counts ?? {},
    channels: last?.channels ?? [],
    loadMore,
    hasNextPage,
    isPending,
    isError,
    error,
    refetch,
  };
}
export type ItemList = ReturnType<typeof useItemList>;
