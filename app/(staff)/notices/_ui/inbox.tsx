"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { BellRing, Check, CheckCheck } from "lucide-react";
import Link from "next/link";
import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "#app/_ui/button.tsx";
import { cx } from "#app/_ui/cx.ts";
import { RelativeTime } from "#app/_ui/relative-time.tsx";
import { EmptyState, ErrorState, Skeleton } from "#app/_ui/surface.tsx";
import { useFailureText } from "#app/(staff)/_lib/use-failure-text.ts";
import { inboxPages, type Show, type StaffNotice, useRead } from "../_lib/queries.ts";

/** One's own notices, newest first. */
export function Inbox() {
  const t = useTranslations("staffNotices");
  const locale = useLocale() === "en" ? "en" : "zh-CN";
  const failure = useFailureText();
  const [show, setShow] = useState<Show>("all");
  const list = useInfiniteQuery(inboxPages(show, locale));
  const read = useRead();
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section aria-label={t("tabs.inbox")} className="grid gap-3">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <Filter show={show} onShow={setShow} />
        <Button
          type="button"
          size="compact"
          variant="secondary"
          className="min-h-11 sm:min-h-9"
          icon={<CheckCheck aria-hidden className="size-4" />}
          disabled={read.isPending || !items.some((item) => !item.read)}
          onClick={() => read.mutate(undefined)}
        >
          {t("readAll")}
        </Button>
      </div>
      {list.isPending ? (
        <div role="status" aria-label={t("loading")} className="grid gap-2">
          <Skeleton className="h-16" />
          <Skeleton className="h-16" />
        </div>
      ) : null}
      {list.isError && items.length === 0 ? (
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
      ) : null}
      {list.isSuccess && items.length === 0 ? (
        <EmptyState icon={<BellRing />} title={t("empty")}>
          {t("emptyHint")}
        </EmptyState>
      ) : null}
      <ul className="grid divide-y divide-line overflow-hidden rounded-md border border-line bg-surface empty:hidden">
        {items.map((notice) => (
          <Row key={notice.id} notice={notice} onRead={() => read.mutate([notice.id])} />
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
    </section>
  );
}

function Filter({ show, onShow }: { show: Show; onShow: (show: Show) => void }) {
  const t = useTranslations("staffNotices.show");
  return (
    <fieldset className="flex gap-1">
      <legend className="sr-only">{t("label")}</legend>
      {(["all", "unread"] as const).map((each) => (
        <button
          key={each}
          type="button"
          aria-pressed={show === each}
          onClick={() => onShow(each)}
          className={cx(
            "min-h-11 rounded-md px-2.5 text-sm transition-colors sm:min-h-9",
            show === each ? "bg-sunken font-medium text-text" : "text-muted hover:bg-sunken hover:text-text",
          )}
        >
          {t(each)}
        </button>
      ))}
    </fieldset>
  );
}

function Row({ notice, onRead }: { notice: StaffNotice; onRead: () => void }) {
  const t = useTranslations("staffNotices");
  const { title, body, path, read, createdAt } = notice;
  return (
    <li className={cx("flex items-start gap-3 px-4 py-3", read ? "" : "bg-accent-soft/40")}>
      <span aria-hidden className={cx("mt-2 size-2 shrink-0 rounded-full", read ? "bg-transparent" : "bg-accent")} />
      <div className="min-w-0 flex-1 text-sm">
        <p className="flex flex-wrap items-baseline justify-between gap-x-4">
          <Link
            href={path}
            prefetch={false}
            onClick={read ? undefined : onRead}
            className={cx("underline-offset-4 hover:underline", read ? "text-text" : "font-semibold text-text")}
          >
            {read ? null : <span className="sr-only">{t("isNew")}: </span>}
            {title}
          </Link>
          <span className="text-faint tabular">
            <RelativeTime at={createdAt} />
          </span>
        </p>
        <p className="mt-0.5 break-words text-muted">{body}</p>
      </div>
      {read ? null : (
        <button
          type="button"
          onClick={onRead}
          aria-label={`${t("read")}: ${title}`}
          title={t("read")}
          className="touch -my-1 inline-flex shrink-0 items-center justify-center rounded-md text-muted hover:bg-sunken hover:text-text"
        >
          <Check aria-hidden className="size-4.5" />
        </button>
      )}
    </li>
  );
}
