import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from "#server/core/clock.ts";
import { isSettled, type OrderCase } from "#server/orders/index.ts";
import type { SignalKind } from "./schemas.ts";

/** Something in an order's records that its owner is to be told, and from when on. */
export type Signal = { kind: SignalKind; dueAt: Date; params: Record<string, string | number> };

/** Shops correct themselves within moments: what is gone by then was nothing. */
const DEBOUNCE_MS = 2 * MINUTE_MS;
/** How long after the payment an order of which nothing was heard counts as stuck. */
export const STUCK_AFTER_MS = 10 * MINUTE_MS;
const REVIEW_AFTER_MS = 30 * SECOND_MS;
/** By when a review is done, as customers are promised. */
const REVIEW_TAKES_MS = HOUR_MS;
/** Older troubles are no news. */
export const NEWS_FOR_MS = DAY_MS;
const OUT_OF_STOCK = /insufficient_stock|out.?of.?stock|sold.?out|库存|缺货|无货|售罄|很抱歉/i;

/**
 * What the owner of an order is to be told, before they ask. Pure.
 * @param facts all that is known of the order
 * @param told what they were told before: each thing is told once
 */
export function signalsOf(facts: OrderCase, told: ReadonlySet<SignalKind>, now: Date): Signal[] {
  const { order } = facts;
  if (now.getTime() - order.lastEventAt.getTime() > NEWS_FOR_MS) return restocks(facts, told, now);
  const found = isSettled(facts) || order.refundedFen > 0 ? [] : [...trouble(facts, now)];
  return [...found, ...reviewed(facts, told), ...restocks(facts, told, now)].filter(({ kind }) => !told.has(kind));
}

/** What is wrong with an order now: the one thing that explains most. */
function trouble(facts: OrderCase, now: Date): Signal[] {
  const { order, riskFlags } = facts;
  const about = { amountFen: order.amountFen, product: order.productName };
  const soldOut = soldOutSince(facts, now);
  if (soldOut) {
    const restockAt = facts.product?.restockAt;
    return [
      {
        kind: "sold_out",
        dueAt: soldOut,
        params: { ...about, ...(restockAt ? { restockAt: restockAt.toISOString() } : {}) },
      },
    ];
  }
  if (order.paidFen === 0) return unpaid(facts, about);
  const held = riskFlags.findLast((flag) => flag.orderNo === order.orderNo && flag.side === "platform");
  if (held?.state === "flagged") {
    const dueAt = later(held.flaggedAt, REVIEW_TAKES_MS).toISOString();
    return [{ kind: "review_opened", dueAt: later(held.flaggedAt, REVIEW_AFTER_MS), params: { ...about, dueAt } }];
  }
  if (held?.state === "upheld") {
    return [{ kind: "review_denied", dueAt: held.decidedAt ?? held.flaggedAt, params: about }];
  }
  return paidAndNothing(facts, about);
}

function unpaid({ order, payments }: OrderCase, params: Signal["params"]): Signal[] {
  const last = payments.at(-1);
  const given = order.status === "awaiting_payment" || order.status === "failed" || order.status === "expired";
  if (!last?.decidedAt || !given || payments.some(({ state }) => state === "attempted")) return [];
  const dueAt = later(last.decidedAt, DEBOUNCE_MS);
  if (last.state === "failed") return [{ kind: "payment_failed", dueAt, params }];
  // One that was closed without an error is one that nobody paid.
  const closed = last.state === "closed" && (last.errorCode !== null || last.errorMessage !== null);
  return closed ? [{ kind: "payment_closed", dueAt, params }] : [];
}

function paidAndNothing({ order, payments, callbacks, fulfilments }: OrderCase, params: Signal["params"]): Signal[] {
  const bad = callbacks.at(-1);
  const heard = callbacks.some((one) => one.verified && (one.outcome === "applied" || one.outcome === "duplicate"));
  if (bad && !heard && fulfilments.length === 0 && (bad.outcome === "rejected" || bad.outcome === "error")) {
    return [{ kind: "callback_rejected", dueAt: later(bad.receivedAt, DEBOUNCE_MS), params }];
  }
  const paidAt = order.paidAt ?? payments.find(({ paidAt }) => paidAt !== null)?.paidAt;
  return paidAt ? [{ kind: "payment_stuck", dueAt: later(paidAt, STUCK_AFTER_MS), params }] : [];
}

/** Since when the goods of an order that wants them are known to be gone; null when they are not. */
function soldOutSince({ order, product, fulfilments }: OrderCase, now: Date): Date | null {
  const gaveUp = ["cancelled", "failed"].includes(order.status);
  if (gaveUp && order.statusReason && OUT_OF_STOCK.test(order.statusReason)) return order.statusAt;
  const last = fulfilments.at(-1);
  const said = `${last?.errorCode ?? ""} ${last?.errorMessage ?? ""}`;
  if (last?.state === "failed" && OUT_OF_STOCK.test(said)) return last.decidedAt ?? order.statusAt;
  const wants = order.paidFen > 0 && fulfilments.length === 0;
  return wants && product?.stock === 0 ? now : null;
}

/** A review that the owner was told of and that passed. */
function reviewed({ order, riskFlags }: OrderCase, told: ReadonlySet<SignalKind>): Signal[] {
  if (!told.has("review_opened")) return [];
  const own = riskFlags.filter((flag) => flag.orderNo === order.orderNo && flag.side === "platform");
  const last = own.at(-1);
  if (last?.state !== "cleared" || own.some(({ state }) => state !== "cleared")) return [];
  return [{ kind: "review_passed", dueAt: last.decidedAt ?? last.flaggedAt, params: { product: order.productName } }];
}

/** The goods are back, or it is known when they will be, for an owner who was told that they were gone and did not get them. */
function restocks({ order, product }: OrderCase, told: ReadonlySet<SignalKind>, now: Date): Signal[] {
  if (!told.has("sold_out") || told.has("restocked") || order.status === "completed") return [];
  const about = { product: order.productName };
  if ((product?.stock ?? 0) > 0) return [{ kind: "restocked", dueAt: now, params: about }];
  const { restockAt } = product ?? {};
  const dated = restockAt && restockAt > now && !told.has("restock_dated") && order.status !== "refunded";
  return dated ? [{ kind: "restock_dated", dueAt: now, params: { ...about, restockAt: restockAt.toISOString() } }] : [];
}

const later = (at: Date, ms: number) => new Date(at.getTime() + ms);
