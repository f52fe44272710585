import { z } from "zod";
import { positiveFenSchema } from "#server/core/money.ts";
import { causeCodes } from "#server/diagnosis/schemas.ts";

export const topupStates = ["succeeded", "pending_approval", "executing", "unknown", "failed", "rejected"] as const;
export type TopupState = (typeof topupStates)[number];

/** Reasons that are not a cause. `OTHER` needs a note. */
export const extraReasonCodes = ["GOODWILL", "DUPLICATE", "CUSTOMER_REQUEST", "OTHER"] as const;
export const reasonCodes = [...causeCodes, ...extraReasonCodes] as const;
export type ReasonCode = (typeof reasonCodes)[number];

export const topupRequestSchema = z
  .object({
    amountFen: positiveFenSchema.optional(),
    reasonCode: z.enum(reasonCodes),
    note: z.string().trim().max(2_000).optional(),
    ticketNumber: z.string().max(40).optional(),
  })
  .refine((v) => v.reasonCode !== "OTHER" || (v.note ?? "") !== "", {
    path: ["note"],
    message: "A note is required when the reason is OTHER",
  });
export type TopupRequest = z.output<typeof topupRequestSchema>;

export const topupDecisionSchema = z.object({
  decision: z.enum(["approve", "reject"]),
  note: z.string().trim().max(2_000).optional(),
  factsHash: z.string().regex(/^[0-9a-f]{64}$/),
});
export type TopupDecision = z.output<typeof topupDecisionSchema>;

/** The checks of the gate before money moves, in the order they are shown. */
export const gateChecks = [
  "order_known",
  "paid",
  "payment_unambiguous",
  "not_credited",
  "fulfilment_settled",
  "not_refunded",
  "no_other_claim",
  "amount",
  "reason",
  "second_person",
] as const;
export type GateCheck = (typeof gateChecks)[number];

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

export const gateResultSchema = z.object({ check: z.enum(gateChecks), ok: z.boolean(), detail: z.string() });
export type GateResult = z.output<typeof gateResultSchema>;

const personSchema = z.object({ kind: z.string(), id: z.string(), name: z.string() });
export const topupSchema = z.object({
  id: z.string(),
  orderNo: z.string(),
  ticketNumber: z.string().nullable(),
  state: z.enum(topupStates),
  amountFen: z.number().int(),
  reasonCode: z.enum(reasonCodes),
  note: z.string().nullable(),
  gate: z.array(gateResultSchema),
  secondPersonReasons: z.array(z.enum(secondPersonReasons)),
  factsHash: z.string(),
  requestedBy: personSchema,
  requestedAt: z.string(),
  approvedBy: personSchema.optional(),
  decidedAt: z.string().nullable(),
  decisionNote: z.string().nullable(),
});
export type Topup = z.output<typeof topupSchema>;
