import { z } from "zod";
import { attachmentKinds, causeCodes, chargeStates, claims } from "#server/diagnosis/schemas.ts";
import { readStates } from "#server/reading/schemas.ts";
import {
  dueStates,
  messageAuthors,
  messageVisibilities,
  slaMetrics,
  slaOutcomes,
  snoozeEvents,
  ticketPriorities,
  ticketStatuses,
} from "./vocabulary.ts";

export * from "./bulk/schemas.ts";
export * from "./desk-views/schemas.ts";
export * from "./vocabulary.ts";
export * from "./work/schemas.ts";

export const openTicketSchema = z.object({
  claim: z.enum(claims),
  description: z.string().trim().max(5_000).optional(),
  contact: z.string().trim().max(320).optional(),
  attachmentIds: z.array(z.string().max(64)).max(10).default([]),
});
export type OpenTicketInput = z.output<typeof openTicketSchema>;

/** The answer of opening a ticket (the outside contract). */
export const openedTicketSchema = z.object({
  number: z.string(),
  status: z.enum(ticketStatuses),
  priority: z.enum(ticketPriorities),
  causeCode: z.enum(causeCodes),
  sla: z.object({
    firstResponseDueAt: z.string(),
    resolutionDueAt: z.string(),
    verificationDueAt: z.string().optional(),
  }),
  accessUrl: z.string(),
  existing: z.boolean(),
});
export type OpenedTicket = z.output<typeof openedTicketSchema>;

/** What was read off a picture: never a fact, and shown to be confirmed. Null is what was not found. */
export const extractedSchema = z.object({
  paymentNo: z.string().nullable(),
  orderNo: z.string().nullable(),
  amountFen: z.number().int().nullable(),
  paidAt: z.string().nullable(),
  payee: z.string().nullable(),
  /** 0 to 1: that of the least certain of these. */
  confidence: z.number(),
});
export type Extracted = z.output<typeof extractedSchema>;

export const attachmentSchema = z.object({
  id: z.string(),
  sha256: z.string(),
  mediaType: z.string(),
  width: z.number().int().nullable(),
  height: z.number().int().nullable(),
  bytes: z.number().int(),
  kind: z.enum(attachmentKinds),
  name: z.string(),
  /** True for a picture of which the desk is shown a copy with parts made black. */
  redacted: z.boolean().optional(),
  /** Only when the picture was read. */
  extracted: extractedSchema.optional(),
});
export type Attachment = z.output<typeof attachmentSchema>;

/** What a field of a screenshot is beside the records: the same, something else, or nothing to compare. */
export const proofVerdicts = ["match", "mismatch", "unknown"] as const;
export type ProofVerdict = (typeof proofVerdicts)[number];
export const proofFieldNames = ["paymentNo", "orderNo", "amountFen", "paidAt", "payee", "status"] as const;
export type ProofFieldName = (typeof proofFieldNames)[number];
/**
 * Why there is no verdict, or which: `not_read` nothing was read there, `unsure` it was read too badly to judge, `no_record` the
 * records have nothing to compare it with, `same`, `different`.
 */
export const proofReasons = ["same", "different", "not_read", "unsure", "no_record"] as const;
export const proofRecordSources = ["gateway", "platform"] as const;
const proofValueSchema = z.union([z.string(), z.number()]).nullable();

/** What a customer sees of a field: what their picture says, and whether our records agree. */
export const ownProofFieldSchema = z.object({
  name: z.enum(proofFieldNames),
  said: proofValueSchema,
  verdict: z.enum(proofVerdicts),
});
export type OwnProofField = z.output<typeof ownProofFieldSchema>;

export const proofFieldSchema = ownProofFieldSchema.extend({
  /** What the records say, and who says so. */
  record: proofValueSchema,
  source: z.enum(proofRecordSources).nullable(),
  reason: z.enum(proofReasons),
  /** How sure the reading is, 0 to 1; null where nothing was read. */
  confidence: z.number().nullable(),
  /** True when the part of the picture can be shown: `GET /api/attachments/{id}/crop?field=`. */
  crop: z.boolean(),
});
export type ProofField = z.output<typeof proofFieldSchema>;

/**
 * Reasons to look twice. `same_picture` and `same_payment`: the picture, or the payment number on it, also stands on a ticket of
 * somebody else or of another order. `other_order`: the records have this payment number for another order. `altered_amount`:
 * the gateway has another sum for this payment number. `like_picture`: another picture looks much like it; weak.
 */
export const proofFlagKinds = [
  "same_picture",
  "same_payment",
  "other_order",
  "altered_amount",
  "like_picture",
] as const;
export const proofFlagSchema = z.object({
  kind: z.enum(proofFlagKinds),
  tickets: z.array(z.object({ number: z.string(), orderNo: z.string().nullable() })).max(5),
  orderNo: z.string().nullable(),
});
export type ProofFlag = z.output<typeof proofFlagSchema>;

