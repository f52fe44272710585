"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useCallback, useEffect, useRef, useState } from "react";
import { cx } from "#app/_ui/cx.ts";
import { queries } from "#app/(staff)/_lib/queries.ts";
import { Connection, SessionEnded } from "#app/(staff)/_ui/connection.tsx";
import type { TicketSummary } from "#server/tickets/schemas.ts";
import { useDesk } from "../_lib/desk-context.tsx";
import { useActionsOfNext } from "../_lib/use-actions-of.ts";
import { useBulk } from "../_lib/use-bulk.ts";
import { showHelp, useListActions } from "../_lib/use-console-actions.ts";
import { useDeskUrl } from "../_lib/use-desk-url.ts";
import { useSelection } from "../_lib/use-selection.ts";
import { useTicketList } from "../_lib/use-ticket-list.ts";
import { BulkDialog } from "./bulk-dialog.tsx";
import { FilterDialog } from "./filter-dialog.tsx";
import { MONEY_PANEL_ID } from "./money-panel.tsx";
import { PaneTabs } from "./pane-tabs.tsx";
import { NO_FILTER, QueuePane, toView } from "./queue-pane.tsx";
import { toFilter } from "./queue-tools.tsx";
import { SaveViewDialog } from "./save-view.tsx";
import { NoTicket, TicketFailed, TicketLoading, TicketPane } from "./ticket-pane.tsx";
import { TracePane } from "./trace-pane.tsx";

/** Queue, ticket, and trace with money: side by side where there is room, one at a time where there is not. */
export function Console() {
  const t = useTranslations("desk");
  const { locale } = useDesk();
  const url = useDeskUrl();
  const { selected, filter, listing, pane, go } = url;
  const list = useTicketList(listing, filter);
  const selection = useSelection(list.tickets);
  const bulk = useBulk();
  const ticket = useQuery({ ...queries.ticket(selected ?? "", locale), enabled: selected !== null });
  const [listDialog, setListDialog] = useState<"filter" | "save" | "bulk" | null>(null);
  const search = useRef<HTMLInputElement>(null);

  const open = useCallback((number: string) => go({ ticket: number }), [go]);
  const back = useCallback(() => go({ ticket: null }), [go]);
  const toTicket = useCallback(() => go({ params: { pane: "" }, replace: true }), [go]);
  const toMoney = () => {
    go({ params: { pane: "money" }, replace: true });
    requestAnimationFrame(() => {
      const panel = document.getElementById(MONEY_PANEL_ID);
      panel?.scrollIntoView({ block: "start" });
      panel?.focus({ preventScroll: true });
    });
  };
  const leave = () => {
    if (pane === "money") toTicket();
    else if (selected !== null) back();
  };

  const closing = (isOpen: boolean) => !isOpen && setListDialog(null);

  const narrowed = Boolean(filter.q) || (listing !== null && Object.keys(listing.filter).length > 0);
  useListActions({
    clear: narrowed ? () => go({ params: NO_FILTER, replace: true }) : undefined,
    ...{ list, selected, selection, bulk, leave, named: listing !== null, setDialog: setListDialog },
    open: (number, replace) => go({ ticket: number, replace }),
  });
  useActionsOfNext(selected !== null && ticket.isPending);

  useEffect(() => {
    document.title = selected ? `${selected} · ${t("title")}` : t("title");
  }, [selected, t]);

  return (
    <main id="main" className="flex h-[calc(100dvh-3.5rem-1px)] flex-col">
      <h1 className="sr-only">{t("title")}</h1>
      <SessionEnded />
      <div className="grid min-h-0 flex-1 lg:grid-cols-[22rem_minmax(0,1fr)] 2xl:grid-cols-[26rem_minmax(0,1fr)]">
        <div className={cx("min-h-0 border-r border-line", selected && "hidden lg:block")}>
          <QueuePane
            list={list}
            listing={listing}
            filter={filter}
            selected={selected}
            selection={selection}
            bulk={bulk}
            onDialog={setListDialog}
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
                  key={ticket.data.number}
                  ticket={ticket.data}
                  onBack={back}
                  onTicket={toTicket}
                  onMoney={toMoney}
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
      <Connection onHelp={showHelp} />
      {listing ? (
        <>
          <FilterDialog
            open={listDialog === "filter"}
            onOpenChange={closing}
            filter={listing.filter}
            onFilter={(next) => go({ params: toFilter(next), replace: true })}
          />
          <SaveViewDialog
            open={listDialog === "save"}
            onOpenChange={closing}
            listing={listing}
            sort={list.sort ?? "due"}
            onView={(view) => go({ params: toView(view), replace: true })}
          />
        </>
      ) : null}
      <BulkDialog
        open={listDialog === "bulk"}
        onOpenChange={closing}
        count={selection.chosen.size}
        whole={selection.whole}
        amountFen={selection.whole ? null : atStake(list.tickets, selection.chosen)}
        onStart={(action) => {
          bulk.start.mutate(
            selection.whole && listing
              ? { view: listing.view, filter: listing.filter, action }
              : { tickets: [...selection.chosen], action },
          );
          selection.none();
        }}
      />
    </main>
  );
}

/** What is at stake in some tickets of a list; null when one of them has no amount, or is not loaded any more. */
function atStake(tickets: readonly TicketSummary[], numbers: ReadonlySet<string>): number | null {
  const amounts = tickets.filter((each) => numbers.has(each.number)).map((each) => each.amountFen);
  if (amounts.length < numbers.size || amounts.includes(null)) return null;
  return amounts.reduce<number>((sum, fen) => sum + (fen ?? 0), 0);
}
