import { z } from "zod";
import { positiveFenSchema } from "#server/core/money.ts";
import { personSchema, reasonCodes, secondPersonReasons, topupStates } from "./common/schemas.ts";
import { refundSchema } from "./refunds/schemas.ts";

export * from "./commands/schemas.ts";
export * from "./common/schemas.ts";
export * from "./refunds/schemas.ts";

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

/** The checks of the gate before money moves, in the order they are shown. */
export const gateChecks = [
  "order_known",
  "paid",
  "payment_unambiguous",
  "not_credited",
  "fulfilment_settled",
  "risk_released",
  "not_refunded",
  "no_other_claim",
  "amount",
  "reason",
  "second_person",
] as const;
export type GateCheck = (typeof gateChecks)[number];

/** What a check found; `explainGate` (in `texts.ts`) has the sentence for each in both languages. */
export const gateCodes = [
  "ORDER_KNOWN",
  "ORDER_UNKNOWN",
  "PAID",
  "GATEWAY_PAID",
  "NOT_PAID",
  "GATEWAY_UNREACHABLE",
  "GATEWAY_NOT_PAID",
  "GATEWAY_DIFFERS",
  "PAYMENT_CLEAR",
  "PAYMENT_NONE",
  "PAYMENT_DIFFERS",
  "PAYMENT_SHARED",
  "PAID_TWICE",
  "NOT_CREDITED",
  "CREDITED_BY_US",
  "CREDITED_BY_PLATFORM",
  "CREDITED_PARTLY",
  "FULFILMENT_NONE",
  "FULFILMENT_FAILED",
  "FULFILMENT_PARTIAL",
  "FULFILMENT_PARTIAL_UNKNOWN",
  "FULFILMENT_SUCCEEDED",
  "FULFILMENT_RUNNING",
  "FULFILMENT_STALE",
  "ORDER_COMPLETED",
  "ORDER_FULFILLING",
  "RISK_NONE",
  "RISK_HELD",
  "RISK_UPHELD",
  "ORDER_UNDER_REVIEW",
  "NOT_REFUNDED",
  "REFUNDED_PARTLY",
  "REFUNDED",
  "REFUND_RUNNING",
  "REFUND_CLAIMED",
  "GATEWAY_REFUNDED",
  "CLAIM_FREE",
  "TOPUP_LIVE",
  "CREDIT_CLAIMED",
  "AMOUNT_OK",
  "AMOUNT_TOO_HIGH",
  "AMOUNT_NONE",
  "REASON_GIVEN",
  "REASON_MISSING",
  "NOTE_MISSING",
  "SECOND_NOT_NEEDED",
  "SECOND_NEEDED",
  "SECOND_GIVEN",
] as const;
export type GateCode = (typeof gateCodes)[number];

export const gateResultSchema = z.object({
  check: z.enum(gateChecks),
  ok: z.boolean(),
  /** In English, for developers; pages show `explainGate`. */
  detail: z.string(),
  code: z.enum(gateCodes),
  params: z.record(z.string(), z.union([z.string(), z.number()])),
});
export type GateResult = z.output<typeof gateResultSchema>;

export const topupSchema = z.object({
  id: z.string(),
  orderNo: z.string(),
  ticketNumber: z.string().nullable(),
  customerId: z.string(),
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
  /** Who approved, rejected, withdrew or (a system actor) voided it; null while it is pending or when one person was enough. */
  decidedBy: personSchema.nullable(),
  decidedAt: z.string().nullable(),
  decisionNote: z.string().nullable(),
  /** The platform's own number of the credit, once it gave one. */
  reference: z.string().nullable(),
  /** Why it failed, or why its result is not known. */
  failure: z.string().nullable(),
  settledAt: z.string().nullable(),
});
export type Topup = z.output<typeof topupSchema>;

export const topupPreviewSchema = z.object({
  orderNo: z.string(),
  gate: z.array(gateResultSchema),
  /** True when nothing but the reason and the second person is missing. */
  possible: z.boolean(),
  secondPersonReasons: z.array(z.enum(secondPersonReasons)),
  amountFen: z.number().int(),
  /** The most that may be credited now. */
  creditableFen: z.number().int(),
  factsHash: z.string(),
  live: topupSchema.nullable(),
});
export type TopupPreview = z.output<typeof topupPreviewSchema>;

export const topupListSchema = z.object({
  state: z.enum(topupStates).optional(),
  orderNo: z.string().max(128).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
  cursor: z.string().max(200).optional(),
});
export type TopupListInput = z.input<typeof topupListSchema>;

/** What leads decide about top-ups and refunds; kept in the settings table under `topup.policy`. */
export const topupPolicySchema = z.object({
  /** More than this needs a second person. */
  thresholdFen: positiveFenSchema.default(50_000),
  /** A request that nobody decided lapses after this. */
  approvalTtlHours: z.number().int().min(1).max(168).default(24),
  /** How long a supplier's answer may take before the gate calls it overdue (it stays blocked either way). */
  fulfilmentOverdueMinutes: z.number().int().min(1).max(10_080).default(60),
  /** A paid order that is neither credited nor refunded after this is stuck: it is mended, or put before a person. */
  stuckAfterMinutes: z.number().int().min(1).max(10_080).default(15),
});
export type TopupPolicy = z.output<typeof topupPolicySchema>;

/** The policy as it is read and saved; `version` is 0 until somebody saved one. */
export const moneySettingsSchema = topupPolicySchema.extend({
  version: z.number().int().min(0),
  updatedAt: z.string().nullable(),
});
export type MoneySettings = z.output<typeof moneySettingsSchema>;

/** A change of the policy: all of it, and the version that was read. */
export const savePolicySchema = z.object({
  thresholdFen: positiveFenSchema,
  approvalTtlHours: z.number().int().min(1).max(168),
  fulfilmentOverdueMinutes: z.number().int().min(1).max(10_080),
  stuckAfterMinutes: z.number().int().min(1).max(10_080),
  version: z.number().int().min(0),
});
export type SavePolicyInput = z.output<typeof savePolicySchema>;

/** One line of the approvers' queue. */
export const approvalSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("topup"), topup: topupSchema, expiresAt: z.string() }),
  z.object({ kind: z.literal("refund"), refund: refundSchema, expiresAt: z.string() }),
]);
export type Approval = z.output<typeof approvalSchema>;
