"use client";

import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import { exactTime } from "#app/_lib/time.ts";
import { StateBadge, type Tone } from "#app/_ui/badge.tsx";
import { Money } from "#app/_ui/money.tsx";
import { RelativeTime } from "#app/_ui/relative-time.tsx";
import { Banner } from "#app/_ui/surface.tsx";
import type { CommandState } from "#server/topup/schemas.ts";
import type { CommandSummary } from "../_lib/queries.ts";
import { CommandActs } from "./command-acts.tsx";
import { CommandDetail } from "./command-detail.tsx";
import { Proposal } from "./proposal.tsx";

export const commandTones: Record<CommandState, Tone> = {
  queued: "wait",
  unknown: "unknown",
  pending: "wait",
  succeeded: "ok",
  failed: "broken",
  dead: "broken",
};

/** One command: what it is to do, where it stands, and what can be done about it. */
export function CommandCard({ command }: { command: CommandSummary }) {
  const t = useTranslations("commands");
  const locale = useLocale();
  const [open, setOpen] = useState(false);
  const { state, reference, resultCode, resultMessage } = command;
  const byHand = resultCode === "SETTLED_BY_HAND";
  const said = byHand ? "" : [resultCode, resultMessage].filter(Boolean).join(" · ");
  return (
    <article className="grid grid-cols-[minmax(0,1fr)] gap-2 rounded-md border border-line bg-surface p-4 text-sm">
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-1">
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <StateBadge tone={commandTones[state]}>{t(`state.${state}`)}</StateBadge>
          <span className="font-medium tabular">{t("order", { orderNo: command.orderNo })}</span>
        </div>
        <p className="text-base">
          {t(`kind.${command.kind}`)} <Money fen={command.amountFen} className="font-semibold" />
        </p>
      </div>
      <p className="text-muted">{t(byHand ? "byHand" : `means.${state}`)}</p>
      <p className="flex flex-wrap gap-x-4 gap-y-0.5 text-muted tabular">
        <span>{t("placed", { time: exactTime(new Date(command.createdAt), locale) })}</span>
        <span>
          {command.sentAt ? t("sentAt", { time: exactTime(new Date(command.sentAt), locale) }) : t("neverSent")}
        </span>
        <span>{t("attempts", { count: command.attempts })}</span>
        {command.nextAttemptAt ? (
          <span>{t.rich("next", { time: () => <RelativeTime at={command.nextAttemptAt ?? ""} /> })}</span>
        ) : null}
      </p>
      {command.lastError ? (
        <p className="break-words text-muted">{t("lastError", { error: command.lastError })}</p>
      ) : null}
      {reference ? <p className="break-words tabular">{t("reference", { reference })}</p> : null}
      {said ? <p className="break-words">{t("result", { text: said })}</p> : null}
      {command.delivery ? (
        <Banner tone={command.delivery === "stored" ? "ok" : "broken"}>{t(`delivery.${command.delivery}`)}</Banner>
      ) : null}
      {command.proposal ? <Proposal command={command} proposal={command.proposal} /> : null}
      <CommandActs command={command} />
      <details onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary className="min-h-6 cursor-pointer text-accent-text">{t("details")}</summary>
        {open ? <CommandDetail id={command.id} /> : null}
      </details>
    </article>
  );
}
