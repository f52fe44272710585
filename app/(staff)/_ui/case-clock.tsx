"use client";

import { useTranslations } from "next-intl";
import { clockText, exactTime } from "#app/_lib/time.ts";
import { StateBadge, type Tone } from "#app/_ui/badge.tsx";
import { useNowMs } from "#app/(staff)/_lib/now.ts";
import type { CaseState, ComplaintState, GatewayCase } from "#server/disputes/schemas.ts";
import { useDesk } from "../desk/_lib/desk-context.tsx";

const HOUR_MS = 3_600_000;
const SOON_MS = 30 * 60_000;
const tones: Record<CaseState, Tone> = { open: "wait", escalated: "broken", answered: "ok", closed: "neutral" };
const complaintTones: Record<ComplaintState, Tone> = { pending: "broken", processing: "wait", processed: "ok" };

export function CaseStateBadge({ state }: { state: CaseState }) {
  const t = useTranslations("cases.state");
  return <StateBadge tone={tones[state]}>{t(state)}</StateBadge>;
}

export function ComplaintStateBadge({ state }: { state: ComplaintState }) {
  const t = useTranslations("cases.complaintState");
  return <StateBadge tone={complaintTones[state]}>{t(state)}</StateBadge>;
}

/** The two hours that a gateway has: counting down, counting over, or the verdict. */
export function CaseClock({ one }: { one: GatewayCase }) {
  const t = useTranslations("cases.clock");
  const { locale } = useDesk();
  const leftMs = new Date(one.dueAt).getTime() - useNowMs();
  const title = `${t("label")} ${exactTime(new Date(one.dueAt), locale)}`;
  if (one.clock === "met" || one.clock === "broken" || one.clock === "ended") {
    const tone = one.clock === "met" ? "ok" : one.clock === "broken" ? "broken" : "neutral";
    return (
      <span title={title} className="inline-flex">
        <StateBadge tone={tone}>{t(one.clock)}</StateBadge>
      </span>
    );
  }
  const time = spanText(Math.abs(leftMs), t);
  return (
    <span title={title} className="inline-flex">
      <StateBadge tone={leftMs < 0 ? "broken" : leftMs <= SOON_MS ? "wait" : "neutral"}>
        {leftMs < 0 ? t("over", { time }) : t("left", { time })}
      </StateBadge>
    </span>
  );
}

function spanText(ms: number, t: ReturnType<typeof useTranslations<"cases.clock">>): string {
  if (ms < HOUR_MS) return clockText(ms);
  const hours = Math.floor(ms / HOUR_MS);
  if (hours >= 48) return t("days", { days: Math.floor(hours / 24), hours: hours % 24 });
  return t("hours", { hours, minutes: Math.floor((ms % HOUR_MS) / 60_000) });
}
