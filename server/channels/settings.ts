import { asc, eq } from "drizzle-orm";
import { type Db, db } from "#db/client.ts";
import { channelSettings } from "#db/schema/index.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { notFound } from "#server/core/errors.ts";
import { logger } from "#server/core/logger.ts";
import { seal, unseal } from "#server/core/seal.ts";
import { sealPurposes } from "#server/core/seal-purposes.ts";
import type { ChannelSetting, ChannelSettingView } from "./schemas.ts";

export type SettingRow = typeof channelSettings.$inferSelect;
export type Secrets = Record<string, string>;

/** More channels than this are no list that a page or an answer could show whole. */
export const MAX_CHANNELS = 200;

/** Encrypts a channel's secrets for its row. */
export const sealSecrets = (channel: string, secrets: Secrets): string =>
  seal(sealPurposes.channel(channel), JSON.stringify(secrets));

/** A channel's secrets. @throws Error when they were sealed under another APP_SECRET or were changed */
export const openSecrets = (row: Pick<SettingRow, "channel" | "secrets">): Secrets =>
  JSON.parse(unseal(sealPurposes.channel(row.channel), row.secrets)) as Secrets;

/** The row of a channel's setting, secrets sealed. */
export async function settingRow(reader: Db, channel: string): Promise<SettingRow | undefined> {
  const [row] = await reader.select().from(channelSettings).where(eq(channelSettings.channel, channel));
  return row;
}

/** How a channel is set up, without its secrets; null when it is not. */
export async function channelSetting(reader: Db, channel: string): Promise<ChannelSetting | null> {
  const row = await settingRow(reader, channel);
  return row ? settingOf(row) : null;
}

/** All settings in the order of their priority, without secrets. */
export async function allSettings(reader: Db): Promise<ChannelSetting[]> {
  const rows = await reader.select().from(channelSettings).orderBy(asc(channelSettings.channel)).limit(MAX_CHANNELS);
  return rows.map(settingOf).toSorted((a, b) => a.priority - b.priority);
}

/** What the channels that are set up are called here, by their codes. */
export async function channelLabels(): Promise<Record<string, string>> {
  return Object.fromEntries((await allSettings(db)).map(({ channel, label }) => [channel, label]));
}

function settingOf({ secrets: _secrets, updatedAt, ...row }: SettingRow): ChannelSetting {
  return { ...row, updatedAt: updatedAt.toISOString() };
}

/** A setting as it is shown to those who may change it: with the names of the secrets that are there. */
export function settingView(row: SettingRow): ChannelSettingView {
  return { ...settingOf(row), secretsSet: namesOf(row) };
}

function namesOf(row: SettingRow): string[] {
  try {
    return Object.keys(openSecrets(row)).sort();
  } catch (error) {
    // Whoever looks must see that they have to be entered anew, and for that the page has to open.
    logger.error({ err: error, channel: row.channel }, "a channel's secrets cannot be opened: enter them again");
    return [];
  }
}

/**
 * A channel's setting, for those who may change it.
 * @throws DomainError 403 FORBIDDEN, 404 CHANNEL_NOT_FOUND
 */
export async function getChannel(args: { ctx: Ctx; input: { channel: string } }): Promise<ChannelSettingView> {
  const ctx = authorize(args.ctx, "channels:write");
  const row = await settingRow(ctx.tx ?? db, args.input.channel);
  if (!row) throw notFound("CHANNEL");
  return settingView(row);
}
