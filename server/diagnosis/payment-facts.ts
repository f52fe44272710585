import type { OrderCase } from "#server/orders/index.ts";
import { callbackVerdict } from "./callback-reason.ts";
import { classOfCode } from "./codes.ts";
import { errorClass } from "./error-class.ts";
import { type Around, conflicting, fact, iso } from "./fact.ts";
import type { GatewayStand } from "./gateway-word.ts";
import { isHeld, isOk, knowsOfPayment, paidOf } from "./record.ts";
import type { Fact } from "./schemas.ts";

/** What became of the payments, and of the notices about them. Pure. */

/** A missing notice counts as missing only after this long. */
export const CALLBACK_GRACE_MS = 60_000;
/** A gateway that still says unpaid this long after the attempt means it. */
const SURE_AFTER_MS = 10 * 60_000;

type Payment = OrderCase["payments"][number];
export type Attempt = Payment & { stand: GatewayStand };

const saysError = (p: Payment): boolean => p.errorCode !== null || p.errorMessage !== null;
const paymentError = (p: Payment): string => errorClass(p.errorMessage ?? "", p.errorCode);
/** Errors that do not end a payment: it may still be paid, or was. */
const UNENDING = ["waiting", "paying", "paid"];
const isUnended = (p: Payment): boolean => {
  if (p.state !== "failed" || !saysError(p)) return false;
  // A message beside the code may say why; that it is not over stays so.
  const byCode = p.errorCode === null ? undefined : classOfCode(p.errorCode, "gateway");
  return UNENDING.includes(byCode ?? "") || UNENDING.includes(paymentError(p));
};

/** Without a result: by the gateway where it says so, else by the platform. */
const isOpen = (attempt: Attempt): boolean =>
  attempt.stand === "open" ||
  ((attempt.state === "attempted" || isUnended(attempt)) && attempt.stand !== "ended" && attempt.stand !== "paid");

export function paymentFacts(found: OrderCase, attempts: readonly Attempt[], now: Date, around: Around): Fact[] {
  const { payments, order } = found;
  const paid = paidOf(found);
  const last = payments.at(-1);
  const decidedAt = payments.reduce<Date | null>((latest, p) => {
    const at = p.decidedAt ?? p.paidAt ?? p.attemptedAt;
    return latest === null || at > latest ? at : latest;
  }, null);
  const failed = refusedOne(payments);
  const kind = failed && paymentError(failed);
  const asked = attempts.filter(({ stand }) => stand !== "no_gateway");
  const silent = asked.some(({ stand }) => stand === "silent");
  return [
    paymentState(found, attempts, decidedAt ?? order.lastEventAt),
    fact("pay.query", queryState(attempts), decidedAt, asked.length > 0 ? "gateway" : "platform"),
    fact("pay.gateway", asked.length === 0 ? undefined : silent ? "silent" : "answered", null, "gateway"),
    fact("pay.attempts", payments.length, decidedAt),
    fact("pay.open_count", attempts.filter(isOpen).length, decidedAt),
    fact("pay.unpaid_sure", unpaidSure(attempts, now), decidedAt),
    fact("pay.paid_twice", paidTwice(found, around), decidedAt),
    fact("pay.contested", paid.length > 0 ? isContested(attempts, around) : undefined, decidedAt, "system"),
    fact("pay.again", paid.length > 0 ? kind === "paid" : undefined, decidedAt),
    fact("pay.amount", paidAmount(found), decidedAt),
    fact("pay.paid_fen", paid.length > 0 ? sumOf(paid) : undefined, decidedAt),
    fact("pay.paid_at", iso(paid[0]?.paidAt ?? (paid.length > 0 ? order.paidAt : null)), paid[0]?.paidAt ?? null),
    fact("pay.attempted_at", iso(last?.attemptedAt), last?.attemptedAt ?? null),
    fact("pay.error", paid.length === 0 ? kind : undefined, failed?.decidedAt ?? null),
    // What a gateway's risk control says in its own words stays with us.
    fact("pay.code", paid.length === 0 && kind !== "risk" ? rawCode(failed) : undefined, failed?.decidedAt ?? null),
    fact("pay.method", methodOf(last), last?.attemptedAt ?? null),
    fact("pay.unlisted", unlisted(last, around), last?.attemptedAt ?? null, "system"),
  ];
}

