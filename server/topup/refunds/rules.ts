import type { OrderCase } from "#server/orders/case.ts";
import { type Finding, fulfilmentSettled, type OwnRefund } from "../checks.ts";
import { moneyOf } from "../money.ts";
import { creditClaimKey } from "../rules.ts";
import type { ReasonCode, RefundRoute, SecondPersonReason, TopupPolicy } from "../schemas.ts";
import { type GatewayTruth, judgePaid } from "../truth.ts";
import { factsOf, reasonsForSecondPerson } from "./bound.ts";
import { chosenPayment, type Refundable, refundableOf } from "./money.ts";
import { type RefundCheck, type RefundCode, type RefundGateResult, refundChecks } from "./schemas.ts";
import { refundText } from "./texts.ts";

/** All that the gate before a refund looks at. */
export type RefundGateInput = {
  case: OrderCase | undefined;
  request: {
    amountFen?: number | undefined;
    paymentNo?: string | undefined;
    reasonCode?: ReasonCode | undefined;
    note?: string | undefined;
  };
  /** The order's live top-up, if there is one. */
  live: { id: string; state: string } | null;
  claims: readonly { key: string; holderId: string }[];
  shared: readonly { paymentNo: string; orderNo: string }[];
  truths: readonly GatewayTruth[];
  refunds: readonly OwnRefund[];
  draws: readonly { outTradeNo: string; amountFen: number }[];
  /** How a refund of each channel would be made. */
  routes: Readonly<Record<string, RefundRoute>>;
  approvedBy?: string;
  now: Date;
  policy: TopupPolicy;
};

export type RefundBlock =
  | "ORDER_NOT_FOUND"
  | "PAYMENT_NOT_FOUND"
  | "ALREADY_CREDITED"
  | "REFUND_CLAIMED"
  | "TOPUP_IN_PROGRESS"
  | "AMOUNT_TOO_HIGH"
  | "GATE_FAILED";

export type RefundVerdict = {
  gate: RefundGateResult[];
  secondPersonReasons: SecondPersonReason[];
  payment: Refundable | undefined;
  payments: Refundable[];
  amountFen: number;
  refundableFen: number;
  route: RefundRoute;
  facts: Record<string, unknown>;
  blocking: RefundBlock | null;
};

type RefundFinding = { ok: boolean; code: RefundCode; params?: Record<string, string | number> };
export type Checked = Omit<RefundGateInput, "case"> & {
  case: OrderCase;
  payment: Refundable;
  amountFen: number;
  route: RefundRoute;
  delivery: Finding;
  found: ReturnType<typeof refundableOf>;
};

/**
 * The gate before a refund, check by check. Pure: the same input gives the same verdict.
 * @returns every check in the order of `refundChecks`, why a second person is needed, what would go back, and what stops it
 */
export function evaluateRefundGate(input: RefundGateInput): RefundVerdict {
  const { case: known, request } = input;
  if (!known) return nothing("ORDER_UNKNOWN", "ORDER_NOT_FOUND", []);
  const { now, policy } = input;
  const delivery = fulfilmentSettled({ case: known, money: moneyOf(known), now, policy });
  const found = refundableOf(known, input, delivery);
  const payment = chosenPayment(found.payments, request.paymentNo);
  if (!payment) {
    const named = request.paymentNo !== undefined;
    return nothing(
      named ? "PAYMENT_UNKNOWN" : "PAYMENT_NONE",
      named ? "PAYMENT_NOT_FOUND" : "GATE_FAILED",
      found.payments,
    );
  }
  const amountFen = request.amountFen ?? payment.refundableFen;
  const route = input.routes[payment.channel ?? ""] ?? "by_hand";
  const checked: Checked = { ...input, case: known, payment, amountFen, route, delivery, found };
  const secondPersonReasons = reasonsForSecondPerson(checked);
  const findings = findingsOf(checked, secondPersonReasons);
  const gate = refundChecks.map((check) => result(check, findings[check]));
  return {
    gate,
    secondPersonReasons,
    payment,
    payments: found.payments,
    amountFen,
    refundableFen: payment.refundableFen,
    route,
    facts: factsOf(checked),
    blocking: blockingCode(gate),
  };
}

