import {
  type CheckInput,
  type Finding,
  freePayments,
  fulfilmentSettled,
  type GateInput,
  notCredited,
  notRefunded,
  riskReleased,
  takenPayments,
} from "./checks.ts";
import { moneyOf, type OrderMoney, paidPayments } from "./money.ts";
import { type GateCheck, type GateResult, gateChecks, type SecondPersonReason } from "./schemas.ts";
import { detailText } from "./texts.ts";
import { confirmedBy, judgePaid, truthFacts } from "./truth.ts";

/** What stops a top-up, by what the caller is told. */
export type BlockingCode =
  | "ORDER_NOT_FOUND"
  | "ALREADY_CREDITED"
  | "REFUND_CLAIMED"
  | "TOPUP_IN_PROGRESS"
  | "AMOUNT_TOO_HIGH"
  | "GATE_FAILED";

export type GateVerdict = {
  gate: GateResult[];
  secondPersonReasons: SecondPersonReason[];
  /** The amount asked for, or else the default. */
  amountFen: number;
  creditableFen: number;
  /** What an approval is bound to. Plain JSON. */
  facts: Record<string, unknown>;
  /** Null when nothing stops it; a missing second person does not stop a request. */
  blocking: BlockingCode | null;
};

/**
 * The gate before a manual top-up, check by check. Pure: the same input gives the same verdict.
 * @returns every check in the order of `gateChecks`, why a second person is needed, the amount, the facts, and what stops it
 */
export function evaluateGate(input: GateInput): GateVerdict {
  const { case: known } = input;
  if (!known) {
    const gate = gateChecks.map((check) => result(check, { ok: false, code: "ORDER_UNKNOWN" }));
    return { gate, secondPersonReasons: [], amountFen: 0, creditableFen: 0, facts: {}, blocking: "ORDER_NOT_FOUND" };
  }
  const taken = takenPayments(input);
  const money = moneyOf(known, taken);
  const amountFen = input.request.amountFen ?? money.creditableFen;
  const checked: CheckInput = { ...input, case: known, money, free: freePayments(known, taken) };
  const secondPersonReasons = reasonsForSecondPerson(checked, amountFen);
  const findings: Record<GateCheck, Finding> = {
    order_known: { ok: true, code: "ORDER_KNOWN" },
    paid: paymentConfirmed(checked),
    payment_unambiguous: paymentUnambiguous(checked),
    not_credited: notCredited(checked),
    fulfilment_settled: fulfilmentSettled(checked),
    risk_released: riskReleased(checked),
    not_refunded: notRefunded(checked),
    no_other_claim: noOtherClaim(checked),
    amount: amountWithin(money, amountFen),
    reason: reasonGiven(input.request),
    second_person:
      secondPersonReasons.length === 0
        ? { ok: true, code: "SECOND_NOT_NEEDED" }
        : input.approvedBy !== undefined
          ? { ok: true, code: "SECOND_GIVEN", params: { name: input.approvedBy } }
          : { ok: false, code: "SECOND_NEEDED", params: { reasons: secondPersonReasons.join(",") } },
  };
  const gate = gateChecks.map((check) => result(check, findings[check]));
  const facts = factsOf(checked, amountFen);
  return {
    gate,
    secondPersonReasons,
    amountFen,
    creditableFen: money.creditableFen,
    facts,
    blocking: blockingCode(gate),
  };
}

function result(check: GateCheck, finding: Finding): GateResult {
  const params = finding.params ?? {};
  return { check, ok: finding.ok, detail: detailText(finding.code, params, "en"), code: finding.code, params };
}

/** The checks that stop a request: all but a second person's word. */
export const failedChecks = (gate: readonly GateResult[]): GateResult[] =>
  gate.filter((entry) => !entry.ok && entry.check !== "second_person");

function blockingCode(gate: readonly GateResult[]): BlockingCode | null {
  const failed = failedChecks(gate);
  if (failed.length === 0) return null;
  const has = (check: GateCheck) => failed.some((entry) => entry.check === check);
  if (has("not_credited")) return "ALREADY_CREDITED";
  if (has("not_refunded")) return "REFUND_CLAIMED";
  if (has("no_other_claim")) return "TOPUP_IN_PROGRESS";
  if (failed.every((entry) => entry.code === "AMOUNT_TOO_HIGH")) return "AMOUNT_TOO_HIGH";
  return "GATE_FAILED";
}

/** Of an order whose money all went back or is going back it is only said that it was paid; other checks say the rest. */
function paymentConfirmed({ case: known, money, free, truths, now }: CheckInput): Finding {
  const { paidFen: amountFen, paidCount: count } = money;
  if (free.length === 0 && count > 0) return { ok: true, code: "PAID", params: { amountFen, count } };
  return judgePaid(free, known.payments, truths, now);
}

