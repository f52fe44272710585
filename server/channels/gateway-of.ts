import { connection, db } from "#db/client.ts";
import { systemClock } from "#server/core/clock.ts";
import { env } from "#server/core/env.ts";
import { DomainError } from "#server/core/errors.ts";
import { type Gateway, openGateway } from "#server/gateways/index.ts";
import { addSample } from "./samples.ts";
import { openSecrets, settingRow } from "./settings.ts";

type Opened = { version: number; updatedAt: number; gateway: Gateway };

// By connection, so that another database (in tests) never meets the gateways of the one before.
const opened = new WeakMap<object, Map<string, Opened>>();

/**
 * The gateway of a channel, opened with its current setting: whatever process saved a new one, the next call uses it. Not for
 * use inside a transaction.
 * @returns null when the channel is not set up, or is disabled
 * @throws DomainError 503 CHANNEL_SECRETS_UNREADABLE when its secrets cannot be opened under this APP_SECRET
 */
export async function gatewayOf(channel: string): Promise<Gateway | null> {
  return gatewayFor(channel, false);
}

/**
 * {@link gatewayOf} that opens a disabled channel too when told so: money that was paid through it before is still on its way.
 * @throws DomainError 503 CHANNEL_SECRETS_UNREADABLE
 */
export async function gatewayFor(channel: string, evenDisabled: boolean): Promise<Gateway | null> {
  const row = await settingRow(db, channel);
  if (!row || !(row.enabled || evenDisabled)) return null;
  const known = cache().get(channel);
  if (known && known.version === row.version && known.updatedAt === row.updatedAt.getTime()) return known.gateway;
  const config = { ...row.config, ...secretsOf(row) };
  const { kind } = row;
  const gateway = openGateway({
    channel,
    kind,
    config,
    allowPrivate: env().ALLOW_PRIVATE_URLS,
    onCall: ({ ok, tookMs }) => addSample({ channel, kind: "call", ok, tookMs, at: systemClock.now() }),
  });
  cache().set(channel, { version: row.version, updatedAt: row.updatedAt.getTime(), gateway });
  return gateway;
}

function cache(): Map<string, Opened> {
  const key = connection();
  const map = opened.get(key) ?? new Map<string, Opened>();
  opened.set(key, map);
  return map;
}

/** A channel's secrets. @throws DomainError 503 CHANNEL_SECRETS_UNREADABLE */
export function secretsOf(row: Parameters<typeof openSecrets>[0]) {
  try {
    return openSecrets(row);
  } catch (error) {
    throw new DomainError(
      503,
      "CHANNEL_SECRETS_UNREADABLE",
      "The secrets of this channel cannot be opened: enter them again.",
      { details: { channel: row.channel }, cause: error },
    );
  }
}
