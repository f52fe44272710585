import type { Tx } from "#db/client.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { newId } from "#server/core/ids.ts";
import { emitAll } from "#server/jobs/outbox.ts";
import { insertNew, type NewEvent, project } from "./receive-events.ts";
import { type CallbackOutcome, GATEWAY_SOURCE, type GatewayObservation } from "./schemas.ts";

/** Something that a gateway told us. `id` tells it from all others of its channel: the same one again changes nothing. */
export type GatewayWord = { id: string; at: Date; orderNo?: string | undefined } & (
  | { kind: "payment"; observation: GatewayObservation }
  | {
      kind: "callback";
      callback: {
        outTradeNo: string;
        channel: string;
        verified: boolean;
        outcome: CallbackOutcome;
        reason?: string;
        httpStatus?: number;
      };
    }
);

/**
 * Writes down what gateways said, in the log that the platform's events are in, and brings the orders they speak of up to date.
 * A payment whose order is not known yet waits in the log until an event ties it to one.
 * @param tx the caller's transaction; on PostgreSQL it should serialise on {@link EVENTS_LOCK}
 * @returns how many words were new, and the orders that they changed
 * @throws DomainError 403 FORBIDDEN
 */
export async function recordGatewayWords(
  tx: Tx,
  caller: Ctx,
  words: readonly GatewayWord[],
): Promise<{ fresh: number; orderNos: string[] }> {
  const ctx = authorize(caller, "events:write");
  const receivedAt = ctx.clock.now();
  const fresh = await insertNew(
    tx,
    words.map((word) => rowOf(word, receivedAt)),
  );
  const told = await project(tx, fresh);
  await emitAll(tx, ctx.clock, told);
  const orderNos = told.flatMap(({ topic, subject }) =>
    topic === "order.updated" ? [subject.slice("order:".length)] : [],
  );
  return { fresh: fresh.length, orderNos };
}

/** A word as it stands in the log of events. */
export function rowOf(word: GatewayWord, receivedAt: Date): NewEvent {
  const data = word.kind === "payment" ? word.observation : word.callback;
  return {
    id: newId(),
    source: `${GATEWAY_SOURCE}${data.channel}`,
    eventId: word.id,
    type: word.kind === "payment" ? "gateway.payment.observed" : "topup.callback.received",
    subject: word.orderNo ?? data.outTradeNo,
    orderNo: word.orderNo ?? null,
    outTradeNo: data.outTradeNo,
    customerId: null,
    occurredAt: word.at,
    receivedAt,
    data: { ...data },
  };
}
