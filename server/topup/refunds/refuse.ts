import { conflict, DomainError, invalid, notFound } from "#server/core/errors.ts";
import type { JudgedRefund } from "./load.ts";
import { failedRefundChecks } from "./rules.ts";

/** The error that tells a caller what stopped a refund, with the failed checks and the whole gate. */
export function refuseRefund(judged: JudgedRefund, orderNo: string): DomainError {
  const failed = failedRefundChecks(judged.gate);
  const said = (check: string, otherwise: string) => failed.find((entry) => entry.check === check)?.detail ?? otherwise;
  const details: Record<string, unknown> = { orderNo, gate: failed, fullGate: judged.gate };
  if (judged.topupId !== undefined) details.topupId = judged.topupId;
  if (judged.other) details.refundId = judged.other.id;
  switch (judged.blocking) {
    case "ORDER_NOT_FOUND":
      return notFound("ORDER", { details: { orderNo } });
    case "PAYMENT_NOT_FOUND":
      return new DomainError(404, "PAYMENT_NOT_FOUND", "This order has no such paid payment.", {
        details: { orderNo },
      });
    case "ALREADY_CREDITED":
      return conflict("ALREADY_CREDITED", said("not_credited", "It is already credited."), { details });
    case "REFUND_CLAIMED":
      return conflict("REFUND_CLAIMED", said("not_refunded", said("no_other_claim", "It is being refunded.")), {
        details,
      });
    case "TOPUP_IN_PROGRESS":
      return conflict("TOPUP_IN_PROGRESS", said("no_other_claim", "The order is being credited."), { details });
    case "AMOUNT_TOO_HIGH": {
      const message = said("amount", "The amount is too high.");
      return invalid("AMOUNT_TOO_HIGH", message, { details, errors: [{ path: "amountFen", message }] });
    }
    default:
      // Where there is nothing to refund, all checks say the same.
      return invalid("GATE_FAILED", [...new Set(failed.map((entry) => entry.detail))].join(" "), { details });
  }
}
