import { ArrowRight } from "lucide-react";
import type { Metadata } from "next";
import { getLocale, getTranslations } from "next-intl/server";
import { exactTime } from "#app/_lib/time.ts";
import { Banner, Card, EmptyState, PageHeader } from "#app/_ui/surface.tsx";
import { publicChannels } from "#server/channels/index.ts";
import type { PublicChannels } from "#server/channels/schemas.ts";
import { AnnouncementList } from "./_parts/announcement-list.tsx";
import { ChannelCard } from "./_parts/channel-card.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("channels.status");
  return { title: t("title"), description: t("lead") };
}

/** How every payment channel is doing, for everybody: in words, without JavaScript. */
export default async function StatusPage() {
  const [t, locale] = await Promise.all([getTranslations("channels.status"), getLocale()]);
  const now = new Date();
  const data = await publicChannels({ now, locale });
  return (
    <>
      <PageHeader title={t("title")} description={t("lead")} />
      <div className="mt-6 grid gap-8">
        <Advice data={data} />
        {data.announcements.length > 0 ? (
          <section aria-labelledby="news">
            <h2 id="news" className="mb-3 text-lg font-semibold">
              {t("news")}
            </h2>
            <AnnouncementList items={data.announcements} />
          </section>
        ) : null}
        <section aria-labelledby="channels">
          <h2 id="channels" className="mb-3 text-lg font-semibold">
            {t("list")}
          </h2>
          {data.items.length === 0 ? (
            <EmptyState title={t("empty")}>{t("emptyHint")}</EmptyState>
          ) : (
            <ul className="grid gap-3">
              {data.items.map((channel) => (
                <li key={channel.channel}>
                  <ChannelCard channel={channel} />
                </li>
              ))}
            </ul>
          )}
          <p className="mt-3 text-sm text-faint">{t("at", { time: exactTime(now, locale) })}</p>
        </section>
        <Card>
          <h2 className="font-semibold">{t("paid")}</h2>
          <p className="mt-1 text-muted">{t("paidHint")}</p>
          <a
            href="/"
            className="touch mt-2 inline-flex items-center gap-1.5 font-medium text-accent-text underline-offset-4 hover:underline"
          >
            {t("paidLink")}
            <ArrowRight aria-hidden className="size-4" />
          </a>
        </Card>
      </div>
    </>
  );
}

/** The one thing that most people came for: which channel to use. */
async function Advice({ data }: { data: PublicChannels }) {
  const [t, locale] = await Promise.all([getTranslations("channels.status"), getLocale()]);
  const best = data.items.find((channel) => channel.recommended);
  if (data.bannerText) return <Banner tone="wait" title={data.bannerText[locale]} />;
  if (data.banner.length > 0) return <Banner tone="broken" title={t("noneWell")} />;
  if (!best) return data.items.length > 0 ? <Banner tone="unknown" title={t("unsure")} /> : null;
  return (
    <Banner tone="ok" title={data.items.every(({ status }) => status === "up") ? t("allWell") : t("unsure")}>
      <p>
        {t("recommended")} <strong className="font-semibold">{best.label}</strong>
      </p>
    </Banner>
  );
}
