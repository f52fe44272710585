import { z } from "zod";
import { causeCodes, outcomeKinds } from "#server/diagnosis/schemas.ts";
import { sliceSchema } from "../slice.ts";

/**
 * What became of a run of the checklist. `person` and `ledger` are fixes that somebody confirmed: the person, or the credit on
 * record. `returned` was confirmed and came back within seven days. `ticket` went to a person. `unknown` left without a word, and
 * `open` has not come to a result.
 */
export const runEnds = ["person", "ledger", "returned", "ticket", "unknown", "open"] as const;
export type RunEnd = (typeof runEnds)[number];

/** What lists of runs can be narrowed to: an end, the confirmed fixes together, or all that came to a result. */
export const runLists = [...runEnds, "solved", "concluded"] as const;
export type RunList = (typeof runLists)[number];

const partsSchema = z.object({
  /** Runs that were started in the period. */
  started: z.number().int(),
  /** Those that came to a result. */
  concluded: z.number().int(),
  ends: z.record(z.enum(runEnds), z.number().int()),
  /** (person + ledger) ÷ concluded; null when none concluded. */
  deflection: z.number().nullable(),
  /** Questions answered, over the runs that concluded; null when none did. */
  meanQuestions: z.number().nullable(),
});
export type ChecklistParts = z.output<typeof partsSchema>;

const accuracySchema = z.object({
  /** Tickets resolved in the period whose run named a cause and whose final cause a person has named. */
  judged: z.number().int(),
  right: z.number().int(),
  /** right ÷ judged; null when none was judged. */
  ratio: z.number().nullable(),
});
export type ChecklistAccuracy = z.output<typeof accuracySchema>;

export const checklistReportSchema = partsSchema.extend({
  previous: partsSchema,
  accuracy: accuracySchema.extend({ previous: accuracySchema }),
  /** The period is younger than seven days: returns may still come. */
  provisional: z.boolean(),
});
export type ChecklistReport = z.output<typeof checklistReportSchema>;

export const checklistRunSchema = z.object({
  id: z.string(),
  at: z.string(),
  orderNo: z.string().nullable(),
  causeCode: z.enum(causeCodes).nullable(),
  outcome: z.enum(outcomeKinds).nullable(),
  end: z.enum(runEnds),
  /** Questions answered; a changed answer counts again. */
  questions: z.number().int(),
  fixedAt: z.string().nullable(),
  ticketNumber: z.string().nullable(),
});
export type ChecklistRun = z.output<typeof checklistRunSchema>;

export const checklistRunsInputSchema = z.object({
  from: z.iso.datetime({ offset: true }),
  to: z.iso.datetime({ offset: true }),
  end: z.enum(runLists).optional(),
  /** The cause that the run named; `none` for those that named none. */
  cause: sliceSchema.shape.cause,
  limit: z.coerce.number().int().min(1).max(100).default(50),
  cursor: z.string().max(300).optional(),
});
