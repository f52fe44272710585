"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { Inbox } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { Button } from "#app/_ui/button.tsx";
import { EmptyState, ErrorState, Skeleton } from "#app/_ui/surface.tsx";
import { Connection, SessionEnded } from "#app/(staff)/_ui/connection.tsx";
import { type CallbackFilter, callbackPages, useCallbackFailure } from "../_lib/queries.ts";
import { CallbackRow } from "./callback-row.tsx";
import { Filter } from "./filter.tsx";

/** Gateways' callbacks, newest first. The address says what is shown, so that it can be passed on and survives a reload. */
export function Callbacks({ start, channels }: { start: CallbackFilter; channels: string[] }) {
  const t = useTranslations("callbacks");
  const failure = useCallbackFailure();
  const [filter, setFilter] = useState(start);
  useEffect(() => {
    const { channel, verdict, orderNo } = filter;
    const query = new URLSearchParams({
      ...(channel && { channel }),
      ...(verdict && { verdict }),
      ...(orderNo && { order: orderNo }),
    });
    window.history.replaceState(null, "", query.size > 0 ? `?${query}` : window.location.pathname);
  }, [filter]);
  const list = useInfiniteQuery(callbackPages(filter));
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  const everything = Object.keys(filter).length === 0;
  return (
    <div className="grid gap-4">
      <SessionEnded />
      <Filter filter={filter} channels={channels} onChange={setFilter} />
      {list.isPending ? (
        <div role="status" aria-label={t("loading")} className="grid gap-3">
          <Skeleton className="h-24" />
          <Skeleton className="h-24" />
          <Skeleton className="h-24" />
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
        <EmptyState icon={<Inbox />} title={t(everything ? "emptyAll" : "empty")}>
          {everything ? <span className="wrap-anywhere">{t("emptyAllHint")}</span> : null}
        </EmptyState>
      ) : null}
      <ul className="grid gap-3">
        {items.map((callback) => (
          <li key={callback.id}>
            <CallbackRow callback={callback} />
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
