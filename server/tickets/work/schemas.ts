import { z } from "zod";
import { causeCodes } from "#server/diagnosis/schemas.ts";
import { messageVisibilities, ticketPriorities, ticketStatuses } from "../vocabulary.ts";

/** The words of what agents do with a ticket besides answering it. */

const numberSchema = z.string().trim().min(1).max(40);
const personSchema = z.string().min(1).max(64);
const versionSchema = z.number().int().min(1);

// Macros

/** What a macro's text can name: filled from the ticket when it is sent. */
export const macroVariables = [
  "ticket.number",
  "ticket.link",
  "order.number",
  "order.amount",
  "order.product",
  "order.target",
  "payment.number",
  "payment.channel",
  "cause",
  "due",
  "agent.name",
] as const;
export type MacroVariable = (typeof macroVariables)[number];

const macroText = z.string().trim().max(5_000);
export const macroActionsSchema = z.strictObject({
  status: z.enum(ticketStatuses).exclude(["new"]).optional(),
  priority: z.enum(ticketPriorities).optional(),
  causeCode: z.enum(causeCodes).optional(),
  /** Added to those that are there. */
  tags: z.array(z.string().trim().min(1).max(40)).max(10).optional(),
  /** Somebody by their id; `me` is whoever uses it. */
  assignee: personSchema.optional(),
});
export type MacroActions = z.output<typeof macroActionsSchema>;

export const macroContentSchema = z.strictObject({
  name: z.strictObject({ "zh-CN": z.string().trim().min(1).max(60), en: z.string().trim().min(1).max(60) }),
  /** In the language of the ticket's customer; both empty for one that only changes the ticket. */
  body: z.strictObject({ "zh-CN": macroText, en: macroText }),
  visibility: z.enum(messageVisibilities).default("public"),
  actions: macroActionsSchema.default({}),
});
export type MacroContent = z.output<typeof macroContentSchema>;

export const saveMacroSchema = macroContentSchema.extend({
  /** For everybody at the desk; needs `desk:manage`. */
  shared: z.boolean().default(false),
  /** The version that a change is based on. */
  version: versionSchema.optional(),
});

export const macroSchema = z.object({
  ...macroContentSchema.shape,
  id: z.string(),
  shared: z.boolean(),
  version: z.number().int(),
  uses: z.number().int(),
  updatedAt: z.string(),
});
export type Macro = z.output<typeof macroSchema>;

export const macroVersionSchema = z.object({
  version: z.number().int(),
  by: z.string(),
  at: z.string(),
  content: macroContentSchema,
});

export const applyMacroSchema = z.strictObject({
  macro: z.string().min(1).max(64),
  /** The ticket's version that was read. */
  version: versionSchema,
  /** The text as it was changed for this ticket, with its variables; the macro's own otherwise. */
  body: macroText.optional(),
});
export const previewMacroSchema = applyMacroSchema.pick({ macro: true, body: true });

/** What would be sent; contacts in it are masked for staff, though they are sent whole. */
export const macroPreviewSchema = z.object({
  body: z.string(),
  template: z.string(),
  visibility: z.enum(messageVisibilities),
  /** Variables that this ticket has nothing for: it is not sent with them. */
  missing: z.array(z.enum(macroVariables)),
  actions: macroActionsSchema,
});
export type MacroPreview = z.output<typeof macroPreviewSchema>;

// Company of a ticket

export const linkKinds = ["related", "duplicate", "merged"] as const;
export type LinkKind = (typeof linkKinds)[number];
export const linkTicketSchema = z.strictObject({ to: numberSchema, kind: z.enum(["related", "duplicate"]) });
export const mergeTicketSchema = z.strictObject({ into: numberSchema, version: versionSchema });

export const draftSchema = z.strictObject({
  body: z.string().max(5_000),
  visibility: z.enum(messageVisibilities),
});
export const keptDraftSchema = draftSchema.extend({ updatedAt: z.string() });
export type KeptDraft = z.output<typeof keptDraftSchema>;

export const presenceKinds = ["viewing", "replying", "typing"] as const;
export type PresenceKind = (typeof presenceKinds)[number];
export const presenceSchema = z.object({
  person: z.string(),
  name: z.string(),
  kind: z.enum(presenceKinds),
  since: z.string(),
});
export type Presence = z.output<typeof presenceSchema>;

/** What a customer sees of the other side of their conversation. */
export const chatStateSchema = z.object({
  typing: z.boolean(),
  here: z.boolean(),
  readUpTo: z.string().nullable(),
});
export type ChatState = z.output<typeof chatStateSchema>;

// Fields and tags

export const fieldKinds = ["text", "number", "choice", "date", "bool"] as const;
export type FieldKind = (typeof fieldKinds)[number];
export const fieldKeySchema = z.string().regex(/^[a-z][a-z0-9_]{0,39}$/);
export const ALL_CAUSES = "*";
export const fieldValueSchema = z.union([z.string().trim().min(1).max(200), z.number(), z.boolean()]);
export type FieldValue = z.output<typeof fieldValueSchema>;

