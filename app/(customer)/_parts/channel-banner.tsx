import { getLocale, getTranslations } from "next-intl/server";
import { Banner } from "#app/_ui/surface.tsx";
import { publicChannels } from "#server/channels/index.ts";
import type { Announcement } from "#server/channels/schemas.ts";
import { DAY_MS } from "#server/core/clock.ts";
import { AnnouncementList } from "../status/_parts/announcement-list.tsx";

type Props = {
  /** What is known of the reader's own money. Whoever may have been charged is never pointed to another way to pay. */
  chargeState?: "none" | "possible" | "confirmed";
};

/** A start page has room for this many; the page of all channels has the rest. */
const MAX_NEWS = 3;

/** A word about channels in trouble, the one to use instead, and what was announced. Shows nothing while all is well. */
export async function ChannelBanner({ chargeState = "none" }: Props) {
  const [t, locale] = await Promise.all([getTranslations("channels.banner"), getLocale()]);
  const now = new Date();
  const { items, banner, bannerText, announcements } = await publicChannels({ now, locale });
  const news = [...announcements, ...items.flatMap((channel) => channel.announcements)]
    .filter((one) => isSoon(one, now))
    .slice(0, MAX_NEWS);
  if (banner.length === 0 && news.length === 0) return null;
  const names = [...new Set(banner.map((channel) => channel.label))].join(t("comma"));
  const invites = chargeState === "none" && bannerText !== null;
  return (
    <div className="mb-8 grid gap-3">
      {banner.length > 0 ? (
        <Banner tone="wait" title={invites ? bannerText[locale] : t("trouble")} role="status">
          <p>{t(chargeState === "none" ? "detail" : "charged", { names })}</p>
          {banner.map((channel) =>
            channel.notice ? (
              <p key={channel.channel} className="mt-1 text-sm text-muted">
                {channel.label}
                {t("colon")}
                {channel.notice}
              </p>
            ) : null,
          )}
          <p className="mt-1 text-sm">
            <a
              href="/status"
              className="inline-flex min-h-6 items-center text-accent-text underline underline-offset-4"
            >
              {t("more")}
            </a>
          </p>
        </Banner>
      ) : null}
      {news.length > 0 ? <AnnouncementList items={news} /> : null}
    </div>
  );
}

/** What holds now, or will within a day: who is here for an order need not know of next week. */
const isSoon = (one: Announcement, now: Date) => Date.parse(one.startsAt) - now.getTime() < DAY_MS;
