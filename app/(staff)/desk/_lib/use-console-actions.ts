"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useEffect, useRef } from "react";
import { toast } from "#app/_ui/toaster.tsx";
import { runAction, useActions } from "#app/(staff)/_lib/actions/use-actions.ts";
import { queries } from "#app/(staff)/_lib/queries.ts";
import type { Ticket } from "#app/(staff)/_lib/types.ts";
import type { TicketSummary } from "#server/tickets/schemas.ts";
import { useDesk, useMay } from "./desk-context.tsx";
import { useActionsOf } from "./use-actions-of.ts";
import type { useBulk } from "./use-bulk.ts";
import { openTicket } from "./use-desk-url.ts";
import { leaveAside, rowAside } from "./use-row-focus.ts";
import type { Selection } from "./use-selection.ts";
import type { TicketList } from "./use-ticket-list.ts";

/** Brings a control into the focus; on a phone it may not be there. */
const focus = (id: string) => document.getElementById(id)?.focus();

type ListDoing = {
  list: TicketList;
  selected: string | null;
  selection: Selection;
  bulk: ReturnType<typeof useBulk>;
  named: boolean;
  /** Takes away what narrows the list; undefined where nothing does. */
  clear: (() => void) | undefined;
  open: (number: string, replace: boolean) => void;
  leave: () => void;
  setDialog: (dialog: "filter" | "save" | "bulk") => void;
};

/** What keys do to the list. */
export function useListActions(doing: ListDoing): void {
  const { list, selected, selection, bulk, named, clear, open, leave, setDialog } = doing;
  const router = useRouter();
  const mayWrite = useMay("tickets:write");
  const place = useRef(0);
  useEffect(() => {
    const index = list.tickets.findIndex((each) => each.number === selected);
    if (index >= 0) place.current = index;
  }, [selected, list.tickets]);
  useNextReady(list.tickets, selected);
  // Keys may come faster than the address is rendered: each starts from where the last one went.
  const from = () => list.tickets.find(({ number }) => number === rowAside())?.number ?? openTicket();
  const step = (by: 1 | -1) => {
    const next = nextOf(list.tickets, from(), place.current, by);
    if (!next) return;
    leaveAside();
    // Leafing through tickets leaves one entry in the browser's history, not one each.
    open(next.number, openTicket() !== null);
    place.current = list.tickets.indexOf(next);
  };
  const here = () => from() ?? list.tickets[0]?.number;
  const some = selection.chosen.size > 0;
  const undoable = bulk.last?.undoable ? bulk.last.id : null;
  useActions({
    "list.next": () => step(1),
    "list.previous": () => step(-1),
    "list.open": () => openTicket() === null && step(1),
    "list.back": () => (some ? selection.none() : leave()),
    "list.search": () => focus("desk-search"),
    "list.sort": () => focus("desk-sort"),
    "list.filter": named && (() => setDialog("filter")),
    "list.save": named && (() => setDialog("save")),
    "list.reload": list.reload,
    "list.more": list.searchedTo !== null && list.loadMore,
    "list.clear": clear,
    "list.results": bulk.last !== undefined && (() => router.push(`/desk/bulk/${bulk.last?.id}`)),
    ...(mayWrite && {
      "list.select": () => {
        const number = here();
        if (number) selection.toggle(number);
      },
      "list.selectTo": () => {
        const number = here();
        if (number) selection.extend(number);
      },
      "list.selectAll": selection.all,
      "list.everything": some && list.hasNextPage && !selection.whole && selection.everything,
      "list.selectNone": some && selection.none,
      "list.bulk": some && (() => setDialog("bulk")),
      "list.undo": undoable !== null && (() => bulk.undo.mutate(undoable)),
    }),
  });
}

/** The ticket that comes next is there before it is asked for. */
function useNextReady(tickets: readonly TicketSummary[], selected: string | null): void {
  const client = useQueryClient();
  const { locale } = useDesk();
  const next = nextOf(tickets, selected, 0, 1)?.number;
  useEffect(() => {
    if (selected !== null && next) void client.prefetchQuery(queries.ticket(next, locale));
  }, [client, selected, next, locale]);
}

/** The neighbour of a ticket; of one that left the list, whatever stands in its place. */
export function nextOf(
  tickets: readonly TicketSummary[],
  current: string | null,
  place: number,
  by: 1 | -1,
): TicketSummary | undefined {
  if (current === null) return tickets[0];
  const index = tickets.findIndex((each) => each.number === current);
  if (index >= 0) return tickets[index + by];
  return by === 1 ? (tickets[place] ?? tickets.at(-1)) : (tickets[Math.max(0, place - 1)] ?? tickets.at(-1));
}

type TicketDoing = {
  assignMe: () => void;
  reply: () => void;
  note: () => void;
  money: () => void;
  resolve: () => void;
  snooze: () => void;
  wake: () => void;
};

/** What keys do to the open ticket, as far as the person may. */
export function useOpenTicketActions(ticket: Ticket, doing: TicketDoing): void {
  const common = useTranslations("common");
  const mayWrite = useMay("tickets:write");
  const ended = ticket.status === "resolved" || ticket.status === "closed";
  const copy = (text: string) => {
    void navigator.clipboard.writeText(text).then(() => toast.ok(common("copied")));
  };
  const works = mayWrite && !ended;
  useActionsOf(ticket.number, {
    "ticket.money": doing.money,
    "ticket.copy": () => copy(ticket.number),
    "ticket.link": () => copy(`${window.location.origin}/desk/${ticket.number}`),
    "ticket.assign": mayWrite && doing.assignMe,
    "write.reply": mayWrite && doing.reply,
    "write.note": mayWrite && doing.note,
    "ticket.status": mayWrite && (() => focus("ticket-status")),
    "ticket.person": mayWrite && (() => focus("ticket-assignee")),
    "ticket.priority": mayWrite && (() => focus("ticket-priority")),
    "ticket.cause": mayWrite && (() => focus("ticket-cause")),
    "ticket.resolve": works && doing.resolve,
    "ticket.snooze": works && doing.snooze,
    "ticket.wake": works && ticket.snoozeUntil !== null && doing.wake,
  });
}

export const showHelp = () => void runAction("help.open");
