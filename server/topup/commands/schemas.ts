import { z } from "zod";

/** `release`: a review was passed; the platform goes on with the order by itself, and nothing of it is booked by us. */
export const commandKinds = ["credit", "refund", "release"] as const;
export type CommandKind = (typeof commandKinds)[number];
/** `unknown`: it may have been carried out; only asking under the same id tells. `dead`: asked in vain for too long. */
export const commandStates = ["queued", "unknown", "pending", "succeeded", "failed", "dead"] as const;
export type CommandState = (typeof commandStates)[number];

/** What became of a top-up or refund at the platform or gateway. `unknown`: it may have happened, and only asking tells. */
export type CommandResult = {
  state: "succeeded" | "failed" | "unknown";
  /** The other side's number of it. */
  reference: string | null;
  code: string | null;
  message: string | null;
};

/** Whether a command was sent, or asked about. */
export const attemptActions = ["send", "ask"] as const;
export type AttemptAction = (typeof attemptActions)[number];
/** `not_sent`: it certainly did not reach the platform. `not_received`: the platform was asked and never saw the command. */
export const attemptOutcomes = ["succeeded", "failed", "pending", "unknown", "not_sent", "not_received"] as const;
export type AttemptOutcome = (typeof attemptOutcomes)[number];

/** What became of the card key that came with an answer. Its text is shown to its owner alone. */
export const deliveryStates = ["stored", "unreadable"] as const;

const settledResults = ["succeeded", "failed"] as const;

const personSchema = z.object({ kind: z.string(), id: z.string(), name: z.string() });

const proposalSchema = z.object({
  id: z.string(),
  result: z.enum(settledResults),
  reference: z.string().nullable(),
  note: z.string(),
  by: personSchema,
  at: z.string(),
  /** What the second person said of it; null while it waits for one. `withdrawn` is said by the first one. */
  answer: z
    .object({
      kind: z.enum(["confirmed", "declined", "withdrawn"]),
      note: z.string().nullable(),
      by: personSchema,
      at: z.string(),
    })
    .nullable(),
});
/** A proposal to settle a command by hand, with the second person's answer once there is one. */
export type CommandProposal = z.output<typeof proposalSchema>;

const attemptSchema = z.object({
  action: z.enum(attemptActions),
  startedAt: z.string(),
  /** Null while it is under way, and for one that was cut off. */
  tookMs: z.number().int().nullable(),
  outcome: z.enum(attemptOutcomes).nullable(),
  httpStatus: z.number().int().nullable(),
  detail: z.string().nullable(),
});
export type CommandAttempt = z.output<typeof attemptSchema>;

export const commandSummarySchema = z.object({
  id: z.string(),
  kind: z.enum(commandKinds),
  orderNo: z.string(),
  /** The top-up or refund that it carries out, or the appeal that it tells of. */
  subjectId: z.string(),
  amountFen: z.number().int(),
  state: z.enum(commandStates),
  attempts: z.number().int(),
  /** When it left for the first time. */
  sentAt: z.string().nullable(),
  nextAttemptAt: z.string().nullable(),
  lastError: z.string().nullable(),
  reference: z.string().nullable(),
  resultCode: z.string().nullable(),
  resultMessage: z.string().nullable(),
  delivery: z.enum(deliveryStates).nullable(),
  proposal: proposalSchema.nullable(),
  createdAt: z.string(),
  decidedAt: z.string().nullable(),
});
export type CommandSummary = z.output<typeof commandSummarySchema>;

export const commandSchema = commandSummarySchema.extend({
  /** The very text that is sent. */
  body: z.string(),
  /** The newest hundred, oldest first. */
  log: z.array(attemptSchema),
});
export type Command = z.output<typeof commandSchema>;

/** `open`: everything that has no result yet; `dead` and `waiting` (a proposal waits for its second person) are parts of it. */
export const commandFilters = ["open", "waiting", ...commandStates] as const;
export type CommandFilter = (typeof commandFilters)[number];

export const commandListSchema = z.object({
  state: z.enum(commandFilters).optional(),
  orderNo: z.string().min(1).max(128).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
  cursor: z.string().max(200).optional(),
});
export type CommandListInput = z.input<typeof commandListSchema>;

const line = (max: number) => z.string().trim().min(1).max(max);
export const settlementSchema = z.object({
  result: z.enum(settledResults),
  /** The platform's own number of it. */
  reference: line(200).optional(),
  /** How it was made sure of. */
  note: line(2_000),
});
export type Settlement = z.output<typeof settlementSchema>;

export const settlementAnswerSchema = z.object({
  agree: z.boolean(),
  note: line(2_000).optional(),
  /** The proposal that was read: another one that took its place meanwhile is not what is agreed to. */
  proposalId: z.string().max(64).optional(),
});
export type SettlementAnswer = z.output<typeof settlementAnswerSchema>;
