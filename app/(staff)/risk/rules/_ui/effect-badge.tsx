"use client";

import { useTranslations } from "next-intl";
import { StateBadge, type Tone } from "#app/_ui/badge.tsx";
import type { RiskEffect } from "#server/risk/schemas.ts";

const tones: Record<RiskEffect | "none", Tone> = {
  delay: "unknown",
  verify: "accent",
  review: "wait",
  cap: "broken",
  none: "neutral",
};

/** What a rule does, in a word. */
export function EffectBadge({ effect }: { effect: RiskEffect | null }) {
  const t = useTranslations("riskRules.effect");
  const key = effect ?? "none";
  return <StateBadge tone={tones[key]}>{t(key)}</StateBadge>;
}
