"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";
import { type Item, moneyQueries, type QueueFilter } from "./queries.ts";

/** The items of a filter, page by page, as one list without repeats. */
export function useItemList(filter: QueueFilter) {
  const query = useInfiniteQuery(moneyQueries.list(filter));
  const { data, fetchNextPage, isFetchingNextPage, hasNextPage } = query;
  const items = useMemo(() => {
    const all = data?.pages.flatMap((page) => page.items) ?? [];
    return fold([...new Map(all.map((item) => [item.id, item])).values()]);
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
/** An order that is stuck says all that its missing callback says: one row for both, which counts what it stands for. */
function fold(items: Item[]): (Item & { also: number })[] {
  const also = new Map<string, number>();
  for (const item of items) if (item.kind === "order_stuck" && item.orderNo) also.set(item.orderNo, 0);
  const shown = items.filter(({ kind, orderNo }) => {
    const count = kind === "paid_no_callback" ? also.get(orderNo ?? "") : undefined;
    if (orderNo !== null && count !== undefined) also.set(orderNo, count + 1);
    return count === undefined;
  });
  return shown.map((item) => ({
    ...item,
    also: item.kind === "order_stuck" ? (also.get(item.orderNo ?? "") ?? 0) : 0,
  }));
}

export type ItemList = ReturnType<typeof useItemList>;