export const proofOveralls = ["agrees", "differs", "unclear"] as const;
/** One picture of a ticket beside the records. A pointer for people: nothing is decided by it. */
export const proofCheckSchema = z.object({
  attachmentId: z.string(),
  /** What came of reading the picture; null for files that are not read. */
  state: z.enum(readStates).nullable(),
  overall: z.enum(proofOveralls),
  /** The order that it was compared with. */
  orderNo: z.string().nullable(),
  fields: z.array(proofFieldSchema),
  flags: z.array(proofFlagSchema),
});
export type ProofCheck = z.output<typeof proofCheckSchema>;

export const ownProofCheckSchema = proofCheckSchema
  .pick({ attachmentId: true, state: true, overall: true })
  .extend({ fields: z.array(ownProofFieldSchema) });
export type OwnProofCheck = z.output<typeof ownProofCheckSchema>;

export const postMessageSchema = z.object({
  body: z.string().trim().min(1).max(5_000),
  visibility: z.enum(messageVisibilities).default("public"),
  attachmentIds: z.array(z.string().max(64)).max(10).default([]),
  /** Ids of colleagues whom an internal note calls. */
  mentions: z.array(z.string().max(64)).max(20).default([]),
});
export type PostMessageInput = z.output<typeof postMessageSchema>;

export const queueSchema = z.string().trim().min(1).max(40);

export const updateTicketSchema = z.object({
  status: z.enum(ticketStatuses).optional(),
  assignee: z.string().max(64).nullable().optional(),
  priority: z.enum(ticketPriorities).optional(),
  tags: z.array(z.string().trim().min(1).max(40)).max(20).optional(),
  snoozeUntil: z.iso.datetime({ offset: true }).nullable().optional(),
  causeCode: z.enum(causeCodes).optional(),
  /** Whose work it is: people's skills, and promises of single queues, go by this word. */
  queue: queueSchema.optional(),
  version: z.number().int().min(1),
});
export type UpdateTicketInput = z.output<typeof updateTicketSchema>;

/** Until a time, until something happens to the order, or both: whichever comes first. */
export const snoozeSchema = z
  .strictObject({
    until: z.iso.datetime({ offset: true }).optional(),
    event: z.enum(snoozeEvents).optional(),
    version: z.number().int().min(1).optional(),
  })
  .refine(({ until, event }) => until !== undefined || event !== undefined, { error: "Say until when, or until what" });

export const messageSchema = z.object({
  id: z.string(),
  author: z.enum(messageAuthors),
  authorName: z.string(),
  visibility: z.enum(messageVisibilities),
  body: z.string(),
  attachments: z.array(attachmentSchema),
  createdAt: z.string(),
  /** The ticket that it was written in, where that was joined to this one. */
  from: z.string().optional(),
});
export type TicketMessage = z.output<typeof messageSchema>;

export const ticketSummarySchema = z.object({
  number: z.string(),
  /** The order this ticket speaks for: whoever opened it proved that it is theirs. */
  orderNo: z.string().nullable(),
  /** The order that somebody named without proof; staff link it once they are sure. */
  claimedOrderNo: z.string().nullable(),
  customerId: z.string().nullable(),
  status: z.enum(ticketStatuses),
  priority: z.enum(ticketPriorities),
  claim: z.enum(claims),
  causeCode: z.enum(causeCodes),
  chargeState: z.enum(chargeStates),
  amountFen: z.number().int().nullable(),
  productName: z.string().nullable(),
  channel: z.string().nullable(),
  assignee: z.object({ id: z.string(), name: z.string() }).nullable(),
  tags: z.array(z.string()),
  openedAt: z.string(),
  updatedAt: z.string(),
  resolvedAt: z.string().nullable(),
  snoozeUntil: z.string().nullable(),
  /** What ends it before that time. */
  snoozeEvent: z.enum(snoozeEvents).nullable(),
  /** Set aside: the time to which it is has not come, nor what it waits for. */
  asleep: z.boolean(),
  /** Which team's work it is. */
  queue: z.string(),
  dueState: z.enum(dueStates),
  /** Their oldest message that nobody answered. */
  unansweredSince: z.string().nullable(),
  /** Since when a broken promise of it is the lead's to look at; null when none is, and once it is resolved. */
  escalatedAt: z.string().nullable(),
  /** The nearest due time of a running clock, and which clock; null when none runs. */
  nextDueAt: z.string().nullable(),
  nextDueMetric: z.enum(slaMetrics).nullable(),
  version: z.number().int(),
});
export type TicketSummary = z.output<typeof ticketSummarySchema>;

