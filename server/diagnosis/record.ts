import type { OrderCase } from "#server/orders/index.ts";

/** What several facts read off an order's records. Pure. */

const STUCK_STATUSES = ["awaiting_payment", "expired", "cancelled"];

const isPaid = (p: OrderCase["payments"][number]) => p.state === "succeeded" || p.paidFen > p.refundedFen;
export const paidOf = (found: OrderCase) => found.payments.filter(isPaid);

export const isOk = (c: OrderCase["callbacks"][number]) =>
  c.verified && (c.outcome === "applied" || c.outcome === "duplicate");
const PAID_STATUSES = ["paid", "fulfilling", "partially_fulfilled", "completed", "refunding", "refunded"];

/**
 * The shop once acted as if the money was there, whatever its last word is. A review counts unless a flag explains it: that may come
 * before any payment. Nothing kept of an order's statuses is not "no".
 */
export function actedAsPaid(found: OrderCase): boolean {
  const seen = found.order.statusesSeen;
  if (seen === null || found.fulfilments.length > 0 || found.callbacks.some(isOk)) return true;
  return seen.some((status) => PAID_STATUSES.includes(status) || (status === "under_review" && !isFlagged(found)));
}
const isFlagged = ({ riskFlags }: OrderCase): boolean => riskFlags.length > 0;

export const isHeld = (found: OrderCase) => ["open", "upheld"].includes(riskState(found) ?? "");

/** The shop has acted upon the payment, whether or not it told of a callback or of a new status. */
export const knowsOfPayment = (found: OrderCase): boolean =>
  !STUCK_STATUSES.includes(found.order.status) || found.callbacks.some(isOk) || isDispatched(found) || isHeld(found);
const isDispatched = ({ fulfilments }: OrderCase): boolean => fulfilments.length > 0;

/** Many shops report steps but no status: "awaiting payment" then says nothing once later steps are on file. */
export const isOutOfDate = (found: OrderCase): boolean =>
  found.order.status === "awaiting_payment" &&
  (found.callbacks.some(isOk) || isDispatched(found) || (paidOf(found).length > 0 && isHeld(found)));

/** A flag that only asks for a text message or a face: a step to finish, not a review. */
const CHALLENGE =
  /\bsms|_sms|face|\botp|_otp|2fa|3ds|challenge|captcha|liveness|second_?(factor|step|check)|verif\w*_?(code|step|pending|required|incomplete)|step_?up|验证|人脸|短信|刷脸|活体/i;
const isChallenge = (flag: OrderCase["riskFlags"][number]): boolean => CHALLENGE.test(flag.rule);

/** The platform's reviews: the order's own flags before those of the customer at large. */
export function reviewFlags({ riskFlags }: OrderCase) {
  const ours = riskFlags.filter((flag) => flag.side === "platform" && !isChallenge(flag));
  const own = ours.filter((flag) => flag.orderNo !== null);
  return own.length > 0 ? own : ours;
}

export function riskState(found: OrderCase): "upheld" | "open" | "cleared" | undefined {
  const states = reviewFlags(found).map((flag) => flag.state);
  if (states.includes("upheld")) return "upheld";
  if (states.includes("flagged")) return "open";
  return states.length > 0 ? "cleared" : undefined;
}

/** What a gateway or a bank holds against the payment. */
export function gatewayRisk({ riskFlags }: OrderCase): "open" | "cleared" | undefined {
  const theirs = riskFlags.filter((flag) => flag.side !== "platform" && !isChallenge(flag));
  if (theirs.length === 0) return undefined;
  return theirs.some((flag) => flag.state !== "cleared") ? "open" : "cleared";
}

/** Whether a text message or a face was asked for and not given. */
export function challengeState({ riskFlags }: OrderCase): "open" | "passed" | undefined {
  const asked = riskFlags.filter(isChallenge);
  if (asked.length === 0) return undefined;
  return asked.some((flag) => flag.state !== "cleared") ? "open" : "passed";
}

type Limits = { singleLimitFen: number | null; dailyLimitFen: number | null };

/** Whether a sum alone goes over the lower of the limits; unknown where none is known. */
export function isOver(amountFen: number, limits: Limits | null | undefined): boolean | undefined {
  const known = [limits?.singleLimitFen, limits?.dailyLimitFen].filter((limit) => typeof limit === "number");
  return known.length > 0 ? amountFen > Math.min(...known) : undefined;
}
