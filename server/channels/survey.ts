import { asc } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { channelHealth, channels } from "#db/schema/index.ts";
import { currentAnnouncements } from "./announcements.ts";
import { type Memory, readMemory } from "./memory.ts";
import { type Announcement, type ChannelSetting, measuresSchema, troubledStates } from "./schemas.ts";
import { allSettings, MAX_CHANNELS } from "./settings.ts";
import { type ChannelFacts, recommend, type Standing, standingOf } from "./standing.ts";

export type HealthRow = typeof channelHealth.$inferSelect;
type Parts = {
  setting: ChannelSetting | null;
  platform: typeof channels.$inferSelect | null;
  health: HealthRow | null;
};
/** One channel with all that is known of it, and what follows. */
export type Surveyed = Parts & { facts: ChannelFacts; standing: Standing };
export type Survey = {
  /** Those that are set up here by priority, then those that only the platform knows. */
  channels: Surveyed[];
  recommended: string | null;
  announcements: Announcement[];
  memory: Memory;
};

/** Puts together what the platform says, what is set up, what was measured and what is announced. Five statements. */
export async function survey(reader: Db, now: Date): Promise<Survey> {
  const set = await allSettings(reader);
  const platform = await reader.select().from(channels).orderBy(asc(channels.code)).limit(MAX_CHANNELS);
  const measured = await reader.select().from(channelHealth).orderBy(asc(channelHealth.channel)).limit(MAX_CHANNELS);
  const announcements = await currentAnnouncements(reader, now);
  const memory = await readMemory(reader);
  const settingOf = new Map(set.map((row) => [row.channel, row]));
  const platformOf = new Map(platform.map((row) => [row.code, row]));
  const healthOf = new Map(measured.map((row) => [row.channel, row]));
  // A code that was only measured (an event named it once) is no channel that anybody may be sent to.
  const surveyed = [...new Set([...settingOf.keys(), ...platformOf.keys()])].map((code): Surveyed => {
    const parts = {
      setting: settingOf.get(code) ?? null,
      platform: platformOf.get(code) ?? null,
      health: healthOf.get(code) ?? null,
    };
    const facts = factsOf(code, parts, announcements, memory);
    return { ...parts, facts, standing: standingOf(facts) };
  });
  const facts = surveyed.map((one) => (isTroubled(one) ? { ...one.facts, troubleAt: now } : one.facts));
  return { channels: surveyed, recommended: recommend(facts, memory.recommended, now), announcements, memory };
}

export const isTroubled = ({ standing }: Pick<Surveyed, "standing">): boolean =>
  troubledStates.includes(standing.status);

function factsOf(code: string, parts: Parts, said: readonly Announcement[], memory: Memory): ChannelFacts {
  const { platform, setting, health } = parts;
  const starts = said.flatMap((one) =>
    one.kind === "maintenance" && one.state === "active" && (one.channel ?? code) === code
      ? [Date.parse(one.startsAt)]
      : [],
  );
  const troubleAt = memory.troubleAt[code];
  return {
    code,
    platform: platform?.status
      ? { status: platform.status, at: platform.statusAt, recommended: platform.recommended ?? false }
      : null,
    measured: health && {
      state: health.state,
      since: health.since,
      successRate: measuresSchema.parse(health.measures).last1h.successRate,
    },
    maintenanceSince: starts.length > 0 ? new Date(Math.min(...starts)) : null,
    priority: setting?.priority ?? null,
    disabled: setting?.enabled === false,
    troubleAt: troubleAt === undefined ? null : new Date(troubleAt),
  };
}
