"use client";

import type { UseQueryResult } from "@tanstack/react-query";
import { ArrowLeft } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { exactTime } from "#app/_lib/time.ts";
import { StateBadge } from "#app/_ui/badge.tsx";
import { Button } from "#app/_ui/button.tsx";
import { Money } from "#app/_ui/money.tsx";
import { RelativeTime } from "#app/_ui/relative-time.tsx";
import { Banner, EmptyState, ErrorState, Facts, Skeleton } from "#app/_ui/surface.tsx";
import { failureOf } from "#app/(staff)/_lib/trpc.ts";
import { useFailureText } from "#app/(staff)/_lib/use-failure-text.ts";
import { useChannelName, useDesk } from "#app/(staff)/desk/_lib/desk-context.tsx";
import { Section } from "#app/(staff)/desk/_ui/ticket-facts.tsx";
import { TraceClock } from "#app/(staff)/desk/_ui/trace-clock.tsx";
import type { MoneyAction } from "#server/reconcile/schemas.ts";
import { itemReason } from "../_lib/item-reason.ts";
import type { Item } from "../_lib/queries.ts";
import { useItemWords } from "../_lib/use-item-words.ts";
import { Acts } from "./acts.tsx";
import { GatewayWords } from "./gateway-words.tsx";
import { OrderTrace, Related } from "./order-trace.tsx";
import { Proposal } from "./proposal.tsx";

type Props = { item: Item; act: MoneyAction | null; onAct: (act: MoneyAction | null) => void; onBack: () => void };

/** One item: what happened, what the gateway says, why a person is needed, and what may be done. */
export function ItemPane({ item, act, onAct, onBack }: Props) {
  const t = useTranslations("money");
  const words = useItemWords();
  const why = words.why(item);
  return (
    <article className="mx-auto max-w-3xl bg-surface lg:my-4 lg:rounded-md lg:border lg:border-line">
      <header className="border-b border-line px-4 py-4">
        <BackButton onBack={onBack} />
        <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-1">
          <h2 className="min-w-0 text-xl font-semibold">{words.kind(item)}</h2>
          <Money fen={item.amountFen} className="text-xl font-semibold" />
        </div>
        <p className="mt-1 text-muted">{words.means(item)}</p>
        <p className="mt-2 flex flex-wrap items-center gap-2 text-sm text-muted">
          <StateBadge tone={words.tone(item)}>{t(`filter.${item.state}`)}</StateBadge>
          <RelativeTime at={item.openedAt} />
          {item.orderNo ? <Related orderNo={item.orderNo} except={item.id} /> : null}
        </p>
      </header>
      {item.state === "resolved" ? <Ended item={item} /> : null}
      {item.proposal ? <Proposal item={item} /> : null}
      {why && item.state === "open" ? (
        <Section title={t("why.title")}>
          <p>{why}</p>
        </Section>
      ) : null}
      {item.state === "open" ? <Acts item={item} act={act} onAct={onAct} /> : null}
      <GatewayWords item={item} />
      <Known item={item} />
      {item.orderNo ? (
        <>
          <OrderTrace orderNo={item.orderNo} />
          <TraceClock key={item.orderNo} orderNo={item.orderNo} state={`${item.version}`} />
        </>
      ) : null}
    </article>
  );
}

function BackButton({ onBack }: { onBack: () => void }) {
  const t = useTranslations("money");
  return (
    <Button type="button" variant="ghost" size="compact" className="-ml-3 mb-1 min-h-11 lg:hidden" onClick={onBack}>
      <ArrowLeft aria-hidden className="size-4" />
      {t("back")}
    </Button>
  );
}

/** While the item loads, and when it does not. */
export function ItemStates({ query, onBack }: { query: UseQueryResult<unknown>; onBack: () => void }) {
  const t = useTranslations("money");
  const failure = useFailureText();
  if (query.isPending) {
    return (
      <div role="status" aria-label={t("loading")} className="mx-auto grid max-w-3xl gap-3 p-4">
        <Skeleton className="h-24" />
        <Skeleton className="h-40" />
      </div>
    );
  }
  const gone = failureOf(query.error).code === "MONEY_ITEM_NOT_FOUND";
  const back = (
    <Button type="button" variant="secondary" size="compact" onClick={onBack}>
      {t("back")}
    </Button>
  );
  if (gone) return <EmptyState title={t("gone")} action={back} />;
  return (
    <ErrorState
      title={t("failed")}
      action={
        <>
          <Button type="button" size="compact" onClick={() => void query.refetch()}>
            {t("retry")}
          </Button>
          {back}
        </>
      }
    >
      {failure(query.error)}
    </ErrorState>
  );
}

function Ended({ item }: { item: Item }) {
  const t = useTranslations("money.ended");
  const { locale } = useDesk();
  if (!item.resolution || !item.resolvedAt) return null;
  return (
    <Banner tone="ok" title={t(item.resolution)} className="m-4">
      <p>{t("by", { name: item.resolvedByName ?? "", time: exactTime(new Date(item.resolvedAt), locale) })}</p>
      {item.note ? <p className="break-words">{item.note}</p> : null}
    </Banner>
  );
}

const textOf = (value: unknown): string | null =>
  typeof value === "string" || typeof value === "number" ? String(value) : null;

/** The daily bill that an item comes from, by its day. */
function billLink({ billId, day }: Item["detail"]): ReactNode {
  if (typeof billId !== "string" || typeof day !== "string") return null;
  const href = `/money/bills?bill=${encodeURIComponent(billId)}`;
  return (
    <Link key="b" href={href} prefetch={false} className="text-accent-text hover:underline">
      {day}
    </Link>
  );
}

function Known({ item }: { item: Item }) {
  const t = useTranslations("money.facts");
  const { locale } = useDesk();
  const channelName = useChannelName();
  const { detail } = item;
  const when = (iso: string | null) =>
    iso !== null && !Number.isNaN(Date.parse(iso)) ? exactTime(new Date(iso), locale) : null;
  const facts: [string, ReactNode][] = [
    [t("order"), item.orderNo],
    [
      t("ticket"),
      item.ticketNumber ? (
        <Link
          key="t"
          href={`/desk/${item.ticketNumber}?queue=all&pane=money`}
          prefetch={false}
          className="text-accent-text hover:underline"
        >
          {item.ticketNumber}
        </Link>
      ) : item.orderNo ? (
        t("noTicket")
      ) : null,
    ],
    [t("channel"), item.channel && channelName(item.channel)],
    [t("outTradeNo"), item.outTradeNo],
    [t("gatewayTradeNo"), item.gatewayTradeNo],
    [t("amount"), item.amountFen === null ? null : <Money key="a" fen={item.amountFen} />],
    [t("other"), item.otherFen === null ? null : <Money key="o" fen={item.otherFen} />],
    [t("bill"), billLink(detail)],
    [t("paidAt"), when(textOf(detail.paidAt))],
    [t("openedAt"), when(item.openedAt)],
    [t("linkedTo"), textOf(detail.linkedTo)],
    [t("count"), textOf(detail.count)],
    [t("lastAddress"), textOf(detail.lastAddress)],
    [t("reason"), itemReason(detail)],
  ];
  const known = facts.filter(([, value]) => value !== null && value !== undefined);
  return (
    <Section title={t("title")}>
      <Facts items={known.map(([label, value]) => ({ label, value }))} className="text-sm" />
    </Section>
  );
}
