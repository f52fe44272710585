"use client";

import { useTranslations } from "next-intl";
import type { CSSProperties, MouseEvent } from "react";
import { cx } from "#app/_ui/cx.ts";
import { Money } from "#app/_ui/money.tsx";
import { RelativeTime } from "#app/_ui/relative-time.tsx";
import { SearchFound } from "#app/(staff)/_ui/search-found.tsx";
import type { SearchHit } from "#server/search/schemas.ts";
import type { TicketSummary } from "#server/tickets/schemas.ts";
import { useDesk } from "../_lib/desk-context.tsx";
import { placeProps } from "../_lib/use-row-focus.ts";
import { EscalatedBadge, PriorityBadge, StatusBadge } from "./badges.tsx";
import { DueChip } from "./due-chip.tsx";

type Props = {
  style: CSSProperties;
  /** Its place in the list, from 0. */
  index: number;
  ticket: TicketSummary;
  hit?: SearchHit | undefined;
  href: string;
  selected: boolean;
  chosen: boolean;
  /** Has the one place of the list in the order of Tab. */
  focusable: boolean;
  onFocus: (number: string) => void;
  onOpen: (number: string) => void;
  onChoose: (number: string, to: boolean) => void;
};

/** One ticket of the queue: a real link, so that it can be opened in a tab of its own. */
export function QueueRow(props: Props) {
  const { style, index, ticket, hit, href, selected, chosen, focusable, onFocus, onOpen, onChoose } = props;
  const t = useTranslations("desk.queue");
  const words = useTranslations("views");
  const { causes } = useDesk();
  const open = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    onOpen(ticket.number);
  };
  return (
    <tr
      aria-rowindex={index + 1}
      aria-selected={chosen}
      className="group absolute inset-x-0 top-0 block"
      style={style}
      onFocus={() => onFocus(ticket.number)}
    >
      <td className="absolute top-2 left-2 z-10 flex size-6">
        <input
          type="checkbox"
          checked={chosen}
          tabIndex={-1}
          data-choose={ticket.number}
          aria-label={words("select", { number: ticket.number })}
          className={cx(
            "size-6 accent-accent transition-opacity focus-visible:opacity-100 pointer-coarse:opacity-100",
            chosen ? "" : "opacity-60 group-hover:opacity-100",
          )}
          onChange={() => {}}
          onClick={(event) => onChoose(ticket.number, event.shiftKey)}
        />
      </td>
      <td className="block h-full">
        <a
          href={href}
          onClick={open}
          aria-current={selected ? "true" : undefined}
          data-ticket={ticket.number}
          {...placeProps(focusable)}
          className={cx(
            "flex h-full flex-col justify-center gap-0.5 border-b border-l-3 border-b-line py-2 pr-3 pl-10 -outline-offset-2 transition-colors",
            selected ? "border-l-accent bg-accent-soft" : "border-l-transparent hover:bg-sunken",
            chosen && !selected ? "bg-sunken" : "",
          )}
        >
          <span className="flex items-center justify-between gap-2">
            <span className="min-w-0 truncate font-medium">{causes[ticket.causeCode]}</span>
            <Money fen={ticket.amountFen} className="font-semibold" />
          </span>
          <span className="flex items-center justify-between gap-2 text-xs text-muted">
            <span className="min-w-0 truncate tabular">
              {ticket.number}
              {ticket.productName ? ` · ${ticket.productName}` : ""}
            </span>
            <RelativeTime at={ticket.openedAt} className="shrink-0" />
          </span>
          <span className="mt-0.5 flex items-center gap-1.5 overflow-hidden">
            {ticket.asleep && ticket.snoozeEvent ? (
              <span className="truncate text-xs text-wait">{words(`snooze.${ticket.snoozeEvent}`)}</span>
            ) : null}
            {ticket.nextDueAt ? <DueChip at={ticket.nextDueAt} metric={ticket.nextDueMetric} /> : null}
            {ticket.nextDueAt && ticket.status !== "waiting_customer" ? null : <StatusBadge status={ticket.status} />}
            {ticket.escalatedAt ? <EscalatedBadge narrow /> : null}
            {ticket.priority === "normal" || ticket.priority === "low" ? null : (
              <PriorityBadge priority={ticket.priority} />
            )}
            <span className="min-w-0 flex-1 truncate text-right text-xs text-faint">
              {ticket.assignee ? ticket.assignee.name : t("unassigned")}
            </span>
          </span>
          {hit ? <SearchFound hit={hit} /> : null}
        </a>
      </td>
    </tr>
  );
}
