import type { Tx } from "#db/client.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { newId } from "#server/core/ids.ts";
import { emitAll } from "#server/jobs/outbox.ts";
import { insertNew, project } from "./receive-events.ts";
import { APPEAL_SOURCE, type RiskSide } from "./schemas.ts";

/** What our own review of an appeal says of one flag. */
export type ReviewWord = {
  appealId: string;
  /** Tells this word from the appeal's others: the same one again changes nothing. */
  key: string;
  verdict: "cleared" | "upheld";
  flag: {
    orderNo: string | null;
    customerId: string;
    rule: string;
    side: RiskSide;
    reviewId: string | null;
    flaggedAt: Date;
  };
};

/**
 * Writes down what a review decided about flags, in the log that the platform's events are in, and brings the order or customer
 * up to date. What the platform says later of the same rule counts again.
 * @param tx the caller's transaction; serialise on the order
 * @returns how many words were new
 * @throws DomainError 403 FORBIDDEN
 */
export async function recordReviewWords(tx: Tx, caller: Ctx, words: readonly ReviewWord[]): Promise<number> {
  const ctx = authorize(caller, "events:write");
  if (words.length === 0) return 0;
  const receivedAt = ctx.clock.now();
  const fresh = await insertNew(
    tx,
    words.map(({ appealId, key, verdict, flag }) => {
      const { orderNo, customerId, rule, side, reviewId, flaggedAt } = flag;
      return {
        id: newId(),
        source: `${APPEAL_SOURCE}${appealId}`,
        eventId: key,
        type: `topup.risk.${verdict}`,
        subject: orderNo ?? customerId,
        orderNo,
        outTradeNo: null,
        customerId,
        // A flag dated after our clock is answered all the same.
        occurredAt: new Date(Math.max(receivedAt.getTime(), flaggedAt.getTime() + 1)),
        receivedAt,
        data: { ...(orderNo && { orderNo }), customerId, rule, side, ...(reviewId && { reviewId }) },
      };
    }),
  );
  await emitAll(tx, ctx.clock, await project(tx, fresh));
  return fresh.length;
}
