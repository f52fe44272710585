import { ArrowLeft } from "lucide-react";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getLocale, getTranslations } from "next-intl/server";
import { ChannelState } from "#app/_ui/channel-state.tsx";
import { PageHeader } from "#app/_ui/surface.tsx";
import { requireFreshStaff } from "#app/(staff)/_lib/guard.ts";
import { Providers } from "#app/(staff)/_lib/providers.tsx";
import { channelHistoryOf, getChannel, managedChannels } from "#server/channels/index.ts";
import { channelCodeSchema } from "#server/channels/schemas.ts";
import type { Ctx } from "#server/core/context.ts";
import { env } from "#server/core/env.ts";
import { isDomainError } from "#server/core/errors.ts";
import { ChannelForm } from "../_ui/channel-form.tsx";
import { ChannelsFrame } from "../_ui/frame.tsx";
import { History } from "../_ui/history.tsx";
import { TestPanel } from "../_ui/test-panel.tsx";

type Props = { params: Promise<{ channel: string }>; searchParams: Promise<{ range?: string | string[] }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const [t, { channel }] = await Promise.all([getTranslations("channels.edit"), params]);
  return { title: t("new", { channel }), robots: { index: false } };
}

export default async function ChannelPage({ params, searchParams }: Props) {
  const [{ channel }, { range }] = await Promise.all([params, searchParams]);
  const ctx = await requireFreshStaff(`/channels/${channel}`, "channels:write");
  return <ChannelsFrame ctx={ctx}>{() => content(ctx, channel, range === "7d" ? "7d" : "24h")}</ChannelsFrame>;
}

async function content(ctx: Ctx, channel: string, range: "24h" | "7d") {
  const [t, locale] = await Promise.all([getTranslations("channels.edit"), getLocale()]);
  const [setting, managed, history] = await Promise.all([
    settingOf(ctx, channel),
    managedChannels({ ctx, locale }),
    channelHistoryOf({ ctx, input: { channel, range } }),
  ]);
  const known = managed.items.find((item) => item.channel === channel);
  if (!setting && !known && !channelCodeSchema.safeParse(channel).success) notFound();
  return (
    <>
      <a
        href="/channels"
        className="-ml-1 inline-flex min-h-11 items-center gap-1 rounded-md px-1 text-sm text-accent-text underline-offset-4 hover:underline"
      >
        <ArrowLeft aria-hidden className="size-4" />
        {t("back")}
      </a>
      <PageHeader
        title={known?.label ?? t("new", { channel })}
        description={
          <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <code className="font-mono text-sm">{channel}</code>
            {known ? <ChannelState state={known.status} /> : null}
          </span>
        }
      />
      <Providers>
        <div className="mt-6 grid gap-6">
          {setting ? (
            <>
              <TestPanel channel={channel} signs={setting.kind !== "epay" || setting.config.signType === "RSA"} />
              <History history={history} range={range} channel={channel} />
            </>
          ) : null}
          <ChannelForm channel={channel} label={known?.label} setting={setting} appUrl={env().APP_URL} />
        </div>
      </Providers>
    </>
  );
}

async function settingOf(ctx: Ctx, channel: string) {
  try {
    return await getChannel({ ctx, input: { channel } });
  } catch (error) {
    if (isDomainError(error, "CHANNEL_NOT_FOUND")) return null;
    throw error;
  }
}
