"use client";

import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { inferRouterInputs } from "@trpc/server";
import { trpc } from "#app/(staff)/_lib/trpc.ts";
import type { AppRouter } from "#server/trpc/index.ts";

export type AppealFilter = Pick<inferRouterInputs<AppRouter>["appeals"]["list"], "group" | "family">;

const PAGE = 50;

/** What the pages of appeals ask. All keys begin with "appeals", which live changes name. */
export const appealQueries = {
  list: (filter: AppealFilter) =>
    infiniteQueryOptions({
      queryKey: ["appeals", "list", filter],
      queryFn: ({ pageParam, signal }) =>
        trpc.appeals.list.query({ ...filter, limit: PAGE, ...(pageParam ? { cursor: pageParam } : {}) }, { signal }),
      initialPageParam: "",
      getNextPageParam: (page) => page.nextCursor,
      placeholderData: keepPreviousData,
    }),
  counts: () =>
    queryOptions({
      queryKey: ["appeals", "counts"],
      queryFn: ({ signal }) => trpc.appeals.counts.query(undefined, { signal }),
    }),
  settings: () =>
    queryOptions({
      queryKey: ["appeals", "settings"],
      queryFn: ({ signal }) => trpc.appeals.settings.query(undefined, { signal }),
    }),
  one: (id: string) =>
    queryOptions({
      queryKey: ["appeals", "one", id],
      queryFn: ({ signal }) => trpc.appeals.get.query({ id }, { signal }),
    }),
};
