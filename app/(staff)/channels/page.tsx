import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getLocale, getTranslations } from "next-intl/server";
import { EmptyState, PageHeader } from "#app/_ui/surface.tsx";
import { listAnnouncements, managedChannels } from "#server/channels/index.ts";
import { channelCodeSchema } from "#server/channels/schemas.ts";
import type { Ctx } from "#server/core/context.ts";
import { requireFreshStaff } from "../_lib/guard.ts";
import { AddChannel } from "./_ui/add-channel.tsx";
import { Announcements } from "./_ui/announcements.tsx";
import { ChannelRow } from "./_ui/channel-row.tsx";
import { ChannelsFrame } from "./_ui/frame.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("channels.manage");
  return { title: t("title"), robots: { index: false } };
}

type Props = { searchParams: Promise<{ code?: string | string[] }> };

export default async function ChannelsPage({ searchParams }: Props) {
  const ctx = await requireFreshStaff("/channels", "channels:write");
  const { code } = await searchParams;
  const asked = typeof code === "string" ? code.trim() : undefined;
  if (asked !== undefined && channelCodeSchema.safeParse(asked).success) redirect(`/channels/${asked}`);
  return <ChannelsFrame ctx={ctx}>{() => content(ctx, asked)}</ChannelsFrame>;
}

async function content(ctx: Ctx, wrongCode: string | undefined) {
  const [t, locale] = await Promise.all([getTranslations("channels.manage"), getLocale()]);
  const { items } = await managedChannels({ ctx, locale });
  const announced = await listAnnouncements({ ctx, input: { show: "current", limit: 50 } });
  const names = items.map(({ channel, label }) => ({ value: channel, label }));
  return (
    <>
      <PageHeader title={t("title")} description={t("intro")} />
      {items.length === 0 ? (
        <EmptyState title={t("empty")}>{t("emptyHint")}</EmptyState>
      ) : (
        <>
          <p className="mt-6 mb-2 text-sm text-muted">{t("pairHint")}</p>
          <ul className="grid gap-3">
            {items.map((item) => (
              <li key={item.channel}>
                <ChannelRow item={item} />
              </li>
            ))}
          </ul>
        </>
      )}
      <div className="mt-8 grid gap-8">
        <AddChannel wrongCode={wrongCode} />
        <Announcements items={announced.items} channels={names} />
      </div>
    </>
  );
}
