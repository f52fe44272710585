import { z } from "zod";
import { causeCodes } from "#server/diagnosis/schemas.ts";
import { slaMetrics } from "#server/tickets/schemas.ts";

export * from "./checklist/schemas.ts";

/** Days are those of Asia/Shanghai, which has kept one offset all year since 1992. */
export const DAY_ZONE_OFFSET_MS = 8 * 3_600_000;

/** At most so long a period; a longer one has more days than a page can show. */
export const MAX_PERIOD_DAYS = 366;

export const groupings = ["cause", "channel", "day", "agent"] as const;
export type Grouping = (typeof groupings)[number];

const instant = z.iso.datetime({ offset: true });
const periodSchema = z.object({ from: instant, to: instant });
export const metricsRangeSchema = periodSchema
  .refine((v) => Date.parse(v.from) < Date.parse(v.to), { path: ["to"], message: "Must be after from" })
  .refine((v) => Date.parse(v.to) - Date.parse(v.from) <= MAX_PERIOD_DAYS * 86_400_000, {
    path: ["to"],
    message: `At most ${MAX_PERIOD_DAYS} days after from`,
  });
export type MetricsRange = z.input<typeof metricsRangeSchema>;

/**
 * Every number carries the id under which `listTickets({metric, from, to})` lists exactly the tickets behind it, and how many
 * tickets those are.
 */
const countSchema = z.object({
  metric: z.string(),
  value: z.number(),
  /** The same over the period before, of the same length; null for numbers that stand for now. */
  previous: z.number().nullable(),
  tickets: z.number().int(),
});
export type MetricCount = z.output<typeof countSchema>;

const spreadSchema = z.object({
  count: z.number().int(),
  medianMs: z.number().nullable(),
  p90Ms: z.number().nullable(),
  meanMs: z.number().nullable(),
});
export type Spread = z.output<typeof spreadSchema>;
const durationSchema = spreadSchema.extend({
  metric: z.string(),
  tickets: z.number().int(),
  previous: spreadSchema,
});
export type MetricDuration = z.output<typeof durationSchema>;

const keptSchema = z.object({
  met: z.number().int(),
  breached: z.number().int(),
  /** met ÷ (met + breached); null when nothing was decided. */
  ratio: z.number().nullable(),
});
export type Kept = z.output<typeof keptSchema>;
const attainmentSchema = keptSchema.extend({
  metric: z.string(),
  /** The clock; null for all of them together. */
  sla: z.enum(slaMetrics).nullable(),
  /** The ids of the two parts. */
  metMetric: z.string(),
  breachedMetric: z.string(),
  tickets: z.number().int(),
  metTickets: z.number().int(),
  breachedTickets: z.number().int(),
  previous: keptSchema,
});
export type MetricAttainment = z.output<typeof attainmentSchema>;

const causeSchema = z.object({
  metric: z.string(),
  causeCode: z.enum(causeCodes),
  count: z.number().int(),
  tickets: z.number().int(),
  share: z.number(),
  /** The shares of this cause and of all that are more frequent. */
  cumulative: z.number(),
});
export type MetricCause = z.output<typeof causeSchema>;

const daySchema = periodSchema.extend({
  /** `2026-11-02`, in Shanghai; `from` and `to` bound the part of it that lies in the period. */
  day: z.string(),
  opened: z.number().int(),
  resolved: z.number().int(),
  /** Open at the end of it. */
  backlog: z.number().int(),
});
export type MetricDay = z.output<typeof daySchema>;

export const overviewSchema = z.object({
  at: z.string(),
  period: periodSchema,
  previous: periodSchema,
  now: z.object({
    open: countSchema,
    at_risk: countSchema,
    breached_now: countSchema,
    /** In fen. */
    amount_at_risk: countSchema,
  }),
  flow: z.object({
    opened: countSchema,
    resolved: countSchema,
    /** In fen; `topups` counts them, some of which may have had no ticket. */
    amount_recovered: countSchema.extend({ topups: z.number().int() }),
    backlog: countSchema,
  }),
  durations: z.object({
    first_response: durationSchema,
    first_resolution: durationSchema,
    full_resolution: durationSchema,
  }),
  attainment: z.array(attainmentSchema),
  causes: z.array(causeSchema),
  days: z.array(daySchema),
});
export type ManagerOverview = z.output<typeof overviewSchema>;

export const seriesInputSchema = z.object({ from: instant, to: instant, groupBy: z.enum(groupings) });
const groupSchema = z.object({
  /** The cause code, channel, day or agent's id; null for tickets that have none. */
  key: z.string().nullable(),
  label: z.string().nullable(),
  opened: z.number().int(),
  resolved: z.number().int(),
  attainment: keptSchema,
  firstResponse: spreadSchema,
  fullResolution: spreadSchema,
  amountRecoveredFen: z.number().int(),
});
export type MetricGroup = z.output<typeof groupSchema>;
export const seriesSchema = z.object({
  period: periodSchema,
  groupBy: z.enum(groupings),
  items: z.array(groupSchema),
});
export type MetricsSeries = z.output<typeof seriesSchema>;
