import type { Tx } from "#db/client.ts";
import type { Ctx } from "#server/core/context.ts";
import { env } from "#server/core/env.ts";
import { type DomainError, isDomainError } from "#server/core/errors.ts";
import type { CauseCode } from "#server/diagnosis/schemas.ts";
import { refundOrder, topUpOrder } from "#server/tickets/index.ts";
import { carryOut, carryRefund, carryTopup, getRefund, getTopup, releaseOrder } from "#server/topup/index.ts";
import type { AppealFacts } from "./facts.ts";
import type { FollowKind, FollowState } from "./schemas.ts";
import type { AppealRow } from "./store.ts";

/** What a decision leads to, as the appeal keeps it. */
export type Following = {
  followKind: FollowKind;
  followState: FollowState;
  followIds: string[];
  followCodes: string[];
};

/** What an order of an appeal is credited or refunded for. */
const REASON: CauseCode = "RISK_PLATFORM_HOLD";
const nothing: Following = { followKind: "none", followState: "none", followIds: [], followCodes: [] };
const is = (followKind: FollowKind, followState: FollowState, more: Partial<Following> = {}): Following => ({
  ...nothing,
  ...{ followKind, followState, ...more },
});

/**
 * Releases the order of a passed appeal: to the platform, or where there is none through the money gate. It is one or the other, and
 * each holds the order's credit before anything leaves. In the caller's transaction, which holds the order; what it left to others is
 * carried out by {@link carryFollowing}, after it.
 * @param byHand the platform does not release orders: credit it ourselves
 */
export async function followPass(
  tx: Tx,
  ctx: Ctx,
  row: AppealRow,
  { found, hold, money }: AppealFacts,
  byHand = false,
): Promise<Following> {
  if (env().PLATFORM_URL !== undefined && !byHand) {
    const reviewId = hold.flags.find((flag) => flag.reviewId !== null)?.reviewId ?? null;
    const { orderNo, customerId } = row;
    const made = await releaseOrder(tx, ctx, { appealId: row.id, orderNo, customerId, reviewId, reasonCode: REASON });
    switch (made.kind) {
      case "placed":
        return is("release", "running", { followIds: [made.commandId] });
      case "delivered":
        return is("delivered", "done");
      case "topup":
        return is("moving", "running");
      case "refund":
        return is("refunding", "running");
      case "blocked":
        return is("blocked", "person", { followCodes: made.codes });
    }
  }
  if (found.payments.every((payment) => payment.paidFen === 0) && money.paidFen === 0) return nothing;
  try {
    const topup = await topUpOrder({
      ctx: { ...ctx, tx },
      input: { orderNo: row.orderNo, reasonCode: REASON, ticketNumber: row.ticketNumber },
    });
    const state = topup.state === "succeeded" ? "done" : topup.state === "failed" ? "person" : "running";
    return is("topup", state, { followIds: [topup.id] });
  } catch (error) {
    return refused(error);
  }
}

/** Asks for everything to go back that the order of a denied appeal has left. */
export async function followDeny(tx: Tx, ctx: Ctx, row: AppealRow, { found }: AppealFacts): Promise<Following> {
  const paid = found.payments.filter((payment) => payment.paidFen > payment.refundedFen);
  if (paid.length === 0) return nothing;
  const ids: string[] = [];
  let stopped: Following | undefined;
  let waits = false;
  for (const { outTradeNo } of paid) {
    try {
      const refund = await refundOrder({
        ctx: { ...ctx, tx },
        input: { orderNo: row.orderNo, paymentNo: outTradeNo, reasonCode: REASON, ticketNumber: row.ticketNumber },
      });
      ids.push(refund.id);
      waits ||= refund.state !== "succeeded";
    } catch (error) {
      stopped = refused(error);
    }
  }
  if (ids.length === 0 && stopped) return stopped;
  const state = stopped?.followState === "person" ? "person" : waits ? "running" : "done";
  return is("refund", state, { followIds: ids, followCodes: stopped?.followCodes ?? [] });
}

const delivering = [
  "FULFILMENT_RUNNING",
  "FULFILMENT_STALE",
  "FULFILMENT_SUCCEEDED",
  "ORDER_COMPLETED",
  "ORDER_FULFILLING",
];

/** What the gate's refusal means for the appeal. A refusal that comes of a lost race is none: the whole decision is taken back. */
function refused(error: unknown): Following {
  if (!isDomainError(error) || error.cause !== undefined) throw error;
  const codes = codesOf(error);
  switch (error.code) {
    case "ALREADY_CREDITED":
      return is("delivered", "done");
    case "REFUND_CLAIMED":
      return is("refunding", "running");
    case "TOPUP_IN_PROGRESS":
      return is("moving", "running");
    case "GATE_FAILED":
    case "AMOUNT_TOO_HIGH":
      if (codes.some((code) => delivering.includes(code))) return is("delivered", "done", { followCodes: codes });
      return is("blocked", "person", { followCodes: codes });
    default:
      throw error;
  }
}

function codesOf(error: DomainError): string[] {
  const { gate } = error.details;
  return Array.isArray(gate)
    ? gate.flatMap(({ code }: { code?: unknown }) => (typeof code === "string" ? [code] : []))
    : [];
}

/** Carries out what the transaction left to the platform or a gateway. Outside transactions only; the jobs do what is cut off. */
export async function carryFollowing(ctx: Ctx, { followKind, followIds }: Following): Promise<void> {
  for (const id of followIds) {
    if (followKind === "release") await carryOut({ ctx, commandId: id });
    if (followKind === "topup") await carryTopup(ctx, await getTopup({ ctx, input: { id } }));
    if (followKind === "refund") await carryRefund(ctx, await getRefund({ ctx, input: { id } }));
  }
}
