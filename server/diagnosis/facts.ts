import type { Standing } from "#server/channels/index.ts";
import { creditedFen, type OrderCase } from "#server/orders/index.ts";
import { errorClass } from "./error-class.ts";
import { type GatewayStand, type GatewayView, noGateways, standOf } from "./gateway-word.ts";
import { isHeld, isOk, isOutOfDate, isOver, knowsOfPayment, paidOf, reviewFlags, riskState } from "./record.ts";
import type { Fact, FactValue } from "./schemas.ts";

/** A missing notice counts as missing only after this long. */
export const CALLBACK_GRACE_MS = 60_000;

type Source = "platform" | "gateway" | "ledger" | "system";
const iso = (at: Date | null | undefined): string | null => at?.toISOString() ?? null;

/** A fact with its value, or unknown when no record supplies one. Unknown is never "no". */
function fact(key: string, value: FactValue | undefined, at: Date | null = null, source: Source = "platform"): Fact {
  const isKnown = value !== undefined && value !== null;
  return {
    key,
    value: isKnown ? value : null,
    status: isKnown ? "known" : "unknown",
    source,
    observedAt: isKnown ? iso(at) : null,
  };
}

const conflicting = (key: string, at: Date | null): Fact => ({
  key,
  value: null,
  status: "conflict",
  source: "platform",
  observedAt: iso(at),
});

/**
 * What the records say about an order, before anybody is asked: order, payments, callbacks, risk, fulfilment, credit,
 * customer, channel. Pure.
 * @param found the order's case
 * @param now only for what time decides: an expiry, an overdue callback, an answer's age
 * @param gateways what the gateways of its payments said when they were asked
 * @param standing how the channel of the newest payment fares, where more than the platform speaks of it
 */
export function deriveFacts(
  found: OrderCase,
  now: Date,
  gateways: GatewayView = noGateways,
  standing: Standing | null = null,
): Fact[] {
  return [
    ...orderFacts(found, now),
    ...paymentFacts(
      found,
      found.payments.map((payment) => ({ ...payment, stand: standOf(payment, gateways, now) })),
    ),
    callbackFact(found, now),
    ...deliveryFacts(found),
    ...refundFacts(found),
    riskFact(found),
    ...accountFacts(found, standing),
  ];
}

/** The same list with nothing known: what a run sees of an order that is unknown, or not the asker's. */
export function withheldFacts(): Fact[] {
  return recordKeys.map((key) => fact(key, undefined));
}

const recordKeys = [
  "order.status",
  "order.amount_fen",
  "order.expires_at",
  "order.expired",
  "order.reason",
  "order.behind",
  "target.valid",
  "pay.state",
  "pay.gateway",
  "pay.open_count",
  "pay.paid_twice",
  "pay.paid_fen",
  "pay.paid_at",
  "pay.attempted_at",
  "pay.error",
  "cb.state",
  "ful.state",
  "ful.submitted_at",
  "ful.error",
  "stock.out",
  "delivery.state",
  "credit.credited_fen",
  "refund.state",
  "refund.refunded_fen",
  "risk.state",
  "acct.frozen",
  "acct.verified",
  "acct.over_limit",
  "acct.verify_due",
  "chan.state",
  "chan.over_limit",
] as const;

const PAID_STATUSES = ["paid", "under_review", "fulfilling", "partially_fulfilled", "completed"];

function orderFacts(found: OrderCase, now: Date): Fact[] {
  const { order } = found;
  const running = order.status === "awaiting_payment" && order.expiresAt !== null;
  const expired = order.status === "expired" ? true : running ? isPast(order.expiresAt, now) : undefined;
  const paid = paidOf(found).length > 0;
  return [
    fact("order.status", isOutOfDate(found) ? undefined : order.status, order.statusAt),
    fact("order.amount_fen", order.amountFen, order.createdAt),
    fact("order.expires_at", iso(order.expiresAt), order.createdAt),
    fact("order.expired", expired, order.expiresAt),
    fact("order.reason", order.statusReason ? reasonClass(order.statusReason) : undefined, order.statusAt),
    fact("order.behind", paid ? !knowsOfPayment(found) : undefined, order.statusAt),
    fact("target.valid", targetValid(found), order.createdAt),
  ];
}

const isPast = (at: Date | null, now: Date): boolean => at !== null && at.getTime() <= now.getTime();

const REASONS = ["limit", "stock", "closed", "risk", "account", "verify", "channel", "target"];
function reasonClass(reason: string): string {
  if (/review|审核/i.test(reason)) return "risk";
  const found = errorClass(reason);
  return REASONS.includes(found) ? found : "other";
}

/** Only a Chinese mobile number can be judged by its form; other accounts are known to the supplier alone. */
function targetValid({ order }: OrderCase): boolean | undefined {
  if (order.target.trim() === "") return false;
  if (order.productType !== "direct" || !/话费|流量|mobile|phone/i.test(order.productName)) return undefined;
  return /^1[3-9]\d{9}$/.test(order.target.replace(/[\s-]/g, ""));
}

