import { z } from "zod";
import { riskFamilies } from "#server/risk/schemas.ts";
import { appealDecisions, appealReasons, denyReasons, evidenceItems, passReasons } from "./words-schemas.ts";

export * from "./view-schemas.ts";
export * from "./words-schemas.ts";

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
