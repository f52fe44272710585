"use client";

import { useTranslations } from "next-intl";
import { clockText, exactTime } from "#app/_lib/time.ts";
import { StateBadge, type Tone } from "#app/_ui/badge.tsx";
import { useNowMs } from "#app/(staff)/_lib/now.ts";
import type { SlaMetric } from "#server/tickets/schemas.ts";
import { useDesk } from "../_lib/desk-context.tsx";

const HOUR_MS = 3_600_000;
const SOON_MS = 30 * 60_000;

/** How a clock stands: over, soon, or with time left. */
export function dueTone(leftMs: number): Tone {
  if (leftMs <= 0) return "broken";
  return leftMs <= SOON_MS ? "wait" : "neutral";
}

/** A running clock of a ticket, counting down; past its end it counts how long it is over. */
export function DueChip({ at, metric }: { at: string; metric: SlaMetric | null }) {
  const t = useTranslations("desk.due");
  const { locale } = useDesk();
  const leftMs = new Date(at).getTime() - useNowMs();
  const text = spanText(Math.abs(leftMs), t);
  const name = metric ? t(`metric.${metric}`) : "";
  return (
    <span title={`${name} ${exactTime(new Date(at), locale)}`} className="inline-flex">
      <StateBadge tone={dueTone(leftMs)}>
        {name ? <span className="font-normal">{name}</span> : null}
        {leftMs > 0 ? t("left", { time: text }) : t("over", { time: text })}
      </StateBadge>
    </span>
  );
}

type T = ReturnType<typeof useTranslations<"desk.due">>;

function spanText(ms: number, t: T): string {
  if (ms < HOUR_MS) return clockText(ms);
  const hours = Math.floor(ms / HOUR_MS);
  if (hours >= 48) return t("days", { days: Math.floor(hours / 24), hours: hours % 24 });
  return t("hours", { hours, minutes: Math.floor((ms % HOUR_MS) / 60_000) });
}
