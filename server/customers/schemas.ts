import { z } from "zod";

/** What can be shown in plain, and whose it is: contacts of a ticket, an appeal, or a customer's record. */
export const revealSubjects = ["ticket", "message", "appeal", "customer", "call", "picture"] as const;
/**
 * `text` is what the customer wrote, with the contacts in it; `target` the account that a top-up goes to; `picture` a picture as it was
 * given, of which parts were made black since: what is told is a pass that opens it for a minute.
 */
export const revealFields = ["contact", "target", "text", "phone", "email", "picture"] as const;
export const revealReasons = ["call_back", "verify_owner", "check_target", "send_proof", "dispute", "other"] as const;
export type RevealSubject = (typeof revealSubjects)[number];
export type RevealField = (typeof revealFields)[number];
export type RevealReason = (typeof revealReasons)[number];
export const fieldsOf: Record<RevealSubject, readonly RevealField[]> = {
  ticket: ["contact", "target", "text"],
  message: ["text"],
  appeal: ["contact", "text"],
  customer: ["phone", "email"],
  call: ["phone"],
  picture: ["picture"],
};

export const REVEALS_AN_HOUR = 30;

export const revealSchema = z
  .object({
    /** `ticket:NUMBER`, `message:ID`, `appeal:ID`, `customer:ID`, `call:ID` or `picture:ID` of an attachment. */
    subject: z
      .string()
      .max(200)
      .regex(
        /^(ticket|message|appeal|customer|call|picture):\S+$/,
        "Say ticket:NUMBER, message:ID, appeal:ID, customer:ID, call:ID or picture:ID",
      ),
    field: z.enum(revealFields),
    reason: z.enum(revealReasons),
  })
  .refine(({ subject, field }) => fieldsOf[subject.split(":")[0] as RevealSubject]?.includes(field) ?? false, {
    path: ["field"],
    message: "There is no such field there",
  });
export type RevealInput = z.output<typeof revealSchema>;

export const revealedSchema = z.object({ id: z.string(), value: z.string(), at: z.string() });
export type Revealed = z.output<typeof revealedSchema>;

export const revealListSchema = z.object({
  actorId: z.string().min(1).max(64).optional(),
  subject: z.string().min(1).max(200).optional(),
  cursor: z.string().min(1).max(200).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
});
export const revealRowSchema = z.object({
  id: z.string(),
  by: z.object({ kind: z.string(), id: z.string(), name: z.string() }),
  subject: z.string(),
  field: z.enum(revealFields),
  reason: z.enum(revealReasons),
  at: z.string(),
});
export type RevealRow = z.output<typeof revealRowSchema>;

export const erasureStates = ["running", "done"] as const;
export const eraseCustomerSchema = z.object({
  customerId: z.string().min(1).max(128),
  /** Why: a request of the customer's with its number, say. No personal data. */
  reason: z.string().trim().min(3).max(500),
});
export const erasureSchema = z.object({
  id: z.string(),
  customerId: z.string(),
  state: z.enum(erasureStates),
  reason: z.string(),
  requestedBy: z.string(),
  startedAt: z.string(),
  finishedAt: z.string().nullable(),
  /** How much was removed or blanked, by what it was. */
  counts: z.record(z.string(), z.number().int()),
});
export type Erasure = z.output<typeof erasureSchema>;

/** What is forgotten by itself, each with how long it is kept. */
export const retentionKinds = [
  "sessions",
  "proofFailures",
  "diagnoses",
  "inboxMessages",
  "noticeDeliveries",
  "looseUploads",
  "ticketContacts",
  "outbox",
  "throttles",
] as const;
export type RetentionKind = (typeof retentionKinds)[number];
export const retentionRowSchema = z.object({
  kind: z.enum(retentionKinds),
  days: z.number().int(),
  defaultDays: z.number().int(),
  minDays: z.number().int(),
});
export const retentionViewSchema = z.object({
  version: z.number().int(),
  rules: z.array(retentionRowSchema),
  lastRun: z.object({ at: z.string(), counts: z.record(z.string(), z.number().int()) }).nullable(),
});
export type RetentionView = z.output<typeof retentionViewSchema>;
export const MAX_RETENTION_DAYS = 3_650;
export const saveRetentionSchema = z.object({
  version: z.number().int().min(0),
  days: z.partialRecord(z.enum(retentionKinds), z.number().int().min(1).max(MAX_RETENTION_DAYS)),
});
