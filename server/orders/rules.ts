import type { OrderCase } from "./case.ts";
import { confirmedPaidFen, creditedFen } from "./money.ts";
import { type OrderStatus, type Stage, type StageState, stages } from "./schemas.ts";

/** A callback usually arrives within seconds of the payment; after this it counts as missing. */
export const CALLBACK_GRACE_MS = 60_000;
/** How long a supplier may work before the order counts as stuck. */
export const FULFILMENT_GRACE_MS = 15 * 60_000;
/** How long a credit may take after the supplier's success. */
export const CREDIT_GRACE_MS = 60_000;

/** What a hop says, as a code with parameters; `copy.ts` turns it into words for staff and for the owner. */
export type StageNote = { code: string; params?: Record<string, string | number> };
export type StageResult = { stage: Stage; state: StageState; at: Date | null; note: StageNote; stuck: boolean };
export type StageReport = { results: StageResult[]; brokenAt: Stage | null };

/** Statuses that say that the shop learned of the payment, however it did. */
const learnedOfPayment: readonly OrderStatus[] = [
  "paid",
  "under_review",
  "fulfilling",
  "partially_fulfilled",
  "completed",
  "refunding",
  "refunded",
];
const givenUp: readonly OrderStatus[] = ["cancelled", "expired", "failed"];

/**
 * Judges the six hops of an order and finds the first that broke.
 * @param facts all that is known of the order
 * @param now what "overdue" is measured against
 * @returns a verdict a hop, in order, and the first hop that failed or is overdue; null while all goes well
 */
export function judgeStages(facts: OrderCase, now: Date): StageReport {
  const results = [
    order(facts),
    payment(facts, now),
    callback(facts, now),
    risk(facts),
    fulfilment(facts, now),
    credit(facts, now),
  ];
  if (isSettled(facts)) return { results: results.map((result) => ({ ...result, stuck: false })), brokenAt: null };
  const broken = results.find((result) => result.state === "failed" || result.stuck);
  return { results, brokenAt: broken?.stage ?? null };
}

/** True when nothing is owed any more: credited as paid, delivered and completed, or given back. */
export function isSettled(facts: OrderCase): boolean {
  const { order, fulfilments } = facts;
  const paid = order.paidFen;
  if (paid === 0) return false;
  const returned = order.refundedFen;
  const credited = creditedFen(facts).total;
  if (returned >= paid) return true;
  const owed = Math.min(paid, order.amountFen);
  const delivered = order.status === "completed" && fulfilments.every((row) => row.state === "succeeded");
  const overpaid = paid - returned > order.amountFen && order.paidCount > 1;
  return !overpaid && (credited + returned >= owed || delivered);
}

const result = (
  stage: Stage,
  state: StageState,
  at: Date | null,
  code: string,
  params?: StageNote["params"],
  stuck = false,
): StageResult => ({ stage, state, at, note: params ? { code, params } : { code }, stuck });

function order({ order: row, payments }: OrderCase): StageResult {
  const unpaid = row.paidFen === 0 && payments.length === 0;
  if (unpaid && givenUp.includes(row.status)) return result("order", "failed", row.statusAt, `order.${row.status}`);
  return result("order", "ok", row.createdAt, "order.created", { status: row.status });
}

function payment({ order: row, payments }: OrderCase, now: Date): StageResult {
  if (row.paidFen > 0) {
    if (confirmedPaidFen({ order: row, payments }) === 0) {
      return result("payment", "unknown", row.paidAt, "payment.contested", { amountFen: row.paidFen }, true);
    }
    const code =
      row.refundedFen >= row.paidFen ? "payment.refunded" : row.paidCount > 1 ? "payment.twice" : "payment.paid";
    const twice = code === "payment.twice";
    return result("payment", twice ? "failed" : "ok", row.paidAt, code, {
      amountFen: row.paidFen,
      count: row.paidCount,
    });
  }
  const last = payments.at(-1);
  if (!last) {
    const lapsed = givenUp.includes(row.status) || (row.expiresAt !== null && row.expiresAt <= now);
    return result("payment", lapsed ? "skipped" : "pending", null, lapsed ? "payment.never" : "payment.awaited");
  }
  const open = payments.some((attempt) => attempt.state === "attempted");
  if (open) return result("payment", "pending", last.attemptedAt, "payment.attempted", { channel: last.channel ?? "" });
  const code = last.state === "closed" ? "payment.closed" : "payment.failed";
  return result("payment", "failed", last.decidedAt, code, { error: last.errorCode ?? last.errorMessage ?? "" });
}

