import { z } from "zod";
import { riskFamilies } from "#server/risk/schemas.ts";
import {
  appealDecisions,
  appealReasons,
  appealScopes,
  appealStates,
  closeReasons,
  evidenceForms,
  evidenceItems,
  evidenceStates,
  followKinds,
  followStates,
  secondReasons,
} from "./words-schemas.ts";

/** Appeals as staff and keys see them, and as their owners do. */

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
