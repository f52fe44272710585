import { z } from "zod";
import { causeCodes } from "#server/diagnosis/schemas.ts";
import { slaMetrics } from "#server/tickets/schemas.ts";
import { sliceSchema } from "./slice.ts";

export * from "./boards/schemas.ts";
export * from "./checklist/schemas.ts";
export * from "./forecast/schemas.ts";
export * from "./records/schemas.ts";
export * from "./reports/schemas.ts";
export * from "./slice.ts";

/** Days are those of Asia/Shanghai, which has kept one offset all year since 1992. */
export const DAY_ZONE_OFFSET_MS = 8 * 3_600_000;

/** At most so long a period; a longer one has more days than a page can show. */
export const MAX_PERIOD_DAYS = 366;

export const groupings = ["cause", "channel", "day", "agent", "queue"] as const;
export type Grouping = (typeof groupings)[number];

const instant = z.iso.datetime({ offset: true });
const periodSchema = z.object({ from: instant, to: instant });
type Ends = { from: string; to: string };
const isInOrder = ({ from, to }: Ends) => Date.parse(from) < Date.parse(to);
const isShortEnough = ({ from, to }: Ends) => Date.parse(to) - Date.parse(from) <= MAX_PERIOD_DAYS * 86_400_000;
const notInOrder = { path: ["to"], message: "Must be after from" };
const tooLong = { path: ["to"], message: `At most ${MAX_PERIOD_DAYS} days after from` };
export const metricsRangeSchema = periodSchema.refine(isInOrder, notInOrder).refine(isShortEnough, tooLong);
export type MetricsRange = z.input<typeof metricsRangeSchema>;
export const slicedRangeSchema = periodSchema
  .extend(sliceSchema.shape)
  .refine(isInOrder, notInOrder)
  .refine(isShortEnough, tooLong);
export type SlicedRange = z.input<typeof slicedRangeSchema>;

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
  /** There when so many were measured that they were not sorted: median and p90 are then within one per cent. */
  approximate: z.literal(true).optional(),
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
  /** Tickets that the runs belong to; null where there are more than 2,000 runs, which are listed as promises. */
  tickets: z.number().int().nullable(),
  metTickets: z.number().int().nullable(),
  breachedTickets: z.number().int().nullable(),
  previous: keptSchema,
});
export type MetricAttainment = z.output<typeof attainmentSchema>;

/** A share of tickets: those that it is true of, out of those that it could be true of. */
const shareSchema = z.object({ count: z.number().int(), of: z.number().int(), ratio: z.number().nullable() });
export type Share = z.output<typeof shareSchema>;
const rateSchema = shareSchema.extend({ metric: z.string(), tickets: z.number().int(), previous: shareSchema });
export type MetricRate = z.output<typeof rateSchema>;

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
    requester_wait: durationSchema,
    agent_work: durationSchema,
  }),
  /** Satisfaction is what customers said of the last resolution, good out of rated, and beside it how many of the resolved were rated. */
  rates: z.object({
    one_touch: rateSchema,
    reopened: rateSchema,
    satisfaction: rateSchema,
    rating_response: rateSchema,
  }),
  attainment: z.array(attainmentSchema),
  causes: z.array(causeSchema),
  days: z.array(daySchema),
});
export type ManagerOverview = z.output<typeof overviewSchema>;

export const seriesInputSchema = periodSchema
  .extend({ ...sliceSchema.shape, groupBy: z.enum(groupings) })
  .refine(isInOrder, notInOrder)
  .refine(isShortEnough, tooLong);
const groupSchema = z.object({
  /** The cause code, channel, day or agent's id; null for tickets that have none. */
  key: z.string().nullable(),
  label: z.string().nullable(),
  opened: z.number().int(),
  resolved: z.number().int(),
  attainment: keptSchema,
  /** By the clocks of those who do the work, which also stand still while they wait for a supplier. */
  workAttainment: keptSchema,
  firstResponse: spreadSchema,
  fullResolution: spreadSchema,
  oneTouch: shareSchema,
  reopened: shareSchema,
  satisfaction: shareSchema,
  amountRecoveredFen: z.number().int(),
});
export type MetricGroup = z.output<typeof groupSchema>;
export const seriesSchema = z.object({
  period: periodSchema,
  groupBy: z.enum(groupings),
  items: z.array(groupSchema),
});
export type MetricsSeries = z.output<typeof seriesSchema>;
