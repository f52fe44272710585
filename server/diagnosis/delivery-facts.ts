import { creditedFen, type OrderCase } from "#server/orders/index.ts";
import { classOfCode, type ErrorClass } from "./codes.ts";
import { errorClass, isUnsaid } from "./error-class.ts";
import { type Around, fact, iso } from "./fact.ts";
import type { Fact } from "./schemas.ts";

/** What was delivered, credited and refunded. Pure. */

type Fulfilment = OrderCase["fulfilments"][number];
const BEFORE_FULFILMENT = ["awaiting_payment", "paid", "under_review", "cancelled", "expired"];

export function deliveryFacts(found: OrderCase, around: Around): Fact[] {
  const { order, fulfilments } = found;
  const last = latestFulfilment(found);
  const error = last && supplierError(last);
  const state =
    (last && stateOf(last, error, dueOf(found))) ??
    (BEFORE_FULFILMENT.includes(order.status) ? "none" : order.status === "fulfilling" ? "submitted" : undefined);
  const at = last?.decidedAt ?? last?.submittedAt ?? order.statusAt;
  const submitted = last ? last.submittedAt : order.status === "fulfilling" ? order.statusAt : null;
  const stock = found.product?.stock;
  const decided = last?.decidedAt ?? order.creditedAt;
  return [
    fact("ful.state", state, at),
    fact("ful.unknown", fulfilments.length === 0 ? undefined : isUnknown(found), at),
    fact("ful.tries", fulfilments.length === 0 ? undefined : fulfilments.length > 1 ? "many" : "one", at),
    fact("ful.submitted_at", iso(submitted), submitted),
    fact("ful.decided_at", iso(decided), decided),
    fact("ful.error", error, at),
    fact("ful.code", last && rawCode(last), at),
    fact("sup.failing", around.supplierFailing, null, "system"),
    fact("stock.out", typeof stock === "number" ? stock === 0 : undefined),
    ...creditFacts(found, state),
  ];
}

/** Shops that sell out of a list of cards send an apology where the card would stand, and call it delivered. */
const APOLOGY = /^\s*(很|非常|十分)?抱歉|^\s*(we are |we're )?(very )?sorry/i;
const isApology = ({ state, errorMessage }: Fulfilment): boolean =>
  state === "succeeded" && APOLOGY.test(errorMessage ?? "");

/** A supplier was asked to deliver and nobody knows whether it did: it has not answered, or what came back says no such thing. */
function isUnsure(one: Fulfilment): boolean {
  if (isApology(one) || one.state === "succeeded" || one.state === "partial") return false;
  const error = supplierError(one);
  return one.state === "submitted" || error === "pending" || isUnsaid(one.errorMessage ?? "", one.errorCode, error);
}

/** Any of the deliveries may still arrive, whatever became of the others. One that did arrive settles it. */
const isUnknown = ({ fulfilments }: OrderCase): boolean =>
  fulfilments.some(isUnsure) && !fulfilments.some((f) => f.state === "succeeded" && !isApology(f));

/** Some suppliers send "failed" for what is not over yet, and "failed" or "succeeded" for what came in part. */
function stateOf(one: Fulfilment, error: ErrorClass | undefined, dueFen: number): Fulfilment["state"] {
  const { state, creditedFen } = one;
  if (isApology(one)) return "failed";
  if (state === "succeeded" && creditedFen !== null && creditedFen > 0 && creditedFen < dueFen) return "partial";
  if (state !== "failed") return state;
  if (error === "partial") return "partial";
  return isUnsure(one) ? "submitted" : state;
}

const SUPPLIER_CLASSES: readonly ErrorClass[] = [
  "stock",
  "target",
  "no_match",
  "supplier_funds",
  "supplier_down",
  "pending",
  "partial",
];

function supplierError(one: Fulfilment): ErrorClass | undefined {
  if (isApology(one)) return "stock";
  if (one.state === "succeeded" || (one.state === "submitted" && one.decidedAt === null)) return undefined;
  if (one.errorCode === null && one.errorMessage === null) return undefined;
  const found = errorClass(one.errorMessage ?? "", one.errorCode, "supplier", one.supplier);
  if (SUPPLIER_CLASSES.includes(found)) return found;
  if (isUnsaid(one.errorMessage ?? "", one.errorCode)) return "pending";
  return one.errorCode !== null && classOfCode(one.errorCode, "supplier", one.supplier) === undefined
    ? "failed"
    : found === "other"
      ? "failed"
      : found;
}

const rawCode = ({ errorCode, supplier }: Fulfilment): string | undefined =>
  errorCode !== null && classOfCode(errorCode, "supplier", supplier) !== undefined ? errorCode.trim() : undefined;

function latestFulfilment(found: OrderCase): Fulfilment | undefined {
  const done = found.fulfilments.find((f) => f.state === "succeeded" && !isApology(f));
  const time = (f: Fulfilment) => (f.decidedAt ?? f.submittedAt)?.getTime() ?? 0;
  return done ?? found.fulfilments.toSorted((a, b) => time(a) - time(b)).at(-1);
}

const BEHIND = [
  "awaiting_payment",
  "paid",
  "under_review",
  "fulfilling",
  "partially_fulfilled",
  "expired",
  "cancelled",
];

/** What is to arrive: a discount is no debt, nor is a fee. */
const dueOf = ({ order }: OrderCase): number =>
  Math.min(order.amountFen, order.faceValueFen > 0 ? order.faceValueFen : order.amountFen);

/** Arrived or not: by our ledger, by the platform's credits, by the supplier's answer, by the order's own state. */
function creditFacts(found: OrderCase, fulfilment: string | undefined): Fact[] {
  const { order, credits } = found;
  const { ours, total: credited } = creditedFen(found);
  const at = found.ledgerCredits.at(-1)?.at ?? order.creditedAt ?? order.statusAt;
  const due = dueOf(found);
  const source = ours > 0 ? "ledger" : "platform";
  const sorry = found.fulfilments.some(isApology) && fulfilment === "failed";
  const full = credited >= due || fulfilment === "succeeded" || (order.status === "completed" && !sorry);
  const partial = credited > 0 || fulfilment === "partial" || order.status === "partially_fulfilled";
  const posted = credits.length > 0 || credited > 0;
  const awaited = order.productType === "wallet" && fulfilment === "succeeded" && order.status !== "completed";
  // What we credited ourselves the shop hears of later: that its page is behind is no trouble of its own.
  const lag = full && ours === 0 ? BEHIND.includes(order.status) : undefined;
  return [
    fact("delivery.state", full ? "done" : partial ? "partial" : "not_done", at, source),
    fact("credit.state", posted ? "posted" : awaited ? "missing" : undefined, at, source),
    fact("credit.credited_fen", credited > 0 ? credited : undefined, at, source),
    fact("order.lag", lag, order.statusAt),
  ];
}

export function refundFacts(found: OrderCase): Fact[] {
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
