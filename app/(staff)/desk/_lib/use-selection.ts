"use client";

import { useCallback, useRef, useState } from "react";
import type { TicketSummary } from "#server/tickets/schemas.ts";

/** Which tickets of a list are selected, by their numbers: they stay selected when the list moves. */
export function useSelection(tickets: readonly TicketSummary[]) {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  /** Every ticket of the list, loaded or not. */
  const [whole, setWhole] = useState(false);
  const anchor = useRef<string | null>(null);

  const toggle = useCallback((number: string) => {
    anchor.current = number;
    setWhole(false);
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
    setWhole(false);
    setChosen(new Set());
  }, []);
  return { chosen, whole, all, none, toggle, extend, everything: () => setWhole(true) };
}
export type Selection = ReturnType<typeof useSelection>;
