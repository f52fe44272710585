import { z } from "zod";
import { causeCodes } from "#server/diagnosis/schemas.ts";
import { reasonCodes } from "#server/topup/schemas.ts";
import { viewFilterSchema } from "../desk-views/schemas.ts";
import { messageVisibilities, snoozeEvents, ticketPriorities, ticketStatuses } from "../vocabulary.ts";

/** Tickets in one piece of work. */
export const MAX_BULK = 1_000;
/** How long words wait before the first are sent: what was said cannot be taken back. */
export const HOLD_MS = 10_000;

const tags = z.array(z.string().trim().min(1).max(40)).min(1).max(20);
const updateSchema = z
  .strictObject({
    kind: z.literal("update"),
    status: z.enum(ticketStatuses),
    /** Somebody of the staff, or nobody. */
    assignee: z.string().max(64).nullable(),
    priority: z.enum(ticketPriorities),
    causeCode: z.enum(causeCodes),
    queue: z.string().trim().min(1).max(40),
    addTags: tags,
    removeTags: tags,
  })
  .partial()
  .required({ kind: true })
  .refine((action) => Object.keys(action).length > 1, { error: "Say what to change" });

export const bulkActionSchema = z.discriminatedUnion("kind", [
  updateSchema,
  z.strictObject({
    kind: z.literal("reply"),
    body: z.string().trim().min(1).max(5_000),
    visibility: z.enum(messageVisibilities),
  }),
  z.strictObject({
    kind: z.literal("snooze"),
    until: z.iso.datetime({ offset: true }).optional(),
    event: z.enum(snoozeEvents).optional(),
  }),
  /** A macro with its words, filled for each ticket, and what it changes. */
  z.strictObject({ kind: z.literal("macro"), macro: z.string().min(1).max(64) }),
  z.strictObject({ kind: z.literal("wake") }),
  /** Asks for the order of each to be credited with what is outstanding, through the same gate as one by one. */
  z.strictObject({
    kind: z.literal("topup"),
    reasonCode: z.enum(reasonCodes).exclude(["OTHER"]),
    note: z.string().trim().max(2_000).optional(),
  }),
]);
export type BulkAction = z.output<typeof bulkActionSchema>;

export const startBulkSchema = z
  .strictObject({
    tickets: z.array(z.string().min(1).max(40)).min(1).max(MAX_BULK).optional(),
    /** Instead: every ticket that a list holds now, up to {@link MAX_BULK}. */
    view: z.string().max(64).optional(),
    filter: viewFilterSchema.optional(),
    action: bulkActionSchema,
  })
  .refine(({ tickets, view, filter }) => (tickets !== undefined) !== (view !== undefined || filter !== undefined), {
    error: "Name tickets, or a list or what a list shall hold",
  });

export const bulkStates = ["waiting", "done", "cancelled"] as const;
export const bulkRowStates = ["waiting", "done", "same", "failed", "changed", "cancelled"] as const;

export const bulkSchema = z.object({
  id: z.string(),
  action: z.string(),
  state: z.enum(bulkStates),
  total: z.number().int(),
  /** Rows that are over, whatever came of them, and those of them that failed. */
  done: z.number().int(),
  failed: z.number().int(),
  by: z.object({ id: z.string(), name: z.string() }),
  undoOf: z.string().nullable(),
  /** True while an undo does something. */
  undoable: z.boolean(),
  /** When the first ticket is touched: replies are held for a moment. */
  runAt: z.string(),
  createdAt: z.string(),
  endedAt: z.string().nullable(),
  rows: z.array(z.object({ number: z.string(), state: z.enum(bulkRowStates), errorCode: z.string().nullable() })),
});
export type Bulk = z.output<typeof bulkSchema>;
