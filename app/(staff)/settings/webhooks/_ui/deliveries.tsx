"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { Send } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import { exactTime } from "#app/_lib/time.ts";
import { Badge, StateBadge, type Tone } from "#app/_ui/badge.tsx";
import { Button } from "#app/_ui/button.tsx";
import { cx } from "#app/_ui/cx.ts";
import { RelativeTime } from "#app/_ui/relative-time.tsx";
import { EmptyState } from "#app/_ui/surface.tsx";
import { toast } from "#app/_ui/toaster.tsx";
import { trpc } from "#app/(staff)/_lib/trpc.ts";
import type { WebhookState } from "#server/notifications/schemas.ts";
import { type Delivery, deliveryPages, topicKey, useAct, useOutboundFailure } from "../_lib/queries.ts";
import { Section } from "./parts.tsx";

const tones: Record<WebhookState, Tone> = {
  queued: "wait",
  sending: "wait",
  delivered: "ok",
  failed: "broken",
  skipped: "neutral",
};
const shown = ["all", "queued", "delivered", "failed", "skipped"] as const;

/** What other systems were told, newest first. */
export function Deliveries() {
  const t = useTranslations("webhooks.log");
  const [state, setState] = useState<(typeof shown)[number]>("all");
  const list = useInfiniteQuery(deliveryPages(state));
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Section
      title={t("title")}
      pending={list.isPending}
      error={items.length === 0 ? list.error : null}
      onRetry={() => void list.refetch()}
      action={
        <fieldset className="flex flex-wrap gap-1">
          <legend className="sr-only">{t("filter")}</legend>
          {shown.map((each) => (
            <button
              key={each}
              type="button"
              aria-pressed={state === each}
              onClick={() => setState(each)}
              className={cx(
                "min-h-9 rounded-md px-2.5 text-sm transition-colors",
                state === each ? "bg-sunken font-medium text-text" : "text-muted hover:bg-sunken hover:text-text",
              )}
            >
              {each === "all" ? t("all") : t(`state.${each}`)}
            </button>
          ))}
        </fieldset>
      }
    >
      {items.length === 0 ? (
        <EmptyState icon={<Send />} title={t("empty")}>
          {t("emptyHint")}
        </EmptyState>
      ) : (
        <ul className="divide-y divide-line rounded-md border border-line bg-surface">
          {items.map((delivery) => (
            <Row key={delivery.id} delivery={delivery} />
          ))}
        </ul>
      )}
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
    </Section>
  );
}

function Row({ delivery }: { delivery: Delivery }) {
  const t = useTranslations("webhooks.log");
  const topics = useTranslations("webhooks.hooks.topic");
  const locale = useLocale();
  const failure = useOutboundFailure();
  const resend = useAct((id: string) => trpc.webhooks.resend.mutate({ id }));
  const { id, topic, subject, state, attempts, nextAttemptAt, lastError, body, createdAt } = delivery;
  const why = lastError as Parameters<typeof t.has>[0] | null;
  const known = lastError !== null && t.has(`reason.${why}` as "reason.TIMED_OUT");
  return (
    <li className="grid gap-1.5 px-4 py-3 text-sm">
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <StateBadge tone={tones[state]}>{t(`state.${state}`)}</StateBadge>
        <span className="font-medium">{topics(topicKey(topic))}</span>
        <Badge>{subject}</Badge>
        <span className="ml-auto text-faint tabular">
          <RelativeTime at={createdAt} />
        </span>
      </p>
      <p className="flex flex-wrap gap-x-4 text-muted tabular">
        {attempts > 0 ? <span>{t("attempts", { count: attempts })}</span> : null}
        {nextAttemptAt && state === "queued" ? (
          <span>{t("next", { time: exactTime(new Date(nextAttemptAt), locale) })}</span>
        ) : null}
        {lastError ? (
          <span>{known ? t(`reason.${why}` as "reason.TIMED_OUT") : t("error", { error: lastError })}</span>
        ) : null}
      </p>
      <details>
        <summary className="inline-flex min-h-9 cursor-pointer items-center text-muted">{t("body")}</summary>
        <pre className="overflow-x-auto rounded-md bg-sunken p-3 text-xs">{body}</pre>
      </details>
      {state === "queued" || state === "sending" ? null : (
        <div>
          <Button
            type="button"
            size="compact"
            variant="secondary"
            disabled={resend.isPending}
            onClick={() => resend.mutate(id, { onError: (error) => toast.error(failure(error)) })}
          >
            {t("resend")}
          </Button>
        </div>
      )}
    </li>
  );
}
