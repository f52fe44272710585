import { z } from "zod";
import { standingStates } from "#server/channels/schemas.ts";
import { positiveFenSchema } from "#server/core/money.ts";
import { causeCodes } from "#server/diagnosis/schemas.ts";

/** What is asked before a payment, and what is answered (the outside contract). */

const key = z.string().trim().min(1).max(128);
const word = z.string().trim().min(1).max(200);

/** A coupon that is to be used. What is left out is not known, and does not count against it. */
export const couponSchema = z.object({
  code: word,
  /** The least that the order must cost. */
  minAmountFen: positiveFenSchema.optional(),
  firstPurchaseOnly: z.boolean().optional(),
  stackable: z.boolean().optional(),
  expiresAt: z.iso.datetime({ offset: true }).optional(),
});
export type Coupon = z.output<typeof couponSchema>;
const oneCoupon = z.union([word.transform((code): Coupon => ({ code })), couponSchema]);

/** What a purchase is, beyond whose: everything optional, and what is left out is unknown. */
const circumstances = {
  /** The order that is about to be paid, so that it does not count as another one. */
  orderNo: key.optional(),
  method: word.optional(),
  productType: z.string().trim().max(50).optional(),
  productName: z.string().trim().max(300).optional(),
  target: z.string().trim().max(300).optional(),
  device: word.optional(),
  ip: word.optional(),
  place: word.optional(),
  payerAccount: word.optional(),
  payerLinked: z.boolean().optional(),
  fundsSource: word.optional(),
  coupon: z.union([oneCoupon.transform((one) => [one]), z.array(oneCoupon).max(10)]).optional(),
};

export const precheckSchema = z.object({
  customerId: key,
  amountFen: positiveFenSchema,
  channel: key,
  sku: key,
  ...circumstances,
});
export type PrecheckInput = z.input<typeof precheckSchema>;

/** The same of nobody in particular: what a page may ask without saying for whom. */
export const anonymousPrecheckSchema = z.object({
  amountFen: positiveFenSchema.optional(),
  channel: key.optional(),
  sku: key.optional(),
});
export type AnonymousPrecheck = z.input<typeof anonymousPrecheckSchema>;

export const verdicts = ["ok", "warn", "will_fail"] as const;
export type Verdict = (typeof verdicts)[number];

/** Causes where one fits, and what is no failure yet. */
export const precheckCodes = [...causeCodes, "PAY_DELAYED", "UNRESOLVED_PAYMENT"] as const;
export type PrecheckCode = (typeof precheckCodes)[number];

export const precheckReasonSchema = z.object({
  code: z.enum(precheckCodes),
  text: z.string(),
  /** Whether it warns or says that the payment will fail. */
  level: z.enum(["warn", "will_fail"]),
  /** The earlier order that it is about, where it is about one. */
  orderNo: z.string().optional(),
});
export type PrecheckReason = z.output<typeof precheckReasonSchema>;

export const precheckResultSchema = z.object({
  verdict: z.enum(verdicts),
  reasons: z.array(precheckReasonSchema),
  /** A channel that works and has room for the sum. Never given while an earlier payment may still be charged. */
  recommendedChannel: z.string().optional(),
  /** Whether to go on and pay. False also under `warn`, where something else comes first. */
  payNow: z.boolean(),
  expectedDelay: z.object({ minMinutes: z.number().int(), maxMinutes: z.number().int() }).nullable(),
  channel: z.object({ channel: z.string(), label: z.string(), status: z.enum(standingStates) }).nullable(),
});
export type PrecheckResult = z.output<typeof precheckResultSchema>;

/** The same as it was kept for a page to show: `id` until `expiresAt`. */
export const keptPrecheckSchema = precheckResultSchema.extend({ id: z.string(), expiresAt: z.string() });
export type KeptPrecheck = z.output<typeof keptPrecheckSchema>;
