"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useLocale, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { exactTime } from "#app/_lib/time.ts";
import { Badge } from "#app/_ui/badge.tsx";
import { Button } from "#app/_ui/button.tsx";
import { Money } from "#app/_ui/money.tsx";
import { Card, ErrorState, Facts, PageHeader, Skeleton } from "#app/_ui/surface.tsx";
import { Connection, SessionEnded } from "#app/(staff)/_ui/connection.tsx";
import { useChannelName } from "#app/(staff)/desk/_lib/desk-context.tsx";
import { type Callback, callbackInFull, useCallbackFailure } from "../_lib/queries.ts";
import { CallbackActs } from "./callback-acts.tsx";
import { RawCallback } from "./raw-callback.tsx";
import { Relay } from "./relay.tsx";
import { useEventText, useReasonText, VerdictBadge } from "./words.tsx";

/** One callback: the verdict and why, what it says, where it was passed on, and the very bytes. */
export function CallbackDetail({ id }: { id: string }) {
  const t = useTranslations("callbacks");
  const failure = useCallbackFailure();
  const found = useQuery(callbackInFull(id));
  if (found.isPending) {
    return (
      <div role="status" aria-label={t("loading")} className="grid gap-4">
        <Skeleton className="h-16" />
        <Skeleton className="h-40" />
      </div>
    );
  }
  if (found.isError) {
    return (
      <ErrorState
        title={t("failed")}
        action={
          <Button type="button" size="compact" onClick={() => void found.refetch()}>
            {t("retryLoad")}
          </Button>
        }
      >
        {failure(found.error)}
      </ErrorState>
    );
  }
  return <Found callback={found.data} />;
}

function Found({ callback }: { callback: Callback }) {
  const t = useTranslations("callbacks");
  const channelName = useChannelName();
  const eventText = useEventText();
  const reason = useReasonText()(callback.verdict, callback.reason);
  const heading = t("detail.heading", { channel: channelName(callback.channel), event: eventText(callback.event) });
  return (
    <div className="grid gap-5">
      <SessionEnded />
      <PageHeader
        title={heading}
        actions={<CallbackActs callback={callback} />}
        description={
          <span className="flex flex-wrap items-center gap-2">
            <VerdictBadge verdict={callback.verdict} />
            {callback.verified === false ? <Badge tone="broken">{t("unverified")}</Badge> : null}
          </span>
        }
      />
      {reason ? <p className="max-w-prose">{reason}</p> : null}
      <Card>
        <Facts items={useFacts(callback)} />
      </Card>
      <Relay callback={callback} />
      <RawCallback callback={callback} />
      <Connection flat />
    </div>
  );
}

function useFacts(callback: Callback): { label: string; value: ReactNode }[] {
  const t = useTranslations("callbacks");
  const d = useTranslations("callbacks.detail");
  const locale = useLocale();
  const time = (iso: string) => exactTime(new Date(iso), locale);
  const { outTradeNo, verified, orderNo, answerStatus, answerBody } = callback;
  const number = verified || outTradeNo === null ? outTradeNo : t("claimed", { number: outTradeNo });
  const order = orderNo ? (
    <Link
      className="text-accent-text hover:underline"
      href={`/money?q=${encodeURIComponent(orderNo)}`}
      prefetch={false}
    >
      {orderNo}
    </Link>
  ) : null;
  const answer =
    answerStatus === null
      ? t("notAnswered")
      : answerBody
        ? `${answerStatus} ${answerBody}`
        : d("emptyAnswer", { status: answerStatus });
  const judged = [d("times", { count: callback.judgements })];
  if (callback.judgedAt) judged.push(d("judgedAt", { time: time(callback.judgedAt) }));
  return [
    { label: d("received"), value: time(callback.receivedAt) },
    { label: d("from"), value: callback.remoteAddress },
    { label: d("outTradeNo"), value: number ?? d("none") },
    ...(order ? [{ label: d("order"), value: order }] : []),
    { label: d("gatewayTradeNo"), value: callback.gatewayTradeNo ?? d("none") },
    { label: d("amount"), value: <Money fen={callback.amountFen} /> },
    { label: d("notifyId"), value: <span className="break-all">{callback.notifyId ?? d("none")}</span> },
    { label: d("answer"), value: <span className="break-all">{answer}</span> },
    { label: d("judgements"), value: judged.join(" · ") },
  ];
}
