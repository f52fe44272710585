"use client";

import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { trpc } from "#app/(staff)/_lib/trpc.ts";
import type { ViewFilter, ViewSort } from "#server/tickets/schemas.ts";

/** A list by its id, narrowed by a filter. */
export type Listing = { view: string; filter: ViewFilter; sort?: ViewSort | undefined };

const PAGE = 50;
const inputOf = ({ view, filter, sort }: Listing) => ({
  ...{ view, limit: PAGE },
  ...(Object.keys(filter).length > 0 && { filter }),
  ...(sort && { sort }),
});

export const viewQueries = {
  views: () =>
    queryOptions({ queryKey: ["views"], queryFn: ({ signal }) => trpc.views.list.query(undefined, { signal }) }),
  tickets: (listing: Listing) =>
    infiniteQueryOptions({
      queryKey: ["tickets", "list", listing],
      queryFn: ({ pageParam, signal }) =>
        trpc.views.tickets.query({ ...inputOf(listing), ...(pageParam ? { cursor: pageParam } : {}) }, { signal }),
      initialPageParam: "",
      getNextPageParam: (page) => page.nextCursor,
      placeholderData: keepPreviousData,
    }),
  /** The beginning of a list of which more is shown: to say what is new in it without moving what is read. */
  head: (listing: Listing) =>
    queryOptions({
      queryKey: ["tickets", "head", listing],
      queryFn: ({ signal }) => trpc.views.tickets.query(inputOf(listing), { signal }),
    }),
  /** Incidents that tickets may belong to, those that go on first. */
  incidents: () =>
    queryOptions({
      queryKey: ["incidents", "all"],
      queryFn: async ({ signal }) => {
        const live = await trpc.incidents.list.query({ state: "live", limit: 100 }, { signal });
        const over = await trpc.incidents.list.query({ state: "resolved", limit: 100 }, { signal });
        return [...live.items, ...over.items];
      },
    }),
  bulks: () =>
    queryOptions({ queryKey: ["bulk"], queryFn: ({ signal }) => trpc.bulk.list.query(undefined, { signal }) }),
  bulk: (id: string) =>
    queryOptions({ queryKey: ["bulk", id], queryFn: ({ signal }) => trpc.bulk.get.query({ id }, { signal }) }),
};
