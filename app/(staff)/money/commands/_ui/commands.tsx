"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { CheckCheck } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { Button } from "#app/_ui/button.tsx";
import { cx } from "#app/_ui/cx.ts";
import { Input } from "#app/_ui/field.tsx";
import { EmptyState, ErrorState, Skeleton } from "#app/_ui/surface.tsx";
import { Connection, SessionEnded } from "#app/(staff)/_ui/connection.tsx";
import type { CommandFilter } from "#server/topup/schemas.ts";
import { commandPages, useCommandFailure } from "../_lib/queries.ts";
import { CommandCard } from "./command-card.tsx";

const shown = ["open", "dead", "waiting", "succeeded", "failed", "all"] as const;
type Shown = CommandFilter | "all";

/** Commands, newest first, by what has become of them. */
export function Commands(start: { state: Shown; orderNo: string }) {
  const t = useTranslations("commands");
  const failure = useCommandFailure();
  const [{ state, orderNo }, setFilter] = useState(start);
  useEffect(() => {
    // The address says what is shown, so that it can be sent to a colleague and reloaded.
    const query = new URLSearchParams({ state, ...(orderNo && { order: orderNo }) });
    window.history.replaceState(null, "", `?${query}`);
  }, [state, orderNo]);
  const list = useInfiniteQuery(
    commandPages({ ...(state !== "all" && { state }), ...(orderNo !== "" && { orderNo }) }),
  );
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <div className="grid gap-4">
      <SessionEnded />
      <Filter state={state} orderNo={orderNo} onChange={setFilter} />
      {list.isPending ? (
        <div role="status" aria-label={t("loading")} className="grid gap-3">
          <Skeleton className="h-28" />
          <Skeleton className="h-28" />
        </div>
      ) : null}
      {list.isError && items.length === 0 ? (
        <ErrorState
          title={t("failed")}
          action={
            <Button type="button" size="compact" onClick={() => void list.refetch()}>
              {t("retryLoad")}
            </Button>
          }
        >
          {failure(list.error)}
        </ErrorState>
      ) : null}
      {list.isSuccess && items.length === 0 ? (
        <EmptyState icon={<CheckCheck />} title={t(state === "open" && !orderNo ? "emptyOpen" : "empty")}>
          {state === "open" && !orderNo ? t("emptyOpenHint") : null}
        </EmptyState>
      ) : null}
      <ul className="grid gap-3">
        {items.map((command) => (
          <li key={command.id} className="min-w-0">
            <CommandCard command={command} />
          </li>
        ))}
      </ul>
      {list.hasNextPage ? (
        <Button
          type="button"
          variant="secondary"
          size="compact"
          className="justify-self-center"
          disabled={list.isFetchingNextPage}
          onClick={() => void list.fetchNextPage()}
        >
          {t("more")}
        </Button>
      ) : null}
      <Connection flat />
    </div>
  );
}

type FilterProps = {
  state: Shown;
  orderNo: string;
  onChange: (filter: { state: Shown; orderNo: string }) => void;
};

function Filter({ state, orderNo, onChange }: FilterProps) {
  const t = useTranslations("commands.filter");
  const [typed, setTyped] = useState(orderNo);
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3">
      <fieldset className="flex flex-wrap gap-1">
        <legend className="sr-only">{t("label")}</legend>
        {shown.map((each) => (
          <button
            key={each}
            type="button"
            aria-pressed={state === each}
            onClick={() => onChange({ state: each, orderNo })}
            className={cx(
              "min-h-9 rounded-md px-2.5 text-sm transition-colors",
              state === each
                ? "bg-accent-soft font-medium text-accent-text"
                : "text-muted hover:bg-sunken hover:text-text",
            )}
          >
            {t(each)}
          </button>
        ))}
      </fieldset>
      <form
        className="flex min-w-0 items-center gap-2"
        onSubmit={(event) => {
          event.preventDefault();
          onChange({ state: typed.trim() ? "all" : state, orderNo: typed.trim() });
        }}
      >
        <label htmlFor="command-order" className="sr-only">
          {t("order")}
        </label>
        <Input
          id="command-order"
          className="min-w-0 text-sm sm:w-52"
          placeholder={t("order")}
          maxLength={128}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
        <Button size="compact" variant="secondary" className="min-h-11 shrink-0">
          {t("find")}
        </Button>
        {orderNo ? (
          <Button
            type="button"
            size="compact"
            variant="ghost"
            className="shrink-0"
            onClick={() => {
              setTyped("");
              onChange({ state, orderNo: "" });
            }}
          >
            {t("clear")}
          </Button>
        ) : null}
      </form>
    </div>
  );
}
