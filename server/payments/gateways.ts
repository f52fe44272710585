import { type Db, db } from "#db/client.ts";
import { channelSetting, gatewayFor } from "#server/channels/index.ts";
import type { ChannelSetting } from "#server/channels/schemas.ts";
import { notFound } from "#server/core/errors.ts";
import type { Gateway } from "#server/gateways/gateway.ts";
import type { GatewayKind } from "#server/gateways/schemas.ts";

const holder = globalThis as typeof globalThis & { __daozhangFakeGateways?: ReadonlyMap<string, Gateway> };

/** For tests only: gateways that stand in for those of the settings; with no argument, no longer. */
export function overrideGateways(fakes?: ReadonlyMap<string, Gateway>): void {
  if (fakes) holder.__daozhangFakeGateways = fakes;
  else delete holder.__daozhangFakeGateways;
}

/**
 * The gateway of a channel for what was begun on it: also of a disabled one, whose payments may still be on their way. Not for
 * use inside a transaction.
 * @returns null when the channel is not set up
 * @throws DomainError 503 CHANNEL_SECRETS_UNREADABLE
 */
export async function gatewayAt(channel: string): Promise<Gateway | null> {
  return holder.__daozhangFakeGateways?.get(channel) ?? gatewayFor(channel, true);
}

/**
 * The setting of the channel that a callback address names.
 * @throws DomainError 404 CHANNEL_NOT_FOUND when there is none, or one of another kind
 */
export async function callbackChannel(channel: string, kind: GatewayKind): Promise<ChannelSetting> {
  const setting = await channelSetting(db, channel);
  if (setting?.kind !== kind) throw notFound("CHANNEL");
  return setting;
}

/** Which of these channels have a gateway that can be asked. */
export async function askableChannels(reader: Db, channels: readonly (string | null)[]): Promise<string[]> {
  const found: string[] = [];
  for (const channel of new Set(channels)) {
    if (channel !== null && (await channelSetting(reader, channel))) found.push(channel);
  }
  return found;
}
