import { z } from "zod";
import { deliveryStates } from "../vocabulary.ts";

/** What a member of the staff is told. The pages and `copy.ts` have the words for each. */
export const staffNoticeKinds = [
  "assigned",
  "mentioned",
  "ticket_answered",
  "ticket_woke",
  "sla_warned",
  "sla_breached",
  "escalated",
  "approval_waiting",
  "call_due",
  "bulk_done",
  "alert",
  "alert_over",
  "incident",
  "export_ready",
  "rule",
] as const;
export type StaffNoticeKind = (typeof staffNoticeKinds)[number];

/** Ways out of the product to one person. The inbox is none: it has everything. */
export const personChannels = ["mail", "sms"] as const;
export type PersonChannel = (typeof personChannels)[number];

/** Groups of chat programs that a robot speaks in. */
export const robotKinds = ["feishu", "dingtalk", "wecom"] as const;
export type RobotKind = (typeof robotKinds)[number];

export const staffChannels = [...personChannels, ...robotKinds] as const;
export type StaffChannel = (typeof staffChannels)[number];

export const noticeLocales = ["zh-CN", "en"] as const;
export const digests = ["off", "hourly", "daily"] as const;

const params = z.record(z.string(), z.union([z.string(), z.number()]));

/** A notice in somebody's inbox. `subject` is `kind:id` of what it is about, `path` where in the console it leads. */
export const staffNoticeSchema = z.object({
  id: z.string(),
  kind: z.enum(staffNoticeKinds),
  subject: z.string(),
  params,
  title: z.string(),
  body: z.string(),
  action: z.string(),
  path: z.string(),
  read: z.boolean(),
  createdAt: z.string(),
});
export type StaffNotice = z.output<typeof staffNoticeSchema>;

export const staffNoticeListSchema = z.object({
  show: z.enum(["all", "unread"]).default("all"),
  limit: z.coerce.number().int().min(1).max(100).default(50),
  cursor: z.string().max(64).optional(),
});
export type StaffNoticeListInput = z.input<typeof staffNoticeListSchema>;

/** Which notices were read; all of them without `ids`. */
export const readStaffNoticesSchema = z.object({ ids: z.array(z.string().min(1).max(64)).min(1).max(100).optional() });
export type ReadStaffNotices = z.input<typeof readStaffNoticesSchema>;

const minuteOfDay = z.number().int().min(0).max(1_439);

/** How one person wants to be told. Minutes are of their own day, in their own zone; `digestMinute` is when the daily one goes. */
export const staffPreferencesSchema = z.object({
  wanted: z.partialRecord(z.enum(staffNoticeKinds), z.array(z.enum(personChannels)).max(personChannels.length)),
  quiet: z.object({ from: minuteOfDay, to: minuteOfDay }).nullable(),
  zone: z.string().min(1).max(64),
  digest: z.enum(digests),
  digestMinute: minuteOfDay,
  locale: z.enum(noticeLocales),
});
export type StaffPreferences = z.output<typeof staffPreferencesSchema>;
export const saveStaffPreferencesSchema = staffPreferencesSchema.extend({
  /** A new number for text messages; null takes it away, left out it stays. It is never given out again. */
  phone: z.string().trim().max(32).nullable().optional(),
});
export type SaveStaffPreferences = z.input<typeof saveStaffPreferencesSchema>;
/** `phone` is masked. `usable` are the ways that this installation has. */
export const shownStaffPreferencesSchema = staffPreferencesSchema.extend({
  phone: z.string().nullable(),
  /** By kind, the ways that hold now: as wished, or as everybody begins. */
  ways: z.record(z.enum(staffNoticeKinds), z.array(z.enum(personChannels))),
  usable: z.array(z.enum(personChannels)),
});

/** What went out to the staff or a group. Addresses are masked. */
export const staffDeliverySchema = z.object({
  id: z.string(),
  receiver: z.string(),
  channel: z.enum(staffChannels),
  kind: z.enum(staffNoticeKinds),
  subject: z.string(),
  to: z.string(),
  state: z.enum(deliveryStates),
  attempts: z.number().int(),
  nextAttemptAt: z.string().nullable(),
  error: z.string().nullable(),
  reference: z.string().nullable(),
  /** The same for all that went out in one mail or message. */
  messageId: z.string().nullable(),
  createdAt: z.string(),
  sentAt: z.string().nullable(),
});
export type StaffDelivery = z.output<typeof staffDeliverySchema>;

export const staffDeliveryListSchema = z.object({
  state: z.enum(deliveryStates).optional(),
  channel: z.enum(staffChannels).optional(),
  /** `person:ID` or `robot:ID`. */
  receiver: z.string().min(1).max(128).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
  cursor: z.string().max(64).optional(),
});
export type StaffDeliveryListInput = z.input<typeof staffDeliveryListSchema>;
