import { z } from "zod";
import { causeCodes } from "#server/diagnosis/schemas.ts";

/** Words that top-ups and refunds share. */

export const topupStates = ["succeeded", "pending_approval", "executing", "unknown", "failed", "rejected"] as const;
export type TopupState = (typeof topupStates)[number];

/** How a refund is made: by the gateway's own refund, by a command to the platform, or by a person in the merchant console. */
export const refundRoutes = ["gateway", "platform", "by_hand"] as const;
export type RefundRoute = (typeof refundRoutes)[number];

/** Reasons that are not a cause. `OTHER` needs a note. */
export const extraReasonCodes = ["GOODWILL", "DUPLICATE", "CUSTOMER_REQUEST", "OTHER"] as const;
export const reasonCodes = [...causeCodes, ...extraReasonCodes] as const;
export type ReasonCode = (typeof reasonCodes)[number];

export const topupDecisionSchema = z.object({
  decision: z.enum(["approve", "reject"]),
  note: z.string().trim().max(2_000).optional(),
  factsHash: z.string().regex(/^[0-9a-f]{64}$/),
});
export type TopupDecision = z.output<typeof topupDecisionSchema>;

/** Why a second person is needed. Empty when one is enough. */
export const secondPersonReasons = [
  "channel_without_query",
  "over_threshold",
  "amount_differs",
  "after_expiry",
  "second_compensation",
  "payment_mismatch",
] as const;
export type SecondPersonReason = (typeof secondPersonReasons)[number];

export const personSchema = z.object({ kind: z.string(), id: z.string(), name: z.string() });
/** The notes of decisions that nobody took: the facts moved on, or nobody decided in time. */
export const systemDecisionNotes = ["FACTS_CHANGED", "EXPIRED"] as const;
