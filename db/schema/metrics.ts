import { metricDims, metricGrains } from "#server/metrics/cells/schemas.ts";
import { reportBoards, reportPeriods, reportStates } from "#server/metrics/reports/schemas.ts";
import { bool, fen, index, instant, int, json, oneOf, primaryKey, table, text, uniqueIndex } from "../columns.ts";

/**
 * The manager's numbers, added up by hour and by day. Derived from tickets and their clocks: a rebuild gives the same rows, byte for
 * byte, and none that holds nothing.
 */
export const metricCells = table(
  "metric_cells",
  {
    metric: text("metric").notNull(),
    dim: oneOf("dim", metricDims).notNull(),
    grain: oneOf("grain", metricGrains).notNull(),
    /** When the hour or the Shanghai day begins. */
    at: instant("at").notNull(),
    /** Which cause, channel, agent or queue; empty for all together, and for tickets that have none. */
    key: text("key").notNull(),
    n: int("n").notNull(),
    fen: fen("fen").notNull(),
    ms: fen("ms").notNull(),
    /** The sketch of durations: how many in each bucket. */
    buckets: json<Record<string, number>>("buckets"),
  },
  (t) => [primaryKey({ columns: [t.metric, t.dim, t.grain, t.at, t.key] })],
);

/** Which definitions the cells were built with: others mean that they are built anew. */
export const metricBuilds = table("metric_builds", {
  id: text("id").primaryKey(),
  version: int("version").notNull(),
  builtAt: instant("built_at").notNull(),
});

/** A report that is mailed by itself. Who gets it are members of staff, by id: nobody else, and never who may not see numbers. */
export const reportSchedules = table(
  "report_schedules",
  {
    id: text("id").primaryKey(),
    name: text("name").notNull(),
    board: oneOf("board", reportBoards).notNull(),
    period: oneOf("period", reportPeriods).notNull(),
    /** 1 is Monday; null for every day. */
    weekday: int("weekday"),
    hour: int("hour").notNull(),
    minute: int("minute").notNull(),
    zone: text("zone").notNull(),
    locale: text("locale").notNull(),
    peopleIds: json<string[]>("people_ids").notNull(),
    enabled: bool("enabled").notNull(),
    /** The end of time while it is off. */
    nextAt: instant("next_at").notNull(),
    createdById: text("created_by_id").notNull(),
    createdAt: instant("created_at").notNull(),
    version: int("version").notNull(),
  },
  (t) => [index("report_schedules_next").on(t.nextAt)],
);

/** One mail of one report to one person. One that may have left is never sent again by itself. */
export const reportMails = table(
  "report_mails",
  {
    id: text("id").primaryKey(),
    scheduleId: text("schedule_id").notNull(),
    personId: text("person_id").notNull(),
    dueAt: instant("due_at").notNull(),
    /** Its time had passed long before, such as while the server was down. */
    late: bool("late").notNull(),
    state: oneOf("state", reportStates).notNull(),
    attempts: int("attempts").notNull(),
    nextAttemptAt: instant("next_attempt_at").notNull(),
    sentAt: instant("sent_at"),
    error: text("error"),
  },
  (t) => [
    uniqueIndex("report_mails_once").on(t.scheduleId, t.personId, t.dueAt),
    index("report_mails_due").on(t.state, t.nextAttemptAt),
  ],
);
