import { DAY_MS, HOUR_MS, MINUTE_MS } from "#server/core/clock.ts";
import type { GatewayState } from "#server/gateways/schemas.ts";
import type { OrderStatus, PaymentState } from "#server/orders/schemas.ts";
import type { EarlierOrders } from "./judge.ts";

/** Which earlier orders of somebody come before a new payment. Pure. */

export type EarlierOrder = {
  orderNo: string;
  sku: string;
  target: string;
  status: OrderStatus;
  createdAt: Date;
  expiresAt: Date | null;
  /** That it was credited, topped up or refunded by whomever, or this is being done. */
  settled: boolean;
  attempts: readonly {
    state: PaymentState;
    gatewayState: GatewayState | null;
    attemptedAt: Date;
    paidFen: number;
    refundedFen: number;
  }[];
};
/** The purchase that is about to be made, as far as it tells orders apart. */
export type Intended = { orderNo: string | null; sku: string; target: string | null };

/** The gateway waits: nothing was charged when it was asked. Somebody may still be at it for so long. */
const WAITING_MS = 2 * HOUR_MS;
/** Nobody knows what became of it. After a day gateways have closed what was not paid. */
const UNKNOWN_MS = DAY_MS;
/** The attempt that the payment page itself has just begun is none to be afraid of. */
const JUST_NOW_MS = MINUTE_MS;
const RUNNING_MS = HOUR_MS;
const STUCK: readonly OrderStatus[] = ["awaiting_payment", "expired", "cancelled", "failed"];
const RUNNING: readonly OrderStatus[] = ["paid", "under_review", "fulfilling", "partially_fulfilled"];

/**
 * Finds what comes first, the newest of each kind.
 * @param orders theirs, newest first
 */
export function earlierOrders(orders: readonly EarlierOrder[], intended: Intended, now: Date): EarlierOrders {
  const others = orders.filter(({ orderNo }) => orderNo !== intended.orderNo);
  const twins = others.filter((order) => isTwin(order, intended));
  const first = (found: EarlierOrder | undefined) => found?.orderNo ?? null;
  return {
    unresolved: first(orders.find((order) => mayBeCharged(order, order.orderNo === intended.orderNo, now))),
    unpaidTwin: first(twins.find((order) => isStillOpen(order, now))),
    runningTwin: first(
      twins.find(({ status, createdAt }) => RUNNING.includes(status) && age(createdAt, now) <= RUNNING_MS),
    ),
  };
}

const age = (at: Date, now: Date) => now.getTime() - at.getTime();

/** The same product for the same account; where nobody said for which account, the same product. */
function isTwin({ sku, target }: EarlierOrder, intended: Intended): boolean {
  if (sku !== intended.sku) return false;
  return intended.target === null || plain(intended.target) === "" || plain(target) === plain(intended.target);
}
const plain = (text: string) => text.replace(/[\s-]/g, "").toLowerCase();

function isStillOpen({ status, expiresAt, createdAt }: EarlierOrder, now: Date): boolean {
  if (status !== "awaiting_payment") return false;
  return expiresAt === null ? age(createdAt, now) <= UNKNOWN_MS : expiresAt > now;
}

/** Money that may be gone without anything for it: paid and stuck, or an attempt of which nobody knows the end. */
function mayBeCharged({ attempts, status, settled }: EarlierOrder, isThisOne: boolean, now: Date): boolean {
  if (settled || !STUCK.includes(status)) return false;
  return attempts.some((attempt) => {
    const { state, gatewayState, attemptedAt, paidFen, refundedFen } = attempt;
    const past = age(attemptedAt, now);
    if (state === "refunded" || gatewayState === "refunded") return false;
    if (state === "succeeded" || gatewayState === "paid" || gatewayState === "frozen")
      return paidFen === 0 || paidFen > refundedFen;
    if (state !== "attempted" || gatewayState === "closed" || gatewayState === "missing") return false;
    if (isThisOne && past < JUST_NOW_MS) return false;
    return past <= (gatewayState === "waiting" ? WAITING_MS : UNKNOWN_MS);
  });
}
