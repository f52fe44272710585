import type { StandingState } from "#server/channels/schemas.ts";
import type { Coupon, PrecheckCode, Verdict } from "../precheck-schemas.ts";
import type { RiskSignal } from "../rule-schemas.ts";
import type { RiskHit, RiskResult } from "./evaluate.ts";
import { type ChannelRoom, limitReasons, roomFor } from "./limits.ts";

/** What becomes of a payment, said before it is made. Pure: the words are `copy.ts`'s. */

/** One reason. `words` names its sentence, `params` what stands in it; `hold`: something else comes before paying. */
export type Judged = {
  code: PrecheckCode;
  level: "warn" | "will_fail";
  words: string;
  params: Record<string, string | number>;
  hold?: boolean;
  orderNo?: string;
};

export type ChannelFacts = ChannelRoom & {
  status: StandingState;
  methods: readonly string[];
  /** Several were refused just now because the merchant's own limit is used up, and nobody got through since. */
  merchantCapped: boolean;
};
export type CustomerFacts = {
  frozen: boolean | null;
  sessionValid: boolean | null;
  firstPurchaseDone: boolean | null;
  singleLimitFen: number | null;
  dailyLimitFen: number | null;
  paidTodayFen: number;
};
/** Earlier orders of theirs that come first. */
export type EarlierOrders = {
  /** A payment of it may have been charged, and nobody knows yet. */
  unresolved: string | null;
  /** The same product, not paid yet, and still open. */
  unpaidTwin: string | null;
  /** The same product, paid, and still on its way. */
  runningTwin: string | null;
};
export type PrecheckFacts = {
  now: Date;
  /** Null where nobody said how much: then limits are not judged. */
  amountFen: number | null;
  channel: ChannelFacts | null;
  /** Every channel, in the order in which they would be recommended. */
  channels: readonly ChannelFacts[];
  method: string | null;
  product: { stock: number | null; restockAt: Date | null } | null;
  target: { text: string; isMobile: boolean } | null;
  coupons: readonly Coupon[];
  /** What the platform lets nobody exceed; null where it has no such bound. */
  hard: { singleFen: number | null; dailyFen: number | null };
  customer: CustomerFacts | null;
  earlier: EarlierOrders;
  risk: RiskResult | null;
};
export type Judgement = {
  verdict: Verdict;
  reasons: Judged[];
  recommendedChannel: string | null;
  payNow: boolean;
  delayed: boolean;
};

/** Judges a payment that somebody is about to make. */
export function judgePrecheck(facts: PrecheckFacts): Judgement {
  const earlier = earlierReasons(facts.earlier);
  const channel = channelReasons(facts);
  const own = [...accountReasons(facts), ...productReasons(facts), ...couponReasons(facts)];
  const certain = [...earlier, ...own, ...channel];
  const risk = riskReasons(facts.risk?.hits ?? []);
  // What might happen after a payment is of no use to who cannot make it.
  const reasons = [...certain, ...(certain.some(isFailing) ? risk.filter(isFailing) : risk)];
  const failing = reasons.some(({ level }) => level === "will_fail");
  const verdict: Verdict = failing ? "will_fail" : reasons.length > 0 ? "warn" : "ok";
  // Who may have been charged is never shown another way to pay, and another channel helps nobody whom the account or stock stops.
  const elsewhere = channel.length > 0 && facts.earlier.unresolved === null && !own.some(isFailing);
  return {
    verdict,
    reasons,
    recommendedChannel: elsewhere ? anotherChannel(facts) : null,
    payNow: !failing && !reasons.some(({ hold }) => hold),
    delayed: reasons.some(({ words }) => words === "delay" || words === "review" || words === "degraded"),
  };
}

const isFailing = ({ level }: Judged) => level === "will_fail";
const fail = (code: PrecheckCode, words: string, params: Judged["params"] = {}): Judged => ({
  code,
  level: "will_fail",
  words,
  params,
});
const warn = (code: PrecheckCode, words: string, more: Partial<Judged> = {}): Judged => ({
  code,
  level: "warn",
  words,
  params: {},
  ...more,
});

function earlierReasons({ unresolved, unpaidTwin, runningTwin }: EarlierOrders): Judged[] {
  const about = (code: PrecheckCode, words: string, orderNo: string | null) =>
    orderNo === null ? [] : [warn(code, words, { hold: true, orderNo })];
  return [
    ...about("UNRESOLVED_PAYMENT", "unresolved", unresolved),
    ...about("INP_DUP_SUBMIT", "unpaidTwin", unpaidTwin === unresolved ? null : unpaidTwin),
    ...about("INP_DUP_SUBMIT", "runningTwin", runningTwin === unresolved ? null : runningTwin),
  ];
}

