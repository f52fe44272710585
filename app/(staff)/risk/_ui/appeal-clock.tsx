"use client";

import { useTranslations } from "next-intl";
import { clockText, exactTime } from "#app/_lib/time.ts";
import { StateBadge, type Tone } from "#app/_ui/badge.tsx";
import { useNowMs } from "#app/(staff)/_lib/now.ts";
import { useDesk } from "#app/(staff)/desk/_lib/desk-context.tsx";
import type { AppealClock as Clock } from "#server/appeals/schemas.ts";

const SOON_MS = 15 * 60_000;
const DAY_MS = 86_400_000;

/** The hour of a review: counting down, counting over, standing still, or the verdict. */
export function AppealClock({ clock }: { clock: Clock | null }) {
  const t = useTranslations("appeals.clock");
  const { locale } = useDesk();
  const now = useNowMs();
  if (!clock) return null;
  const leftMs = new Date(clock.dueAt).getTime() - now;
  const running = clock.state === "running" || clock.state === "late";
  const fixed: Record<string, Tone> = { paused: "unknown", kept: "ok", broken: "broken", none: "neutral" };
  const tone = running
    ? leftMs < 0
      ? "broken"
      : leftMs <= SOON_MS
        ? "wait"
        : "neutral"
    : (fixed[clock.state] ?? "neutral");
  const over = Math.abs(leftMs);
  const time = over >= DAY_MS ? t("days", { count: Math.floor(over / DAY_MS) }) : clockText(over);
  const text = running
    ? t(leftMs < 0 ? "late" : "left", { time })
    : t(clock.state as "paused" | "kept" | "broken" | "none");
  return (
    <span title={`${t("label")} ${exactTime(new Date(clock.dueAt), locale)}`} className="inline-flex">
      <StateBadge tone={tone}>{text}</StateBadge>
    </span>
  );
}