export const ticketSchema = ticketSummarySchema.extend({
  paymentNo: z.string().nullable(),
  target: z.string().nullable(),
  errorText: z.string().nullable(),
  occurredAt: z.string().nullable(),
  stuckSince: z.string().nullable(),
  description: z.string().nullable(),
  contact: z.string().nullable(),
  locale: z.string(),
  diagnosisId: z.string().nullable(),
  /** The incident that it belongs to: what is late may be late because of it. Its clocks run all the same. */
  incident: z
    .object({
      number: z.string(),
      title: z.string(),
      /** False where the system proposed it: then its title is its channel and cause, which readers see in their own language. */
      named: z.boolean(),
      causeCode: z.enum(causeCodes),
      channel: z.string(),
    })
    .nullable(),
  diagnosis: z.object({
    reasons: z.array(
      z.object({ code: z.string(), title: z.string(), probability: z.number(), why: z.array(z.string()) }),
    ),
    answers: z.array(z.object({ questionId: z.string(), title: z.string(), value: z.string() })),
  }),
  sla: z.array(
    z.object({
      metric: z.enum(slaMetrics),
      startedAt: z.string(),
      dueAt: z.string(),
      decidedAt: z.string().nullable(),
      outcome: z.enum(slaOutcomes).nullable(),
    }),
  ),
  attachments: z.array(attachmentSchema),
  /** The newest two hundred. */
  messages: z.array(messageSchema),
  /** True when there are messages before these: `GET /tickets/{number}/messages`. */
  earlierMessages: z.boolean(),
  events: z.array(
    z.object({
      id: z.string(),
      type: z.string(),
      actor: z.string(),
      /** What they are: `staff`, `customer`, `system` or an API key. */
      actorKind: z.string(),
      at: z.string(),
      before: z.unknown(),
      after: z.unknown(),
    }),
  ),
});
export type Ticket = z.output<typeof ticketSchema>;

/** What the customer sees of their ticket: no notes, no assignee, no tags, no history of who changed what. */
export const customerTicketSchema = z.object({
  number: z.string(),
  orderNo: z.string().nullable(),
  /** True when the order is proven to be theirs, so that its trace may be shown. */
  ownsOrder: z.boolean(),
  status: z.enum(ticketStatuses),
  claim: z.enum(claims),
  causeCode: z.enum(causeCodes),
  chargeState: z.enum(chargeStates),
  amountFen: z.number().int().nullable(),
  productName: z.string().nullable(),
  channel: z.string().nullable(),
  paymentNo: z.string().nullable(),
  target: z.string().nullable(),
  description: z.string().nullable(),
  locale: z.string(),
  openedAt: z.string(),
  updatedAt: z.string(),
  resolvedAt: z.string().nullable(),
  /** Until when they may open it again; null while it is open or when that time has passed. */
  reopenUntil: z.string().nullable(),
  /** What was promised, in the order in which it falls due. `late` says the time has passed without it being kept. */
  promises: z.array(
    z.object({
      metric: z.enum(slaMetrics),
      dueAt: z.string(),
      decidedAt: z.string().nullable(),
      state: z.enum(["running", "paused", "late", "kept", "broken"]),
    }),
  ),
  attachments: z.array(attachmentSchema),
  messages: z.array(messageSchema.omit({ visibility: true })),
  /** The ticket of theirs that this one was joined to, with the way to it. */
  continuesIn: z.object({ number: z.string(), url: z.string() }).nullable(),
});
export type CustomerTicket = z.output<typeof customerTicketSchema>;

export const reopenSchema = z.object({ number: z.string().max(40), reason: z.string().trim().min(1).max(5_000) });

export const ticketSorts = ["due", "newest", "oldest", "amount"] as const;
export const ticketQueues = [
  "open",
  "mine",
  "unassigned",
  "at_risk",
  "breached",
  "charged_not_credited",
  "waiting",
  "resolved",
  "all",
] as const;
export const ticketListSchema = z.object({
  status: z.enum(ticketStatuses).optional(),
  /** Without one: the open tickets; or all, when a status or words to search for say what is wanted. */
  queue: z.enum(ticketQueues).optional(),
  /** `none` for tickets that nobody has. */
  assignee: z.string().max(64).optional(),
  /** `none` holds no ticket: it is what stands behind a number of those without one. */
  cause: z.enum([...causeCodes, "none"]).optional(),
  /** `none` for tickets that no channel is known of. */
  channel: z.string().max(64).optional(),
  /** Which team's work it is. */
  team: z.string().max(64).optional(),
  q: z.string().trim().max(200).optional(),
  sort: z.enum(ticketSorts).default("due"),
  from: z.iso.datetime({ offset: true }).optional(),
  to: z.iso.datetime({ offset: true }).optional(),
  /** A drill-down from the manager's page: exactly the tickets behind one of its numbers. */
  metric: z.string().max(60).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
  cursor: z.string().max(500).optional(),
});
export type TicketListInput = z.output<typeof ticketListSchema>;
