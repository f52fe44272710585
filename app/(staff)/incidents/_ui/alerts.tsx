"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { BellOff } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import { Badge, StateBadge, type Tone } from "#app/_ui/badge.tsx";
import { Button } from "#app/_ui/button.tsx";
import { RelativeTime } from "#app/_ui/relative-time.tsx";
import { EmptyState } from "#app/_ui/surface.tsx";
import { toast } from "#app/_ui/toaster.tsx";
import { trpc } from "#app/(staff)/_lib/trpc.ts";
import { useChannelName } from "#app/(staff)/desk/_lib/desk-context.tsx";
import { type Alert, alertPages, quantity, useAct, useIncidentFailure } from "../_lib/queries.ts";
import { Choice, Part } from "./parts.tsx";

/** Measures of one channel each; others are of a route or a consumer, which have no other name. */
const ofChannel: ReadonlySet<string> = new Set<Alert["measure"]>(["callback_lag", "channel_failures"]);
export const tones: Record<Alert["severity"], Tone> = { info: "neutral", warn: "wait", page: "broken" };

/** Measures that are too high now, or were. */
export function Alerts() {
  const t = useTranslations("incidents");
  const [state, setState] = useState<"open" | "over">("open");
  const list = useInfiniteQuery(alertPages(state));
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Part
      title={t("alerts.title")}
      pending={list.isPending}
      error={items.length === 0 ? list.error : null}
      onRetry={() => void list.refetch()}
      action={
        <Choice
          legend={t("alerts.show")}
          values={["open", "over"] as const}
          chosen={state}
          label={(value) => t(`alerts.${value}`)}
          onChoose={setState}
        />
      }
    >
      {items.length === 0 ? (
        <EmptyState icon={<BellOff />} title={t("alerts.empty")}>
          {t("alerts.emptyHint")}
        </EmptyState>
      ) : (
        <ul className="divide-y divide-line rounded-md border border-line bg-surface">
          {items.map((alert) => (
            <Row key={alert.id} alert={alert} />
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
    </Part>
  );
}

function Row({ alert }: { alert: Alert }) {
  const t = useTranslations("incidents");
  const locale = useLocale();
  const channelName = useChannelName();
  const failure = useIncidentFailure();
  const ack = useAct((id: string) => trpc.alerts.ack.mutate({ id }));
  const { id, measure, key, unit, severity, state, value, threshold, ackedBy, openedAt, overAt } = alert;
  const shown = { value: quantity(unit, value, locale), threshold: quantity(unit, threshold, locale) };
  return (
    <li className="grid gap-1.5 px-4 py-3 text-sm">
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <StateBadge tone={state === "over" ? "neutral" : tones[severity]}>
          {state === "over" ? t("alerts.state.over") : t(`alerts.severity.${severity}`)}
        </StateBadge>
        <span className="font-medium">{t(`measure.${measure}`)}</span>
        {key === "" ? null : <Badge>{ofChannel.has(measure) ? channelName(key) : key}</Badge>}
        <span className="ml-auto text-faint tabular">
          <RelativeTime at={overAt ?? openedAt} />
        </span>
      </p>
      <p className="flex flex-wrap items-center gap-x-4 gap-y-1 text-muted tabular">
        <span>{t(state === "over" ? "alerts.last" : "alerts.value", shown)}</span>
        {ackedBy ? <span>{t("alerts.ackedBy", { name: ackedBy })}</span> : null}
      </p>
      {state === "firing" ? (
        <div>
          <Button
            type="button"
            size="compact"
            variant="secondary"
            disabled={ack.isPending}
            onClick={() => ack.mutate(id, { onError: (error) => toast.error(failure(error)) })}
          >
            {t("alerts.ack")}
          </Button>
        </div>
      ) : null}
    </li>
  );
}
