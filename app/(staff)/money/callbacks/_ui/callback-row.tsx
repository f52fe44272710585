"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";
import { Badge } from "#app/_ui/badge.tsx";
import { Money } from "#app/_ui/money.tsx";
import { RelativeTime } from "#app/_ui/relative-time.tsx";
import { useChannelName } from "#app/(staff)/desk/_lib/desk-context.tsx";
import type { CallbackSummary } from "../_lib/queries.ts";
import { RelayBadge, useEventText, useReasonText, VerdictBadge } from "./words.tsx";

/** One callback in the list: what it says, what was made of it and why. The whole of it is one link away. */
export function CallbackRow({ callback }: { callback: CallbackSummary }) {
  const t = useTranslations("callbacks");
  const channelName = useChannelName();
  const eventText = useEventText();
  const reason = useReasonText()(callback.verdict, callback.reason);
  const { verified, outTradeNo, orderNo, amountFen, relay, answerStatus } = callback;
  return (
    <article className="relative grid gap-1.5 rounded-md border border-line bg-surface p-4 text-sm transition-colors hover:bg-sunken has-focus-visible:outline-2 has-focus-visible:outline-accent">
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-1">
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <VerdictBadge verdict={callback.verdict} />
          <Link
            href={`/money/callbacks/${callback.id}`}
            prefetch={false}
            className="font-medium outline-none before:absolute before:inset-0"
          >
            {t("detail.heading", { channel: channelName(callback.channel), event: eventText(callback.event) })}
          </Link>
          {verified === false ? <Badge tone="broken">{t("unverified")}</Badge> : null}
          {relay ? <RelayBadge state={relay.state} /> : null}
        </div>
        {amountFen === null ? null : <Money fen={amountFen} className="text-base font-semibold" />}
      </div>
      {reason ? <p className="text-muted">{reason}</p> : null}
      <p className="flex flex-wrap gap-x-4 gap-y-0.5 text-muted tabular">
        <RelativeTime at={callback.receivedAt} />
        <span className="break-all">
          {outTradeNo === null ? t("unknownNumber") : verified ? outTradeNo : t("claimed", { number: outTradeNo })}
        </span>
        {orderNo ? <span className="break-all">{t("order", { orderNo })}</span> : null}
        <span>{answerStatus === null ? t("notAnswered") : t("answered", { status: answerStatus })}</span>
      </p>
    </article>
  );
}
