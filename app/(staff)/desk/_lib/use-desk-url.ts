"use client";

import { usePathname, useSearchParams } from "next/navigation";
import { useCallback, useMemo } from "react";
import type { ListFilter } from "#app/(staff)/_lib/queries.ts";
import { causeCodes } from "#server/diagnosis/schemas.ts";
import { ticketQueues, ticketSorts, type ViewFilter, viewFilterSchema, viewSorts } from "#server/tickets/schemas.ts";
import type { Listing } from "./view-queries.ts";

export type Pane = "ticket" | "money";
type Word =
  | "queue"
  | "view"
  | "f"
  | "cause"
  | "assignee"
  | "channel"
  | "team"
  | "q"
  | "sort"
  | "metric"
  | "from"
  | "to"
  | "pane";
export type DeskParams = Partial<Record<Word, string>>;

const oneOf = <T extends string>(values: readonly T[], value: string | null): T | undefined =>
  values.find((each) => each === value);
const isoOf = (value: string | null): string | undefined =>
  value !== null && !Number.isNaN(Date.parse(value)) ? new Date(value).toISOString() : undefined;

const given = <T extends object>(fields: T): T =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;

/** What narrows a list, as the address has it: of an address that somebody changed, nothing. */
function readFilter(text: string | null): ViewFilter {
  if (text === null) return {};
  try {
    return viewFilterSchema.safeParse(JSON.parse(text)).data ?? {};
  } catch {
    return {};
  }
}

/**
 * What the console shows, kept in the address: the ticket in the path, the list in the query. Moving between tickets
 * changes the address without asking the server for a page.
 */
export function useDeskUrl() {
  const pathname = usePathname();
  const search = useSearchParams();
  const selected = /^\/desk\/([^/]+)$/.exec(pathname)?.[1] ?? null;

  const filter = useMemo((): ListFilter => {
    const metric = search.get("metric") ?? undefined;
    return given({
      // A number on the manager's page counts tickets in every state: its list must not hide any.
      queue: oneOf(ticketQueues, search.get("queue")) ?? (metric ? "all" : "open"),
      sort: oneOf(ticketSorts, search.get("sort")) ?? "due",
      cause: oneOf([...causeCodes, "none"] as const, search.get("cause")),
      assignee: search.get("assignee")?.slice(0, 64) || undefined,
      channel: search.get("channel")?.slice(0, 64) || undefined,
      team: search.get("team")?.slice(0, 64) || undefined,
      q: search.get("q")?.slice(0, 200) || undefined,
      metric,
      from: isoOf(search.get("from")),
      to: isoOf(search.get("to")),
    });
  }, [search]);

  // Words, and numbers of the manager's page, have lists of their own; every other list is one that has a name.
  const listing = useMemo((): Listing | null => {
    if (["q", "metric", "assignee", "channel", "team", "from", "to"].some((name) => search.get(name))) return null;
    const cause = oneOf(causeCodes, search.get("cause"));
    return {
      view: search.get("view")?.slice(0, 64) || oneOf(ticketQueues, search.get("queue")) || "open",
      filter: { ...(cause && { cause: [cause] }), ...readFilter(search.get("f")) },
      sort: oneOf(viewSorts, search.get("sort")),
    };
  }, [search]);

  const go = useCallback(
    (to: { ticket?: string | null; params?: DeskParams; replace?: boolean }) => {
      const ticket = to.ticket === undefined ? selected : to.ticket;
      const next = new URLSearchParams(search);
      for (const [key, value] of Object.entries(to.params ?? {})) {
        if (value) next.set(key, value);
        else next.delete(key);
      }
      if (to.ticket !== undefined) next.delete("pane");
      const query = next.size > 0 ? `?${next}` : "";
      const address = `/desk${ticket ? `/${ticket}` : ""}${query}`;
      if (to.replace) window.history.replaceState(null, "", address);
      else window.history.pushState(null, "", address);
    },
    [search, selected],
  );

  const pane: Pane = search.get("pane") === "money" ? "money" : "ticket";
  const query = search.toString();
  const hrefOf = useCallback((number: string) => `/desk/${number}${query ? `?${query}` : ""}`, [query]);
  return { selected, filter, listing, pane, go, hrefOf };
}
