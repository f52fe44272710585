"use client";

import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { inferRouterInputs, inferRouterOutputs } from "@trpc/server";
import { trpc } from "#app/(staff)/_lib/trpc.ts";
import type { AppRouter } from "#server/trpc/index.ts";

export type QueueFilter = Omit<inferRouterInputs<AppRouter>["money"]["list"], "cursor" | "limit" | "orderNo">;
export type Item = inferRouterOutputs<AppRouter>["money"]["get"];

const PAGE = 50;

/** What the money queue asks. All keys begin with "money", which live changes name. */
export const moneyQueries = {
  list: (filter: QueueFilter) =>
    infiniteQueryOptions({
      queryKey: ["money", "list", filter],
      queryFn: ({ pageParam, signal }) =>
        trpc.money.list.query({ ...filter, limit: PAGE, ...(pageParam ? { cursor: pageParam } : {}) }, { signal }),
      initialPageParam: "",
      getNextPageParam: (page) => page.nextCursor,
      placeholderData: keepPreviousData,
    }),
  item: (id: string) =>
    queryOptions({
      queryKey: ["money", "item", id],
      queryFn: ({ signal }) => trpc.money.get.query({ id }, { signal }),
    }),
  /** The open items of one order. */
  ofOrder: (orderNo: string) =>
    queryOptions({
      queryKey: ["money", "order", orderNo],
      queryFn: ({ signal }) => trpc.money.list.query({ orderNo, limit: 20 }, { signal }),
    }),
  gateway: (id: string) =>
    queryOptions({
      queryKey: ["money", "gateway", id],
      queryFn: ({ signal }) => trpc.money.gateway.query({ id }, { signal }),
    }),
};
