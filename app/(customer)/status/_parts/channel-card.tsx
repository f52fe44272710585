import { useLocale, useTranslations } from "next-intl";
import { exactTime } from "#app/_lib/time.ts";
import { Badge } from "#app/_ui/badge.tsx";
import { ChannelState, shareText, useSpanText } from "#app/_ui/channel-state.tsx";
import type { PublicChannel } from "#server/channels/schemas.ts";
import { formatFen } from "#server/core/money.ts";
import { AnnouncementList } from "./announcement-list.tsx";

/** One channel: its state in words and since when, how well it works, its limits, and what is said of it. */
export function ChannelCard({ channel }: { channel: PublicChannel }) {
  const t = useTranslations("channels.status");
  const locale = useLocale();
  const span = useSpanText();
  const { label, status, since, notice, recommended, health, announcements, singleLimitFen, dailyLimitFen } = channel;
  const facts = [
    singleLimitFen === null ? null : t("single", { amount: formatFen(singleLimitFen) }),
    dailyLimitFen === null ? null : t("daily", { amount: formatFen(dailyLimitFen) }),
    health && health.last1h.attempts >= 5 ? t("success", { percent: shareText(health.last1h.successRate) }) : null,
    health && health.last1h.callbacks >= 5 ? t("callback", { time: span(health.last1h.callbackLagMs) }) : null,
  ].filter((fact) => fact !== null);
  return (
    <article className="rounded-md border border-line bg-surface p-4">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <h3 className="font-semibold break-words">{label}</h3>
        <ChannelState state={status} />
        {recommended ? <Badge tone="accent">{t("recommended")}</Badge> : null}
        {since === null ? null : (
          <span className="text-sm text-muted tabular">{t("since", { time: exactTime(new Date(since), locale) })}</span>
        )}
      </div>
      {notice === null ? null : <p className="mt-2 break-words">{notice}</p>}
      {facts.length > 0 ? (
        <ul className="mt-2 flex flex-wrap gap-x-5 gap-y-1 text-sm text-muted tabular">
          {facts.map((fact) => (
            <li key={fact}>{fact}</li>
          ))}
        </ul>
      ) : null}
      {announcements.length > 0 ? (
        <div className="mt-3">
          <AnnouncementList items={announcements} />
        </div>
      ) : null}
    </article>
  );
}
