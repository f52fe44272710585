import { z } from "zod";
import { riskFamilies } from "#server/risk/schemas.ts";

/** The words of appeals against risk holds. */

/** `awaiting_second`: decided by one person, waiting for another. `closed`: the hold went away by itself, or the money did. */
export const appealStates = ["open", "awaiting_second", "passed", "denied", "closed"] as const;
export type AppealState = (typeof appealStates)[number];
export const openAppealStates = ["open", "awaiting_second"] as const satisfies readonly AppealState[];

/** What is held: one order, or the customer's account. */
export const appealScopes = ["order", "account"] as const;
export type AppealScope = (typeof appealScopes)[number];

/** What may be asked for. What each is called and why it is asked stands in `copy.ts`. */
export const evidenceItems = [
  "identity",
  "usual_device",
  "purchase_history",
  "purpose",
  "payment_proof",
  "payer_proof",
  "recipient",
  "funds_proof",
  "own_accounts",
  "offer_use",
] as const;
export type EvidenceItem = (typeof evidenceItems)[number];

/** `identity` is a picture that is kept as a secret; `file` any proof; `text` words. */
export const evidenceForms = ["text", "file", "identity"] as const;
export type EvidenceForm = (typeof evidenceForms)[number];
export const evidenceStates = ["given", "withdrawn", "erased"] as const;
export type EvidenceState = (typeof evidenceStates)[number];

export const passReasons = ["EVIDENCE_ENOUGH", "OWNER_CONFIRMED", "HELD_BY_MISTAKE"] as const;
export const denyReasons = [
  "EVIDENCE_MISSING",
  "EVIDENCE_UNREADABLE",
  "IDENTITY_DIFFERS",
  "PAYER_DIFFERS",
  "PURCHASE_NOT_ALLOWED",
] as const;
export const appealReasons = [...passReasons, ...denyReasons] as const;
export type AppealReason = (typeof appealReasons)[number];
export const appealDecisions = ["pass", "deny"] as const;
export type AppealDecision = (typeof appealDecisions)[number];

/** Why one person is not enough. */
export const secondReasons = ["over_threshold", "account"] as const;
export type SecondReason = (typeof secondReasons)[number];

/** What a decision led to. */
export const followKinds = [
  "none",
  "release",
  "topup",
  "refund",
  "delivered",
  "moving",
  "refunding",
  "blocked",
] as const;
export type FollowKind = (typeof followKinds)[number];
/** `person`: it came to nothing by itself, and somebody has to take it on with one click. */
export const followStates = ["none", "running", "person", "done"] as const;
export type FollowState = (typeof followStates)[number];

export const closeReasons = ["released", "credited", "refunded"] as const;
export type CloseReason = (typeof closeReasons)[number];

const id = z.string().min(1).max(64);
const factsHash = z.string().regex(/^[0-9a-f]{64}$/);
const note = z.string().trim().max(2_000);

export const evidenceInputSchema = z
  .object({
    item: z.enum(evidenceItems),
    text: z.string().trim().min(1).max(2_000).optional(),
    attachmentId: id.optional(),
  })
  .refine((given) => (given.text === undefined) !== (given.attachmentId === undefined), {
    path: ["text"],
    message: "Give either a text or an attachment",
  });
export type EvidenceInput = z.output<typeof evidenceInputSchema>;

export const openAppealSchema = z.object({
  statement: z.string().trim().max(5_000).optional(),
  contact: z.string().trim().max(320).optional(),
  evidence: z.array(evidenceInputSchema).max(20).default([]),
});
export type OpenAppealInput = z.output<typeof openAppealSchema>;

export const decideAppealSchema = z
  .object({
    decision: z.enum(appealDecisions),
    reasonCode: z.enum(appealReasons),
    /** For staff alone. */
    note: note.optional(),
    /** What the decider was shown; a decision holds for exactly those facts. */
    factsHash,
  })
  .refine((v) => (v.decision === "pass" ? passReasons : denyReasons).some((code) => code === v.reasonCode), {
    path: ["reasonCode"],
    message: "This is no reason for that decision",
  });
export type DecideAppealInput = z.output<typeof decideAppealSchema>;

