import { z } from "zod";

export * from "./packs/schemas.ts";

/**
 * Every cause: the 46 of the catalogue, two sub-states of a credit (`CR_…`), and `UNKNOWN`, which stays last. Published to
 * platforms as `GET /api/v1/causes`: codes are only ever added.
 */
export const causeCodes = [
  "ACC_FROZEN",
  "ACC_UNVERIFIED",
  "ACC_LEVEL_RESTRICTED",
  "ACC_SESSION_EXPIRED",
  "INP_TARGET_WRONG",
  "INP_PRODUCT_WRONG",
  "INP_AMOUNT_WRONG",
  "INP_COUPON_RULE",
  "INP_VERIFY_INCOMPLETE",
  "INP_DUP_SUBMIT",
  "INP_UNOFFICIAL_LINK",
  "PAY_NOT_SENT",
  "PAY_UNPAID",
  "PAY_USER_PAYING",
  "PAY_FUNDS_SHORT",
  "PAY_BUYER_LIMIT",
  "PAY_MERCHANT_LIMIT",
  "PAY_CARD_INVALID",
  "PAY_METHOD_OFF",
  "PAY_PASSWORD_LOCKED",
  "PAY_METHOD_UNSUPPORTED",
  "PAY_CHANNEL_DOWN",
  "PAY_CONFIG_ERROR",
  "PAY_CLOSED",
  "PAY_TRADE_FAILED",
  "PAY_BANK_REVERSAL",
  "RISK_PLATFORM_BLOCK",
  "RISK_PLATFORM_HOLD",
  "RISK_GATEWAY_REJECT",
  "CB_MISSING",
  "CB_BAD_SIGN",
  "CB_IDENTITY_MISMATCH",
  "CB_AMOUNT_MISMATCH",
  "CB_PROCESS_ERROR",
  "CB_LATE",
  "ORD_STATE_LAG",
  "ORD_LOST",
  "ORD_DUP_PAYMENT",
  "FUL_UPSTREAM_SLOW",
  "FUL_UPSTREAM_DOWN",
  "FUL_OUT_OF_STOCK",
  "FUL_NO_MATCH",
  "FUL_FAILED",
  "FUL_UPSTREAM_FUNDS",
  "FUL_PARTIAL",
  "POL_CHANNEL_BLOCKED",
  "CR_NOT_CREDITED",
  "CR_DELIVERED_UNSEEN",
  "UNKNOWN",
] as const;
export type CauseCode = (typeof causeCodes)[number];

/** Where in the life of an order a cause lies. */
export const causeStages = [
  "account",
  "input",
  "payment",
  "policy",
  "risk",
  "callback",
  "order",
  "fulfilment",
  "credit",
  "unknown",
] as const;
export type CauseStage = (typeof causeStages)[number];

export const chargeStates = ["confirmed", "possible", "none"] as const;
export type ChargeState = (typeof chargeStates)[number];

export const factStatuses = ["known", "unknown", "conflict"] as const;
export type FactStatus = (typeof factStatuses)[number];
export const factValueSchema = z.union([z.string(), z.number(), z.boolean(), z.null()]);
export type FactValue = z.output<typeof factValueSchema>;
/** One thing known (or not) about the case. `source` says who says so: `platform`, `gateway`, `ledger`, `customer`, `system`. */
export const factSchema = z.object({
  key: z.string(),
  value: factValueSchema,
  status: z.enum(factStatuses),
  source: z.string(),
  observedAt: z.string().nullable(),
});
export type Fact = z.output<typeof factSchema>;

export const outcomeKinds = ["self_fixed", "wait", "ticket", "risk_appeal", "refund"] as const;
export type OutcomeKind = (typeof outcomeKinds)[number];

export const adviceTags = [
  "DO_NOT_PAY",
  "PAY_AGAIN",
  "FINISH_PAYING",
  "WAIT",
  "SWITCH",
  "FIX",
  "VERIFY",
  "APPEAL",
  "REFUND",
  "REDELIVER",
  "CONTACT",
] as const;
export type AdviceTag = (typeof adviceTags)[number];

export const questionKinds = ["choice", "text", "amount", "time", "file"] as const;
export type QuestionKind = (typeof questionKinds)[number];

export const claims = ["complete_topup", "refund", "trace_funds", "lift_risk_hold", "other"] as const;
export type Claim = (typeof claims)[number];

export const answerValueSchema = z.union([z.string().max(2_000), z.number(), z.boolean()]);
export type AnswerValue = z.output<typeof answerValueSchema>;

export const diagnosisStartSchema = z.object({
  orderNo: z.string().trim().min(1).max(128).optional(),
  paymentNo: z.string().trim().min(1).max(128).optional(),
  text: z.string().max(20_000).optional(),
  answers: z.record(z.string().max(100), answerValueSchema).optional(),
  onBehalfOf: z.string().min(1).max(128).optional(),
});
export type DiagnosisStart = z.output<typeof diagnosisStartSchema>;

/** What the checklist shows: the outside contract's diagnosis view. */
export const diagnosisViewSchema = z.object({
  id: z.string(),
  packVersion: z.string(),
  chargeState: z.enum(chargeStates),
  facts: z.array(factSchema),
  causes: z.array(
    z.object({
      code: z.enum(causeCodes),
      title: z.string(),
      probability: z.number(),
      why: z.array(z.object({ fact: z.string(), text: z.string(), weight: z.number() })),
    }),
  ),
  question: z
    .object({
      id: z.string(),
      title: z.string(),
      hint: z.string(),
      kind: z.enum(questionKinds),
      options: z.array(z.object({ value: z.string(), label: z.string() })).optional(),
      maxRemaining: z.number().int(),
    })
    .nullable(),
  outcome: z
    .object({
      kind: z.enum(outcomeKinds),
      remedies: z.array(z.object({ code: z.string(), text: z.string() })),
      until: z.string().optional(),
      recheckAt: z.string().optional(),
    })
    .nullable(),
  advice: z.array(z.enum(adviceTags)),
});
export type DiagnosisView = z.output<typeof diagnosisViewSchema>;

export const locales = ["zh-CN", "en"] as const;
export type Locale = (typeof locales)[number];
/** Any spelling of a locale that a caller may hold, reduced to one that we have words in. */
export const localeOf = (value: string | undefined): Locale => (/^en\b/i.test(value ?? "") ? "en" : "zh-CN");

/** Whether the order's records may be shown: no order was named, proof is still needed, or it was given. */
export const proofStates = ["no_order", "needed", "proven"] as const;
export type ProofState = (typeof proofStates)[number];

/** The teams and service classes that a cause leads to. */
export const teams = ["support", "payments", "risk", "fulfilment"] as const;
export type Team = (typeof teams)[number];
export const slaClasses = ["verification", "appeal", "standard", "none"] as const;
export type SlaClass = (typeof slaClasses)[number];

export const attachmentKinds = ["debit_proof", "order_page", "error_page", "identity", "other"] as const;
export type AttachmentKind = (typeof attachmentKinds)[number];
