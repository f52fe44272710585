export const reportBoards = ["overview", "sla", "causes", "channels", "people", "money", "diagnosis"] as const;
export type ReportBoard = (typeof reportBoards)[number];

/** What a report is about: the whole day, week or month that ended before it is sent. */
export const reportPeriods = ["day", "week", "month"] as const;
export type ReportPeriod = (typeof reportPeriods)[number];

export const reportStates = ["planned", "sending", "sent", "failed", "unknown"] as const;
export type ReportState = (typeof reportStates)[number];
