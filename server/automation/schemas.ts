import { z } from "zod";
import { staffRoles } from "#server/core/permissions.ts";
import { causeCodes } from "#server/diagnosis/schemas.ts";
import {
  isPersonal,
  queueSchema,
  snoozeEvents,
  ticketPriorities,
  ticketStatuses,
  viewFilterSchema,
} from "#server/tickets/schemas.ts";

/** What a rule can wait for. */
export const ruleTopics = [
  "ticket.opened",
  "ticket.updated",
  "ticket.replied",
  "ticket.noted",
  "ticket.resolved",
  "ticket.reopened",
  "ticket.woke",
  "ticket.rated",
  "ticket.credited",
  "ticket.refunded",
  "sla.due",
] as const;
export type RuleTopic = (typeof ruleTopics)[number];

/** Who caused the event. */
export const causedBy = ["customer", "staff", "system"] as const;

/** Whom a rule tells: those about the ticket, whoever is on shift for its queue, everybody of a role, or one person. */
export const ruleAudienceSchema = z.discriminatedUnion("who", [
  z.strictObject({ who: z.literal("ticket") }),
  z.strictObject({ who: z.literal("shift") }),
  z.strictObject({ who: z.literal("role"), role: z.enum(staffRoles) }),
  z.strictObject({ who: z.literal("person"), id: z.string().min(1).max(64) }),
]);
export type RuleAudience = z.output<typeof ruleAudienceSchema>;

const tags = z.array(z.string().trim().min(1).max(40)).min(1).max(20);

/** What a rule can do. Nothing here moves money, and nothing speaks to a customer but a macro that people agreed on. */
export const ruleActionSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("status"), status: z.enum(ticketStatuses) }),
  z.strictObject({ kind: z.literal("priority"), priority: z.enum(ticketPriorities) }),
  z.strictObject({ kind: z.literal("assign"), assignee: z.string().min(1).max(64).nullable() }),
  /** To whoever is on shift, knows the queue, has room and has the least to do. */
  z.strictObject({ kind: z.literal("assign_best") }),
  z.strictObject({ kind: z.literal("cause"), causeCode: z.enum(causeCodes) }),
  z.strictObject({ kind: z.literal("queue"), queue: queueSchema }),
  z.strictObject({ kind: z.literal("add_tags"), tags }),
  z.strictObject({ kind: z.literal("remove_tags"), tags }),
  z.strictObject({ kind: z.literal("note"), body: z.string().trim().min(1).max(2_000) }),
  /** Tells colleagues, in their inbox and by the ways that they want. */
  z.strictObject({ kind: z.literal("notify"), to: ruleAudienceSchema, say: z.string().trim().min(1).max(120) }),
  z.strictObject({ kind: z.literal("macro"), macro: z.string().min(1).max(64) }),
  z
    .strictObject({
      kind: z.literal("snooze"),
      minutes: z
        .number()
        .int()
        .min(1)
        .max(60 * 24 * 30)
        .optional(),
      event: z.enum(snoozeEvents).optional(),
    })
    .refine(({ minutes, event }) => minutes !== undefined || event !== undefined, { error: "Say until when" }),
]);
export type RuleAction = z.output<typeof ruleActionSchema>;

export const ruleContentSchema = z.strictObject({
  on: z.array(z.enum(ruleTopics)).min(1).max(ruleTopics.length),
  /** Who must have caused it; anybody when absent. */
  by: z.array(z.enum(causedBy)).min(1).max(causedBy.length).optional(),
  if: viewFilterSchema.default({}),
  do: z.array(ruleActionSchema).min(1).max(5),
});
export type RuleContent = z.output<typeof ruleContentSchema>;

/** One that is written or tried now: nobody looks when a rule runs, so that it cannot ask for whoever does. */
const askingNobodySchema = ruleContentSchema.refine((content) => !isPersonal(content.if), {
  path: ["if"],
  error: "Nobody looks when a rule runs: followed, called and me mean nobody",
});

export const saveRuleSchema = z.strictObject({
  name: z.string().trim().min(1).max(80),
  content: askingNobodySchema,
  /** Rules run in this order, each on what those before it left. */
  position: z.number().int().min(0).max(1_000).default(100),
  enabled: z.boolean().default(false),
  /** The version that a change is based on; none for a new one. */
  version: z.number().int().min(1).optional(),
});
export type SaveRuleInput = z.input<typeof saveRuleSchema>;

/** `waiting`: it is looked at next. `stopped`: a chain of rules that set each other off was cut. `failed`: a verb refused; nothing of the rule was done. */
export const runOutcomes = ["waiting", "done", "same", "failed", "stopped"] as const;
export type RunOutcome = (typeof runOutcomes)[number];

export const runActionSchema = z.object({ kind: z.string(), errorCode: z.string().nullable() });
export type RunAction = z.output<typeof runActionSchema>;

export const ruleRunSchema = z.object({
  id: z.string(),
  ruleId: z.string(),
  version: z.number().int(),
  number: z.string(),
  outcome: z.enum(runOutcomes),
  actions: z.array(runActionSchema),
  depth: z.number().int(),
  at: z.string(),
});
export type RuleRun = z.output<typeof ruleRunSchema>;

export const ruleSchema = z.object({
  id: z.string(),
  name: z.string(),
  content: ruleContentSchema,
  position: z.number().int(),
  enabled: z.boolean(),
  version: z.number().int(),
  updatedAt: z.string(),
  /** How often it did something in the last seven days, and how often it was refused or cut. */
  ran: z.number().int(),
  troubled: z.number().int(),
});
export type Rule = z.output<typeof ruleSchema>;

export const ruleVersionSchema = z.object({
  version: z.number().int(),
  name: z.string(),
  position: z.number().int(),
  enabled: z.boolean(),
  content: ruleContentSchema,
  by: z.string(),
  at: z.string(),
});

export const ruleInFullSchema = ruleSchema.extend({
  versions: z.array(ruleVersionSchema),
  runs: z.array(ruleRunSchema),
});

export const dryRunSchema = z.strictObject({
  content: askingNobodySchema,
  days: z.number().int().min(1).max(30).default(7),
});
export type DryRunInput = z.input<typeof dryRunSchema>;

export const dryRunResultSchema = z.object({
  /** Events that were played again, and those at which the rule would have done something. */
  events: z.number().int(),
  hits: z.number().int(),
  tickets: z.number().int(),
  /** True when there was more history than is played. */
  cut: z.boolean(),
  from: z.string(),
  items: z.array(
    z.object({ number: z.string(), at: z.string(), topic: z.enum(ruleTopics), actions: z.array(z.string()) }),
  ),
  /** What the filter asks for that history does not tell: of these, today's state was looked at. */
  ofToday: z.array(z.string()),
  /** Topics of which history keeps some moments only, so that the rule would have acted more often than is said here. */
  partly: z.array(z.enum(ruleTopics)),
});
export type DryRunResult = z.output<typeof dryRunResultSchema>;
