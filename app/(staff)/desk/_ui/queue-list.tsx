"use client";

import { defaultRangeExtractor, useVirtualizer } from "@tanstack/react-virtual";
import { useTranslations } from "next-intl";
import { type KeyboardEvent, useEffect, useRef } from "react";
import { Spinner } from "#app/_ui/surface.tsx";
import { FOCUS_HOME } from "#app/(staff)/_lib/use-focus-home.ts";
import type { SearchHit } from "#server/search/schemas.ts";
import type { TicketSummary } from "#server/tickets/schemas.ts";
import { rowKey, useRowFocus } from "../_lib/use-row-focus.ts";
import type { Selection } from "../_lib/use-selection.ts";
import { QueueRow } from "./queue-row.tsx";

const ROW_PX = 80;
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

/**
 * The tickets of a queue. Only the rows in sight exist; the next page is asked for before the end comes into sight. A grid with one
 * place for the focus: a screen reader in it leaves letters to the desk's keys, a row keeps its link and its box, and Tab passes
 * the list in one step.
 */
export function QueueList({ tickets, selected, hrefOf, onOpen, selection, hits, hasMore, loadMore }: Props) {
  const t = useTranslations("desk.queue");
  const box = useRef<HTMLDivElement>(null);
  const { at, take, moveTo } = useRowFocus(tickets, selected, box);
  const rows = useVirtualizer({
    count: tickets.length + (hasMore ? 1 : 0),
    getScrollElement: () => box.current,
    estimateSize: () => ROW_PX + (hits ? FOUND_PX : 0),
    overscan: AHEAD,
    // A row goes on being itself wherever the list moves it, and the one with the focus exists however far it is scrolled away.
    getItemKey: (index) => tickets[index]?.number ?? "more",
    rangeExtractor: (range) => {
      const seen = defaultRangeExtractor(range);
      return at < 0 || seen.includes(at) ? seen : [...seen, at].sort((a, b) => a - b);
    },
  });
  const items = rows.getVirtualItems();
  const last = rows.range?.endIndex ?? 0;
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
  }, [index, selected, rows]);

  const onKey = (event: KeyboardEvent<HTMLElement>) => {
    const key = rowKey(event);
    if (key === undefined) return;
    event.preventDefault();
    if (key === "select") {
      const number = tickets[at]?.number;
      if (number) selection.toggle(number);
    } else if (key === "box" || key === "link") moveTo(at, key);
    else {
      const page = Math.max(1, Math.floor((box.current?.clientHeight ?? 0) / ROW_PX) - 1);
      const by = key === 2 ? page : key === -2 ? -page : key;
      const to = by === "first" ? 0 : by === "last" ? tickets.length - 1 : at + by;
      const next = Math.min(Math.max(to, 0), tickets.length - 1);
      rows.scrollToIndex(next);
      moveTo(next);
    }
  };

  return (
    <div ref={box} className="min-h-0 flex-1 overflow-y-auto" {...{ [FOCUS_HOME]: "" }}>
      <table
        // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a grid is a table whose cells take the focus
        role="grid"
        aria-label={t("list")}
        aria-rowcount={hasMore ? -1 : tickets.length}
        aria-multiselectable
        onKeyDown={onKey}
        className="block"
      >
        <tbody className="relative block" style={{ height: rows.getTotalSize() }}>
          {items.map((item) => {
            const ticket = tickets[item.index];
            const place = { height: item.size, transform: `translateY(${item.start}px)` };
            return ticket ? (
              <QueueRow
                key={item.key}
                style={place}
                index={item.index}
                ticket={ticket}
                hit={hits?.get(ticket.number)}
                href={hrefOf(ticket.number)}
                selected={ticket.number === selected}
                focusable={item.index === at}
                onFocus={take}
                chosen={selection.chosen.has(ticket.number)}
                onOpen={onOpen}
                onChoose={(number, to) => (to ? selection.extend(number) : selection.toggle(number))}
              />
            ) : (
              <tr key={item.key} className="absolute inset-x-0 top-0 block" style={place}>
                <td className="flex h-full items-center justify-center gap-2 text-sm text-muted">
                  <Spinner /> {t("more")}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