function nothing(code: RefundCode, blocking: RefundBlock, payments: Refundable[]): RefundVerdict {
  const known = code !== "ORDER_UNKNOWN";
  const gate = refundChecks.map((check) =>
    check === "order_known" && known
      ? result(check, { ok: true, code: "ORDER_KNOWN" })
      : result(check, { ok: false, code }),
  );
  return {
    gate,
    secondPersonReasons: [],
    payment: undefined,
    payments,
    amountFen: 0,
    refundableFen: 0,
    route: "by_hand",
    facts: {},
    blocking,
  };
}

function result(check: RefundCheck, finding: RefundFinding): RefundGateResult {
  const params = finding.params ?? {};
  return { check, ok: finding.ok, detail: refundText(finding.code, params, "en"), code: finding.code, params };
}

/** The checks that stop a request: all but a second person's word. */
export const failedRefundChecks = (gate: readonly RefundGateResult[]): RefundGateResult[] =>
  gate.filter((entry) => !entry.ok && entry.check !== "second_person");

function blockingCode(gate: readonly RefundGateResult[]): RefundBlock | null {
  const failed = failedRefundChecks(gate);
  if (failed.length === 0) return null;
  const has = (check: RefundCheck) => failed.some((entry) => entry.check === check);
  const claim = failed.find((entry) => entry.check === "no_other_claim")?.code;
  if (claim === "TOPUP_LIVE" || claim === "CREDIT_CLAIMED") return "TOPUP_IN_PROGRESS";
  if (has("not_credited")) return "ALREADY_CREDITED";
  if (has("not_refunded") || claim === "REFUND_LIVE") return "REFUND_CLAIMED";
  if (failed.every((entry) => entry.code === "AMOUNT_TOO_HIGH")) return "AMOUNT_TOO_HIGH";
  return "GATE_FAILED";
}

function findingsOf(checked: Checked, reasons: readonly SecondPersonReason[]): Record<RefundCheck, RefundFinding> {
  const { payment, request, approvedBy } = checked;
  const paymentNo = payment.outTradeNo;
  return {
    order_known: { ok: true, code: "ORDER_KNOWN" },
    payment_known: paymentKnown(checked),
    paid: paidForSure(checked),
    not_credited: notCredited(checked),
    fulfilment_settled: deliverySettled(checked),
    not_refunded: notRefunded(checked),
    no_other_claim: noOtherClaim(checked),
    amount: amountWithin(checked),
    reason: reasonGiven(request),
    route: routeOf(checked, paymentNo),
    second_person:
      reasons.length === 0
        ? { ok: true, code: "SECOND_NOT_NEEDED" }
        : approvedBy !== undefined
          ? { ok: true, code: "SECOND_GIVEN", params: { name: approvedBy } }
          : { ok: false, code: "SECOND_NEEDED", params: { reasons: reasons.join(",") } },
  };
}

function paymentKnown({ payment, shared }: Checked): RefundFinding {
  const other = shared.find((row) => row.paymentNo === payment.outTradeNo) ?? shared[0];
  if (other) return { ok: false, code: "PAYMENT_SHARED", params: other };
  return { ok: true, code: "PAYMENT_KNOWN", params: { paymentNo: payment.outTradeNo, paidFen: payment.paidFen } };
}

function paidForSure({ case: known, payment, truths, now }: Checked): RefundFinding {
  const own = known.payments.filter((row) => row.outTradeNo === payment.outTradeNo);
  return judgePaid(own, own, truths, now);
}

/** The part of a payment that no credit was, or may yet be, paid with. */
const surplus = ({ payment }: Checked): RefundFinding => ({
  ok: true,
  code: "SURPLUS",
  params: { refundableFen: payment.refundableFen },
});