type Attempt = OrderCase["payments"][number] & { stand: GatewayStand };
/** Without a result: by the gateway where it says so, else by the platform. */
const isOpen = ({ stand, state }: Attempt): boolean =>
  stand === "open" || (state === "attempted" && stand !== "ended" && stand !== "paid");

function paymentFacts(found: OrderCase, attempts: readonly Attempt[]): Fact[] {
  const { payments, order } = found;
  const paid = paidOf(found);
  const last = payments.at(-1);
  const decidedAt = payments.reduce<Date | null>((latest, p) => {
    const at = p.decidedAt ?? p.paidAt ?? p.attemptedAt;
    return latest === null || at > latest ? at : latest;
  }, null);
  const failed = payments.findLast((p) => p.errorCode !== null || p.errorMessage !== null);
  const open = attempts.filter(isOpen);
  const asked = attempts.filter(({ stand }) => stand !== "no_gateway");
  const silent = asked.some(({ stand }) => stand === "silent");
  return [
    paymentState(found, attempts, decidedAt ?? order.lastEventAt),
    fact("pay.gateway", asked.length === 0 ? undefined : silent ? "silent" : "answered", null, "gateway"),
    fact("pay.open_count", open.length, decidedAt),
    fact("pay.paid_twice", paid.length > 0 ? Math.max(paid.length, order.paidCount) > 1 : undefined, decidedAt),
    fact("pay.paid_fen", paid.length > 0 ? paid.reduce((sum, p) => sum + p.paidFen, 0) : undefined, decidedAt),
    fact("pay.paid_at", iso(paid[0]?.paidAt ?? (paid.length > 0 ? order.paidAt : null)), paid[0]?.paidAt ?? null),
    fact("pay.attempted_at", iso(last?.attemptedAt), last?.attemptedAt ?? null),
    fact("pay.error", failed && paid.length === 0 ? paymentError(failed) : undefined, failed?.decidedAt ?? null),
  ];
}

const paymentError = (p: OrderCase["payments"][number]): string => errorClass(p.errorMessage ?? "", p.errorCode);

/**
 * What became of the payments, by their gateways where those can be asked, else by the platform's signed events. Records that
 * contradict one another are a conflict.
 */
function paymentState(found: OrderCase, attempts: readonly Attempt[], at: Date | null): Fact {
  const { payments, order } = found;
  const heard = (some: readonly Attempt[]) => some.every(({ stand }) => stand !== "no_gateway" && stand !== "silent");
  const byGateway = payments.length > 0 && heard(attempts) ? "gateway" : "platform";
  if (paidOf(found).length > 0) {
    const confirmed = attempts.some(({ stand, paidFen }) => stand === "paid" && paidFen > 0);
    return fact("pay.state", "paid", at, confirmed ? "gateway" : "platform");
  }
  if (payments.some((p) => p.state === "refunded")) return fact("pay.state", "refunded", at);
  // A review that a flag explains may have come before any payment; every other such status means that one was made.
  const reviewed = order.status === "under_review" && isHeld(found);
  const saysPaid = (PAID_STATUSES.includes(order.status) && !reviewed) || order.paidFen > 0 || order.paidCount > 0;
  const saysRefunded = ["refunding", "refunded"].includes(order.status) || order.refundedFen > 0;
  if (saysPaid || saysRefunded || found.callbacks.some(isOk)) return conflicting("pay.state", at);
  if (payments.length === 0) return fact("pay.state", "none", at);
  if (attempts.some(isOpen)) return fact("pay.state", "open", at, byGateway);
  return fact("pay.state", payments.at(-1)?.state === "closed" ? "closed" : "unpaid", at, byGateway);
}

/**
 * Our own log of callbacks. An empty log says something only when a payment is known, its notice is overdue, and nothing shows
 * that the shop learned of it: many shops never tell of callbacks.
 */
function callbackFact(found: OrderCase, now: Date): Fact {
  const rank = ["applied", "duplicate", "error", "rejected"] as const;
  const outcomes = found.callbacks.map((c) => (c.verified ? c.outcome : "rejected"));
  const best = rank.find((outcome) => outcomes.includes(outcome));
  const at = found.callbacks.at(-1)?.receivedAt ?? null;
  if (best) return fact("cb.state", best, at);
  const paidAt = paidOf(found)[0]?.paidAt;
  const overdue = paidAt !== null && paidAt !== undefined && now.getTime() - paidAt.getTime() > CALLBACK_GRACE_MS;
  return fact("cb.state", overdue && !knowsOfPayment(found) ? "missing" : undefined, paidAt ?? null, "system");
}

const BEFORE_FULFILMENT = ["awaiting_payment", "paid", "under_review", "cancelled", "expired"];