function channelReasons(facts: PrecheckFacts): Judged[] {
  const { channel, amountFen, method } = facts;
  if (!channel) return [];
  const named = { channel: channel.code };
  const state: Partial<Record<StandingState, Judged>> = {
    down: fail("PAY_CHANNEL_DOWN", "down", named),
    maintenance: fail("PAY_CHANNEL_DOWN", "maintenance", named),
    suspended: fail("POL_CHANNEL_BLOCKED", "suspended", named),
    degraded: warn("PAY_CHANNEL_DOWN", "degraded", { params: named }),
  };
  const found = state[channel.status];
  const unsupported = method !== null && channel.methods.length > 0 && !channel.methods.includes(method);
  return [
    ...(found ? [found] : []),
    ...(channel.merchantCapped ? [fail("PAY_MERCHANT_LIMIT", "merchantCap", named)] : []),
    ...(unsupported ? [warn("PAY_METHOD_UNSUPPORTED", "method", { params: named })] : []),
    ...(amountFen === null ? [] : limitReasons("channel", channel, amountFen, channel.paidTodayFen, named)),
  ];
}

function accountReasons({ customer, amountFen, hard }: PrecheckFacts): Judged[] {
  const bounds = { singleLimitFen: hard.singleFen, dailyLimitFen: hard.dailyFen };
  const paid = customer?.paidTodayFen ?? 0;
  const platform = amountFen === null ? [] : limitReasons("platform", bounds, amountFen, paid);
  if (!customer) return platform;
  return [
    ...(customer.frozen === true ? [fail("ACC_FROZEN", "frozen")] : []),
    ...(customer.sessionValid === false ? [warn("ACC_SESSION_EXPIRED", "session", { hold: true })] : []),
    ...(amountFen === null ? [] : limitReasons("own", customer, amountFen, paid)),
    ...platform,
  ];
}

function productReasons({ product, target, now }: PrecheckFacts): Judged[] {
  const reasons: Judged[] = [];
  if (product?.stock === 0) {
    const back = product.restockAt !== null && product.restockAt > now ? product.restockAt : null;
    reasons.push(
      back ? fail("FUL_OUT_OF_STOCK", "restocks", { at: back.toISOString() }) : fail("FUL_OUT_OF_STOCK", "outOfStock"),
    );
  }
  if (target && target.text === "") reasons.push(warn("INP_TARGET_WRONG", "noTarget", { hold: true }));
  else if (target?.isMobile && !/^(\+?86)?1[3-9]\d{9}$/.test(target.text.replace(/[\s-]/g, ""))) {
    reasons.push(warn("INP_TARGET_WRONG", "target", { hold: true }));
  }
  return reasons;
}

function couponReasons({ coupons, amountFen, customer, now }: PrecheckFacts): Judged[] {
  const words = coupons.flatMap((coupon) => {
    if (coupon.expiresAt !== undefined && Date.parse(coupon.expiresAt) <= now.getTime()) return ["couponOver"];
    const { minAmountFen, firstPurchaseOnly } = coupon;
    if (minAmountFen !== undefined && amountFen !== null && amountFen < minAmountFen) return ["couponMinimum"];
    return firstPurchaseOnly === true && customer?.firstPurchaseDone === true ? ["couponFirst"] : [];
  });
  const alone = coupons.some(({ stackable }) => stackable !== true);
  const all = coupons.length > 1 && alone ? [...words, "couponStack"] : words;
  return [...new Set(all)].map((one) => fail("INP_COUPON_RULE", one));
}

/** Rules about the account itself tell the person what they can do about it; of all others only the effect is told. */
const accountCodes: Partial<Record<RiskSignal, PrecheckCode>> = {
  unverified_amount: "ACC_UNVERIFIED",
  new_account_amount: "ACC_LEVEL_RESTRICTED",
  first_purchase_amount: "ACC_LEVEL_RESTRICTED",
  low_score_amount: "ACC_LEVEL_RESTRICTED",
  above_allowance: "ACC_LEVEL_RESTRICTED",
};
const effectCodes = {
  delay: "PAY_DELAYED",
  verify: "INP_VERIFY_INCOMPLETE",
  review: "RISK_PLATFORM_HOLD",
  cap: "RISK_PLATFORM_BLOCK",
} as const satisfies Record<string, PrecheckCode>;

/** One reason an effect (and, for the unverified, its own), strongest last, never one a rule. */
function riskReasons(hits: readonly RiskHit[]): Judged[] {
  const reasons = new Map<string, Judged>();
  for (const { rule, effect } of hits) {
    if (effect === null) continue;
    const unverified = rule.signal === "unverified_amount";
    const words = unverified ? (effect === "cap" ? "unverifiedCap" : "unverified") : effect;
    // A delay is told as a delay whatever it comes from; so are a second check and a review.
    const code =
      unverified || effect === "cap" ? (accountCodes[rule.signal] ?? effectCodes[effect]) : effectCodes[effect];
    const level = effect === "cap" ? ("will_fail" as const) : ("warn" as const);
    const account = code === "ACC_LEVEL_RESTRICTED" ? "levelCap" : words;
    reasons.set(`${code}|${account}`, { code, level, words: account, params: {} });
  }
  return [...reasons.values()];
}

/** The first channel that works and has room for the sum. */
function anotherChannel({ channels, channel, amountFen }: PrecheckFacts): string | null {
  const fits = (one: ChannelFacts) =>
    one.code !== channel?.code &&
    one.status === "up" &&
    !one.merchantCapped &&
    (amountFen === null || roomFor(one, amountFen, one.paidTodayFen));
  return channels.find(fits)?.code ?? null;
}
