import { eq } from "drizzle-orm";
import { type Tx, transact } from "#db/client.ts";
import { relayDeliveries } from "#db/schema/index.ts";
import { appendAudit } from "#server/audit/index.ts";
import { channelSetting } from "#server/channels/index.ts";
import type { Ctx } from "#server/core/context.ts";
import { conflict, invalid } from "#server/core/errors.ts";
import { newId } from "#server/core/ids.ts";
import { authorizeHandling, type CallbackById } from "../access.ts";
import type { CallbackRow } from "../callback-case.ts";
import { findCallback } from "../judge-stored.ts";
import { getCallback } from "../read.ts";
import type { CallbackView } from "../schemas.ts";
import { type DeliveryRow, deliveryOf } from "./queue.ts";
import { deliver, lease } from "./send.ts";

/**
 * Passes a callback on to the platform now, at a person's word, to the address that is set today; when it is not taken, the
 * schedule begins anew.
 * @returns the callback with what became of the attempt
 * @throws DomainError 403 FORBIDDEN, 404 CALLBACK_NOT_FOUND, 409 RELAY_IN_PROGRESS, 422 RELAY_NOT_POSSIBLE
 */
export async function relayCallback({ ctx, input }: { ctx: Ctx; input: CallbackById }): Promise<CallbackView> {
  authorizeHandling(ctx);
  const row = await findCallback(input.id);
  const mine = await transact((tx) => prepare(tx, ctx, row));
  await deliver(ctx, mine);
  return getCallback({ ctx, input });
}

async function prepare(tx: Tx, ctx: Ctx, callback: CallbackRow): Promise<DeliveryRow> {
  const now = ctx.clock.now();
  const setting = await channelSetting(tx, callback.channel);
  if (!setting?.relayUrl) throw impossible("This channel has no address to pass callbacks on to.");
  // Never lend our name to what we did not believe ourselves.
  if (!callback.verified) throw impossible("This callback did not verify.");
  const before = await deliveryOf(tx, callback.id);
  const id = before?.id ?? newId();
  const fresh = { url: setting.relayUrl, state: "pending" as const, attempts: 0, nextAttemptAt: now };
  if (before) await tx.update(relayDeliveries).set(fresh).where(eq(relayDeliveries.id, id));
  else {
    await tx
      .insert(relayDeliveries)
      .values({ ...fresh, id, callbackId: callback.id, channel: callback.channel, createdAt: now });
  }
  const [mine] = await lease(tx, id, now);
  if (!mine) throw conflict("RELAY_IN_PROGRESS", "This callback is being passed on at this moment.");
  await appendAudit(tx, ctx, {
    action: "callback.resent",
    subject: `callback:${callback.id}`,
    data: { channel: callback.channel, url: setting.relayUrl, before: before?.state ?? null },
  });
  return mine;
}

const impossible = (message: string) => invalid("RELAY_NOT_POSSIBLE", message);
