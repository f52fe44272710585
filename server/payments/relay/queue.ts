import { and, eq } from "drizzle-orm";
import type { Db, Tx } from "#db/client.ts";
import { relayDeliveries } from "#db/schema/index.ts";
import { channelSetting } from "#server/channels/index.ts";
import type { Ctx } from "#server/core/context.ts";
import { newId } from "#server/core/ids.ts";

export type DeliveryRow = typeof relayDeliveries.$inferSelect;

/**
 * Puts a callback that was taken on its way to the platform's own address, if its channel has one. Once only: a callback that is
 * judged again is not sent again.
 */
export async function queueRelay(tx: Tx, ctx: Ctx, callback: { id: string; channel: string }): Promise<void> {
  const setting = await channelSetting(tx, callback.channel);
  if (!setting?.relayUrl) return;
  const now = ctx.clock.now();
  const off = await isSwitchedOff(tx, callback.channel, setting.relayUrl);
  await tx
    .insert(relayDeliveries)
    .values({
      id: newId(),
      callbackId: callback.id,
      channel: callback.channel,
      url: setting.relayUrl,
      state: off ? "disabled" : "pending",
      attempts: 0,
      nextAttemptAt: off ? null : now,
      createdAt: now,
    })
    .onConflictDoNothing({ target: relayDeliveries.callbackId });
}

/** An address that answered 410 wants no more; what comes for it is kept until a person sends one and it is taken. */
async function isSwitchedOff(reader: Db, channel: string, url: string): Promise<boolean> {
  const [off] = await reader
    .select({ id: relayDeliveries.id })
    .from(relayDeliveries)
    .where(waitingAt(channel, url))
    .limit(1);
  return off !== undefined;
}

/** The deliveries that an address which answered 410 holds up. */
export const waitingAt = (channel: string, url: string) =>
  and(eq(relayDeliveries.channel, channel), eq(relayDeliveries.state, "disabled"), eq(relayDeliveries.url, url));

/** What is known of a callback's way to the platform; null when it was not to be passed on. */
export async function deliveryOf(reader: Db, callbackId: string): Promise<DeliveryRow | null> {
  const [row] = await reader.select().from(relayDeliveries).where(eq(relayDeliveries.callbackId, callbackId));
  return row ?? null;
}
