"use client";

import { useCallback, useRef, useState } from "react";
import type { TicketSummary } from "#server/tickets/schemas.ts";

/** Which tickets of a list are selected, by their numbers: they stay selected when the list moves. */
export function useSelection(tickets: readonly TicketSummary[]) {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const anchor = useRef<string | null>(null);

  const toggle = useCallback((number: string) => {
    anchor.current = number;
    setChosen((before) => {
      const next = new Set(before);
      if (!next.delete(number)) next.add(number);
      return next;
    });
  }, []);
  const extend = (number: string) => {
    const at = (of: string | null) => tickets.findIndex((ticket) => ticket.number === of);
    const [from, to] = [at(anchor.current), at(number)];
    if (from < 0 || to < 0) return toggle(number);
    const some = tickets.slice(Math.min(from, to), Math.max(from, to) + 1);
    setChosen((before) => new Set([...before, ...some.map((ticket) => ticket.number)]));
  };
  const all = () => setChosen(new Set(tickets.map((ticket) => ticket.number)));
  const none = useCallback(() => {
    anchor.current = null;
    setChosen(new Set());
  }, []);
  return { chosen, toggle, extend, all, none };
}
export type Selection = ReturnType<typeof useSelection>;
