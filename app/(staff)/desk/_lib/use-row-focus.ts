"use client";

import { type KeyboardEvent, type RefObject, useEffect, useRef, useState } from "react";
import { isCovered } from "#app/(staff)/_lib/actions/covered.ts";
import { FOCUS_PLACE } from "#app/(staff)/_lib/use-focus-home.ts";
import type { TicketSummary } from "#server/tickets/schemas.ts";

let aside: string | null = null;
/** The row that the arrows went to beside the open ticket; null when they did not. Other keys begin from it. */
export const rowAside = (): string | null => aside;
export const leaveAside = (): void => {
  aside = null;
};

type Tickets = readonly Pick<TicketSummary, "number">[];

/**
 * Which row of a list has its one place in the order of Tab: the ticket that was last in the focus or opened, and when that has
 * left, whichever stands in its place.
 * @param place where it stood when it was last seen
 */
export function placeOf(tickets: Tickets, number: string | null, place: number): number {
  const index = tickets.findIndex((ticket) => ticket.number === number);
  return index >= 0 ? index : Math.min(place, tickets.length - 1);
}

export function useRowFocus(tickets: Tickets, selected: string | null, box: RefObject<HTMLElement | null>) {
  const [number, setNumber] = useState(selected);
  const place = useRef(0);
  const at = placeOf(tickets, number, Math.max(place.current, 0));
  useEffect(() => {
    place.current = at;
  }, [at]);

  const focusRow = (of: string, part: "link" | "box" = "link") => {
    const name = part === "box" ? "data-choose" : "data-ticket";
    const row = () => box.current?.querySelector<HTMLElement>(`[${name}="${CSS.escape(of)}"]`);
    const focus = () => row()?.focus({ preventScroll: true });
    // At once: the next key is meant for it. One that is scrolled away is there with the next frame.
    if (row()) focus();
    else requestAnimationFrame(focus);
  };

  // Whoever leafs through the list takes the focus along, so that the row is read out; but not out of a field, nor from a dialog.
  const was = useRef(selected);
  useEffect(() => {
    if (was.current === selected) return;
    was.current = selected;
    leaveAside();
    if (selected === null) return;
    setNumber(selected);
    if (!isCovered() && !isWriting(document.activeElement)) focusRow(selected);
  });

  return {
    at,
    take: setNumber,
    moveTo: (index: number, part?: "link" | "box") => {
      const to = tickets[index]?.number;
      if (to === undefined) return;
      aside = to === selected ? null : to;
      setNumber(to);
      focusRow(to, part);
    },
  };
}

/** The attributes of the one place that takes the focus. */
export const placeProps = (focusable: boolean) => (focusable ? { tabIndex: 0, [FOCUS_PLACE]: "" } : { tabIndex: -1 });

const isWriting = (active: Element | null) =>
  active instanceof HTMLTextAreaElement || (active instanceof HTMLInputElement && active.type !== "checkbox");

export type RowKey = "first" | "last" | "box" | "link" | "select" | 1 | -1 | 2 | -2;
const keys: Record<string, RowKey> = {
  ...{ ArrowDown: 1, ArrowUp: -1, PageDown: 2, PageUp: -2, Home: "first", End: "last" },
  ...{ ArrowLeft: "box", ArrowRight: "link" },
};

/** What a key does to the list it is pressed in: a step, a page, an end, the box or the link of the row, or selecting it. */
export function rowKey(event: KeyboardEvent<HTMLElement>): RowKey | undefined {
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return undefined;
  // A box to tick has Space itself.
  if (event.key === " ") return event.target instanceof HTMLInputElement ? undefined : "select";
  return keys[event.key];
}