function notCredited(checked: Checked): RefundFinding {
  const { case: known, payment, found, draws } = checked;
  const { ourCreditedFen, platformCreditedFen, creditedInFull } = found.money;
  if (ourCreditedFen + platformCreditedFen === 0) return { ok: true, code: "NOT_CREDITED" };
  if (payment.refundableFen > 0) {
    return creditedInFull || ourCreditedFen > 0
      ? surplus(checked)
      : { ok: true, code: "CREDITED_PARTLY", params: { amountFen: platformCreditedFen } };
  }
  const [ours] = known.ledgerCredits;
  // What stands in the way of a payment that no credit was paid with is something else.
  const drawn = draws.some((draw) => draw.outTradeNo === payment.outTradeNo);
  if (payment.refundedFen >= payment.paidFen && !drawn) return { ok: true, code: "NOT_CREDITED" };
  if (ours)
    return { ok: false, code: "CREDITED_BY_US", params: { topupId: ours.reference, amountFen: ourCreditedFen } };
  return { ok: false, code: "CREDITED_BY_PLATFORM", params: { amountFen: platformCreditedFen } };
}

function deliverySettled(checked: Checked): RefundFinding {
  const { delivery, payment } = checked;
  if (!delivery.ok && payment.refundableFen > 0) return surplus(checked);
  return delivery as RefundFinding;
}

function notRefunded({ case: known, payment }: Checked): RefundFinding {
  if (known.order.status === "refunding") return { ok: false, code: "REFUND_RUNNING" };
  const params = { amountFen: payment.refundedFen };
  if (payment.refundedFen >= payment.paidFen) return { ok: false, code: "REFUNDED", params };
  // The platform says that all of it went back, whichever way it did.
  if (known.order.status === "refunded")
    return { ok: false, code: "REFUNDED", params: { amountFen: known.order.refundedFen } };
  return payment.refundedFen > 0 ? { ok: true, code: "REFUNDED_PARTLY", params } : { ok: true, code: "NOT_REFUNDED" };
}

function noOtherClaim({ case: known, live, claims, refunds, payment }: Checked): RefundFinding {
  if (live) return { ok: false, code: "TOPUP_LIVE", params: { topupId: live.id, state: live.state } };
  const credited = known.ledgerCredits.map((credit) => credit.reference);
  const claim = claims.find((row) => row.key === creditClaimKey(known.order.orderNo));
  if (claim && !credited.includes(claim.holderId)) {
    return { ok: false, code: "CREDIT_CLAIMED", params: { holderId: claim.holderId } };
  }
  const own = refunds.filter((row) => row.outTradeNo === payment.outTradeNo);
  const moving = own.find((row) => row.state !== "succeeded");
  if (moving) return { ok: false, code: "REFUND_LIVE", params: { refundId: moving.id, state: moving.state } };
  const done = own.map((row) => row.id);
  const stray = claims.find(
    (row) => row.key.startsWith(`refund:${payment.outTradeNo}:`) && !done.includes(row.holderId),
  );
  if (stray) return { ok: false, code: "REFUND_LIVE", params: { refundId: stray.holderId, state: "executing" } };
  return { ok: true, code: "CLAIM_FREE" };
}

function amountWithin({ payment, amountFen }: Checked): RefundFinding {
  const params = { amountFen, refundableFen: payment.refundableFen };
  if (payment.refundableFen <= 0) return { ok: false, code: "AMOUNT_NONE", params };
  const fits = Number.isSafeInteger(amountFen) && amountFen >= 1 && amountFen <= payment.refundableFen;
  return { ok: fits, code: fits ? "AMOUNT_OK" : "AMOUNT_TOO_HIGH", params };
}

function reasonGiven({ reasonCode, note }: RefundGateInput["request"]): RefundFinding {
  if (!reasonCode) return { ok: false, code: "REASON_MISSING" };
  if (reasonCode === "OTHER" && (note ?? "").trim() === "") return { ok: false, code: "NOTE_MISSING" };
  return { ok: true, code: "REASON_GIVEN", params: { reasonCode } };
}

function routeOf({ route, payment, truths }: Checked, paymentNo: string): RefundFinding {
  const label = truths.find((truth) => truth.outTradeNo === paymentNo)?.label;
  const params = { channel: label ?? payment.channel ?? "", paymentNo };
  if (route === "gateway") return { ok: true, code: "ROUTE_GATEWAY", params };
  if (route === "platform") return { ok: true, code: "ROUTE_PLATFORM", params };
  return { ok: true, code: "ROUTE_BY_HAND", params };
}
