"use client";

import { queryOptions } from "@tanstack/react-query";
import { trpc } from "#app/(staff)/_lib/trpc.ts";

/** What stands beside a ticket, and the desk's own words. Under the ticket's key: its news make it old as well. */
export const workQueries = {
  company: (number: string) =>
    queryOptions({
      queryKey: ["ticket", number, "company"],
      queryFn: ({ signal }) => trpc.ticketWork.company.query({ number }, { signal }),
    }),
  clocks: (number: string) =>
    queryOptions({
      queryKey: ["ticket", number, "clocks"],
      queryFn: ({ signal }) => trpc.sla.ofTicket.query({ number }, { signal }),
    }),
  /** Not under the ticket's key: its news are nobody's draft, and what was sent here is not to come back by them. */
  draft: (number: string) =>
    queryOptions({
      queryKey: ["draft", number],
      queryFn: ({ signal }) => trpc.ticketWork.ownDraft.query({ number }, { signal }),
      // What is kept may have been sent from another machine meanwhile.
      gcTime: 0,
      staleTime: 0,
    }),
  macros: () =>
    queryOptions({
      queryKey: ["macros"],
      queryFn: ({ signal }) => trpc.macros.list.query(undefined, { signal }),
      staleTime: 60_000,
    }),
  fields: () =>
    queryOptions({
      queryKey: ["deskWords", "fields"],
      queryFn: ({ signal }) => trpc.deskWords.fields.query(undefined, { signal }),
      staleTime: 60_000,
    }),
  tags: () =>
    queryOptions({
      queryKey: ["deskWords", "tags"],
      queryFn: ({ signal }) => trpc.deskWords.tags.query(undefined, { signal }),
      staleTime: 60_000,
    }),
  callSettings: () =>
    queryOptions({
      queryKey: ["deskWords", "calls"],
      queryFn: ({ signal }) => trpc.calls.settings.query(undefined, { signal }),
    }),
  calls: () =>
    queryOptions({
      queryKey: ["tickets", "calls"],
      queryFn: ({ signal }) => trpc.calls.list.query({}, { signal }),
    }),
};
