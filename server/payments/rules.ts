import { HOUR_MS, MINUTE_MS, SECOND_MS } from "#server/core/clock.ts";
import type { CallbackFault } from "#server/gateways/gateway.ts";
import type { GatewayKind, GatewayState } from "#server/gateways/schemas.ts";
import type { MoneyItemKind } from "./schemas.ts";

/** Charged and not credited goes first, then what may become a loss, then what is wrong on paper, then attacks that failed. */
const order: readonly (readonly MoneyItemKind[])[] = [
  ["paid_no_callback", "order_stuck", "command_dead", "delivery_unreadable"],
  ["credited_after_refund", "credited_twice", "paid_after_close", "amount_differs", "refund_failed", "refund_by_hand"],
  ["paid_twice", "missing_here", "missing_there", "refunded_there", "unconfirmed_callback", "callback_error"],
  ["foreign_callback", "relay_dead", "bill_failed"],
  ["forged_callback"],
];

/** A payment that the gateway has and nobody has an order for goes before a person after this long. */
export const ORPHAN_AFTER_MS = 15 * MINUTE_MS;

/** Where an item stands in the queue: 0 first. Pure. */
export const rankOf = (kind: MoneyItemKind): number => order.findIndex((kinds) => kinds.includes(kind));

const tookMoney: readonly GatewayState[] = ["paid", "refunded", "frozen"];
/** True of a payment whose money the gateway has or had. */
export const hasTaken = (state: GatewayState | null): boolean => state !== null && tookMoney.includes(state);

/** States that a gateway does not change by itself any more. */
export const isFinal = (state: GatewayState): boolean => ["paid", "refunded", "closed"].includes(state);

/** Noise from scanners and a gateway's own probes alarm nobody; all else that was not believed smells of an attack, or of keys that are wrong. */
export const smellsForged = (fault: CallbackFault): boolean => fault !== "PROBE" && fault !== "MALFORMED";

const QUERY_AFTER_MS = [
  5 * SECOND_MS,
  15 * SECOND_MS,
  30 * SECOND_MS,
  MINUTE_MS,
  2 * MINUTE_MS,
  5 * MINUTE_MS,
  10 * MINUTE_MS,
  30 * MINUTE_MS,
  HOUR_MS,
  2 * HOUR_MS,
  6 * HOUR_MS,
  12 * HOUR_MS,
  24 * HOUR_MS,
];
/** By then every gateway has closed what was not paid. */
export const QUERY_UNTIL_MS = 72 * HOUR_MS;
/** A payment is not asked for again before so small a part of its age went by. */
const AGE_SHARE = 8;

/**
 * When a payment without a final state is asked for next: soon, then ever more rarely.
 * @param beganAt when the payment was begun
 * @param attempts how often it was asked for
 * @returns null when there is nothing to wait for any more
 */
export function nextQueryAt(beganAt: Date, attempts: number, now: Date): Date | null {
  const [first = 0] = QUERY_AFTER_MS;
  const age = Math.max(0, now.getTime() - beganAt.getTime());
  if (age >= QUERY_UNTIL_MS) return null;
  if (attempts <= 0) return new Date(Math.max(now.getTime(), beganAt.getTime() + first));
  const rest = QUERY_AFTER_MS.slice(Math.min(attempts, QUERY_AFTER_MS.length - 1));
  const wait = rest.find((ms) => ms >= age / AGE_SHARE) ?? rest.at(-1) ?? QUERY_UNTIL_MS;
  return age + wait > QUERY_UNTIL_MS ? null : new Date(now.getTime() + wait);
}

/** The retry schedule of Standard Webhooks, before jitter: how long after the attempt before. */
const RELAY_AFTER_MS = [
  0,
  5 * SECOND_MS,
  5 * MINUTE_MS,
  30 * MINUTE_MS,
  2 * HOUR_MS,
  5 * HOUR_MS,
  10 * HOUR_MS,
  14 * HOUR_MS,
  20 * HOUR_MS,
  24 * HOUR_MS,
];
export const MAX_RELAY_ATTEMPTS = RELAY_AFTER_MS.length;
const JITTER = 0.1;

/**
 * When a callback is passed on next.
 * @param attempts how often it was tried
 * @param random from 0 to 1, so that what failed together does not come back together
 * @returns null when that was the last attempt
 */
export function nextRelayAt(attempts: number, now: Date, random: number): Date | null {
  const wait = RELAY_AFTER_MS[attempts];
  return wait === undefined ? null : new Date(now.getTime() + Math.round(wait * (1 + (random * 2 - 1) * JITTER)));
}

/** Whether a platform's answer takes a callback, by the rule that the gateway itself would go by. */
export function acknowledges(kind: GatewayKind, status: number, body: string): boolean {
  if (status < 200 || status > 299) return false;
  return kind === "wechatpay" || /success/i.test(body);
}
