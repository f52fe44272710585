import { getLocale, getTranslations } from "next-intl/server";
import { Banner } from "#app/_ui/surface.tsx";
import { publicChannels } from "#server/channels/index.ts";

type Props = {
  /** What is known of the reader's own money. Whoever may have been charged is never pointed to another way to pay. */
  chargeState?: "none" | "possible" | "confirmed";
};

/** A word about channels in trouble, and the one to use instead. Shows nothing while all is well. */
export async function ChannelBanner({ chargeState = "none" }: Props) {
  const [t, locale] = await Promise.all([getTranslations("channels.banner"), getLocale()]);
  const { banner, bannerText } = await publicChannels({ now: new Date(), locale });
  if (banner.length === 0) return null;
  const names = [...new Set(banner.map((channel) => channel.label))].join(t("comma"));
  const invites = chargeState === "none" && bannerText !== null;
  return (
    <Banner tone="wait" title={invites ? bannerText[locale] : t("trouble")} role="status" className="mb-8">
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
        <a href="/status" className="inline-flex min-h-6 items-center text-accent-text underline underline-offset-4">
          {t("more")}
        </a>
      </p>
    </Banner>
  );
}
