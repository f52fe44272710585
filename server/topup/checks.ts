import { HOUR_MS, MINUTE_MS } from "#server/core/clock.ts";
import type { OrderCase } from "#server/orders/case.ts";
import { leftFen, type OrderMoney, type PaidPayment, paidPayments } from "./money.ts";
import type { GateCode, ReasonCode, TopupPolicy, TopupState } from "./schemas.ts";
import type { GatewayTruth } from "./truth.ts";

/** A refund of ours, as the gates see it. */
export type OwnRefund = { id: string; outTradeNo: string; amountFen: number; state: TopupState };

/** All that the gate looks at. */
export type GateInput = {
  /** Undefined when the platform never told of the order. */
  case: OrderCase | undefined;
  request: { amountFen?: number | undefined; reasonCode?: ReasonCode | undefined; note?: string | undefined };
  /** The order's other live top-up, if there is one. */
  live: { id: string; state: string } | null;
  /** Claims on the order's money. */
  claims: readonly { key: string; holderId: string }[];
  /** Payment numbers of this order that another order claims too. */
  shared: readonly { paymentNo: string; orderNo: string }[];
  /** What the gateways of its payments said when they were asked last. */
  truths: readonly GatewayTruth[];
  /** Refunds of its payments that wait, run, may have been made, or were made. */
  refunds: readonly OwnRefund[];
  /** Who approved, when somebody did. */
  approvedBy?: string;
  now: Date;
  policy: TopupPolicy;
};

/** What one check found. */
export type Finding = { ok: boolean; code: GateCode; params?: Record<string, string | number> };

/** The input of a check on a known order. */
export type CheckInput = GateInput & {
  case: OrderCase;
  money: OrderMoney;
  /** Payments that took money, have some of it left, and are in nobody's refund. */
  free: readonly PaidPayment[];
};

/** Numbers of payments whose money a refund of ours holds: it waits, runs, may have been made, or was made. Pure. */
export function takenPayments(of: Pick<GateInput, "claims" | "refunds">): Set<string> {
  const claimed = of.claims.flatMap((claim) => /^refund:(.+):\d+$/.exec(claim.key)?.[1] ?? []);
  return new Set([...claimed, ...of.refunds.map((refund) => refund.outTradeNo)]);
}

/** Payments that a credit may be paid with. Pure. */
export const freePayments = (of: Pick<OrderCase, "payments">, taken: ReadonlySet<string>): PaidPayment[] =>
  paidPayments(of).filter((payment) => leftFen(payment) > 0 && !taken.has(payment.outTradeNo));

const yes = (code: GateCode, params?: Finding["params"]): Finding => ({ ok: true, code, ...(params && { params }) });
const no = (code: GateCode, params?: Finding["params"]): Finding => ({ ok: false, code, ...(params && { params }) });

/** No credit of ours, and the platform has not credited all of it. A part leaves the rest open. */
export function notCredited({ case: known, money }: CheckInput): Finding {
  const [ours] = known.ledgerCredits;
  if (ours) return no("CREDITED_BY_US", { topupId: ours.reference, amountFen: money.ourCreditedFen });
  if (money.creditedInFull) return no("CREDITED_BY_PLATFORM", { amountFen: money.platformCreditedFen });
  if (money.platformCreditedFen > 0) return yes("CREDITED_PARTLY", { amountFen: money.platformCreditedFen });
  return yes("NOT_CREDITED");
}

/** No supplier has delivered, and none may still deliver: an answer that is missing counts as a delivery that may come. */
export function fulfilmentSettled(of: Pick<CheckInput, "case" | "now" | "policy"> & { money: OrderMoney }): Finding {
  const { case: known, money, now, policy } = of;
  const { order, fulfilments } = known;
  const done = fulfilments.find((row) => row.state === "succeeded");
  if (done) return no("FULFILMENT_SUCCEEDED", { supplier: done.supplier });
  if (order.status === "completed") return no("ORDER_COMPLETED");
  const open = fulfilments.find((row) => row.state === "submitted");
  if (open) {
    const silentMs = Math.max(0, now.getTime() - (open.submittedAt ?? order.createdAt).getTime());
    if (silentMs <= policy.fulfilmentOverdueMinutes * MINUTE_MS) {
      return no("FULFILMENT_RUNNING", { supplier: open.supplier, minutes: Math.floor(silentMs / MINUTE_MS) });
    }
    return no("FULFILMENT_STALE", { supplier: open.supplier, hours: Math.floor(silentMs / HOUR_MS) });
  }
  // "Fulfilling" said after the last answer means another attempt that nobody has told us of yet.
  const answered = Math.max(0, ...fulfilments.map((row) => row.decidedAt?.getTime() ?? 0));
  if (order.status === "fulfilling" && order.statusAt.getTime() > answered) return no("ORDER_FULFILLING");
  const partial = order.status === "partially_fulfilled" || fulfilments.some((row) => row.state === "partial");
  if (partial) {
    return money.platformCreditedFen > 0
      ? yes("FULFILMENT_PARTIAL", { creditedFen: money.platformCreditedFen })
      : no("FULFILMENT_PARTIAL_UNKNOWN");
  }
  return fulfilments.length > 0 ? yes("FULFILMENT_FAILED", { count: fulfilments.length }) : yes("FULFILMENT_NONE");
}

/** The platform's own risk review is over and did not end against the customer. Other sides' flags did not stop the payment. */
export function riskReleased({ case: known }: CheckInput): Finding {
  const { order } = known;
  const flags = known.riskFlags.filter((flag) => flag.side === "platform");
  const upheld = flags.find((flag) => flag.state === "upheld");
  if (upheld) return no("RISK_UPHELD", { rule: upheld.rule });
  const held = flags.find((flag) => flag.state === "flagged");
  if (held) return no("RISK_HELD", { rule: held.rule });
  const released = flags.some((flag) => flag.decidedAt && flag.decidedAt >= order.statusAt);
  if (order.status === "under_review" && !released) return no("ORDER_UNDER_REVIEW");
  return yes("RISK_NONE");
}

/** Some of this order's money is neither on its way back nor back already, by anybody's word. */
export function notRefunded({ case: known, money, claims, refunds, free, truths }: CheckInput): Finding {
  if (known.order.status === "refunding") return no("REFUND_RUNNING");
  const params = { amountFen: money.refundedFen };
  if (known.order.status === "refunded") return no("REFUNDED", params);
  if (money.paidFen > 0 && money.refundedFen >= money.paidFen) return no("REFUNDED", params);
  if (free.length === 0) {
    const holderId = refunds.at(-1)?.id ?? claims.find((row) => row.key.startsWith("refund:"))?.holderId;
    if (holderId !== undefined) return no("REFUND_CLAIMED", { holderId });
  }
  const numbers = free.map((payment) => payment.outTradeNo);
  const back = truths.find((truth) => truth.state === "refunded" && numbers.includes(truth.outTradeNo));
  if (back) return no("GATEWAY_REFUNDED", { channel: back.label, paymentNo: back.outTradeNo });
  return money.refundedFen > 0 ? yes("REFUNDED_PARTLY", params) : yes("NOT_REFUNDED");
}