function callback({ order: row, callbacks }: OrderCase, now: Date): StageResult {
  const good = callbacks.find((one) => one.verified && (one.outcome === "applied" || one.outcome === "duplicate"));
  if (good) return result("callback", "ok", good.receivedAt, "callback.applied", { channel: good.channel });
  const bad = callbacks.at(-1);
  if (bad && row.paidFen > 0) {
    return result(
      "callback",
      "failed",
      bad.receivedAt,
      bad.verified ? `callback.${bad.outcome}` : "callback.unverified",
      {
        reason: bad.reason ?? "",
      },
    );
  }
  if (row.paidFen === 0) return result("callback", "skipped", bad?.receivedAt ?? null, "callback.not_due");
  if (learnedOfPayment.includes(row.status)) return result("callback", "skipped", null, "callback.not_reported");
  const overdue = row.paidAt !== null && now.getTime() - row.paidAt.getTime() > CALLBACK_GRACE_MS;
  return result("callback", overdue ? "failed" : "pending", null, overdue ? "callback.missing" : "callback.awaited");
}

function risk({ riskFlags }: OrderCase): StageResult {
  const upheld = riskFlags.find((flag) => flag.state === "upheld");
  if (upheld)
    return result("risk", "failed", upheld.decidedAt, "risk.upheld", { rule: upheld.rule, side: upheld.side });
  const open = riskFlags.find((flag) => flag.state === "flagged");
  if (open) return result("risk", "pending", open.flaggedAt, "risk.open", { rule: open.rule, side: open.side }, true);
  const cleared = riskFlags.at(-1);
  if (cleared)
    return result("risk", "ok", cleared.decidedAt, "risk.cleared", { rule: cleared.rule, side: cleared.side });
  return result("risk", "ok", null, "risk.none");
}

function fulfilment(facts: OrderCase, now: Date): StageResult {
  const { order: row, fulfilments } = facts;
  const done = fulfilments.find((one) => one.state === "succeeded");
  if (done) return result("fulfilment", "ok", done.decidedAt, "fulfilment.succeeded", { supplier: done.supplier });
  if (facts.ledgerCredits.length > 0) return result("fulfilment", "skipped", null, "fulfilment.by_hand");
  const pending = fulfilments.find((one) => one.state === "submitted");
  if (pending) {
    const since = pending.submittedAt ?? row.statusAt;
    const overdue = now.getTime() - since.getTime() > FULFILMENT_GRACE_MS;
    return result("fulfilment", "pending", since, "fulfilment.submitted", { supplier: pending.supplier }, overdue);
  }
  const last = fulfilments.at(-1);
  if (last) {
    const error = last.errorCode ?? last.errorMessage ?? "";
    return result("fulfilment", "failed", last.decidedAt, `fulfilment.${last.state}`, {
      supplier: last.supplier,
      error,
    });
  }
  if (row.paidFen === 0) return result("fulfilment", "skipped", null, "fulfilment.not_due");
  if (row.refundedFen >= row.paidFen) return result("fulfilment", "skipped", null, "fulfilment.refunded");
  if (row.status === "completed") return result("fulfilment", "unknown", row.statusAt, "fulfilment.not_reported");
  const since = row.paidAt ?? row.statusAt;
  return result(
    "fulfilment",
    "pending",
    null,
    "fulfilment.none",
    undefined,
    now.getTime() - since.getTime() > FULFILMENT_GRACE_MS,
  );
}

function credit(facts: OrderCase, now: Date): StageResult {
  const { order: row, fulfilments, ledgerCredits } = facts;
  const credited = creditedFen(facts);
  const owed = Math.min(row.paidFen, row.amountFen);
  if (credited.total > 0 && credited.total >= owed - row.refundedFen) {
    const at = row.creditedAt ?? ledgerCredits[0]?.at ?? null;
    return result("credit", "ok", at, credited.ours > 0 ? "credit.by_hand" : "credit.posted", {
      amountFen: credited.total,
    });
  }
  if (credited.total > 0) {
    return result("credit", "failed", row.creditedAt, "credit.partial", { amountFen: credited.total, owedFen: owed });
  }
  if (row.paidFen === 0) return result("credit", "skipped", null, "credit.not_due");
  if (row.refundedFen >= row.paidFen) return result("credit", "skipped", null, "credit.refunded");
  const returning = facts.refundsUnderWay;
  const returningFen = returning.reduce((sum, one) => sum + one.amountFen, 0);
  if (returningFen > 0 && row.refundedFen + returningFen >= row.paidFen) {
    return result("credit", "pending", returning[0]?.at ?? null, "credit.refunding", { amountFen: returningFen });
  }
  const done = fulfilments.find((one) => one.state === "succeeded");
  if (row.status === "completed") return result("credit", "ok", row.statusAt, "credit.completed");
  if (!done) return result("credit", "pending", null, "credit.awaited");
  const overdue = done.decidedAt !== null && now.getTime() - done.decidedAt.getTime() > CREDIT_GRACE_MS;
  return result("credit", overdue ? "failed" : "pending", null, overdue ? "credit.missing" : "credit.awaited");
}

/** The hop an event belongs to; null for types this version does not know. */
export function stageOf(type: string): Stage | null {
  // `topup.payment.closed` and our own `gateway.payment.observed` alike.
  const noun = type.split(".")[1] ?? "";
  return (stages as readonly string[]).includes(noun) ? (noun as Stage) : null;
}
