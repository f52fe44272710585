import { z } from "zod";
import { viewFilterSchema } from "#server/tickets/schemas.ts";

export const transferDirections = ["import", "export"] as const;
export const transferKinds = ["tickets", "orders", "macros", "full"] as const;
export type TransferKind = (typeof transferKinds)[number];
export const importKinds = ["tickets", "orders", "macros"] as const;
export type ImportKind = (typeof importKinds)[number];

/** `checked`: read through and ready to be taken in. `running`: at work. */
export const transferStates = ["checked", "running", "done", "failed", "cancelled", "expired"] as const;
export type TransferState = (typeof transferStates)[number];

/** What is wrong with one cell or line of a file. */
export const problemCodes = [
  "MISSING_COLUMN",
  "UNKNOWN_COLUMN",
  "REQUIRED",
  "NOT_A_NUMBER",
  "NOT_A_TIME",
  "NOT_A_FLAG",
  "NOT_ONE_OF",
  "TOO_LONG",
  "TOO_MANY",
  "TWICE_IN_FILE",
  "PAID_NOT_CREDITED",
  "WRONG_LENGTH",
  "UNKNOWN_MACRO_VARIABLE",
  "REFUSED",
] as const;
export type ProblemCode = (typeof problemCodes)[number];

export const problemSchema = z.object({ line: z.number().int(), column: z.string(), code: z.enum(problemCodes) });
export type Problem = z.output<typeof problemSchema>;

export const transferSchema = z.object({
  id: z.string(),
  direction: z.enum(transferDirections),
  kind: z.enum(transferKinds),
  state: z.enum(transferStates),
  fileName: z.string(),
  bytes: z.number().int(),
  /** Rows in all, without a problem, taken in, there before, and with a problem. */
  total: z.number().int(),
  good: z.number().int(),
  done: z.number().int(),
  same: z.number().int(),
  bad: z.number().int(),
  masked: z.boolean(),
  /** Whether an export is of a list alone. */
  narrowed: z.boolean(),
  error: z.string().nullable(),
  by: z.string(),
  createdAt: z.string(),
  endedAt: z.string().nullable(),
  expiresAt: z.string(),
  hasFile: z.boolean(),
});
export type Transfer = z.output<typeof transferSchema>;

export const transferInFullSchema = transferSchema.extend({
  /** The first of them; the file of problems has them all. */
  problems: z.array(problemSchema),
});
export type TransferInFull = z.output<typeof transferInFullSchema>;

export const startExportSchema = z
  .strictObject({
    kind: z.enum(transferKinds),
    /** Contacts as they are and not masked; needs `pii:reveal` and a reason. */
    plain: z.boolean().default(false),
    reason: z.string().trim().min(4).max(300).optional(),
    /** Of tickets, those of a list alone: a saved one or one that every desk has, by its id; with `filter` narrowed further. */
    view: z.string().min(1).max(64).optional(),
    filter: viewFilterSchema.optional(),
  })
  .refine(({ kind, view, filter }) => kind === "tickets" || (view === undefined && filter === undefined), {
    path: ["view"],
    error: "Only tickets have lists",
  })
  .refine(({ plain, reason }) => !plain || reason !== undefined, { path: ["reason"], error: "Say why" });
export type StartExportInput = z.input<typeof startExportSchema>;