export const confirmAppealSchema = z.object({ agree: z.boolean(), note: note.optional(), factsHash });
export type ConfirmAppealInput = z.output<typeof confirmAppealSchema>;

export const askEvidenceSchema = z.object({
  items: z.array(z.enum(evidenceItems)).min(1).max(evidenceItems.length),
  /** A sentence of the reviewer's own, for the customer. */
  message: z.string().trim().max(1_000).optional(),
});
export type AskEvidenceInput = z.output<typeof askEvidenceSchema>;

/** A view of a document is written down with why it was looked at. */
export const viewReasonSchema = z.string().trim().min(4).max(300);

export const appealGroups = ["open", "mine", "waiting", "second", "person", "decided", "all"] as const;
export const appealListSchema = z.object({
  group: z.enum(appealGroups).default("open"),
  family: z.enum(riskFamilies).optional(),
  orderNo: z.string().trim().min(1).max(128).optional(),
  customerId: z.string().trim().min(1).max(128).optional(),
  ticketNumber: z.string().trim().min(1).max(40).optional(),
  from: z.iso.datetime({ offset: true }).optional(),
  to: z.iso.datetime({ offset: true }).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
  cursor: z.string().max(200).optional(),
});
export type AppealListInput = z.output<typeof appealListSchema>;

const personSchema = z.object({ kind: z.string(), id: z.string(), name: z.string() });
export type AppealPerson = z.output<typeof personSchema>;

const decidedSchema = z.object({
  decision: z.enum(appealDecisions),
  reasonCode: z.enum(appealReasons),
  note: z.string().nullable(),
  by: personSchema,
  at: z.string(),
  /** Who agreed, where two were needed. */
  second: personSchema.nullable(),
});
export type Decided = z.output<typeof decidedSchema>;

export const appealProposalSchema = z.object({
  decision: z.enum(appealDecisions),
  reasonCode: z.enum(appealReasons),
  note: z.string().nullable(),
  factsHash: z.string(),
  by: personSchema,
  at: z.string(),
});
export type AppealProposal = z.output<typeof appealProposalSchema>;

export const followSchema = z.object({
  kind: z.enum(followKinds),
  state: z.enum(followStates),
  /** The command, top-up or refunds that it became. */
  ids: z.array(z.string()),
  /** How the last of them stands: a command's, top-up's or refund's state. */
  result: z.string().nullable(),
  /** The checks that stopped it. */
  codes: z.array(z.string()),
});
export type Follow = z.output<typeof followSchema>;

/** The clock of the review, as the ticket keeps it. `late`: past due, or decided after it. */
export const appealClockSchema = z.object({
  startedAt: z.string(),
  dueAt: z.string(),
  pausedAt: z.string().nullable(),
  decidedAt: z.string().nullable(),
  state: z.enum(["running", "paused", "late", "kept", "broken", "none"]),
});
export type AppealClock = z.output<typeof appealClockSchema>;

export const appealSummarySchema = z.object({
  id: z.string(),
  state: z.enum(appealStates),
  scope: z.enum(appealScopes),
  orderNo: z.string(),
  customerId: z.string(),
  ticketNumber: z.string(),
  families: z.array(z.enum(riskFamilies)),
  amountFen: z.number().int(),
  paidFen: z.number().int(),
  round: z.number().int(),
  waitingForCustomer: z.boolean(),
  /** How many of the items that are needed were given. */
  evidence: z.object({ needed: z.number().int(), given: z.number().int() }),
  reviewer: z.object({ id: z.string(), name: z.string() }).nullable(),
  openedAt: z.string(),
  clock: appealClockSchema.nullable(),
  decided: decidedSchema.nullable(),
  follow: followSchema,
});
export type AppealSummary = z.output<typeof appealSummarySchema>;

export const evidenceViewSchema = z.object({
  id: z.string(),
  item: z.enum(evidenceItems),
  form: z.enum(evidenceForms),
  state: z.enum(evidenceStates),
  text: z.string().nullable(),
  /** A file that is no identity document: shown at `/api/attachments/{id}`. */
  attachmentId: z.string().nullable(),
  mediaType: z.string().nullable(),
  givenAt: z.string(),
  /** When a document is deleted; null while nothing is decided. */
  keptUntil: z.string().nullable(),
});
export type EvidenceView = z.output<typeof evidenceViewSchema>;

