import type { GatewayErrorCode, GatewayPayment } from "#server/gateways/index.ts";
import type { GatewayKind } from "#server/gateways/schemas.ts";
import type { Probe, ProbeVerdict } from "./schemas.ts";

/** What asking for a payment that cannot exist led to: an answer, or the way in which it failed. */
export type ProbeOutcome =
  | { payment: Pick<GatewayPayment, "state" | "ours"> }
  | { code: GatewayErrorCode; gatewayCode: string | null };
type Judged = Pick<Probe, "ok" | "verdict" | "reachable" | "ourSignature" | "theirSignature" | "gatewayCode">;

const verdicts: Partial<Record<GatewayErrorCode, ProbeVerdict>> = {
  MISCONFIGURED: "misconfigured",
  PRIVATE_ADDRESS: "misconfigured",
  UNREACHABLE: "unreachable",
  TIMED_OUT: "unreachable",
  BROKEN_OFF: "unreachable",
  ABORTED: "unreachable",
  CIRCUIT_OPEN: "unreachable",
  UNAVAILABLE: "unavailable",
  RATE_LIMITED: "unavailable",
  BAD_SIGNATURE: "bad_signature",
  REFUSED: "refused",
};
const reached: Record<ProbeVerdict, boolean | null> = {
  works: true,
  misconfigured: null,
  unreachable: false,
  unavailable: true,
  not_a_gateway: true,
  bad_signature: true,
  refused: true,
  foreign: true,
};

/**
 * Judges the probe. Pure.
 * @param signs whether this gateway signs its answers (epay's MD5 version does not)
 */
export function judgeProbe(outcome: ProbeOutcome, signs: boolean): Judged {
  if ("payment" in outcome) {
    const { state, ours } = outcome.payment;
    // "No such payment" is the answer that only somebody gives who understood the question.
    const verdict = !ours ? "foreign" : state === "missing" ? "works" : "not_a_gateway";
    const theirSignature = signs ? true : null;
    return { ...base(verdict), ourSignature: verdict === "works" ? true : null, theirSignature, gatewayCode: null };
  }
  const verdict = verdicts[outcome.code] ?? "not_a_gateway";
  return {
    ...base(verdict),
    ourSignature: verdict === "refused" ? false : null,
    theirSignature: verdict === "bad_signature" ? false : null,
    gatewayCode: outcome.gatewayCode,
  };
}

const base = (verdict: ProbeVerdict) => ({ ok: verdict === "works", verdict, reachable: reached[verdict] });

/** Whether a channel's gateway signs its answers. */
export const signsAnswers = (kind: GatewayKind, config: Record<string, unknown>): boolean =>
  kind !== "epay" || config.signType === "RSA";
