"use client";

import { useQuery } from "@tanstack/react-query";
import { RefreshCw } from "lucide-react";
import { useTranslations } from "next-intl";
import { exactTime } from "#app/_lib/time.ts";
import { StateBadge, type Tone } from "#app/_ui/badge.tsx";
import { Button } from "#app/_ui/button.tsx";
import { Skeleton, Spinner } from "#app/_ui/surface.tsx";
import { toast } from "#app/_ui/toaster.tsx";
import { useFailureText } from "#app/(staff)/_lib/use-failure-text.ts";
import { useChannelName, useDesk } from "#app/(staff)/desk/_lib/desk-context.tsx";
import { Section } from "#app/(staff)/desk/_ui/ticket-facts.tsx";
import { formatFen } from "#server/core/money.ts";
import type { GatewayWordView } from "#server/reconcile/schemas.ts";
import { type Item, moneyQueries } from "../_lib/queries.ts";
import { useItemActs } from "../_lib/use-item-acts.ts";

/** What the gateway said of the item's payments, how long ago, and the way to ask it again. */
export function GatewayWords({ item }: { item: Item }) {
  const t = useTranslations("money.gateway");
  const failure = useFailureText();
  const words = useQuery(moneyQueries.gateway(item.id));
  const { ask } = useItemActs();
  const askable = item.orderNo !== null || (item.channel !== null && item.outTradeNo !== null);
  if (!askable) return null;
  const run = () =>
    ask.mutate(item.id, { onSuccess: () => toast.ok(t("asked")), onError: (error) => toast.error(failure(error)) });
  return (
    <Section
      title={t("title")}
      aside={
        <Button
          type="button"
          variant="secondary"
          size="compact"
          disabled={ask.isPending}
          icon={ask.isPending ? <Spinner /> : <RefreshCw aria-hidden className="size-4" />}
          onClick={run}
        >
          {ask.isPending ? t("asking") : t("ask")}
        </Button>
      }
    >
      {words.isPending ? <Skeleton className="h-16" /> : null}
      {words.data?.length === 0 ? <p className="text-sm text-muted">{t("none")}</p> : null}
      {words.isError ? <p className="text-sm text-broken">{failure(words.error)}</p> : null}
      <ul className="grid gap-2">
        {words.data?.map((word) => (
          <Word key={`${word.channel} ${word.outTradeNo}`} word={word} />
        ))}
      </ul>
    </Section>
  );
}

const tones: Record<NonNullable<GatewayWordView["state"]>, Tone> = {
  waiting: "wait",
  paid: "ok",
  closed: "unknown",
  refunded: "wait",
  frozen: "broken",
  missing: "broken",
};

function Word({ word }: { word: GatewayWordView }) {
  const t = useTranslations("money.gateway");
  const { locale } = useDesk();
  const channelName = useChannelName();
  const when = (iso: string) => exactTime(new Date(iso), locale);
  return (
    <li className="grid gap-1 rounded-md bg-sunken px-3 py-2 text-sm">
      <p className="flex flex-wrap items-center justify-between gap-x-3">
        <span className="min-w-0 break-all tabular">
          {channelName(word.channel)} · {word.outTradeNo}
        </span>
        <StateBadge tone={word.state ? tones[word.state] : "unknown"}>
          {word.state ? t(`state.${word.state}`) : t("never")}
        </StateBadge>
      </p>
      {word.amountFen === null ? null : (
        <p className="tabular">
          {t("amount", { paid: formatFen(word.amountFen), refunded: formatFen(word.refundedFen) })}
        </p>
      )}
      <p className="text-muted">
        {word.answeredAt ? t("at", { time: when(word.answeredAt) }) : t("never")}
        {" · "}
        {word.callbackAt ? t("callbackAt", { time: when(word.callbackAt) }) : t("noCallback")}
      </p>
      {word.lastError ? <p className="text-broken">{t("error", { error: word.lastError })}</p> : null}
    </li>
  );
}