export const saveFieldSchema = z.strictObject({
  label: z.strictObject({ "zh-CN": z.string().trim().min(1).max(40), en: z.string().trim().min(1).max(40) }),
  kind: z.enum(fieldKinds),
  options: z.array(z.string().trim().min(1).max(60)).max(50).default([]),
  position: z.number().int().min(0).max(1_000).default(0),
  /** Causes whose tickets are not resolved without it; `*` for all. */
  requiredOn: z
    .array(z.union([z.enum(causeCodes), z.literal(ALL_CAUSES)]))
    .max(100)
    .default([]),
  version: versionSchema.optional(),
});
export const deskFieldSchema = saveFieldSchema.extend({
  key: fieldKeySchema,
  version: z.number().int(),
  retired: z.boolean(),
});
export type DeskField = z.output<typeof deskFieldSchema>;

/** Null takes an answer away. */
export const setFieldsSchema = z.strictObject({
  fields: z.record(fieldKeySchema, fieldValueSchema.nullable()),
  version: versionSchema,
});

export const tagColours = ["neutral", "accent", "ok", "wait", "broken"] as const;
export const tagNameSchema = z.string().trim().min(1).max(40);
export const saveTagSchema = z.strictObject({
  colour: z.enum(tagColours).default("neutral"),
  about: z.string().trim().max(200).default(""),
});
export const deskTagSchema = saveTagSchema.extend({ name: tagNameSchema });
export type DeskTag = z.output<typeof deskTagSchema>;

// Calls

export const callStates = ["booked", "calling", "done", "missed", "cancelled"] as const;
export type CallState = (typeof callStates)[number];
export const phoneSchema = z
  .string()
  .trim()
  .regex(/^\+?[0-9][0-9 -]{5,19}$/);
export const requestCallSchema = z.strictObject({
  phone: phoneSchema,
  /** The beginning of a slot that is offered. */
  slot: z.iso.datetime({ offset: true }),
});
export const callSlotSchema = z.object({ from: z.string(), to: z.string(), free: z.boolean() });
export type CallSlot = z.output<typeof callSlotSchema>;
export const endCallSchema = z.strictObject({
  outcome: z.enum(["done", "missed"]),
  note: z.string().trim().max(1_000).default(""),
  version: versionSchema,
});
export const callSettingsSchema = z.strictObject({
  /** Calls that are booked into the same half hour at most: as many as people make them. None are offered while it is 0. */
  perSlot: z.number().int().min(0).max(100).default(3),
});
export type CallSettings = z.output<typeof callSettingsSchema>;
export const callSchema = z.object({
  id: z.string(),
  number: z.string(),
  /** Masked. */
  phone: z.string(),
  slotFrom: z.string(),
  slotTo: z.string(),
  state: z.enum(callStates),
  takenBy: z.object({ id: z.string(), name: z.string() }).nullable(),
  note: z.string().nullable(),
  tries: z.number().int(),
  version: z.number().int(),
});
export type Call = z.output<typeof callSchema>;

// Pictures

/** A part of a picture, in fractions of its width and height. */
export const rectangleSchema = z.strictObject({
  x: z.number().min(0).max(1),
  y: z.number().min(0).max(1),
  width: z.number().min(0.002).max(1),
  height: z.number().min(0.002).max(1),
});
export type Rectangle = z.output<typeof rectangleSchema>;
export const redactSchema = z.strictObject({
  rectangles: z.array(rectangleSchema).min(1).max(40),
  /** Begins with the whole picture instead of what is black already; for those who may see it whole. */
  anew: z.boolean().default(false),
});

// Satisfaction

export const rateSchema = z.strictObject({ good: z.boolean(), comment: z.string().trim().max(1_000).optional() });
export const ratingSchema = z.object({
  good: z.boolean(),
  comment: z.string().nullable(),
  at: z.string(),
  round: z.number().int(),
});
export type Rating = z.output<typeof ratingSchema>;

/** What stands beside a ticket for its customer. */
export const customerCompanySchema = z.object({
  call: z.object({ phone: z.string(), slotFrom: z.string(), slotTo: z.string() }).nullable(),
  rating: ratingSchema.nullable(),
  /** Until when they can rate how it ended; null while they cannot. */
  rateUntil: z.string().nullable(),
});
export type CustomerCompany = z.output<typeof customerCompanySchema>;

/** What stands beside a ticket for those who work on it. */
export const ticketCompanySchema = z.object({
  number: z.string(),
  followers: z.array(z.object({ id: z.string(), name: z.string() })),
  links: z.array(
    z.object({
      id: z.string(),
      number: z.string(),
      kind: z.enum(linkKinds),
      /** True on the ticket that was joined to the other. */
      outgoing: z.boolean(),
      status: z.enum(ticketStatuses),
      title: z.string().nullable(),
    }),
  ),
  mergedInto: z.string().nullable(),
  fields: z.record(z.string(), fieldValueSchema),
  calls: z.array(callSchema),
  rating: ratingSchema.nullable(),
  /** Up to which message the customer has read, and when. */
  customerRead: z.object({ messageId: z.string(), at: z.string() }).nullable(),
});
export type TicketCompany = z.output<typeof ticketCompanySchema>;
