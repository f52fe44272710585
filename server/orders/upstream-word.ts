import type { Tx } from "#db/client.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { newId } from "#server/core/ids.ts";
import { emitAll } from "#server/jobs/outbox.ts";
import { insertNew, project } from "./receive-events.ts";
import { type FulfilmentState, UPSTREAM_SOURCE } from "./schemas.ts";

/** What the platform said of a fulfilment when it was asked. `id` tells it from all others: the same one again changes nothing. */
export type UpstreamWord = {
  id: string;
  at: Date;
  orderNo: string;
  state: FulfilmentState;
  fulfilment: {
    supplier: string;
    supplierRef?: string;
    errorCode?: string;
    errorMessage?: string;
    creditedFen?: number;
  };
};

/**
 * Writes down what the platform said when it was asked, in the log that its events are in, and brings the order up to date.
 * @param tx the caller's transaction; on PostgreSQL it should serialise on {@link EVENTS_LOCK}
 * @returns whether the word was new
 * @throws DomainError 403 FORBIDDEN
 */
export async function recordUpstreamWord(tx: Tx, caller: Ctx, word: UpstreamWord): Promise<boolean> {
  const ctx = authorize(caller, "events:write");
  const fresh = await insertNew(tx, [
    {
      id: newId(),
      source: UPSTREAM_SOURCE,
      eventId: word.id,
      type: `topup.fulfilment.${word.state}`,
      subject: word.orderNo,
      orderNo: word.orderNo,
      outTradeNo: null,
      customerId: null,
      occurredAt: word.at,
      receivedAt: ctx.clock.now(),
      data: { orderNo: word.orderNo, ...word.fulfilment },
    },
  ]);
  await emitAll(tx, ctx.clock, await project(tx, fresh));
  return fresh.length > 0;
}
