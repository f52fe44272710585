"use client";

import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { MailCheck } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import { exactTime } from "#app/_lib/time.ts";
import { Badge, StateBadge, type Tone } from "#app/_ui/badge.tsx";
import { Button } from "#app/_ui/button.tsx";
import { cx } from "#app/_ui/cx.ts";
import { RelativeTime } from "#app/_ui/relative-time.tsx";
import { Banner, EmptyState, ErrorState, Skeleton } from "#app/_ui/surface.tsx";
import { trpc } from "#app/(staff)/_lib/trpc.ts";
import type { DeliveryState } from "#server/notifications/schemas.ts";
import { type StaffDelivery, staffPages, useNoticeFailure } from "../_lib/queries.ts";

const tones: Record<DeliveryState, Tone> = {
  ...{ queued: "wait", sending: "wait", sent: "ok", failed: "broken", unknown: "unknown", skipped: "neutral" },
};
const shown = ["all", "queued", "sent", "failed", "unknown", "skipped"] as const;
const ended: readonly DeliveryState[] = ["sent", "failed", "unknown", "skipped"];

/** What went out to the staff and to groups, newest first. */
export function StaffLog() {
  const t = useTranslations("notices");
  const failure = useNoticeFailure();
  const [state, setState] = useState<(typeof shown)[number]>("all");
  const list = useInfiniteQuery(staffPages(state));
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <div className="grid gap-4">
      <fieldset className="flex flex-wrap gap-1">
        <legend className="sr-only">{t("filter.label")}</legend>
        {shown.map((each) => (
          <button
            key={each}
            type="button"
            aria-pressed={state === each}
            onClick={() => setState(each)}
            className={cx(
              "min-h-9 rounded-md px-2.5 text-sm transition-colors",
              state === each ? "bg-accent-soft font-medium text-accent-text" : "text-muted hover:bg-sunken",
            )}
          >
            {t(`filter.${each}`)}
          </button>
        ))}
      </fieldset>
      {list.isPending ? <Skeleton className="h-20" /> : null}
      {list.isError && items.length === 0 ? <ErrorState title={t("failed")}>{failure(list.error)}</ErrorState> : null}
      {list.isSuccess && items.length === 0 ? (
        <EmptyState icon={<MailCheck />} title={t("empty")}>
          {t("staffIntro")}
        </EmptyState>
      ) : null}
      <ul className="grid gap-2">
        {items.map((delivery) => (
          <Row key={delivery.id} delivery={delivery} />
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
    </div>
  );
}

function Row({ delivery }: { delivery: StaffDelivery }) {
  const t = useTranslations("notices");
  const kinds = useTranslations("staffNotices.kind");
  const locale = useLocale();
  const failure = useNoticeFailure();
  const client = useQueryClient();
  const resend = useMutation({
    mutationFn: () => trpc.staffNotices.resend.mutate({ id: delivery.id }),
    onSettled: () => client.invalidateQueries({ queryKey: ["staffNotices", "deliveries"] }),
  });
  const { state, error, channel, kind, to, subject, receiver, attempts, nextAttemptAt } = delivery;
  const why = error as Parameters<typeof t.has>[0] | null;
  const known = error !== null && t.has(`reason.${why}` as "reason.TOO_OLD");
  return (
    <li className="grid gap-1.5 rounded-md border border-line bg-surface p-4 text-sm">
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <StateBadge tone={tones[state]}>{t(`state.${state}`)}</StateBadge>
        <span className="font-medium">{kinds(kind)}</span>
        <Badge>{t(`channelOf.${channel}`)}</Badge>
        <span className="text-muted tabular">
          {t(receiver.startsWith("robot:") ? "receiver.robot" : "receiver.person")} {to}
        </span>
        <span className="ml-auto text-faint tabular">
          <RelativeTime at={delivery.sentAt ?? delivery.createdAt} />
        </span>
      </p>
      <p className="flex flex-wrap gap-x-4 text-muted tabular">
        <span>{subject.slice(subject.indexOf(":") + 1)}</span>
        <span>{t("attempts", { count: attempts })}</span>
        {nextAttemptAt && state === "queued" ? (
          <span>{t("next", { time: exactTime(new Date(nextAttemptAt), locale) })}</span>
        ) : null}
      </p>
      {error ? (
        <p className="break-words text-muted">
          {known ? t(`reason.${why}` as "reason.TOO_OLD") : t("error", { error })}
        </p>
      ) : null}
      {resend.isError ? (
        <Banner tone="broken" role="alert">
          {failure(resend.error)}
        </Banner>
      ) : null}
      {ended.includes(state) ? (
        <div>
          <Button
            type="button"
            size="compact"
            variant="secondary"
            disabled={resend.isPending}
            onClick={() => resend.mutate()}
          >
            {t("resend")}
          </Button>
        </div>
      ) : null}
    </li>
  );
}