/** The refusal that says most: the newest whose words are known, else the newest. */
function refusedOne(payments: readonly Payment[]): Payment | undefined {
  const refused = payments.filter((p) => saysError(p) && p.paidFen === 0);
  return refused.findLast((p) => paymentError(p) !== "other") ?? refused.at(-1);
}

/** A code that is published. Others may be anything, a risk rule's name among it: they stay in the order's trace. */
function rawCode(p: Payment | undefined): string | undefined {
  const code = p?.errorCode ?? undefined;
  return code !== undefined && classOfCode(code, "gateway") !== undefined ? code.trim() : undefined;
}

const sumOf = (paid: readonly Payment[]): number => paid.reduce((sum, p) => sum + p.paidFen, 0);

/** Paid more than once, or a twin order was paid as well. Parts that add up to the order are one payment. */
function paidTwice(found: OrderCase, { twins }: Around): boolean | undefined {
  const paid = paidOf(found);
  if (paid.length === 0) return undefined;
  const count = Math.max(paid.length, found.order.paidCount);
  return (count > 1 && sumOf(paid) > found.order.amountFen) || (twins?.paid ?? 0) > 0;
}

/**
 * It was paid by one word and not by a later one: the money may have gone back, or never came. A gateway that was asked before it was
 * paid contradicts nobody; one that has none of what the platform told of before is marked so.
 */
const isContested = (attempts: readonly Attempt[], { takenBack }: Around): boolean =>
  takenBack === true ||
  attempts.some(({ paidFen, gatewayFen, stand }) => paidFen > 0 && gatewayFen === 0 && stand !== "paid");

function paidAmount(found: OrderCase): "equal" | "over" | "under" | undefined {
  const paid = paidOf(found);
  const { amountFen } = found.order;
  if (paid.length === 0) return undefined;
  const sum = sumOf(paid);
  if (sum === amountFen || (paid.length > 1 && paid.every((p) => p.paidFen === amountFen))) return "equal";
  return sum > amountFen ? "over" : "under";
}

const STATES = {
  waiting: "WAIT",
  paid: "PAID",
  closed: "CLOSED",
  refunded: "REFUNDED",
  frozen: "FROZEN",
  missing: "NOT_FOUND",
} as const;
const BY_ERROR: Readonly<Record<string, string>> = { paying: "USERPAYING", waiting: "WAIT", network: "NOT_FOUND" };

/** What a query of the payment that matters most says: the one with money, else the newest. */
function queryState(attempts: readonly Attempt[]): string | undefined {
  const one = attempts.findLast((p) => p.paidFen > 0) ?? attempts.at(-1);
  if (!one) return undefined;
  if (one.paidFen > 0 && one.refundedFen > 0) return one.refundedFen < one.paidFen ? "PART_REFUNDED" : "REFUNDED";
  // "Not there" is what it said, even where it was asked too soon to rely on it.
  if (one.stand === "silent")
    return one.gatewayState === "missing" && one.gatewayVia === "query" ? "NOT_FOUND" : undefined;
  if (one.stand !== "no_gateway" && one.gatewayState !== null) return STATES[one.gatewayState];
  if (one.paidFen > 0) return "PAID";
  if (one.state === "closed") return "CLOSED";
  return saysError(one) ? BY_ERROR[paymentError(one)] : undefined;
}

/** Every attempt certainly ended without money: by its gateway, by the platform where it has none, or by still waiting long after. */
function unpaidSure(attempts: readonly Attempt[], now: Date): boolean | undefined {
  if (attempts.length === 0) return undefined;
  return attempts.every((one) => {
    if (one.paidFen > 0) return false;
    if (one.stand === "ended") return true;
    const waited = now.getTime() - one.attemptedAt.getTime() >= SURE_AFTER_MS;
    if (one.stand === "open") return waited;
    if (one.stand !== "no_gateway" || one.state === "attempted") return false;
    return isUnended(one) ? waited && !["paying", "paid"].includes(paymentError(one)) : true;
  });
}

