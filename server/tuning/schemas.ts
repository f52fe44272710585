import { z } from "zod";
import { causeCodes } from "#server/diagnosis/schemas.ts";

/** The times that keepers look back over. */
export const tuningDays = [30, 90, 365] as const;
const days = z.coerce.number().refine((n): n is 30 | 90 | 365 => (tuningDays as readonly number[]).includes(n));
export const periodSchema = z.object({ days: days.default(90) });
const cause = z.enum(causeCodes);

export const confusionSchema = z.object({
  /** Resolved tickets of which both are known: what the checklist said, and what an agent found. */
  tickets: z.number().int(),
  agreed: z.number().int(),
  cells: z.array(z.object({ predicted: cause, final: cause, tickets: z.number().int() })),
});
export type Confusion = z.output<typeof confusionSchema>;

const page = { limit: z.coerce.number().int().min(1).max(100).default(50), cursor: z.string().max(200).optional() };
export const cellSchema = periodSchema.extend({ predicted: cause, final: cause, ...page });
export const triageInputSchema = periodSchema.extend(page);

export const cellTicketSchema = z.object({
  number: z.string(),
  resolvedAt: z.string(),
  diagnosisId: z.string().nullable(),
});
/** A case that fits no cause: each is the seed of a new rule, and its raw code is kept for that. */
export const triageSchema = z.object({
  number: z.string(),
  openedAt: z.string(),
  predicted: cause.nullable(),
  final: cause.nullable(),
  /** What the person saw, and what gateways and suppliers answered, as they spelt it. */
  errorText: z.string().nullable(),
  rawCodes: z.array(z.string()),
  diagnosisId: z.string().nullable(),
});
export type TriageCase = z.output<typeof triageSchema>;

const figures = z.object({
  cases: z.number().int(),
  topOne: z.number(),
  topThree: z.number(),
  remedy: z.number(),
  unsafe: z.number().int(),
  meanQuestions: z.number(),
  abstained: z.number().int(),
});
const measure = z.object({ all: figures, tune: figures, held: figures });
export const weightChangeSchema = z.object({
  cause,
  fact: z.string(),
  is: z.array(z.string()),
  present: z.number(),
  proposed: z.number(),
  /** What the cases alone say, before it is pulled towards the present weight. */
  estimate: z.number(),
  /** Cases of this cause in which the fact was known, and in how many it had the value; the same for all other causes. */
  known: z.number().int(),
  hits: z.number().int(),
  otherKnown: z.number().int(),
  otherHits: z.number().int(),
});
export type WeightChange = z.output<typeof weightChangeSchema>;
export const weightProposalSchema = z.object({
  base: z.string(),
  /** Labelled cases that could be replayed. */
  cases: z.number().int(),
  changes: z.array(weightChangeSchema),
  /** Names exactly these changes: accepting others is refused. */
  hash: z.string(),
  /** On the labelled corpus, before and after; null when there is nothing to change. */
  effect: z.object({ before: measure, after: measure }).nullable(),
});
export type WeightProposal = z.output<typeof weightProposalSchema>;
export const acceptSchema = periodSchema.extend({ hash: z.string().max(64) });
