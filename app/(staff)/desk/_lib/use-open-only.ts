"use client";

import { useQuery } from "@tanstack/react-query";
import { builtInFilters, isOpenOnly, type ViewFilter } from "#server/tickets/schemas.ts";
import { type Listing, viewQueries } from "./view-queries.ts";

/** Whether a list holds open tickets alone: then it can be had in every order. */
export function useOpenOnly(listing: Listing | null): boolean {
  const saved = useQuery(viewQueries.views()).data?.items.find((view) => view.id === listing?.view);
  if (listing === null) return true;
  const base: ViewFilter = saved?.filter ?? builtInFilters[listing.view as keyof typeof builtInFilters] ?? {};
  return isOpenOnly({ ...base, ...listing.filter });
}
