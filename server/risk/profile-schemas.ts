import { z } from "zod";
import { fenSchema, positiveFenSchema } from "#server/core/money.ts";

/** The credit score: what it is made of, what it is worth, and how a person corrects it. Decision 0018 has the formula. */

/** Everything that the score looks at. Nothing else about a person may be added without a decision record. */
export const scoreInputs = [
  "ageDays",
  "verified",
  "completedOrders",
  "upheldReviews",
  "wishedRefunds",
  "unfoundedComplaints",
] as const;
export type ScoreInput = (typeof scoreInputs)[number];

export const scorePartNames = ["base", ...scoreInputs, "cleanRecord"] as const;
export type ScorePartName = (typeof scorePartNames)[number];

/** One part of a score with its points; all of them add up to it before it is held between 0 and 100. */
export const scorePartSchema = z.object({
  part: z.enum(scorePartNames),
  points: z.number().int(),
  /** The most, and the least, that this part can give. */
  most: z.number().int(),
  least: z.number().int(),
  /** What was counted; null where nobody told. */
  fact: z.union([z.number(), z.boolean()]).nullable(),
  /** True when a person set what was counted. */
  corrected: z.boolean(),
});
export type ScorePart = z.output<typeof scorePartSchema>;

/** Who decided a limit in the end: the score, a person, or a hard limit of the platform. */
export const limitSources = ["score", "person", "platform"] as const;
export const profileLimitsSchema = z.object({
  singleFen: fenSchema,
  dailyFen: fenSchema,
  singleBy: z.enum(limitSources),
  dailyBy: z.enum(limitSources),
});
export type ProfileLimits = z.output<typeof profileLimitsSchema>;

export const correctionKinds = ["input", "limits"] as const;
export const correctionViewSchema = z.object({
  id: z.string(),
  kind: z.enum(correctionKinds),
  input: z.enum(scoreInputs).nullable(),
  value: z.number().nullable(),
  singleFen: z.number().nullable(),
  dailyFen: z.number().nullable(),
  reason: z.string(),
  createdByName: z.string(),
  createdAt: z.string(),
  expiresAt: z.string(),
  withdrawnAt: z.string().nullable(),
  withdrawnByName: z.string().nullable(),
  state: z.enum(["active", "over", "withdrawn"]),
});
export type CorrectionView = z.output<typeof correctionViewSchema>;

export const riskProfileSchema = z.object({
  customerId: z.string(),
  score: z.number().int().min(0).max(100),
  parts: z.array(scorePartSchema),
  limits: profileLimitsSchema,
});
export type RiskProfile = z.output<typeof riskProfileSchema>;

const customerId = z.string().min(1).max(128);
const base = {
  customerId,
  reason: z.string().trim().min(3).max(500),
  /** At most a year ahead. */
  expiresAt: z.iso.datetime({ offset: true }),
};
/** A correction: what was counted wrongly (0 and 1 stand for no and yes), or the limits themselves. */
export const correctProfileSchema = z.discriminatedUnion("kind", [
  z.object({
    ...base,
    kind: z.literal("input"),
    input: z.enum(scoreInputs),
    value: z.number().int().min(0).max(100_000),
  }),
  z.object({ ...base, kind: z.literal("limits"), singleFen: positiveFenSchema, dailyFen: positiveFenSchema }),
]);
export type CorrectProfileInput = z.input<typeof correctProfileSchema>;

/** What somebody is shown of their own score and limits. */
export type CreditView = Pick<RiskProfile, "score" | "parts" | "limits"> & {
  paidTodayFen: number;
  /** Parts that could still give points. */
  raisedBy: ScorePartName[];
};
