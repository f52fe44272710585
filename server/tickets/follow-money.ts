import type { Tx } from "#db/client.ts";
import { type Ctx, systemContext } from "#server/core/context.ts";
import { consume, type OutboxRow } from "#server/jobs/index.ts";
import { getRefund, getTopup } from "#server/topup/index.ts";
import { tellTicketOfRefund } from "./tell-refund.ts";
import { tellTicketOfTopup } from "./tell-topup.ts";

const MAX_BATCHES_A_RUN = 20;

/**
 * Tells tickets what became of top-ups and refunds after the request or approval that began them: the platform or the gateway
 * took its time, or the answer came by another way. Requests that nobody decided in time are told of here too.
 * @returns how many events were looked at
 */
export async function followTickets(ctx: Ctx): Promise<number> {
  const acting = systemContext("tickets.money", ctx.clock);
  let seen = 0;
  for (let batch = 0; batch < MAX_BATCHES_A_RUN; batch++) {
    const handled = await consume("tickets.money", ctx.clock, (tx, event) => follow(tx, acting, event));
    if (handled === 0) break;
    seen += handled;
  }
  return seen;
}

async function follow(tx: Tx, ctx: Ctx, { topic, payload }: OutboxRow): Promise<void> {
  const lapsed = topic === "topup.expired" || topic === "refund.expired";
  if (payload.later !== true && !lapsed) return;
  const inside = { ...ctx, tx };
  // What is said is how it stands now: a result that came right after a doubt is told once.
  if (topic.startsWith("topup.") && typeof payload.topupId === "string") {
    const topup = await getTopup({ ctx: inside, input: { id: payload.topupId } });
    if (lapsed || topic === `topup.${topup.state}`) await tellTicketOfTopup(tx, ctx, topup);
  } else if (topic.startsWith("refund.") && typeof payload.refundId === "string") {
    const refund = await getRefund({ ctx: inside, input: { id: payload.refundId } });
    if (lapsed || topic === `refund.${refund.state}`) await tellTicketOfRefund(tx, ctx, refund);
  }
}