function deliveryFacts(found: OrderCase): Fact[] {
  const { order, fulfilments } = found;
  const last = latestFulfilment(found);
  const state =
    last?.state ??
    (BEFORE_FULFILMENT.includes(order.status) ? "none" : order.status === "fulfilling" ? "submitted" : undefined);
  const at = last?.decidedAt ?? last?.submittedAt ?? order.statusAt;
  const submitted = last ? last.submittedAt : order.status === "fulfilling" ? order.statusAt : null;
  const failed = fulfilments.findLast((f) => f.state === "failed");
  const stock = found.product?.stock;
  return [
    fact("ful.state", state, at),
    fact("ful.submitted_at", iso(submitted), submitted),
    fact("ful.error", failed ? supplierError(failed) : undefined, at),
    fact("stock.out", typeof stock === "number" ? stock === 0 : undefined),
    ...creditFacts(found, state),
  ];
}

function supplierError({ errorCode, errorMessage }: OrderCase["fulfilments"][number]): string {
  const message = errorMessage ?? "";
  const found = errorClass(message, errorCode);
  if (found === "stock" || found === "target") return found;
  // Shops that sell out of a list of cards send an apology where the card would stand.
  return found === "other" && message.trimStart().startsWith("很抱歉") ? "stock" : "other";
}

function latestFulfilment(found: OrderCase) {
  const done = found.fulfilments.find((f) => f.state === "succeeded");
  const time = (f: OrderCase["fulfilments"][number]) => (f.decidedAt ?? f.submittedAt)?.getTime() ?? 0;
  return done ?? found.fulfilments.toSorted((a, b) => time(a) - time(b)).at(-1);
}

/** Arrived or not: by our ledger, by the platform's credits, by the supplier's answer, by the order's own state. */
function creditFacts(found: OrderCase, fulfilment: string | undefined): Fact[] {
  const { order } = found;
  const { ours, total: credited } = creditedFen(found);
  const at = found.ledgerCredits.at(-1)?.at ?? order.creditedAt ?? order.statusAt;
  const due = Math.min(order.amountFen, order.faceValueFen > 0 ? order.faceValueFen : order.amountFen);
  const source = ours > 0 ? "ledger" : "platform";
  const full = credited >= due || fulfilment === "succeeded" || order.status === "completed";
  const partial = credited > 0 || fulfilment === "partial" || order.status === "partially_fulfilled";
  return [
    fact("delivery.state", full ? "done" : partial ? "partial" : "not_done", at, source),
    fact("credit.credited_fen", credited > 0 ? credited : undefined, at, source),
  ];
}

function refundFacts(found: OrderCase): Fact[] {
  const { order } = found;
  const refunded = Math.max(
    order.refundedFen,
    found.payments.reduce((sum, p) => sum + p.refundedFen, 0),
  );
  const done = order.status === "refunded" || refunded > 0 || found.payments.some((p) => p.state === "refunded");
  const ours = found.refundsUnderWay[0];
  // The platform often hears of a refund of ours only when it is made.
  const state = order.status === "refunding" || ours ? "pending" : done ? "done" : undefined;
  return [
    ours ? fact("refund.state", state, ours.at, "ledger") : fact("refund.state", state, order.statusAt),
    fact("refund.refunded_fen", refunded > 0 ? refunded : undefined, order.statusAt),
  ];
}

/** The state of the platform's own review, never its rule. That no flag was told of does not mean that there is none. */
function riskFact(found: OrderCase): Fact {
  const last = reviewFlags(found).at(-1);
  return fact("risk.state", riskState(found), last?.decidedAt ?? last?.flaggedAt ?? null);
}

/** What stands on the customer's and the channel's records. An unverified person meets the limits of the unverified. */
function accountFacts({ customer, order, channels, payments }: OrderCase, standing: Standing | null): Fact[] {
  const channel = channels.find((c) => c.code === payments.at(-1)?.channel);
  const overOwn = isOver(order.amountFen, customer);
  const overChannel = isOver(order.amountFen, channel);
  const verified = customer?.realNameVerified;
  const tooMuch = overOwn || overChannel;
  return [
    fact("acct.frozen", customer?.frozen),
    fact("acct.verified", verified),
    fact("acct.over_limit", overOwn),
    fact("acct.verify_due", verified === false && tooMuch !== undefined ? tooMuch : undefined),
    channelState(channel, standing),
    fact("chan.over_limit", overChannel),
  ];
}

/** The worst of what the platform says, what is announced and what we measured; `unknown` is no word at all. */
function channelState(channel: OrderCase["channels"][number] | undefined, standing: Standing | null): Fact {
  const status = standing?.status === "unknown" ? undefined : standing?.status;
  if (status === undefined || status === channel?.status) {
    return fact("chan.state", channel?.status, channel?.statusAt ?? null);
  }
  return fact("chan.state", status, standing?.since, "system");
}
