import { conflict, type DomainError, invalid, notFound } from "#server/core/errors.ts";
import type { Judged } from "./load.ts";
import { failedChecks } from "./rules.ts";

/** The error that tells a caller what stopped a top-up, with the failed checks and the whole gate. */
export function refuse(judged: Judged, orderNo: string): DomainError {
  const failed = failedChecks(judged.gate);
  const first = (check: string) => failed.find((entry) => entry.check === check);
  const details: Record<string, unknown> = { orderNo, gate: failed, fullGate: judged.gate };
  const topupId = judged.live?.id ?? judged.case?.ledgerCredits[0]?.reference;
  if (topupId !== undefined) details.topupId = topupId;
  const refundId = first("not_refunded")?.params.holderId;
  if (refundId !== undefined) details.refundId = refundId;
  switch (judged.blocking) {
    case "ORDER_NOT_FOUND":
      return notFound("ORDER", { details: { orderNo } });
    case "ALREADY_CREDITED":
      return conflict("ALREADY_CREDITED", first("not_credited")?.detail ?? "It is already credited.", { details });
    case "REFUND_CLAIMED":
      return conflict("REFUND_CLAIMED", first("not_refunded")?.detail ?? "A refund holds the money.", { details });
    case "TOPUP_IN_PROGRESS":
      return conflict("TOPUP_IN_PROGRESS", first("no_other_claim")?.detail ?? "Another top-up is live.", { details });
    case "AMOUNT_TOO_HIGH": {
      const message = first("amount")?.detail ?? "The amount is too high.";
      return invalid("AMOUNT_TOO_HIGH", message, { details, errors: [{ path: "amountFen", message }] });
    }
    default:
      return invalid("GATE_FAILED", failed.map((entry) => entry.detail).join(" "), { details });
  }
}
