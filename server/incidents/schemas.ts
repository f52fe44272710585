import { z } from "zod";
import { causeCodes } from "#server/diagnosis/schemas.ts";
import { reasonCodes } from "#server/topup/schemas.ts";

/** What is measured, each over a window of its own; `units` says in what. */
export const measures = [
  "route_p95",
  "route_errors",
  "order_age",
  "callback_lag",
  "queue_lag",
  "channel_failures",
  "commands_unknown",
  "sla_breaches",
  "holidays_missing",
] as const;
export type Measure = (typeof measures)[number];
/** `ms` and `count` as they are; `permille` are thousandths. */
export const unitOf: Record<Measure, "ms" | "count" | "permille"> = {
  route_p95: "ms",
  route_errors: "permille",
  order_age: "ms",
  callback_lag: "ms",
  queue_lag: "ms",
  channel_failures: "permille",
  commands_unknown: "count",
  sla_breaches: "count",
  holidays_missing: "count",
};

export const severities = ["info", "warn", "page"] as const;
export type Severity = (typeof severities)[number];
/** `pending`: over its threshold, but not for long enough to tell anybody. */
export const alertStates = ["pending", "firing", "acked", "over"] as const;
export type AlertState = (typeof alertStates)[number];

const MAX_THRESHOLD = 1_000_000_000;
export const alertRuleSchema = z.object({
  id: z.string(),
  measure: z.enum(measures),
  unit: z.enum(["ms", "count", "permille"]),
  threshold: z.number().int(),
  windowS: z.number().int(),
  severity: z.enum(severities),
  enabled: z.boolean(),
  version: z.number().int(),
});
export type AlertRule = z.output<typeof alertRuleSchema>;
export const saveAlertRuleSchema = z.object({
  id: z.string().min(1).max(64),
  threshold: z.number().int().min(0).max(MAX_THRESHOLD),
  windowS: z.number().int().min(60).max(3_600),
  severity: z.enum(severities),
  enabled: z.boolean(),
  version: z.number().int().min(1),
});
export type SaveAlertRule = z.input<typeof saveAlertRuleSchema>;

export const alertSchema = z.object({
  id: z.string(),
  measure: z.enum(measures),
  unit: z.enum(["ms", "count", "permille"]),
  /** What of it: a route, a channel, a consumer; empty when there is only one. */
  key: z.string(),
  state: z.enum(alertStates),
  severity: z.enum(severities),
  value: z.number().int(),
  threshold: z.number().int(),
  openedAt: z.string(),
  ackedBy: z.string().nullable(),
  overAt: z.string().nullable(),
});
export type Alert = z.output<typeof alertSchema>;
export const alertListSchema = z.object({
  state: z.enum(["open", "over"]).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
  cursor: z.string().max(64).optional(),
});
export type AlertListInput = z.input<typeof alertListSchema>;

export const incidentStates = ["proposed", "open", "mitigated", "resolved", "dismissed"] as const;
export type IncidentState = (typeof incidentStates)[number];
export const incidentEventTypes = [
  "proposed",
  "opened",
  "tickets_joined",
  "noted",
  "noticed",
  "batch_started",
  "mitigated",
  "reopened",
  "resolved",
  "dismissed",
] as const;
export type IncidentEventType = (typeof incidentEventTypes)[number];

export const incidentSchema = z.object({
  /** What lists of tickets are filtered by; people say its number. */
  id: z.string(),
  number: z.string(),
  title: z.string(),
  /** False where the system proposed it: then its title is its channel and cause, which readers see in their own language. */
  named: z.boolean(),
  causeCode: z.enum(causeCodes),
  channel: z.string(),
  state: z.enum(incidentStates),
  fromAt: z.string(),
  toAt: z.string().nullable(),
  /** Tickets that belong to it now; for a proposed one, those that would. */
  tickets: z.number().int(),
  openTickets: z.number().int(),
  amountFen: z.number().int(),
  noticeZh: z.string().nullable(),
  noticeEn: z.string().nullable(),
  /** Customers who were told, and when the last of them was. */
  noticed: z.number().int(),
  bulkJobId: z.string().nullable(),
  openedBy: z.string().nullable(),
  version: z.number().int(),
  createdAt: z.string(),
});
export type IncidentView = z.output<typeof incidentSchema>;
export const incidentEventSchema = z.object({
  id: z.string(),
  type: z.enum(incidentEventTypes),
  by: z.string(),
  /** Done by the system itself; `by` then says which part of it. */
  system: z.boolean(),
  text: z.string().nullable(),
  count: z.number().int().nullable(),
  at: z.string(),
});
export type IncidentEvent = z.output<typeof incidentEventSchema>;
export const incidentWithEventsSchema = incidentSchema.extend({
  events: z.array(incidentEventSchema),
  ticketNumbers: z.array(z.string()),
});

export const incidentListSchema = z.object({
  state: z.enum(["live", "resolved", "dismissed"]).default("live"),
  limit: z.coerce.number().int().min(1).max(100).default(50),
  cursor: z.string().max(64).optional(),
});
export type IncidentListInput = z.input<typeof incidentListSchema>;

export const incidentNumberSchema = z.object({ number: z.string().min(1).max(40) });
export const openIncidentSchema = z.object({
  title: z.string().trim().min(1).max(120),
  causeCode: z.enum(causeCodes),
  channel: z.string().trim().min(1).max(64),
  /** From when on tickets belong to it. */
  fromAt: z.iso.datetime(),
});
export type OpenIncident = z.input<typeof openIncidentSchema>;
const versioned = incidentNumberSchema.extend({ version: z.number().int().min(1) });
export const moveIncidentSchema = versioned.extend({
  to: z.enum(["open", "mitigated", "resolved", "dismissed"]),
});
export type MoveIncident = z.input<typeof moveIncidentSchema>;
export const noteIncidentSchema = incidentNumberSchema.extend({ text: z.string().trim().min(1).max(2_000) });
export type NoteIncident = z.input<typeof noteIncidentSchema>;
/** What every customer of the incident is told, in their own language. */
export const noticeIncidentSchema = versioned.extend({
  zh: z.string().trim().min(1).max(500),
  en: z.string().trim().min(1).max(500),
});
export type NoticeIncident = z.input<typeof noticeIncidentSchema>;

export const MAX_BATCH = 1_000;
export const batchSchema = incidentNumberSchema.extend({
  reasonCode: z.enum(reasonCodes).exclude(["OTHER"]),
  note: z.string().trim().max(2_000).optional(),
});

export const approveManySchema = incidentNumberSchema.extend({
  /** Each with what was looked at: one whose facts changed since is not approved. */
  items: z
    .array(z.object({ id: z.string().min(1).max(64), factsHash: z.string().regex(/^[0-9a-f]{64}$/) }))
    .min(1)
    .max(MAX_BATCH),
});

export const incidentWorkSchema = z.object({
  id: z.string(),
  total: z.number().int(),
  runAt: z.string(),
  /** Orders for which it has no room: begin another when it is done. */
  left: z.number().int(),
});
export const incidentApprovalsSchema = z.object({
  items: z.array(
    z.object({
      id: z.string(),
      orderNo: z.string(),
      amountFen: z.number().int(),
      factsHash: z.string(),
      requestedBy: z.string(),
    }),
  ),
  totalFen: z.number().int(),
});
export const approvedManySchema = z.object({
  items: z.array(z.object({ id: z.string(), state: z.enum(["approved", "failed"]), errorCode: z.string().nullable() })),
});
