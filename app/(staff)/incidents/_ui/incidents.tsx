"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { CircleCheck } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { StateBadge, type Tone } from "#app/_ui/badge.tsx";
import { Button } from "#app/_ui/button.tsx";
import { Money } from "#app/_ui/money.tsx";
import { RelativeTime } from "#app/_ui/relative-time.tsx";
import { EmptyState } from "#app/_ui/surface.tsx";
import { useChannelName, useDesk, useIncidentTitle } from "#app/(staff)/desk/_lib/desk-context.tsx";
import { type Incident, incidentPages } from "../_lib/queries.ts";
import { OpenForm } from "./open-form.tsx";
import { Choice, Part } from "./parts.tsx";

export const incidentTones: Record<Incident["state"], Tone> = {
  proposed: "wait",
  open: "broken",
  mitigated: "wait",
  resolved: "ok",
  dismissed: "neutral",
};

/** Tickets with one reason, those that go on first. */
export function Incidents({ mayWrite }: { mayWrite: boolean }) {
  const t = useTranslations("incidents");
  const { causes } = useDesk();
  const channelName = useChannelName();
  const titleOf = useIncidentTitle();
  const [state, setState] = useState<"live" | "resolved" | "dismissed">("live");
  const [opening, setOpening] = useState(false);
  const list = useInfiniteQuery(incidentPages(state));
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Part
      title={t("list.title")}
      pending={list.isPending}
      error={items.length === 0 ? list.error : null}
      onRetry={() => void list.refetch()}
      action={
        <div className="flex flex-wrap items-center gap-3">
          <Choice
            legend={t("list.show")}
            values={["live", "resolved", "dismissed"] as const}
            chosen={state}
            label={(value) => t(`list.${value}`)}
            onChoose={setState}
          />
          {mayWrite ? (
            <Button type="button" size="compact" className="min-h-11 sm:min-h-9" onClick={() => setOpening(true)}>
              {t("list.open")}
            </Button>
          ) : null}
        </div>
      }
    >
      {items.length === 0 ? (
        <EmptyState icon={<CircleCheck />} title={t("list.empty")}>
          {t("list.emptyHint")}
        </EmptyState>
      ) : (
        <ul className="divide-y divide-line rounded-md border border-line bg-surface">
          {items.map((incident) => (
            <li key={incident.number} className="grid gap-1 px-4 py-3 text-sm">
              <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
                <StateBadge tone={incidentTones[incident.state]}>{t(`state.${incident.state}`)}</StateBadge>
                <Link
                  href={`/incidents/${incident.number}`}
                  prefetch={false}
                  className="font-medium underline-offset-4 hover:underline"
                >
                  {titleOf(incident)}
                </Link>
                <span className="ml-auto text-faint tabular">
                  <RelativeTime at={incident.fromAt} />
                </span>
              </p>
              <p className="flex flex-wrap gap-x-4 text-muted tabular">
                <span>{incident.number}</span>
                {incident.named ? (
                  <>
                    <span>{causes[incident.causeCode]}</span>
                    <span>{channelName(incident.channel)}</span>
                  </>
                ) : null}
                <span>{t("list.tickets", { count: incident.tickets })}</span>
                <span>{t("list.openTickets", { count: incident.openTickets })}</span>
                <Money fen={incident.amountFen} />
              </p>
            </li>
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
      {opening ? <OpenForm onClose={() => setOpening(false)} /> : null}
    </Part>
  );
}
