"use client";

import { useTranslations } from "next-intl";
import { StateBadge, type Tone } from "#app/_ui/badge.tsx";
import type { InboxVerdict, RelayState } from "#server/payments/schemas.ts";

const verdictTones: Record<InboxVerdict, Tone> = {
  pending: "wait",
  applied: "ok",
  duplicate: "unknown",
  waiting: "wait",
  ignored: "neutral",
  rejected: "broken",
  error: "broken",
};
const relayTones: Record<RelayState, Tone> = { pending: "wait", delivered: "ok", dead: "broken", disabled: "unknown" };

export function VerdictBadge({ verdict }: { verdict: InboxVerdict }) {
  const t = useTranslations("callbacks.verdict");
  return <StateBadge tone={verdictTones[verdict]}>{t(verdict)}</StateBadge>;
}

export function RelayBadge({ state }: { state: RelayState }) {
  const t = useTranslations("callbacks.relay");
  return <StateBadge tone={relayTones[state]}>{t(state)}</StateBadge>;
}

/** What a callback says happened, in words. */
export function useEventText(): (event: string | null) => string {
  const t = useTranslations("callbacks.event");
  return (event) => {
    const key = (event ?? "none") as Parameters<typeof t.has>[0];
    return t.has(key) ? t(key as "paid") : t("none");
  };
}

/** Why it was judged so, in words. */
export function useReasonText(): (verdict: InboxVerdict, reason: string | null) => string | null {
  const t = useTranslations("callbacks.reason");
  return (verdict, reason) => {
    if (verdict === "pending") return null;
    const key = (reason ?? "none") as Parameters<typeof t.has>[0];
    return t.has(key) ? t(key as "none") : reason;
  };
}
