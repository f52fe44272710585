import { MINUTE_MS } from "#server/core/clock.ts";
import type { ProfileLimits } from "../profile-schemas.ts";
import type { RiskRule } from "../rule-schemas.ts";

/** Somebody who was seen on a device or at an address, or used a coupon. */
export type Seen = { customerId: string; at: Date };

/** What is known of a purchase when it is judged. `null` is unknown, and unknown is never held against anybody. */
export type RiskSignals = {
  customerId: string;
  amountFen: number;
  verified: boolean | null;
  registeredAt: Date | null;
  firstPurchaseDone: boolean | null;
  /** Their orders before this one, paid or not. */
  orders: readonly { at: Date; amountFen: number }[];
  /** What they paid before, sum by sum. */
  paidFens: readonly number[];
  paidTodayFen: number;
  /** Whether they were never seen on this device, in this place; null when this or the earlier ones are unknown. */
  newDevice: boolean | null;
  newPlace: boolean | null;
  /** Who used this device, this address, this coupon before, they themselves among them; null when it is unknown. */
  onDevice: readonly Seen[] | null;
  atAddress: readonly Seen[] | null;
  withCoupon: readonly Seen[] | null;
  /** The platform's own word on whether payer and receiver belong together. */
  payerLinked: boolean | null;
  payer: { isNew: boolean; earlierPayments: number } | null;
  fundsSource: string | null;
  score: number | null;
  limits: ProfileLimits | null;
};

/** The number that a rule compares with its threshold; null where what it needs is not known. Pure. */
export function measure(rule: RiskRule, signals: RiskSignals, now: Date): number | null {
  const { amountFen } = signals;
  switch (rule.signal) {
    case "large_orders":
      return largeOrders(rule, signals, now);
    case "shared_address":
      return people(signals.atAddress, signals.customerId, rule.windowMinutes, now);
    case "account_switching":
      return people(signals.onDevice, signals.customerId, rule.windowMinutes, now);
    case "coupon_reuse":
      return uses(signals.withCoupon, rule.windowMinutes, now);
    case "new_device_elsewhere":
      return strangeness(signals);
    case "above_history":
      return aboveHistory(signals, rule.minHistory);
    case "payer_unlinked":
      return payerUnlinked(signals, rule.minHistory);
    case "unverified_amount":
      return signals.verified === false ? amountFen + signals.paidTodayFen : null;
    case "new_account_amount":
      return isNewAccount(signals.registeredAt, rule.maxAgeDays, now) ? amountFen : null;
    case "first_purchase_amount":
      return signals.firstPurchaseDone === false ? amountFen : null;
    case "sensitive_funds":
      return signals.fundsSource === null ? null : rule.sources.includes(signals.fundsSource.toLowerCase()) ? 1 : 0;
    case "low_score_amount":
      return signals.score !== null && signals.score < rule.below ? amountFen : null;
    case "above_allowance":
      return signals.limits && percentOf(signals, signals.limits);
  }
}

const within = (at: Date, minutes: number, now: Date) =>
  at.getTime() > now.getTime() - minutes * MINUTE_MS && at.getTime() <= now.getTime();

type Windowed = { minAmountFen: number; windowMinutes: number };
/** This order counts itself; where it is small, nothing counts: a small order after large ones is none of them. */
function largeOrders({ minAmountFen, windowMinutes }: Windowed, signals: RiskSignals, now: Date): number {
  if (signals.amountFen < minAmountFen) return 0;
  return 1 + signals.orders.filter((one) => one.amountFen >= minAmountFen && within(one.at, windowMinutes, now)).length;
}

function people(seen: readonly Seen[] | null, self: string, minutes: number, now: Date): number | null {
  if (seen === null) return null;
  return new Set([self, ...seen.filter(({ at }) => within(at, minutes, now)).map(({ customerId }) => customerId)]).size;
}

const uses = (seen: readonly Seen[] | null, minutes: number, now: Date): number | null =>
  seen && 1 + seen.filter(({ at }) => within(at, minutes, now)).length;

function strangeness({ newDevice, newPlace }: RiskSignals): number | null {
  if (newDevice === null && newPlace === null) return null;
  return (newDevice ? 1 : 0) + (newPlace ? 1 : 0);
}

/** How many times the larger part (nine of ten) of what they paid before. */
function aboveHistory({ paidFens, amountFen }: RiskSignals, minHistory: number): number | null {
  if (paidFens.length < minHistory) return null;
  const sorted = paidFens.toSorted((a, b) => a - b);
  const usual = sorted[Math.ceil(sorted.length * 0.9) - 1] ?? 0;
  return usual === 0 ? null : amountFen / usual;
}

function payerUnlinked({ payerLinked, payer }: RiskSignals, minHistory: number): number | null {
  if (payerLinked !== null) return payerLinked ? 0 : 1;
  if (payer === null || payer.earlierPayments < minHistory) return null;
  return payer.isNew ? 1 : 0;
}

function isNewAccount(registeredAt: Date | null, maxAgeDays: number, now: Date): boolean {
  return registeredAt !== null && now.getTime() - registeredAt.getTime() <= maxAgeDays * 24 * 60 * MINUTE_MS;
}

/** Whole percent, rounded up, so that one fen too much shows. */
function percentOf({ amountFen, paidTodayFen }: RiskSignals, limits: ProfileLimits): number {
  const share = (fen: number, limit: number) => (limit === 0 ? 1_000 : Math.ceil((fen * 100) / limit));
  return Math.max(share(amountFen, limits.singleFen), share(amountFen + paidTodayFen, limits.dailyFen));
}
