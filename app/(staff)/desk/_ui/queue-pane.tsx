"use client";

import { Inbox, X } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode, Ref } from "react";
import { Button } from "#app/_ui/button.tsx";
import { Money } from "#app/_ui/money.tsx";
import { EmptyState, ErrorState, Skeleton } from "#app/_ui/surface.tsx";
import { does } from "#app/(staff)/_lib/actions/does.ts";
import type { ListFilter } from "#app/(staff)/_lib/queries.ts";
import { useFailureText } from "#app/(staff)/_lib/use-failure-text.ts";
import { formatFen } from "#server/core/money.ts";
import { ticketQueues } from "#server/tickets/schemas.ts";
import { useDesk } from "../_lib/desk-context.tsx";
import type { useBulk } from "../_lib/use-bulk.ts";
import type { DeskParams } from "../_lib/use-desk-url.ts";
import type { Selection } from "../_lib/use-selection.ts";
import type { TicketList } from "../_lib/use-ticket-list.ts";
import type { Listing } from "../_lib/view-queries.ts";
import { DrillDown } from "./drill-down.tsx";
import { BulkBar, BulkProgress } from "./queue-bulk.tsx";
import { QueueList } from "./queue-list.tsx";
import { QueueTools } from "./queue-tools.tsx";
import { QueueViews } from "./queue-views.tsx";

type Props = {
  list: TicketList;
  listing: Listing | null;
  filter: ListFilter;
  selected: string | null;
  selection: Selection;
  bulk: ReturnType<typeof useBulk>;
  hrefOf: (number: string) => string;
  onOpen: (number: string) => void;
  onFilter: (params: DeskParams) => void;
  onDialog: (dialog: "filter" | "save" | "bulk") => void;
  searchRef: Ref<HTMLInputElement>;
};

/** What goes away when another list is chosen. */
const OTHER_LIST: DeskParams = {
  ...{ queue: "", view: "", f: "", cause: "", q: "", sort: "", metric: "" },
  ...{ from: "", to: "" },
  ...{ assignee: "", channel: "", team: "" },
};
/** Words and filter away, the list the same. */
export const NO_FILTER: DeskParams = { q: "", cause: "", f: "" };
export const toView = (view: string): DeskParams => ({ ...OTHER_LIST, view: view === "open" ? "" : view });

export function QueuePane(props: Props) {
  const { filter, listing, list, onFilter, onDialog, selection, bulk } = props;
  return (
    <div className="flex h-full min-h-0 flex-col bg-surface">
      {filter.metric ? (
        <DrillDown filter={filter} onFilter={onFilter} />
      ) : (
        <QueueViews
          current={listing?.view ?? filter.queue ?? "open"}
          onView={(view) => {
            selection.none();
            onFilter(toView(view));
          }}
        />
      )}
      <QueueTools {...props} />
      <BulkBar
        selection={selection}
        loaded={list.tickets.length}
        hasMore={listing !== null && list.hasNextPage}
        onAct={() => onDialog("bulk")}
      />
      <BulkProgress bulk={bulk} />
      <Fresh list={list} />
      <FoundOrder list={list} />
      <Body {...props} />
      <SearchedTo list={list} />
    </div>
  );
}

/** What came into the list while it was read: shown when asked for. */
function Fresh({ list }: Pick<Props, "list">) {
  const t = useTranslations("views");
  if (list.fresh === 0) return null;
  return (
    <button
      type="button"
      onClick={list.reload}
      {...does("list.reload")}
      className="min-h-8 border-b border-line bg-accent-soft px-3 text-sm font-medium text-accent-text hover:underline"
    >
      {t("fresh", { count: list.fresh })}
    </button>
  );
}

/** The order that a number is of: people are called about orders that nobody has written about yet. */
function FoundOrder({ list }: Pick<Props, "list">) {
  const t = useTranslations("search.order");
  if (list.order === null) return null;
  const { orderNo, productName, amountFen } = list.order;
  return (
    <Link
      href={`/desk/orders/${encodeURIComponent(orderNo)}`}
      prefetch={false}
      className="flex items-center justify-between gap-3 border-b border-line bg-accent-soft px-3 py-2 text-sm hover:underline"
    >
      <span className="min-w-0">
        <span className="block font-medium break-all text-accent-text">{t("title", { orderNo })}</span>
        <span className="block truncate text-xs text-muted">
          {productName} · {t("open")}
        </span>
      </span>
      <Money fen={amountFen} className="font-semibold" />
    </Link>
  );
}

/** A list that holds ended tickets is looked through piece by piece. */
function SearchedTo({ list }: Pick<Props, "list">) {
  const t = useTranslations("views");
  const { locale } = useDesk();
  if (list.searchedTo === null) return null;
  const to = list.sort?.startsWith("amount")
    ? formatFen(Math.max(0, Number(list.searchedTo)))
    : new Date(list.searchedTo).toLocaleDateString(locale, { timeZone: "Asia/Shanghai" });
  return (
    <p className="border-t border-line px-3 py-2 text-sm text-muted">
      {t("searchedTo", { to })}{" "}
      <button
        type="button"
        onClick={list.loadMore}
        {...does("list.more")}
        className="font-medium text-accent-text hover:underline"
      >
        {t("goOn")}
      </button>
    </p>
  );
}

const waitingRows = ["a", "b", "c", "d", "e", "f"];

function Body({ list, filter, listing, selected, selection, hrefOf, onOpen, onFilter }: Props): ReactNode {
  const t = useTranslations("desk.queue");
  const found = useTranslations("search");
  const failure = useFailureText();
  if (list.isPending) {
    return (
      <div role="status" aria-label={t("loading")} className="grid gap-2 p-3">
        {waitingRows.map((key) => (
          <Skeleton key={key} className="h-20" />
        ))}
      </div>
    );
  }
  if (list.isError && list.tickets.length === 0) {
    return (
      <ErrorState
        title={t("failed")}
        action={
          <Button type="button" size="compact" onClick={() => void list.refetch()}>
            {t("retry")}
          </Button>
        }
      >
        {failure(list.error)}
      </ErrorState>
    );
  }
  if (list.tickets.length === 0) {
    const narrowed = Boolean(filter.q || (listing && Object.keys(listing.filter).length > 0));
    const queue = ticketQueues.find((each) => each === (listing?.view ?? filter.queue));
    return (
      <EmptyState
        icon={<Inbox />}
        title={
          list.tooShort
            ? found("tooShort")
            : narrowed || !queue
              ? t("noMatch")
              : t(filter.metric ? "emptyMetric" : `empty.${queue}`)
        }
        action={
          narrowed ? (
            <Button
              type="button"
              variant="secondary"
              size="compact"
              onClick={() => onFilter(NO_FILTER)}
              {...does("list.clear")}
            >
              <X aria-hidden className="size-4" />
              {t("clear")}
            </Button>
          ) : null
        }
      />
    );
  }
  return (
    <QueueList
      // Rows of a search are higher.
      key={list.hits ? "found" : "list"}
      tickets={list.tickets}
      selected={selected}
      hrefOf={hrefOf}
      onOpen={onOpen}
      selection={selection}
      hits={list.hits}
      hasMore={list.hasNextPage}
      loadMore={list.loadMore}
    />
  );
}
