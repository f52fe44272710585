"use client";

import { usePathname, useSearchParams } from "next/navigation";
import { useCallback, useEffect, useMemo } from "react";
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

const inPath = (pathname: string): string | null => /^\/desk\/([^/?]+)(?:\?|$)/.exec(pathname)?.[1] ?? null;

/**
 * Where keys went last, while what is rendered is behind it. The browser's own address is no help then: the router puts it back to
 * each place that it renders on the way.
 */
let ahead: { address: string; at: number } | null = null;
/** After that somebody else went to another place meanwhile. A key that waits for a ticket has given up by then. */
const LONGEST_MS = 15_000;

function here(): string {
  if (ahead && performance.now() - ahead.at < LONGEST_MS) return ahead.address;
  return `${window.location.pathname}${window.location.search}`;
}

/** The ticket that was opened last, which may not be on the screen yet. */
export const openTicket = (): string | null => inPath(here());

/** What narrows a list, as the address has it: of an address that somebody changed, nothing. */
function readFilter(text: string | null): ViewFilter {
  if (text === null) return {};
  try {
    return viewFilterSchema.safeParse(JSON.parse(text)).data ?? {};
  } catch {
    return {};
  }
}

/** Goes to another ticket or list, from the last one that was gone to. */
function go(to: { ticket?: string | null; params?: DeskParams; replace?: boolean }): void {
  const ticket = to.ticket === undefined ? openTicket() : to.ticket;
  const next = new URLSearchParams(here().split("?")[1]);
  for (const [key, value] of Object.entries(to.params ?? {})) {
    if (value) next.set(key, value);
    else next.delete(key);
  }
  if (to.ticket !== undefined) next.delete("pane");
  const address = addressOf(ticket, next.toString());
  ahead = { address, at: performance.now() };
  if (to.replace) window.history.replaceState(null, "", address);
  else window.history.pushState(null, "", address);
}

const addressOf = (ticket: string | null, query: string) =>
  `/desk${ticket ? `/${ticket}` : ""}${query ? `?${query}` : ""}`;

/**
 * What the console shows, kept in the address: the ticket in the path, the list in the query. Moving between tickets
 * changes the address without asking the server for a page.
 */
export function useDeskUrl() {
  const pathname = usePathname();
  const search = useSearchParams();
  const selected = inPath(pathname);

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

  const pane: Pane = search.get("pane") === "money" ? "money" : "ticket";
  const query = search.toString();
  const hrefOf = useCallback((number: string) => addressOf(number, query), [query]);
  useEffect(() => {
    if (ahead?.address === addressOf(selected, query)) ahead = null;
  });
  useEffect(() => {
    const turned = () => {
      ahead = null;
    };
    window.addEventListener("popstate", turned);
    return () => window.removeEventListener("popstate", turned);
  }, []);
  return { selected, filter, listing, pane, go, hrefOf };
}
