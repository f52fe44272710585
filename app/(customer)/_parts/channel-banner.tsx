import { getTranslations } from "next-intl/server";
import { Banner } from "#app/_ui/surface.tsx";
import { listChannels } from "#server/orders/index.ts";

const KNOWN = ["alipay", "wechat", "unionpay", "qqpay"] as const;

/** A word about channels in trouble, and the one to use instead. Shows nothing while all is well. */
export async function ChannelBanner() {
  const [{ troubled, recommendedChannel }, t] = await Promise.all([
    listChannels(),
    getTranslations("customer.channels"),
  ]);
  if (troubled.length === 0) return null;
  const name = (code: string) => {
    const known = KNOWN.find((prefix) => code.toLowerCase().startsWith(prefix));
    return known ? t(known) : code;
  };
  const names = [...new Set(troubled.map((channel) => name(channel.channel)))];
  const instead = recommendedChannel === null ? undefined : name(recommendedChannel);
  const useful = instead !== undefined && !names.includes(instead);
  return (
    <Banner tone="wait" title={useful ? t("use", { name: instead }) : t("down")} role="status" className="mb-8">
      <p>{t("detail", { names: names.join(t("comma")) })}</p>
      {troubled.map((channel) =>
        channel.notice ? (
          <p key={channel.channel} className="mt-1 text-sm text-muted">
            {channel.notice}
          </p>
        ) : null,
      )}
    </Banner>
  );
}
