"use client";

import { infiniteQueryOptions, keepPreviousData } from "@tanstack/react-query";
import { trpc } from "#app/(staff)/_lib/trpc.ts";
import type { SearchHit, SearchPage } from "#server/search/schemas.ts";

const PAGE = 30;

/** What is found by words or numbers, page by page. */
export const foundBy = (q: string) =>
  infiniteQueryOptions({
    queryKey: ["tickets", "search", q],
    queryFn: ({ pageParam, signal }) =>
      trpc.search.tickets.query({ q, limit: PAGE, ...(pageParam ? { cursor: pageParam } : {}) }, { signal }),
    initialPageParam: "",
    getNextPageParam: (page: SearchPage) => page.nextCursor,
    placeholderData: keepPreviousData,
  });

export type FoundPages = {
  pages: { items: SearchHit["ticket"][] }[];
  /** The first and surest of each ticket. */
  hits: ReadonlyMap<string, SearchHit>;
  /** Set where the last page gave up before it was full: there may be older ones. */
  searchedTo: string | null;
  tooShort: boolean;
  /** The order that the number is of. */
  order: SearchPage["order"];
};

export function readFound(pages: readonly SearchPage[] | undefined): FoundPages {
  const hits = new Map<string, SearchHit>();
  for (const hit of pages?.flatMap((page) => page.items) ?? []) {
    if (!hits.has(hit.ticket.number)) hits.set(hit.ticket.number, hit);
  }
  const last = pages?.at(-1);
  const gaveUp = last && last.nextCursor !== null && last.items.length < PAGE;
  return {
    pages: [{ items: [...hits.values()].map(({ ticket }) => ticket) }],
    hits,
    searchedTo: gaveUp ? last.searchedTo : null,
    tooShort: last?.tooShort ?? false,
    order: pages?.[0]?.order ?? null,
  };
}
