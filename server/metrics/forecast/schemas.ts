import { z } from "zod";

export const MAX_FORECAST_DAYS = 14;

/** What staffing is reckoned with. */
export const staffingSchema = z.object({
  days: z.coerce.number().int().min(1).max(MAX_FORECAST_DAYS).default(7),
  /** How long a ticket takes the person who handles it, hands on; measured where it is not given. */
  handleMinutes: z.coerce.number().min(1).max(240).optional(),
  /** Within which time of its arrival a ticket is to be begun. */
  targetMinutes: z.coerce.number().min(1).max(1_440).default(20),
  /** For which share of them, in per cent. */
  sharePercent: z.coerce.number().min(1).max(99).default(80),
});
export type StaffingInput = z.input<typeof staffingSchema>;

const hourSchema = z.object({
  at: z.string(),
  /** Tickets expected in the hour. */
  expected: z.number(),
  /** The fewest people; null when no number of them up to 500 is enough. */
  agents: z.number().int().nullable(),
  /** The share of tickets that these begin in time. */
  serviceLevel: z.number().nullable(),
});

export const forecastSchema = z.object({
  at: z.string(),
  /** Whole days of history; of less than 21 nothing is forecast. */
  historyDays: z.number().int(),
  /** How much less than a day is forecast with a like day: a holiday is like a Sunday. */
  days: z.array(
    z.object({
      day: z.string(),
      /** 1 is Monday, 7 Sunday: whose hours it is taken to have. */
      like: z.number().int(),
      expected: z.number(),
      /** People-hours. */
      agentHours: z.number().int().nullable(),
      hours: z.array(hourSchema),
    }),
  ),
  /** What came on the days before. */
  history: z.array(z.object({ day: z.string(), from: z.string(), to: z.string(), opened: z.number().int() })),
  /** Each of the last 28 days, forecast the evening before: how far off that was. */
  errors: z.object({
    days: z.number().int(),
    wape: z.number().nullable(),
    dailyWape: z.number().nullable(),
    bias: z.number().nullable(),
    naiveWape: z.number().nullable(),
  }),
  staffing: z.object({
    handleMs: z.number(),
    handleFrom: z.enum(["given", "measured", "assumed"]),
    targetMs: z.number(),
    share: z.number(),
  }),
});
export type Forecast = z.output<typeof forecastSchema>;