const METHODS: readonly [string, RegExp][] = [
  ["pay_code", /pay_?code|micro_?pay|bar_?code|auth_?code|付款码|条码|被扫/i],
  ["foreign", /foreign|international|\bintl|overseas|visa|master ?card|amex|jcb|paypal|stripe|境外|外卡|外币|国际/i],
  ["credit", /credit|信用卡|huabei|花呗/i],
  ["balance", /balance|site_?wallet|余额/i],
];
function methodOf(last: Payment | undefined): string | undefined {
  if (!last?.method) return undefined;
  const words = `${last.method} ${last.channel ?? ""}`;
  return METHODS.find(([, pattern]) => pattern.test(words))?.[0] ?? "other";
}

const unlisted = (last: Payment | undefined, { methods }: Around): boolean | undefined =>
  last?.method && methods && methods.length > 0 ? !methods.includes(last.method) : undefined;

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
  const reviewed = order.status === "under_review" && (isHeld(found) || mayBeUnpaidReview(found));
  const saysPaid = (PAID_STATUSES.includes(order.status) && !reviewed) || order.paidFen > 0 || order.paidCount > 0;
  const saysRefunded = ["refunding", "refunded"].includes(order.status) || order.refundedFen > 0;
  if (saysPaid || saysRefunded || found.callbacks.some(isOk)) return conflicting("pay.state", at);
  if (payments.length === 0) return fact("pay.state", "none", at);
  if (attempts.some(isOpen)) return fact("pay.state", "open", at, byGateway);
  return fact("pay.state", payments.at(-1)?.state === "closed" ? "closed" : "unpaid", at, byGateway);
}

const PAID_STATUSES = ["paid", "under_review", "fulfilling", "partially_fulfilled", "completed"];

/** Platforms look at new and unverified people's orders before they may pay. */
const mayBeUnpaidReview = ({ payments, customer }: OrderCase): boolean =>
  payments.length === 0 && (customer?.firstPurchaseDone === false || customer?.realNameVerified === false);

/**
 * Callbacks as the shop and our inbox tell of them. An empty log says something only when a payment is known, its notice is overdue,
 * and nothing shows that the shop learned of it: many shops never tell of callbacks.
 */
export function callbackFact(found: OrderCase, now: Date, { claims = [] }: Around): Fact {
  const { callbacks } = found;
  const paidNos = paidOf(found).map((p) => p.outTradeNo);
  const seen = callbacks.flatMap((c) => {
    const verdict = callbackVerdict(c);
    return verdict ? [{ ...c, verdict }] : [];
  });
  const own = seen.filter((c) => paidNos.includes(c.outTradeNo));
  const about = own.length > 0 ? own : seen;
  const good = about.find((c) => c.verdict === "applied") ?? about.find((c) => c.verdict === "duplicate");
  const at = about.at(-1)?.receivedAt ?? null;
  if (good) return fact("cb.state", isUnanswered(found, good) ? "error" : good.verdict, at);
  // The newest says how it stands; of several, one that names its fault before one that does not.
  const told = about.findLast((c) => c.reason !== null) ?? about.at(-1);
  if (told) return fact("cb.state", told.verdict, at);
  const claim = claims.find((one) =>
    callbackVerdict({ ...one, verified: false, outcome: "rejected", httpStatus: null }),
  );
  if (claim) return fact("cb.state", "bad_sign", claim.at, "system");
  const paidAt = paidOf(found)[0]?.paidAt;
  const overdue = paidAt !== null && paidAt !== undefined && now.getTime() - paidAt.getTime() > CALLBACK_GRACE_MS;
  return fact("cb.state", overdue && !knowsOfPayment(found) ? "missing" : undefined, paidAt ?? null, "system");
}

/** What a shop says of an answer that its gateway did not want. */
const BAD_ANSWER =
  /\back\b|acknowledg|body|response|应答|返回|timed?[ -]?out|超时|\b5\d\d\b|too slow|not.{0,6}success/i;

type Answered = Pick<OrderCase["callbacks"][number], "httpStatus" | "reason">;
/** It was taken, but answered with an error, and the order did not move: the shop broke off half way. */
function isUnanswered({ order, fulfilments, ledgerCredits, credits }: OrderCase, c: Answered): boolean {
  const stuck = ["awaiting_payment", "expired", "cancelled"].includes(order.status);
  const bad = (c.httpStatus ?? 200) >= 400 || BAD_ANSWER.test(c.reason ?? "");
  return bad && stuck && fulfilments.length + ledgerCredits.length + credits.length === 0;
}
