"use client";

import { useQuery } from "@tanstack/react-query";
import { Inbox, Search, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ReactNode, type Ref, useEffect, useState } from "react";
import { Button } from "#app/_ui/button.tsx";
import { cx } from "#app/_ui/cx.ts";
import { Input, Select } from "#app/_ui/field.tsx";
import { EmptyState, ErrorState, Skeleton } from "#app/_ui/surface.tsx";
import { type ListFilter, queries } from "#app/(staff)/_lib/queries.ts";
import { useFailureText } from "#app/(staff)/_lib/use-failure-text.ts";
import { causeCodes } from "#server/diagnosis/schemas.ts";
import { ticketQueues, ticketSorts } from "#server/tickets/schemas.ts";
import { useDesk } from "../_lib/desk-context.tsx";
import type { DeskParams } from "../_lib/use-desk-url.ts";
import type { TicketList } from "../_lib/use-ticket-list.ts";
import { DrillDown } from "./drill-down.tsx";
import { QueueList } from "./queue-list.tsx";

type Props = {
  list: TicketList;
  filter: ListFilter;
  selected: string | null;
  hrefOf: (number: string) => string;
  onOpen: (number: string) => void;
  onFilter: (params: DeskParams) => void;
  searchRef: Ref<HTMLInputElement>;
};

export function QueuePane({ list, filter, selected, hrefOf, onOpen, onFilter, searchRef }: Props) {
  return (
    <div className="flex h-full min-h-0 flex-col bg-surface">
      {filter.metric ? <DrillDown filter={filter} onFilter={onFilter} /> : <Tabs filter={filter} onFilter={onFilter} />}
      <Tools filter={filter} onFilter={onFilter} searchRef={searchRef} />
      <Body list={list} filter={filter} selected={selected} hrefOf={hrefOf} onOpen={onOpen} onFilter={onFilter} />
    </div>
  );
}

function Tabs({ filter, onFilter }: Pick<Props, "filter" | "onFilter">) {
  const t = useTranslations("desk.queue");
  const counts = useQuery(queries.counts());
  return (
    <nav aria-label={t("queues")} className="flex flex-wrap gap-1 border-b border-line p-2">
      {ticketQueues.map((queue) => {
        const active = queue === filter.queue;
        const count = counts.data?.[queue];
        return (
          <button
            key={queue}
            type="button"
            aria-current={active ? "page" : undefined}
            onClick={() => onFilter({ queue: queue === "open" ? "" : queue })}
            className={cx(
              "inline-flex min-h-8 items-center gap-1.5 rounded-md px-2 text-sm transition-colors",
              active ? "bg-accent-soft font-medium text-accent-text" : "text-muted hover:bg-sunken",
            )}
          >
            {t(`tab.${queue}`)}
            {count === undefined || queue === "all" ? null : (
              <span
                className={cx("text-xs tabular", active ? "" : alarming(queue, count) ? "text-broken" : "text-faint")}
              >
                {count}
              </span>
            )}
          </button>
        );
      })}
    </nav>
  );
}

const alarming = (queue: string, count: number) => queue === "breached" && count > 0;

function Tools({ filter, onFilter, searchRef }: Pick<Props, "filter" | "onFilter" | "searchRef">) {
  const t = useTranslations("desk.queue");
  const { causes } = useDesk();
  const [text, setText] = useState(filter.q ?? "");
  useEffect(() => setText(filter.q ?? ""), [filter.q]);
  const small = "h-9! text-sm!";
  return (
    <div className="grid grid-cols-2 gap-2 border-b border-line p-2">
      <search className="relative col-span-2">
        <form
          onSubmit={(event) => {
            event.preventDefault();
            onFilter({ q: text.trim() });
          }}
        >
          <Search aria-hidden className="absolute top-2.5 left-2.5 size-4 text-faint" />
          <Input
            id="desk-search"
            ref={searchRef}
            type="search"
            value={text}
            maxLength={200}
            aria-label={t("search")}
            placeholder={t("searchHint")}
            className={cx(small, "pl-8")}
            onChange={(event) => {
              setText(event.target.value);
              if (event.target.value === "") onFilter({ q: "" });
            }}
          />
        </form>
      </search>
      <Select
        id="desk-cause"
        aria-label={t("cause")}
        className={small}
        value={filter.cause ?? ""}
        onChange={(event) => onFilter({ cause: event.target.value })}
        options={[
          { value: "", label: t("anyCause") },
          ...causeCodes.map((code) => ({ value: code, label: causes[code] })),
        ]}
      />
      <Select
        id="desk-sort"
        aria-label={t("sort")}
        className={small}
        value={filter.sort ?? "due"}
        onChange={(event) => onFilter({ sort: event.target.value === "due" ? "" : event.target.value })}
        options={ticketSorts.map((sort) => ({ value: sort, label: t(`sortBy.${sort}`) }))}
      />
    </div>
  );
}

const waitingRows = ["a", "b", "c", "d", "e", "f"];

function Body({ list, filter, selected, hrefOf, onOpen, onFilter }: Omit<Props, "searchRef">): ReactNode {
  const t = useTranslations("desk.queue");
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
    const narrowed = Boolean(filter.q || filter.cause);
    return (
      <EmptyState
        icon={<Inbox />}
        title={narrowed ? t("noMatch") : t(filter.metric ? "emptyMetric" : `empty.${filter.queue ?? "open"}`)}
        action={
          narrowed ? (
            <Button type="button" variant="secondary" size="compact" onClick={() => onFilter({ q: "", cause: "" })}>
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
      tickets={list.tickets}
      selected={selected}
      hrefOf={hrefOf}
      onOpen={onOpen}
      hasMore={list.hasNextPage}
      loadMore={list.loadMore}
    />
  );
}
