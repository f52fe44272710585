"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Badge, StateBadge } from "#app/_ui/badge.tsx";
import { Money } from "#app/_ui/money.tsx";
import { RelativeTime } from "#app/_ui/relative-time.tsx";
import { Skeleton } from "#app/_ui/surface.tsx";
import { type CallbackSummary, callbacksOfOrder } from "#app/(staff)/money/callbacks/_lib/queries.ts";
import { CallbackActs } from "#app/(staff)/money/callbacks/_ui/callback-acts.tsx";
import { useEventText, useReasonText, VerdictBadge } from "#app/(staff)/money/callbacks/_ui/words.tsx";
import { commandsOfOrder } from "#app/(staff)/money/commands/_lib/queries.ts";
import { commandTones } from "#app/(staff)/money/commands/_ui/command-card.tsx";
import { useMay } from "../_lib/desk-context.tsx";
import { Section } from "./ticket-facts.tsx";

/** What came in about an order and what went out: gateways' own callbacks as we took them, and what the platform was told to do. */
export function OrderSignals({ orderNo }: { orderNo: string }) {
  return (
    <>
      <OrderCallbacks orderNo={orderNo} />
      <OrderCommands orderNo={orderNo} />
    </>
  );
}

function OrderCallbacks({ orderNo }: { orderNo: string }) {
  const t = useTranslations("desk.trace");
  const callbacks = useQuery(callbacksOfOrder(orderNo));
  return (
    <Section title={t("callbacks")} aside={<Count of={callbacks.data} />}>
      {callbacks.isPending ? <Skeleton className="h-16" /> : null}
      {callbacks.isError ? <p className="text-sm text-muted">{t("callbacksFailed")}</p> : null}
      {callbacks.data?.length === 0 ? <p className="text-sm text-muted">{t("noCallbacks")}</p> : null}
      <ol className="divide-y divide-line text-sm">
        {callbacks.data?.map((callback) => (
          <Callback key={callback.id} callback={callback} />
        ))}
      </ol>
    </Section>
  );
}

function Callback({ callback }: { callback: CallbackSummary }) {
  const t = useTranslations("callbacks");
  const may = useMay("topups:approve");
  const eventText = useEventText();
  const reason = useReasonText()(callback.verdict, callback.reason);
  const { channel, event, verified, amountFen } = callback;
  return (
    <li className="grid gap-1.5 py-3">
      <div className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1">
        <VerdictBadge verdict={callback.verdict} />
        {verified === false ? <Badge tone="broken">{t("unverified")}</Badge> : null}
        <RelativeTime at={callback.receivedAt} className="text-xs text-muted" />
      </div>
      <p className="flex flex-wrap items-baseline justify-between gap-x-3">
        <Link
          href={`/money/callbacks/${callback.id}`}
          prefetch={false}
          className="inline-flex min-h-8 items-center text-accent-text hover:underline"
        >
          {t("detail.heading", { channel, event: eventText(event) })}
        </Link>
        {amountFen === null ? null : <Money fen={amountFen} className="font-medium" />}
      </p>
      {reason ? <p className="text-muted">{reason}</p> : null}
      {may ? (
        <div className="flex flex-wrap gap-2">
          <CallbackActs callback={callback} />
        </div>
      ) : null}
    </li>
  );
}

function OrderCommands({ orderNo }: { orderNo: string }) {
  const t = useTranslations("desk.trace");
  const words = useTranslations("commands");
  const commands = useQuery(commandsOfOrder(orderNo));
  const items = commands.data?.items ?? [];
  // Without a platform to command, and before anything was asked of it, there is nothing to say.
  if (items.length === 0) return null;
  return (
    <Section title={t("commands")} aside={<Count of={items} more={commands.data?.nextCursor != null} />}>
      <ol className="divide-y divide-line text-sm">
        {items.map((command) => (
          <li key={command.id} className="grid gap-1 py-2">
            <div className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1">
              <StateBadge tone={commandTones[command.state]}>{words(`state.${command.state}`)}</StateBadge>
              <span>
                {words(`kind.${command.kind}`)} <Money fen={command.amountFen} className="font-medium" />
              </span>
            </div>
            <p className="text-muted">{words(`means.${command.state}`)}</p>
          </li>
        ))}
      </ol>
      <Link
        href={`/money/commands?order=${encodeURIComponent(orderNo)}`}
        prefetch={false}
        className="inline-flex min-h-8 items-center text-sm text-accent-text hover:underline"
      >
        {t("openCommands")}
      </Link>
    </Section>
  );
}

function Count({ of, more = false }: { of: readonly unknown[] | undefined; more?: boolean }): ReactNode {
  return of ? (
    <span className="text-xs text-faint tabular">
      {of.length}
      {more ? "+" : ""}
    </span>
  ) : null;
}
