import { z } from "zod";

export const reportBoards = ["overview", "sla", "causes", "channels", "people", "money", "diagnosis"] as const;
export type ReportBoard = (typeof reportBoards)[number];

/** What a report is about: the whole day, week or month that ended before it is sent. */
export const reportPeriods = ["day", "week", "month"] as const;
export type ReportPeriod = (typeof reportPeriods)[number];

export const reportStates = ["planned", "sending", "sent", "failed", "unknown"] as const;
export type ReportState = (typeof reportStates)[number];

export const MAX_SCHEDULES = 50;
export const MAX_RECIPIENTS = 50;

const isZone = (zone: string): boolean => {
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return true;
  } catch {
    return false;
  }
};

const scheduleFields = {
  name: z.string().trim().min(1).max(80),
  board: z.enum(reportBoards),
  period: z.enum(reportPeriods),
  /** 1 is Monday; of weekly reports alone. Monthly ones go out on the first. */
  weekday: z.number().int().min(1).max(7).nullable().default(null),
  hour: z.number().int().min(0).max(23),
  minute: z.number().int().min(0).max(59).default(0),
  zone: z.string().max(60).refine(isZone, "Not a time zone").default("Asia/Shanghai"),
  locale: z.enum(["zh-CN", "en"]),
  /** Members of the staff who may see numbers. */
  peopleIds: z.array(z.string().min(1).max(64)).min(1).max(MAX_RECIPIENTS),
  enabled: z.boolean().default(true),
};

export const saveReportSchema = z
  .object({
    /** Of the schedule that is changed, with the version that was seen; a new one without. */
    id: z.string().max(64).optional(),
    version: z.number().int().optional(),
    ...scheduleFields,
  })
  .refine((v) => (v.period === "week") === (v.weekday !== null), {
    path: ["weekday"],
    message: "Weekly reports have a weekday, others have none",
  });
export type SaveReport = z.input<typeof saveReportSchema>;
export const reportIdSchema = z.object({ id: z.string().min(1).max(64) });

export const reportSchema = z.object({
  id: z.string(),
  ...scheduleFields,
  weekday: z.number().int().nullable(),
  minute: z.number().int(),
  zone: z.string(),
  enabled: z.boolean(),
  /** Null while it is off. */
  nextAt: z.string().nullable(),
  version: z.number().int(),
  /** How the last one went, by person. */
  last: z.array(
    z.object({
      personId: z.string(),
      dueAt: z.string(),
      state: z.enum(reportStates),
      late: z.boolean(),
      error: z.string().nullable(),
    }),
  ),
});
export type Report = z.output<typeof reportSchema>;
