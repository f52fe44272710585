"use client";

import { useLocale, useTranslations } from "next-intl";
import { exactTime } from "#app/_lib/time.ts";
import { Badge, StateBadge, type Tone } from "#app/_ui/badge.tsx";
import { Button } from "#app/_ui/button.tsx";
import { RelativeTime } from "#app/_ui/relative-time.tsx";
import { Banner } from "#app/_ui/surface.tsx";
import type { DeliveryState } from "#server/notifications/schemas.ts";
import { type Notice, useNoticeFailure, useResend } from "../_lib/queries.ts";

const tones: Record<DeliveryState, Tone> = {
  queued: "wait",
  sending: "wait",
  sent: "ok",
  failed: "broken",
  unknown: "unknown",
  skipped: "neutral",
};
/** What has ended may be sent again. */
const ended: readonly DeliveryState[] = ["sent", "failed", "unknown", "skipped"];

/** One delivery: what, to whom, what became of it, and once more. */
export function NoticeRow({ notice }: { notice: Notice }) {
  const t = useTranslations("notices");
  const locale = useLocale();
  const failure = useNoticeFailure();
  const resend = useResend(notice.id);
  const { state, error } = notice;
  const why = error as Parameters<typeof t.has>[0] | null;
  const known = error !== null && t.has(`reason.${why}` as "reason.TOO_OLD");
  return (
    <article className="grid gap-1.5 rounded-md border border-line bg-surface p-4 text-sm">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <StateBadge tone={tones[state]}>{t(`state.${state}`)}</StateBadge>
        <span className="font-medium">{t(`kind.${notice.kind}`)}</span>
        <Badge>{t(`channel.${notice.channel}`)}</Badge>
        <span className="text-muted tabular">{notice.to}</span>
        <span className="ml-auto text-faint tabular">
          <RelativeTime at={notice.sentAt ?? notice.createdAt} />
        </span>
      </div>
      <p className="flex flex-wrap gap-x-4 gap-y-0.5 text-muted tabular">
        {notice.orderNo ? <span>{t("order", { orderNo: notice.orderNo })}</span> : null}
        {notice.ticketNumber ? (
          <a href={`/desk/${notice.ticketNumber}`} className="text-accent-text underline underline-offset-4">
            {notice.ticketNumber}
          </a>
        ) : null}
        <span>{t("attempts", { count: notice.attempts })}</span>
        {notice.nextAttemptAt && state === "queued" ? (
          <span>{t("next", { time: exactTime(new Date(notice.nextAttemptAt), locale) })}</span>
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
    </article>
  );
}
