"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useCallback, useEffect, useRef, useState } from "react";
import { cx } from "#app/_ui/cx.ts";
import { queries } from "#app/(staff)/_lib/queries.ts";
import type { Ticket } from "#app/(staff)/_lib/types.ts";
import { type KeyMap, useKeys } from "#app/(staff)/_lib/use-keys.ts";
import { Connection, SessionEnded } from "#app/(staff)/_ui/connection.tsx";
import type { MessageVisibility } from "#server/tickets/schemas.ts";
import { useDesk, useMay } from "../_lib/desk-context.tsx";
import { useDeskUrl } from "../_lib/use-desk-url.ts";
import { useTicketActions } from "../_lib/use-ticket-actions.ts";
import { useTicketList } from "../_lib/use-ticket-list.ts";
import { HelpDialog } from "./help-dialog.tsx";
import { MONEY_PANEL_ID } from "./money-panel.tsx";
import { PaneTabs } from "./pane-tabs.tsx";
import { QueuePane } from "./queue-pane.tsx";
import { isEnded } from "./ticket-header.tsx";
import { NoTicket, type OpenDialog, TicketFailed, TicketLoading, TicketPane } from "./ticket-pane.tsx";
import { TracePane } from "./trace-pane.tsx";

/** Queue, ticket, and trace with money: side by side where there is room, one at a time where there is not. */
export function Console() {
  const t = useTranslations("desk");
  const { me, locale } = useDesk();
  const mayWrite = useMay("tickets:write");
  const url = useDeskUrl();
  const { selected, filter, pane, go } = url;
  const list = useTicketList(filter);
  const ticket = useQuery({ ...queries.ticket(selected ?? "", locale), enabled: selected !== null });
  const actions = useTicketActions(ticket.data);
  const [visibility, setVisibility] = useState<MessageVisibility>("public");
  const [dialog, setDialog] = useState<OpenDialog>(null);
  const [help, setHelp] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const search = useRef<HTMLInputElement>(null);

  const open = useCallback((number: string) => go({ ticket: number }), [go]);
  const back = useCallback(() => go({ ticket: null }), [go]);
  const assignMe = () => {
    if (ticket.data && ticket.data.assignee?.id !== me.id) actions.update.mutate({ assignee: me.id });
  };
  const write = (to: MessageVisibility) => {
    setVisibility(to);
    go({ params: { pane: "" }, replace: true });
    requestAnimationFrame(() => field.current?.focus());
  };
  const toMoney = () => {
    go({ params: { pane: "money" }, replace: true });
    requestAnimationFrame(() => {
      const panel = document.getElementById(MONEY_PANEL_ID);
      panel?.scrollIntoView({ block: "start" });
      panel?.focus({ preventScroll: true });
    });
  };
  // Keys may come faster than the address is rendered: each starts from where the last one went.
  const at = useRef(selected);
  useEffect(() => {
    at.current = selected;
  }, [selected]);
  const step = (by: 1 | -1) => {
    const index = list.tickets.findIndex((each) => each.number === at.current);
    const next = list.tickets[index < 0 ? 0 : index + by];
    if (!next) return;
    // Leafing through tickets leaves one entry in the browser's history, not one each.
    go({ ticket: next.number, replace: at.current !== null });
    at.current = next.number;
  };
  const openFirst = () => {
    if (selected === null) step(1);
  };
  const leave = () => {
    if (pane === "money") go({ params: { pane: "" }, replace: true });
    else back();
  };

  useKeys({
    j: () => step(1),
    k: () => step(-1),
    Enter: openFirst,
    "/": () => search.current?.focus(),
    "?": () => setHelp(true),
    Escape: leave,
    ...(ticket.data ? ticketKeys(ticket.data, mayWrite, { assignMe, write, toMoney, setDialog }) : {}),
  });

  useEffect(() => {
    document.title = selected ? `${selected} · ${t("title")}` : t("title");
  }, [selected, t]);

  return (
    <main id="main" className="flex h-[calc(100dvh-3.5rem)] flex-col">
      <h1 className="sr-only">{t("title")}</h1>
      <SessionEnded />
      <div className="grid min-h-0 flex-1 lg:grid-cols-[20rem_minmax(0,1fr)] xl:grid-cols-[22rem_minmax(0,1fr)] 2xl:grid-cols-[26rem_minmax(0,1fr)]">
        <div className={cx("min-h-0 border-r border-line", selected && "hidden lg:block")}>
          <QueuePane
            list={list}
            filter={filter}
            selected={selected}
            hrefOf={url.hrefOf}
            onOpen={open}
            onFilter={(params) => go({ params, replace: true })}
            searchRef={search}
          />
        </div>
        <div className={cx("flex min-h-0 min-w-0 flex-col", !selected && "hidden lg:flex")}>
          {selected ? (
            <PaneTabs pane={pane} onPane={(to) => go({ params: { pane: to === "money" ? to : "" }, replace: true })} />
          ) : null}
          <div className="grid min-h-0 flex-1 xl:grid-cols-[minmax(0,1fr)_26rem] 2xl:grid-cols-[minmax(0,1fr)_32rem]">
            <div className={cx("min-h-0 min-w-0", pane === "money" && "hidden xl:block")}>
              {selected === null ? (
                <NoTicket />
              ) : ticket.data ? (
                <TicketPane
                  ticket={ticket.data}
                  actions={actions}
                  composer={{ visibility, setVisibility, field }}
                  dialog={dialog}
                  setDialog={setDialog}
                  onBack={back}
                  onAssignMe={assignMe}
                />
              ) : ticket.isError ? (
                <TicketFailed error={ticket.error} onRetry={() => void ticket.refetch()} onBack={back} />
              ) : (
                <TicketLoading />
              )}
            </div>
            <aside
              aria-label={t("trace.title")}
              className={cx(
                "min-h-0 min-w-0 overflow-y-auto border-line bg-surface xl:block xl:border-l",
                pane === "ticket" && "hidden",
              )}
            >
              <h2 className="sr-only">{t("panes.money")}</h2>
              {selected && ticket.data ? <TracePane ticket={ticket.data} /> : null}
            </aside>
          </div>
        </div>
      </div>
      <Connection onHelp={() => setHelp(true)} />
      <HelpDialog open={help} onOpenChange={setHelp} />
    </main>
  );
}

type Doing = {
  assignMe: () => void;
  write: (to: MessageVisibility) => void;
  toMoney: () => void;
  setDialog: (dialog: OpenDialog) => void;
};

/** The keys that act on the open ticket, as far as the person may. */
function ticketKeys(ticket: Ticket, mayWrite: boolean, { assignMe, write, toMoney, setDialog }: Doing): KeyMap {
  const ended = isEnded(ticket);
  return {
    m: toMoney,
    ...(mayWrite ? { a: assignMe, r: () => write("public"), n: () => write("internal") } : {}),
    ...(mayWrite && !ended ? { e: () => setDialog("resolve"), s: () => setDialog("snooze") } : {}),
  };
}
