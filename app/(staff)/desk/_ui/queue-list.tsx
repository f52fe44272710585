"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import { useTranslations } from "next-intl";
import { useEffect, useRef } from "react";
import { Spinner } from "#app/_ui/surface.tsx";
import type { SearchHit } from "#server/search/schemas.ts";
import type { TicketSummary } from "#server/tickets/schemas.ts";
import type { Selection } from "../_lib/use-selection.ts";
import { QueueRow } from "./queue-row.tsx";

const ROW_PX = 92;
const FOUND_PX = 20;
const AHEAD = 8;

type Props = {
  tickets: TicketSummary[];
  selected: string | null;
  hrefOf: (number: string) => string;
  onOpen: (number: string) => void;
  selection: Selection;
  /** Of a search: why each ticket was found. */
  hits?: ReadonlyMap<string, SearchHit> | undefined;
  hasMore: boolean;
  loadMore: () => void;
};

/** The tickets of a queue. Only the rows in sight exist; the next page is asked for before the end comes into sight. */
export function QueueList({ tickets, selected, hrefOf, onOpen, selection, hits, hasMore, loadMore }: Props) {
  const t = useTranslations("desk.queue");
  const box = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: tickets.length + (hasMore ? 1 : 0),
    getScrollElement: () => box.current,
    estimateSize: () => ROW_PX + (hits ? FOUND_PX : 0),
    overscan: AHEAD,
  });
  const items = rows.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (hasMore && last >= tickets.length - AHEAD) loadMore();
  }, [hasMore, last, tickets.length, loadMore]);

  // Follows the reader from ticket to ticket, and stays where it is when tickets change their places by themselves.
  const followed = useRef<string | null>(null);
  const index = tickets.findIndex((ticket) => ticket.number === selected);
  useEffect(() => {
    if (index < 0 || followed.current === selected) return;
    followed.current = selected;
    rows.scrollToIndex(index);
    // Whoever leafs through the list by keyboard takes the focus along, so that the row is read out.
    const at = document.activeElement;
    if (at && box.current && (at === box.current || box.current.contains(at))) {
      requestAnimationFrame(() => box.current?.querySelector<HTMLElement>(`[data-ticket="${selected}"]`)?.focus());
    }
  }, [index, selected, rows]);

  return (
    <section
      ref={box}
      data-focus-home=""
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
      tabIndex={0}
      aria-label={t("list")}
      className="min-h-0 flex-1 overflow-y-auto -outline-offset-2"
    >
      <ul className="relative" style={{ height: rows.getTotalSize() }}>
        {items.map((item) => {
          const ticket = tickets[item.index];
          return (
            <li
              key={item.key}
              className="absolute inset-x-0 top-0"
              style={{ height: item.size, transform: `translateY(${item.start}px)` }}
            >
              {ticket ? (
                <QueueRow
                  ticket={ticket}
                  hit={hits?.get(ticket.number)}
                  href={hrefOf(ticket.number)}
                  selected={ticket.number === selected}
                  chosen={selection.chosen.has(ticket.number)}
                  onOpen={onOpen}
                  onChoose={(number, to) => (to ? selection.extend(number) : selection.toggle(number))}
                />
              ) : (
                <span className="flex h-full items-center justify-center gap-2 text-sm text-muted">
                  <Spinner /> {t("more")}
                </span>
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}