function paymentUnambiguous({ case: known, money, shared }: CheckInput): Finding {
  if (money.paidCount === 0) return { ok: false, code: "PAYMENT_NONE" };
  const [other] = shared;
  if (other) return { ok: false, code: "PAYMENT_SHARED", params: other };
  if (money.paidCount >= 2) {
    return { ok: true, code: "PAID_TWICE", params: { count: money.paidCount, refundDueFen: money.refundDueFen } };
  }
  if (money.paidFen !== known.order.amountFen) {
    return { ok: true, code: "PAYMENT_DIFFERS", params: { paidFen: money.paidFen, amountFen: known.order.amountFen } };
  }
  return { ok: true, code: "PAYMENT_CLEAR" };
}

function noOtherClaim({ live, claims, case: known }: CheckInput): Finding {
  if (live) return { ok: false, code: "TOPUP_LIVE", params: { topupId: live.id, state: live.state } };
  const claim = claims.find((row) => row.key === creditClaimKey(known.order.orderNo));
  if (claim) return { ok: false, code: "CREDIT_CLAIMED", params: { holderId: claim.holderId } };
  return { ok: true, code: "CLAIM_FREE" };
}

/** The exclusive right to credit an order. */
export const creditClaimKey = (orderNo: string) => `credit:${orderNo}`;

function amountWithin(money: OrderMoney, amountFen: number): Finding {
  const params = { amountFen, creditableFen: money.creditableFen };
  if (money.creditableFen <= 0) return { ok: false, code: "AMOUNT_NONE", params };
  if (!Number.isSafeInteger(amountFen) || amountFen < 1 || amountFen > money.creditableFen) {
    return { ok: false, code: "AMOUNT_TOO_HIGH", params };
  }
  return { ok: true, code: "AMOUNT_OK", params };
}

function reasonGiven(request: GateInput["request"]): Finding {
  if (!request.reasonCode) return { ok: false, code: "REASON_MISSING" };
  if (request.reasonCode === "OTHER" && (request.note ?? "").trim() === "") return { ok: false, code: "NOTE_MISSING" };
  return { ok: true, code: "REASON_GIVEN", params: { reasonCode: request.reasonCode } };
}

function reasonsForSecondPerson({ case: known, money, free, truths, now, policy }: CheckInput, amountFen: number) {
  const { order } = known;
  const paid = paidPayments(known);
  const confirmed = confirmedBy(free, truths, now);
  const reasons: SecondPersonReason[] = [];
  if (confirmed.length < free.length) reasons.push("channel_without_query");
  if (amountFen > policy.thresholdFen) reasons.push("over_threshold");
  if (amountFen !== money.creditableFen) reasons.push("amount_differs");
  const { expiresAt } = order;
  const late = expiresAt && paid.some((payment) => payment.paidAt && payment.paidAt > expiresAt);
  if (late || order.status === "expired" || order.status === "cancelled") reasons.push("after_expiry");
  if (money.platformCreditedFen + money.ourCreditedFen > 0 || money.refundedFen > 0)
    reasons.push("second_compensation");
  if (money.paidCount > 0 && money.paidFen !== order.amountFen) reasons.push("payment_mismatch");
  return reasons;
}

/** What the approver sees and is bound to; times and texts that change by themselves are not part of it. */
function factsOf({ case: known, claims, refunds, truths }: CheckInput, amountFen: number): Record<string, unknown> {
  const { order } = known;
  const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
  return {
    orderNo: order.orderNo,
    customerId: order.customerId,
    target: order.target,
    status: order.status,
    orderFen: order.amountFen,
    faceValueFen: order.faceValueFen,
    platformCreditedFen: order.platformCreditedFen,
    refundedFen: order.refundedFen,
    amountFen,
    payments: known.payments
      .map((row) => ({
        id: row.outTradeNo,
        gatewayTradeNo: row.gatewayTradeNo,
        channel: row.channel,
        state: row.state,
        paidFen: row.paidFen,
        refundedFen: row.refundedFen,
        gateway: truthFacts(truths.find((truth) => truth.outTradeNo === row.outTradeNo)),
      }))
      .sort(byId),
    callbacksApplied: known.callbacks.filter((row) => row.verified && row.outcome === "applied").length,
    fulfilments: known.fulfilments
      .map((row) => ({ id: row.id, state: row.state, creditedFen: row.creditedFen }))
      .sort(byId),
    credits: known.credits.map((row) => ({ id: row.reference, amountFen: row.amountFen })).sort(byId),
    ledger: known.ledgerCredits.map((row) => ({ id: row.reference, amountFen: row.amountFen })).sort(byId),
    risk: known.riskFlags.map((row) => ({ id: row.id, state: row.state })).sort(byId),
    refunds: refunds.map((row) => ({ id: row.id, state: row.state, amountFen: row.amountFen })).sort(byId),
    claims: claims.map((row) => row.key).sort(),
  };
}