export const appealSchema = appealSummarySchema.extend({
  diagnosisId: z.string().nullable(),
  statement: z.string().nullable(),
  contact: z.string().nullable(),
  closedBecause: z.enum(closeReasons).nullable(),
  flags: z.array(
    z.object({
      rule: z.string(),
      family: z.enum(riskFamilies),
      side: z.string(),
      severity: z.string().nullable(),
      reviewId: z.string().nullable(),
      state: z.string(),
      flaggedAt: z.string(),
      decidedAt: z.string().nullable(),
    }),
  ),
  customer: z.object({
    frozen: z.boolean().nullable(),
    frozenReason: z.string().nullable(),
    realNameVerified: z.boolean().nullable(),
    level: z.string().nullable(),
    registeredAt: z.string().nullable(),
    orders: z.number().int(),
    completed: z.number().int(),
    paidFen: z.number().int(),
    appeals: z.object({ passed: z.number().int(), denied: z.number().int() }),
  }),
  money: z.object({ paidFen: z.number().int(), creditedFen: z.number().int(), refundedFen: z.number().int() }),
  needs: z.array(z.object({ item: z.enum(evidenceItems), form: z.enum(evidenceForms), required: z.boolean() })),
  missing: z.array(z.enum(evidenceItems)),
  given: z.array(evidenceViewSchema),
  asked: z.array(z.enum(evidenceItems)),
  secondReasons: z.object({ pass: z.array(z.enum(secondReasons)), deny: z.array(z.enum(secondReasons)) }),
  proposal: appealProposalSchema.nullable(),
  /** The first look's decision, where a second look was asked for. */
  before: decidedSchema.nullable(),
  secondLookReason: z.string().nullable(),
  factsHash: z.string(),
});
export type Appeal = z.output<typeof appealSchema>;

/** What its owner gets to see: nothing of rules, flags, people or notes. */
export const ownAppealSchema = z.object({
  id: z.string(),
  orderNo: z.string(),
  scope: z.enum(appealScopes),
  ticketNumber: z.string(),
  step: z.enum(["submitted", "in_review", "waiting_for_you", "decided"]),
  outcome: z.enum(["passed", "denied", "closed"]).nullable(),
  openedAt: z.string(),
  clock: appealClockSchema.nullable(),
  decidedAt: z.string().nullable(),
  /** Why, and what follows; in the reader's language. */
  reason: z.object({ code: z.enum([...appealReasons, ...closeReasons]), text: z.string() }).nullable(),
  follows: z.object({ text: z.string(), by: z.string().nullable() }).nullable(),
  evidence: z.array(
    z.object({
      item: z.enum(evidenceItems),
      form: z.enum(evidenceForms),
      required: z.boolean(),
      missing: z.boolean(),
      title: z.string(),
      why: z.string(),
      kept: z.string(),
      given: z.array(
        z.object({
          id: z.string(),
          at: z.string(),
          text: z.string().nullable(),
          attachmentId: z.string().nullable(),
          mediaType: z.string().nullable(),
          state: z.enum(evidenceStates),
          keptUntil: z.string().nullable(),
          mayWithdraw: z.boolean(),
        }),
      ),
    }),
  ),
  round: z.number().int(),
  /** Until when a second look by another person can be asked for; null where it cannot. */
  secondLookUntil: z.string().nullable(),
});
export type OwnAppeal = z.output<typeof ownAppealSchema>;

/** What the page of somebody who may appeal shows before they did. */
export type AppealInvitation = Pick<OwnAppeal, "orderNo" | "scope" | "evidence">;

/** What managers decide about appeals; kept in the settings table under `appeals.policy`. */
export const appealPolicySchema = z.object({
  /** How long identity documents are kept after the decision. */
  identityDays: z.number().int().min(1).max(365).default(30),
});
export type AppealPolicy = z.output<typeof appealPolicySchema>;
export const appealSettingsSchema = appealPolicySchema.extend({
  version: z.number().int().min(0),
  updatedAt: z.string().nullable(),
});
export type AppealSettings = z.output<typeof appealSettingsSchema>;
export const saveAppealPolicySchema = z.object({
  identityDays: z.number().int().min(1).max(365),
  version: z.number().int().min(0),
});
