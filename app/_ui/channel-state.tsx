import { useTranslations } from "next-intl";
import type { StandingState } from "#server/channels/schemas.ts";
import { StateBadge, type Tone } from "./badge.tsx";

const tones: Record<StandingState, Tone> = {
  up: "ok",
  degraded: "wait",
  down: "broken",
  maintenance: "wait",
  suspended: "broken",
  unknown: "unknown",
};

/** A payment channel's state: icon, colour and word. */
export function ChannelState({ state }: { state: StandingState }) {
  const t = useTranslations("channels.state");
  return <StateBadge tone={tones[state]}>{t(state)}</StateBadge>;
}

/** A share as people read it, with one decimal; a dash where nothing was measured. */
export const shareText = (share: number | null | undefined): string =>
  share === null || share === undefined ? "–" : `${(share * 100).toFixed(1).replace(/\.0$/, "")}%`;

/** Words for a length of time, to what matters of it; a dash where nothing was measured. */
export function useSpanText(): (ms: number | null | undefined) => string {
  const t = useTranslations("channels.span");
  return (ms) => {
    if (ms === null || ms === undefined) return "–";
    if (ms < 1_000) return t("ms", { n: ms });
    if (ms < 90_000) return t("seconds", { n: ms < 10_000 ? Math.round(ms / 100) / 10 : Math.round(ms / 1_000) });
    return t("minutes", { n: Math.round(ms / 60_000) });
  };
}
