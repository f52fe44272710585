import type { Ctx } from "#server/core/context.ts";
import { sha256Hex } from "#server/core/ids.ts";
import type { CallbackNotice } from "#server/gateways/gateway.ts";
import type { GatewayWord } from "#server/orders/index.ts";
import type { GatewayObservation } from "#server/orders/schemas.ts";
import type { Judgement } from "./rules/judge-callback.ts";

const MAX_ID = 128;
/** The part of an event's name that tells notices apart. */
const shortId = (id: string): string => (id.length <= MAX_ID ? id : sha256Hex(id));

/** What a callback puts into the event log, by what it was judged to be. Pure. */
export function wordsOf(channel: string, notice: CallbackNotice, judged: Judgement, at: Date): GatewayWord[] {
  const { outTradeNo } = notice;
  const id = shortId(notice.notifyId);
  const words: GatewayWord[] = [];
  const observation = judged.observe ? observationOf(channel, notice) : null;
  if (observation) words.push({ kind: "payment", id: `callback.${notice.event}.${id}`, at, observation });
  if (judged.outcome) {
    const { outcome, reason } = judged;
    words.push({
      kind: "callback",
      id: `callback.${outcome}.${id}`,
      at,
      callback: { outTradeNo, channel, verified: true, outcome, ...(outcome === "rejected" && reason && { reason }) },
    });
  }
  return words;
}

function observationOf(channel: string, notice: CallbackNotice): GatewayObservation | null {
  const { outTradeNo, gatewayTradeNo, amountFen, event } = notice;
  const said = { outTradeNo, channel, via: "callback", amountFen, gatewayTradeNo, refundedFen: 0 } as const;
  switch (event) {
    case "paid":
      return { ...said, state: "paid", paidAt: notice.at?.toISOString() ?? null };
    case "closed":
      return { ...said, state: "closed", paidAt: null };
    case "refunded":
      return { ...said, ...refundOf(notice), paidAt: null };
    default:
      return null;
  }
}

/** A refund is a refund, whatever the state's name: where the sum of all is not told, the single one is added to the others. */
function refundOf(notice: CallbackNotice): Pick<GatewayObservation, "state" | "refundedFen" | "refund"> {
  const { amountFen, refundFen, outRefundNo, refundedTotalFen } = notice;
  const total = refundedTotalFen ?? (outRefundNo === null ? refundFen : null);
  const single = refundFen === null || outRefundNo === null ? undefined : { outRefundNo, amountFen: refundFen };
  const known = total ?? 0;
  return {
    state: known >= amountFen && amountFen > 0 ? "refunded" : "paid",
    refundedFen: known,
    ...(total === null && single && { refund: single }),
  };
}

/** The context of what a gateway tells: it may tell, and nothing else. */
export const gatewayContext = (ctx: Ctx, channel: string): Ctx => ({
  actor: { kind: "gateway", id: `gateway:${channel}`, name: channel },
  clock: ctx.clock,
});
