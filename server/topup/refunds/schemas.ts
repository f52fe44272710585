import { z } from "zod";
import { positiveFenSchema } from "#server/core/money.ts";
import { personSchema, reasonCodes, refundRoutes, secondPersonReasons, topupStates } from "../common/schemas.ts";

export const refundRequestSchema = z
  .object({
    /** By default all that the payment has left. */
    amountFen: positiveFenSchema.optional(),
    /** The payment that goes back: the shop's number or the gateway's. Needed only where an order was paid several times. */
    paymentNo: z.string().trim().min(1).max(128).optional(),
    reasonCode: z.enum(reasonCodes),
    note: z.string().trim().max(2_000).optional(),
    ticketNumber: z.string().max(40).optional(),
  })
  .refine((v) => v.reasonCode !== "OTHER" || (v.note ?? "") !== "", {
    path: ["note"],
    message: "A note is required when the reason is OTHER",
  });
export type RefundRequest = z.output<typeof refundRequestSchema>;

/** The checks of the gate before a refund, in the order they are shown. */
export const refundChecks = [
  "order_known",
  "payment_known",
  "paid",
  "not_credited",
  "fulfilment_settled",
  "not_refunded",
  "no_other_claim",
  "amount",
  "reason",
  "route",
  "second_person",
] as const;
export type RefundCheck = (typeof refundChecks)[number];

/** What a check found; `explainRefundGate` has the sentence for each in both languages. */
export const refundCodes = [
  "ORDER_KNOWN",
  "ORDER_UNKNOWN",
  "PAYMENT_KNOWN",
  "PAYMENT_UNKNOWN",
  "PAYMENT_NONE",
  "PAYMENT_SHARED",
  "PAID",
  "GATEWAY_PAID",
  "NOT_PAID",
  "GATEWAY_UNREACHABLE",
  "GATEWAY_NOT_PAID",
  "GATEWAY_DIFFERS",
  "NOT_CREDITED",
  "CREDITED_BY_US",
  "CREDITED_BY_PLATFORM",
  "CREDITED_PARTLY",
  "SURPLUS",
  "FULFILMENT_NONE",
  "FULFILMENT_FAILED",
  "FULFILMENT_PARTIAL",
  "FULFILMENT_PARTIAL_UNKNOWN",
  "FULFILMENT_SUCCEEDED",
  "FULFILMENT_RUNNING",
  "FULFILMENT_STALE",
  "ORDER_COMPLETED",
  "ORDER_FULFILLING",
  "NOT_REFUNDED",
  "REFUNDED_PARTLY",
  "REFUNDED",
  "REFUND_RUNNING",
  "CLAIM_FREE",
  "TOPUP_LIVE",
  "CREDIT_CLAIMED",
  "REFUND_LIVE",
  "AMOUNT_OK",
  "AMOUNT_TOO_HIGH",
  "AMOUNT_NONE",
  "REASON_GIVEN",
  "REASON_MISSING",
  "NOTE_MISSING",
  "ROUTE_GATEWAY",
  "ROUTE_PLATFORM",
  "ROUTE_BY_HAND",
  "SECOND_NOT_NEEDED",
  "SECOND_NEEDED",
  "SECOND_GIVEN",
] as const;
export type RefundCode = (typeof refundCodes)[number];

export const refundGateResultSchema = z.object({
  check: z.enum(refundChecks),
  ok: z.boolean(),
  /** In English, for developers; pages show `explainRefundGate`. */
  detail: z.string(),
  code: z.enum(refundCodes),
  params: z.record(z.string(), z.union([z.string(), z.number()])),
});
export type RefundGateResult = z.output<typeof refundGateResultSchema>;

export const refundSchema = z.object({
  id: z.string(),
  orderNo: z.string(),
  /** The shop's number of the payment that goes back. */
  paymentNo: z.string(),
  channel: z.string().nullable(),
  /** The how-manieth refund of its payment. */
  n: z.number().int(),
  /** The number that the gateway is given; the same at every attempt. */
  refundNo: z.string(),
  ticketNumber: z.string().nullable(),
  customerId: z.string(),
  state: z.enum(topupStates),
  amountFen: z.number().int(),
  reasonCode: z.enum(reasonCodes),
  note: z.string().nullable(),
  route: z.enum(refundRoutes),
  gate: z.array(refundGateResultSchema),
  secondPersonReasons: z.array(z.enum(secondPersonReasons)),
  factsHash: z.string(),
  requestedBy: personSchema,
  requestedAt: z.string(),
  approvedBy: personSchema.optional(),
  /** Who approved, rejected, withdrew or (a system actor) voided it; null while it is pending or when one person was enough. */
  decidedBy: personSchema.nullable(),
  decidedAt: z.string().nullable(),
  decisionNote: z.string().nullable(),
  /** The gateway's or platform's own number of it, once it gave one. */
  reference: z.string().nullable(),
  /** Why it failed, or why its result is not known. */
  failure: z.string().nullable(),
  /** When it is asked about next; null when nobody will by itself. */
  nextAttemptAt: z.string().nullable(),
  settledAt: z.string().nullable(),
});
export type Refund = z.output<typeof refundSchema>;

const refundablePaymentSchema = z.object({
  paymentNo: z.string(),
  channel: z.string().nullable(),
  paidFen: z.number().int(),
  refundedFen: z.number().int(),
  /** The most of it that may go back now. */
  refundableFen: z.number().int(),
  paidAt: z.string().nullable(),
});
export const refundPreviewSchema = z.object({
  orderNo: z.string(),
  gate: z.array(refundGateResultSchema),
  /** True when nothing but the reason and the second person is missing. */
  possible: z.boolean(),
  secondPersonReasons: z.array(z.enum(secondPersonReasons)),
  /** The payment that it is about; null when there is none. */
  paymentNo: z.string().nullable(),
  amountFen: z.number().int(),
  refundableFen: z.number().int(),
  route: z.enum(refundRoutes),
  factsHash: z.string(),
  /** Every payment that took money, oldest first. */
  payments: z.array(refundablePaymentSchema),
  live: refundSchema.nullable(),
});
export type RefundPreview = z.output<typeof refundPreviewSchema>;

export const refundListSchema = z.object({
  state: z.enum(topupStates).optional(),
  orderNo: z.string().max(128).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
  cursor: z.string().max(200).optional(),
});
export type RefundListInput = z.input<typeof refundListSchema>;

/** How a refund ended that a person made, or made sure of, at the gateway's own console. */
export const refundSettlementSchema = z
  .object({
    result: z.enum(["succeeded", "failed"]),
    /** The gateway's number of the refund. */
    reference: z.string().trim().min(1).max(200).optional(),
    note: z.string().trim().min(1).max(2_000),
  })
  .refine((v) => v.result === "failed" || v.reference !== undefined, {
    path: ["reference"],
    message: "A refund that was made has a number at the gateway",
  });
export type RefundSettlement = z.output<typeof refundSettlementSchema>;
