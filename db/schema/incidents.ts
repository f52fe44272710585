import { sql } from "drizzle-orm";
import { alertStates, incidentEventTypes, incidentStates, measures, severities } from "#server/incidents/schemas.ts";
import { bool, fen, index, instant, int, json, oneOf, primaryKey, table, text, uniqueIndex } from "../columns.ts";

/** How long each route took, by the minute. Every process writes its own rows; kept for two days. */
export const routeMinutes = table(
  "route_minutes",
  {
    processId: text("process_id").notNull(),
    route: text("route").notNull(),
    minute: instant("minute").notNull(),
    n: int("n").notNull(),
    errors: int("errors").notNull(),
    /** How many took how long: bucket to count. */
    buckets: json<Record<string, number>>("buckets").notNull(),
  },
  (t) => [primaryKey({ columns: [t.processId, t.route, t.minute] }), index("route_minutes_minute").on(t.minute)],
);

/** From when on a measure is worth waking somebody. */
export const alertRules = table("alert_rules", {
  id: text("id").primaryKey(),
  measure: oneOf("measure", measures).notNull(),
  threshold: fen("threshold").notNull(),
  windowS: int("window_s").notNull(),
  severity: oneOf("severity", severities).notNull(),
  enabled: bool("enabled").notNull(),
  version: int("version").notNull(),
  updatedAt: instant("updated_at").notNull(),
});

/** Measures that are or were over their threshold. */
export const alerts = table(
  "alerts",
  {
    id: text("id").primaryKey(),
    ruleId: text("rule_id").notNull(),
    measure: oneOf("measure", measures).notNull(),
    key: text("key").notNull(),
    state: oneOf("state", alertStates).notNull(),
    severity: oneOf("severity", severities).notNull(),
    value: fen("value").notNull(),
    threshold: fen("threshold").notNull(),
    /** Looks in a row that found it too high, and good again. */
    bad: int("bad").notNull(),
    good: int("good").notNull(),
    openedAt: instant("opened_at").notNull(),
    ackedById: text("acked_by_id"),
    ackedByName: text("acked_by_name"),
    ackedAt: instant("acked_at"),
    overAt: instant("over_at"),
  },
  (t) => [
    uniqueIndex("alerts_one_live").on(t.ruleId, t.key).where(sql`over_at is null`),
    index("alerts_state").on(t.state, t.id),
  ],
);

/** Tickets of one cause and channel that have one reason. */
export const incidents = table(
  "incidents",
  {
    id: text("id").primaryKey(),
    number: text("number").notNull(),
    title: text("title").notNull(),
    causeCode: text("cause_code").notNull(),
    channel: text("channel").notNull(),
    state: oneOf("state", incidentStates).notNull(),
    fromAt: instant("from_at").notNull(),
    toAt: instant("to_at"),
    noticeZh: text("notice_zh"),
    noticeEn: text("notice_en"),
    noticedAt: instant("noticed_at"),
    bulkJobId: text("bulk_job_id"),
    /** What is usual in such a window, and what was seen when it was proposed. */
    usual: int("usual").notNull(),
    seen: int("seen").notNull(),
    openedById: text("opened_by_id"),
    openedByName: text("opened_by_name"),
    version: int("version").notNull(),
    createdAt: instant("created_at").notNull(),
    resolvedAt: instant("resolved_at"),
  },
  (t) => [
    uniqueIndex("incidents_number").on(t.number),
    uniqueIndex("incidents_one_live").on(t.causeCode, t.channel).where(sql`state in ('proposed', 'open', 'mitigated')`),
    index("incidents_state").on(t.state, t.id),
  ],
);

/** What was done about an incident, in order; never changed. */
export const incidentEvents = table(
  "incident_events",
  {
    id: text("id").primaryKey(),
    incidentId: text("incident_id").notNull(),
    type: oneOf("type", incidentEventTypes).notNull(),
    actorKind: text("actor_kind").notNull(),
    actorId: text("actor_id").notNull(),
    actorName: text("actor_name").notNull(),
    text: text("text"),
    count: int("count"),
    at: instant("at").notNull(),
  },
  (t) => [index("incident_events_incident").on(t.incidentId, t.id)],
);

/** Tickets whose customers were told of an incident: each once. */
export const incidentNotices = table(
  "incident_notices",
  {
    incidentId: text("incident_id").notNull(),
    ticketId: text("ticket_id").notNull(),
    toldAt: instant("told_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.incidentId, t.ticketId] })],
);
