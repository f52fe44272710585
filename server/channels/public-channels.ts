import { type Db, db } from "#db/client.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { bannerText, type ChannelLocale, channelName } from "./copy.ts";
import {
  type Health,
  type ManagedChannel,
  measuresSchema,
  type PublicChannel,
  type PublicChannels,
} from "./schemas.ts";
import type { Standing } from "./standing.ts";
import { type HealthRow, isTroubled, type Survey, type Surveyed, survey } from "./survey.ts";

/**
 * What everybody may know of the channels: how they fare, which one to use now, and what to tell people while one is in
 * trouble. The order is that in which they would be recommended.
 * @param args.now the reader's present
 */
export async function publicChannels(args: {
  now: Date;
  locale?: ChannelLocale;
  reader?: Db;
}): Promise<PublicChannels> {
  const { now, locale = "zh-CN", reader = db } = args;
  const seen = await survey(reader, now);
  // Set up and switched off, and unknown to the platform: nobody pays by it.
  const shown = seen.channels.filter((one) => !one.facts.disabled || one.platform);
  const items = shown.map((one) => channelView(one, seen, locale));
  const banner = items.filter((_, i) => isTroubled(shown[i] as Surveyed));
  const best = shown.find((one) => one.facts.code === seen.recommended);
  return {
    items,
    recommendedChannel: best?.facts.code ?? null,
    banner,
    bannerText: banner.length > 0 && best ? bannerText(best.facts.code, best.setting?.label ?? null) : null,
    announcements: seen.announcements.filter((one) => one.channel === null),
    nextCursor: null,
  };
}

/**
 * Where one channel stands by all that is known of it: the platform's word, maintenance, and what we measured.
 * @returns null when nothing is known of it
 */
export async function channelStanding(reader: Db, channel: string, now: Date): Promise<Standing | null> {
  const found = (await survey(reader, now)).channels.find((one) => one.facts.code === channel);
  return found?.standing ?? null;
}

function channelView(one: Surveyed, { recommended, announcements }: Survey, locale: ChannelLocale): PublicChannel {
  const { facts, standing, setting, platform, health } = one;
  return {
    channel: facts.code,
    label: channelName(facts.code, setting?.label ?? null, locale),
    methods: setting?.methods ?? [],
    status: standing.status,
    since: standing.since?.toISOString() ?? null,
    // An empty notice is how a platform takes one back.
    notice: platform?.notice || null,
    recommended: facts.code === recommended,
    singleLimitFen: platform?.singleLimitFen ?? null,
    dailyLimitFen: platform?.dailyLimitFen ?? null,
    health: health && healthView(health),
    announcements: announcements.filter((said) => said.channel === facts.code),
  };
}

/** A channel's health as measured, as it is shown. */
export function healthView(row: HealthRow): Health {
  return {
    state: row.state,
    since: row.since.toISOString(),
    measuredAt: row.measuredAt.toISOString(),
    ...measuresSchema.parse(row.measures),
  };
}

/**
 * All channels, those switched off too, with how they are set up.
 * @throws DomainError 403 FORBIDDEN
 */
export async function managedChannels(args: {
  ctx: Ctx;
  locale?: ChannelLocale;
}): Promise<{ items: ManagedChannel[]; recommendedChannel: string | null }> {
  const ctx = authorize(args.ctx, "channels:write");
  const seen = await survey(ctx.tx ?? db, ctx.clock.now());
  const items = seen.channels.map((one) => ({
    ...channelView(one, seen, args.locale ?? "zh-CN"),
    setting: one.setting,
  }));
  return { items, recommendedChannel: seen.recommended };
}
