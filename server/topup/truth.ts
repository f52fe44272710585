import { MINUTE_MS, SECOND_MS } from "#server/core/clock.ts";
import type { GatewayState } from "#server/gateways/schemas.ts";
import { leftFen, type PaidPayment, sum } from "./money.ts";

/** An answer of a gateway counts for so long. */
export const TRUTH_MS = MINUTE_MS;

/** What the gateway of a payment said when it was asked. Payments of channels without a gateway have none. */
export type GatewayTruth = {
  outTradeNo: string;
  /** How people call the channel. */
  label: string;
  /** Null when it never answered. */
  state: GatewayState | null;
  amountFen: number | null;
  refundedFen: number;
  answeredAt: Date | null;
};

type PaidCode = "PAID" | "GATEWAY_PAID" | "NOT_PAID" | "GATEWAY_UNREACHABLE" | "GATEWAY_NOT_PAID" | "GATEWAY_DIFFERS";
export type PaidFinding = { ok: boolean; code: PaidCode; params?: Record<string, string | number> };

/** Gateways say that money is there, or that it was and went back (which another check says). */
const tookMoney: readonly GatewayState[] = ["paid", "refunded"];

/**
 * Were these payments really made? Where a channel has a gateway, only what it answered within the last minute counts: paid, and
 * with the payment's own amount. Elsewhere it is the platform's signed word. Pure.
 * @param payments those that took money and still have some
 * @param attempts all payments that were begun: said when none took money
 */
export function judgePaid(
  payments: readonly PaidPayment[],
  attempts: readonly PaidPayment[],
  truths: readonly GatewayTruth[],
  now: Date,
): PaidFinding {
  const of = (payment: PaidPayment) => truths.find((truth) => truth.outTradeNo === payment.outTradeNo);
  if (payments.length === 0) {
    const asked = attempts.flatMap((attempt) => of(attempt) ?? []).at(-1);
    return asked ? { ...silence(asked, now), ok: false } : { ok: false, code: "NOT_PAID" };
  }
  for (const payment of payments) {
    const truth = of(payment);
    const wrong = truth && contradiction(payment, truth, now);
    if (wrong) return wrong;
  }
  const amountFen = sum(payments.map((payment) => payment.paidFen));
  const params = { amountFen, count: payments.length };
  const known = payments.map(of);
  const truly = known.filter((truth) => truth !== undefined);
  if (truly.length < payments.length) return { ok: true, code: "PAID", params };
  const label = [...new Set(truly.map((truth) => truth.label))].join(" / ");
  const seconds = Math.max(...truly.map((truth) => Math.floor(ageMs(truth, now) / SECOND_MS)));
  return { ok: true, code: "GATEWAY_PAID", params: { ...params, channel: label, seconds } };
}

/** The payments that their gateway confirmed within the last minute, amount included. Pure. */
export function confirmedBy(payments: readonly PaidPayment[], truths: readonly GatewayTruth[], now: Date): string[] {
  return payments.flatMap((payment) => {
    const truth = truths.find((each) => each.outTradeNo === payment.outTradeNo);
    return truth && truth.state === "paid" && !contradiction(payment, truth, now) ? [payment.outTradeNo] : [];
  });
}

function contradiction(payment: PaidPayment, truth: GatewayTruth, now: Date): PaidFinding | undefined {
  if (!isFresh(truth, now) || truth.state === null || !tookMoney.includes(truth.state)) return silence(truth, now);
  const more = truth.refundedFen > payment.refundedFen && leftFen(payment) > 0;
  if (truth.amountFen === payment.paidFen && !more) return undefined;
  const { paidFen } = payment;
  const params = { ...whose(truth), gatewayFen: Math.max(0, (truth.amountFen ?? 0) - truth.refundedFen), paidFen };
  return { ok: false, code: "GATEWAY_DIFFERS", params };
}

function silence(truth: GatewayTruth, now: Date): PaidFinding {
  if (!isFresh(truth, now) || truth.state === null) {
    return { ok: false, code: "GATEWAY_UNREACHABLE", params: whose(truth) };
  }
  return { ok: false, code: "GATEWAY_NOT_PAID", params: { ...whose(truth), gatewayState: truth.state } };
}

const whose = ({ label, outTradeNo }: GatewayTruth) => ({ channel: label, paymentNo: outTradeNo });
const ageMs = (truth: GatewayTruth, now: Date) => Math.max(0, now.getTime() - (truth.answeredAt?.getTime() ?? 0));
const isFresh = (truth: GatewayTruth, now: Date) => truth.answeredAt !== null && ageMs(truth, now) <= TRUTH_MS;

/** What of a gateway's word an approval is bound to: what it says, not when. */
export const truthFacts = (truth: GatewayTruth | undefined) =>
  truth ? { state: truth.state, amountFen: truth.amountFen, refundedFen: truth.refundedFen } : null;
