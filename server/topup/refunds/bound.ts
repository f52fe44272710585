import { paidPayments } from "../money.ts";
import type { SecondPersonReason } from "../schemas.ts";
import { confirmedBy, truthFacts } from "../truth.ts";
import type { Checked } from "./rules.ts";

/** Why one person is not enough for a refund. Pure. */
export function reasonsForSecondPerson(checked: Checked): SecondPersonReason[] {
  const { case: known, payment, amountFen, found, truths, now, policy } = checked;
  const { order } = known;
  const own = known.payments.filter((row) => row.outTradeNo === payment.outTradeNo);
  const reasons: SecondPersonReason[] = [];
  if (confirmedBy(own, truths, now).length === 0) reasons.push("channel_without_query");
  if (amountFen > policy.thresholdFen) reasons.push("over_threshold");
  if (amountFen !== payment.refundableFen) reasons.push("amount_differs");
  const { expiresAt } = order;
  const late = expiresAt && payment.paidAt && payment.paidAt > expiresAt;
  if (late || order.status === "expired" || order.status === "cancelled") reasons.push("after_expiry");
  const { platformCreditedFen, ourCreditedFen, refundedFen, paidFen } = found.money;
  // A surplus goes back beside a delivery that was, or may yet be, made.
  const beside = !checked.delivery.ok && payment.refundableFen > 0;
  const compensated = platformCreditedFen + ourCreditedFen + refundedFen > 0 || beside;
  if (compensated) reasons.push("second_compensation");
  if (paidFen !== order.amountFen) reasons.push("payment_mismatch");
  return reasons;
}

/** What the approver sees and is bound to; times and texts that change by themselves are not part of it. */
export function factsOf(checked: Checked): Record<string, unknown> {
  const { case: known, payment, amountFen, route, truths, refunds, claims, draws, found } = checked;
  const { order } = known;
  const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
  return {
    kind: "refund",
    orderNo: order.orderNo,
    customerId: order.customerId,
    status: order.status,
    orderFen: order.amountFen,
    payment: payment.outTradeNo,
    amountFen,
    route,
    reservedFen: found.reservedFen,
    payments: paidPayments(known)
      .map((row) => ({
        id: row.outTradeNo,
        gatewayTradeNo: row.gatewayTradeNo,
        channel: row.channel,
        paidFen: row.paidFen,
        refundedFen: row.refundedFen,
        gateway: truthFacts(truths.find((truth) => truth.outTradeNo === row.outTradeNo)),
      }))
      .sort(byId),
    fulfilments: known.fulfilments
      .map((row) => ({ id: row.id, state: row.state, creditedFen: row.creditedFen }))
      .sort(byId),
    credits: known.credits.map((row) => ({ id: row.reference, amountFen: row.amountFen })).sort(byId),
    ledger: known.ledgerCredits.map((row) => ({ id: row.reference, amountFen: row.amountFen })).sort(byId),
    draws: draws.map((row) => ({ id: row.outTradeNo, amountFen: row.amountFen })).sort(byId),
    refunds: refunds.map((row) => ({ id: row.id, state: row.state, amountFen: row.amountFen })).sort(byId),
    claims: claims.map((row) => row.key).sort(),
  };
}
